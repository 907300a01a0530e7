"""WhatsApp: another name of a sender, messages sent as a template, contents at the provider."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.add_column("addresses", sa.Column("alias_lookup", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_addresses_alias_lookup"), "addresses", ["alias_lookup"])
    op.add_column(
        "outbox", sa.Column("template", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index(
        "ix_outbox_templates",
        "outbox",
        ["created_at"],
        sqlite_where=sa.text("template"),
        postgresql_where=sa.text("template"),
    )
    op.create_table(
        "provider_contents",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("sid", sa.String(length=34), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("checked_at", store.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "name", name=op.f("pk_provider_contents")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("provider_contents")
    op.drop_index("ix_outbox_templates", "outbox")
    op.drop_column("outbox", "template")
    op.drop_index(op.f("ix_addresses_alias_lookup"), "addresses")
    op.drop_column("addresses", "alias_lookup")
