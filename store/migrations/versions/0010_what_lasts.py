"""What holds people back outlives their name, as confidence does; what a mission taught is told."""

import sqlalchemy as sa
from alembic import op

from store.db import Instant

revision = "0010"
down_revision = "0009"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = Instant(timezone=True)


def upgrade() -> None:
    """Apply. Nothing was ever written to the table that is made anew."""
    op.drop_table("brakes")
    op.create_table(
        "brakes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("moment", sa.String(8), nullable=False),
        sa.Column("brake", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_brakes_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_brakes_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brakes")),
        sa.UniqueConstraint("person_id", "moment", name=op.f("uq_brakes_person_id_moment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_brakes_organisation_id"), "brakes", ["organisation_id"])
    shared = sa.Column("shared", sa.String(12), server_default=sa.text("'no'"), nullable=False)
    op.add_column("missions", shared)
    op.add_column("missions", sa.Column("shared_at", _MOMENT, nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("missions", "shared_at")
    op.drop_column("missions", "shared")
    op.drop_table("brakes")
    op.create_table(
        "brakes",
        sa.Column("person_id", _ID, autoincrement=False, nullable=False),
        sa.Column("moment", sa.String(8), nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("brake", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_brakes_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_brakes_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "moment", name=op.f("pk_brakes")),
    )
    op.create_index(op.f("ix_brakes_organisation_id"), "brakes", ["organisation_id"])
