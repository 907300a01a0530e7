"""Questions relayed without a name, and an organisation's own bank."""

import sqlalchemy as sa
from alembic import op

from store.db import Instant

revision = "0006"
down_revision = "0005"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "entries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_entries_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_entries_organisation_id"), "entries", ["organisation_id"])
    op.create_table(
        "relays",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("route", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("champion_id", _ID, nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("reminded", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("share", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("kept", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("look_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["champion_id"],
            ["people.id"],
            name=op.f("fk_relays_champion_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_relays_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relays")),
    )
    for column in ("champion_id", "look_at", "organisation_id"):
        op.create_index(op.f(f"ix_relays_{column}"), "relays", [column])
    op.create_table(
        "relay_keys",
        sa.Column("relay_id", _ID, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["relay_id"],
            ["relays.id"],
            name=op.f("fk_relay_keys_relay_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("relay_id", name=op.f("pk_relay_keys")),
    )


def downgrade() -> None:
    """Undo."""
    for table in ("relay_keys", "relays", "entries"):
        op.drop_table(table)
