"""Both channels: the address a person chose, the links that bring another one, leeway in time."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0004"
down_revision = "0003"

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "addresses", sa.Column("chosen", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "addresses", sa.Column("crossed_at", store.db.Instant(timezone=True), nullable=True)
    )
    op.add_column(
        "enrolments",
        sa.Column("flexible", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "crossings",
        sa.Column("person_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("organisation_id", BIG_KEY, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("expires_at", store.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_crossings_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_crossings_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_crossings")),
        sa.UniqueConstraint("lookup", name=op.f("uq_crossings_lookup")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("crossings")
    op.drop_column("enrolments", "flexible")
    op.drop_column("addresses", "crossed_at")
    op.drop_column("addresses", "chosen")
