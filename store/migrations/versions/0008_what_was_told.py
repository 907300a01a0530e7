"""How often a provider told that it could not bring a message, and what it bills a template as."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "outbox", sa.Column("told", sa.SmallInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "provider_contents",
        sa.Column("category", sa.String(16), server_default=sa.text("''"), nullable=False),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_column("provider_contents", "category")
    op.drop_column("outbox", "told")
