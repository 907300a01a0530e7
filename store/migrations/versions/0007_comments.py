"""What a piece is about, and why it was not for somebody, beside what they did with it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "feedback",
        sa.Column("use_case", sa.String(32), server_default=sa.text("''"), nullable=False),
    )
    op.add_column("feedback", sa.Column("sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("feedback", "sealed")
    op.drop_column("feedback", "use_case")
