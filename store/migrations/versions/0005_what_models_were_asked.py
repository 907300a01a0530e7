"""Language models: where they are off, calls of a person in a day, tokens of a month."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "organisations",
        sa.Column("model_off", sa.String(length=120), server_default=sa.text("''"), nullable=False),
    )
    op.create_table(
        "model_calls",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_model_calls_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_model_calls_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_model_calls")),
    )
    op.create_table(
        "model_tokens",
        sa.Column(
            "organisation_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_model_tokens_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "month", name=op.f("pk_model_tokens")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("model_tokens")
    op.drop_table("model_calls")
    op.drop_column("organisations", "model_off")
