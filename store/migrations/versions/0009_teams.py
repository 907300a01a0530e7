"""What teams do together: groups, challenges, digests, missions, workshops, the pulse."""

import sqlalchemy as sa
from alembic import op

from store.db import Instant

revision = "0009"
down_revision = "0008"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = Instant(timezone=True)
_TABLES = (
    "brakes",
    "workshop_answers",
    "workshop_people",
    "workshops",
    "missions",
    "candidates",
    "helps",
    "thanks",
    "digests",
    "challenge_tries",
    "challenges",
    "pictures",
    "groups",
)


def upgrade() -> None:
    """Apply."""
    _columns()
    _first_teams()
    _together()
    _challenges()
    _week()
    _champions()
    _workshops()


def _columns() -> None:
    for column in (
        sa.Column("code", sa.String(64), nullable=True),
        sa.Column("digest_day", sa.SmallInteger(), server_default=sa.text("4"), nullable=False),
        sa.Column("digest_at", sa.String(5), server_default=sa.text("'15:30'"), nullable=False),
        sa.Column("next_digest_at", _MOMENT, nullable=True),
    ):
        op.add_column("teams", column)
    op.create_index("uq_teams_code", "teams", ["code"], unique=True)
    _when_set("ix_teams_due", "teams", "next_digest_at")
    # In one statement: else SQLite would have to write the whole table again, and count anew.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE invitations ADD COLUMN team_id {kind} "
        "CONSTRAINT fk_invitations_team_id REFERENCES teams (id)"
    )
    op.add_column("people", sa.Column("shown_as", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_people_team_id"), "people", ["team_id"])
    op.add_column("outbox", sa.Column("movable_until", sa.Date(), nullable=True))
    op.add_column("outbox", sa.Column("edits", sa.String(120), nullable=True))
    _when_set("ix_outbox_edits", "outbox", "edits")


def _first_teams() -> None:
    """Every organisation has a team of its own name and code, and everyone is in it."""
    op.execute(
        "INSERT INTO teams (organisation_id, name, code) SELECT id, name, code FROM organisations"
    )
    op.execute(
        "UPDATE people SET team_id = (SELECT teams.id FROM teams "
        "WHERE teams.organisation_id = people.organisation_id) WHERE team_id IS NULL"
    )


def _together() -> None:
    op.create_table(
        "groups",
        sa.Column("id", _ID, nullable=False),
        _organisation(),
        sa.Column("team_id", _ID, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("thread", sa.String(32), server_default=sa.text("''"), nullable=False),
        sa.Column("on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("bound_at", _MOMENT, nullable=False),
        _refers("groups", "organisation_id", "organisations"),
        _refers("groups", "team_id", "teams"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("lookup", name=op.f("uq_groups_lookup")),
        sa.UniqueConstraint("team_id", name=op.f("uq_groups_team_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pictures",
        sa.Column("token", sa.String(32), nullable=False),
        _organisation(),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        _refers("pictures", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_pictures")),
    )
    _index("pictures", "organisation_id", "made_at")


def _challenges() -> None:
    op.create_table(
        "challenges",
        sa.Column("id", _ID, nullable=False),
        _organisation(),
        sa.Column("team_id", _ID, nullable=True),
        sa.Column("job", sa.String(32), nullable=False),
        sa.Column("library_id", sa.String(64), nullable=False),
        sa.Column("author_id", _ID, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("lookup", sa.String(64), nullable=True),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("reached_id", sa.BigInteger(), nullable=False),
        sa.Column("next_at", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        _refers("challenges", "organisation_id", "organisations"),
        _refers("challenges", "team_id", "teams"),
        _refers("challenges", "author_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
        sa.UniqueConstraint("lookup", name=op.f("uq_challenges_lookup")),
        sqlite_autoincrement=True,
    )
    _index("challenges", "organisation_id", "author_id")
    _when_set("ix_challenges_due", "challenges", "next_at")
    op.create_table(
        "challenge_tries",
        sa.Column("challenge_id", _ID, autoincrement=False, nullable=False),
        _person(),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        _refers("challenge_tries", "challenge_id", "challenges", "CASCADE"),
        _refers("challenge_tries", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("challenge_id", "person_id", name=op.f("pk_challenge_tries")),
    )
    _index("challenge_tries", "person_id")


def _week() -> None:
    op.create_table(
        "digests",
        sa.Column("id", _ID, nullable=False),
        _organisation(),
        sa.Column("team_id", _ID, nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        _refers("digests", "organisation_id", "organisations"),
        _refers("digests", "team_id", "teams", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("team_id", "week", name=op.f("uq_digests_team_id_week")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "thanks",
        sa.Column("win_id", _ID, autoincrement=False, nullable=False),
        _person(),
        sa.Column("on", sa.Date(), nullable=False),
        _refers("thanks", "win_id", "wins", "CASCADE"),
        _refers("thanks", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("win_id", "person_id", name=op.f("pk_thanks")),
    )
    _index("thanks", "person_id")
    op.create_table(
        "helps",
        sa.Column("id", _ID, nullable=False),
        _organisation(),
        _person(),
        sa.Column("on", sa.Date(), nullable=False),
        _refers("helps", "organisation_id", "organisations"),
        _refers("helps", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helps")),
        sqlite_autoincrement=True,
    )
    _index("helps", "person_id")


def _champions() -> None:
    op.create_table(
        "candidates",
        _person(),
        _organisation(),
        sa.Column("origin", sa.String(12), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(8), nullable=True),
        sa.Column("next_at", _MOMENT, nullable=True),
        _refers("candidates", "organisation_id", "organisations"),
        _refers("candidates", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_candidates")),
    )
    _index("candidates", "organisation_id")
    _when_set("ix_candidates_due", "candidates", "next_at")
    op.create_table(
        "missions",
        sa.Column("id", _ID, nullable=False),
        _organisation(),
        _person(),
        sa.Column("mission", sa.String(64), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("week", sa.SmallInteger(), nullable=False),
        sa.Column("uses", sa.JSON(), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("next_at", _MOMENT, nullable=True),
        _refers("missions", "organisation_id", "organisations"),
        _refers("missions", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missions")),
        sqlite_autoincrement=True,
    )
    _index("missions", "person_id")
    _when_set("ix_missions_due", "missions", "next_at")
    op.create_table(
        "brakes",
        _person(),
        sa.Column("moment", sa.String(8), nullable=False),
        _organisation(),
        sa.Column("brake", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        _refers("brakes", "organisation_id", "organisations"),
        _refers("brakes", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "moment", name=op.f("pk_brakes")),
    )
    _index("brakes", "organisation_id")


def _workshops() -> None:
    op.create_table(
        "workshops",
        sa.Column("id", _ID, nullable=False),
        _organisation(),
        sa.Column("team_id", _ID, nullable=False),
        sa.Column("kit", sa.String(64), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("leader_id", _ID, nullable=True),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("next_at", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        _refers("workshops", "organisation_id", "organisations"),
        _refers("workshops", "team_id", "teams"),
        _refers("workshops", "leader_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshops")),
        sqlite_autoincrement=True,
    )
    _index("workshops", "organisation_id", "leader_id")
    _when_set("ix_workshops_due", "workshops", "next_at")
    op.create_table(
        "workshop_people",
        sa.Column("workshop_id", _ID, autoincrement=False, nullable=False),
        _person(),
        sa.Column("coming", sa.Boolean(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("followed", sa.SmallInteger(), nullable=False),
        sa.Column("next_at", _MOMENT, nullable=True),
        _refers("workshop_people", "workshop_id", "workshops", "CASCADE"),
        _refers("workshop_people", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("workshop_id", "person_id", name=op.f("pk_workshop_people")),
    )
    _index("workshop_people", "person_id")
    _when_set("ix_workshop_people_due", "workshop_people", "next_at")
    op.create_table(
        "workshop_answers",
        sa.Column("workshop_id", _ID, autoincrement=False, nullable=False),
        _person(),
        sa.Column("days", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("applied", sa.String(8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("shared", sa.String(12), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        _refers("workshop_answers", "workshop_id", "workshops", "CASCADE"),
        _refers("workshop_answers", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint(
            "workshop_id", "person_id", "days", name=op.f("pk_workshop_answers")
        ),
    )
    _index("workshop_answers", "person_id")


def _organisation() -> sa.Column[int]:
    return sa.Column("organisation_id", _ID, nullable=False)


def _person() -> sa.Column[int]:
    return sa.Column("person_id", _ID, autoincrement=False, nullable=False)


def _refers(
    table: str, column: str, to: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _when_set(name: str, table: str, column: str) -> None:
    given = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, [column], sqlite_where=given, postgresql_where=given)


def downgrade() -> None:
    """Undo."""
    for table in _TABLES:
        op.drop_table(table)
    op.drop_index("ix_outbox_edits", "outbox")
    op.drop_column("outbox", "edits")
    op.drop_column("outbox", "movable_until")
    op.drop_index(op.f("ix_people_team_id"), "people")
    op.drop_column("people", "shown_as")
    kept = {"sqlite_autoincrement": True}
    with op.batch_alter_table("invitations", table_kwargs=kept) as invitations:
        invitations.drop_constraint(op.f("fk_invitations_team_id"), type_="foreignkey")
        invitations.drop_column("team_id")
    op.drop_index("ix_teams_due", "teams")
    op.drop_index("uq_teams_code", "teams")
    for column in ("next_digest_at", "digest_at", "digest_day", "code"):
        op.drop_column("teams", column)
