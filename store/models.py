"""The tables. Instants are UTC; `sealed` is encrypted; `lookup` is a keyed hash."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from store.db import Instant

BigKey = BigInteger().with_variant(Integer, "sqlite")


KEEP_COUNTING = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    """Common names for constraints, so that migrations can speak of them."""

    # Ids are never given twice: a phone asks for what came after an id, a plan key names a person.
    __table_args__: Any = KEEP_COUNTING
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        date: Date,
        bytes: LargeBinary,
        bool: Boolean,
    }


class OrganisationRow(Base):
    """A customer. `code` is the public code word, upper-case; `model_off` channels, by spaces."""

    __tablename__ = "organisations"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    region: Mapped[str] = mapped_column(String(32))
    words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    model_off: Mapped[str] = mapped_column(String(120), default="", server_default=text("''"))
    created_at: Mapped[datetime]


def _when_set(name: str, column: str, *, unique: bool = False) -> Index:
    """An index of the rows in which a column has a value, for what is looked at at every tick."""
    given = text(f"{column} IS NOT NULL")
    return Index(name, column, unique=unique, sqlite_where=given, postgresql_where=given)


class TeamRow(Base):
    """People who see each other's wins. `code` lets in, and ties a group to the team.

    `digest_day` is a weekday (Monday = 0), `digest_at` local to the organisation's zone;
    `next_digest_at`: when the team's week is told next, None while nobody is there to be told.
    """

    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        Index("uq_teams_code", "code", unique=True),
        _when_set("ix_teams_due", "next_digest_at"),
        KEEP_COUNTING,
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(64))
    digest_day: Mapped[int] = mapped_column(SmallInteger, default=4, server_default=text("4"))
    digest_at: Mapped[str] = mapped_column(
        String(5), default="15:30", server_default=text("'15:30'")
    )
    next_digest_at: Mapped[datetime | None]


class GroupRow(Base):
    """A chat tied to a team. The address is only in `sealed`; `on`: the coach is in it."""

    __tablename__ = "groups"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    lookup: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes]
    thread: Mapped[str] = mapped_column(String(32), default="", server_default=text("''"))
    on: Mapped[bool] = mapped_column(default=True, server_default=true())
    bound_at: Mapped[datetime]


class InvitationRow(Base):
    """A link or code that lets someone in. Only the keyed hash of its token is kept."""

    __tablename__ = "invitations"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    lookup: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    uses_left: Mapped[int | None]
    expires_at: Mapped[datetime | None]


class PersonRow(Base):
    """A member. No name is kept but, sealed in `shown_as`, the first name they gave their team."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), index=True)
    shown_as: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(16))
    job: Mapped[str] = mapped_column(String(32))
    zone: Mapped[str] = mapped_column(String(64))
    region: Mapped[str] = mapped_column(String(32))
    share: Mapped[str] = mapped_column(String(8))
    joined_at: Mapped[datetime | None]
    last_heard_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class EnrolmentRow(Base):
    """Where a person is in the 13 weeks, and when the planner looks at them next."""

    __tablename__ = "enrolments"
    __table_args__ = (
        Index(
            "ix_enrolments_due",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        KEEP_COUNTING,
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    rhythm: Mapped[int] = mapped_column(SmallInteger)
    slowed_to: Mapped[int | None] = mapped_column(SmallInteger)
    hour: Mapped[str] = mapped_column(String(5))
    days: Mapped[str] = mapped_column(String(7))
    leaves: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    paused_until: Mapped[date | None]
    paused_by_silence: Mapped[bool] = mapped_column(default=False)
    unanswered: Mapped[int] = mapped_column(SmallInteger, default=0)
    week: Mapped[int] = mapped_column(SmallInteger, default=1)
    week_monday: Mapped[date | None]
    last_piece: Mapped[int] = mapped_column(SmallInteger, default=0)
    last_planned_on: Mapped[date | None]
    flexible: Mapped[bool] = mapped_column(default=False, server_default=false())
    started_on: Mapped[date | None]
    next_at: Mapped[datetime | None]


class AddressRow(Base):
    """Where a person can be reached. The address itself is only in `sealed`.

    `alias_lookup` is the sender's other lasting name: by it someone whose address changed is known.
    `chosen`: the person wants their tips there. `crossed_at`: when a link of theirs brought it.
    """

    __tablename__ = "addresses"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[str] = mapped_column(String(16))
    lookup: Mapped[str] = mapped_column(String(64), unique=True)
    alias_lookup: Mapped[str | None] = mapped_column(String(64), index=True)
    sealed: Mapped[bytes]
    reachable: Mapped[bool] = mapped_column(default=True)
    last_inbound_at: Mapped[datetime | None]
    chosen: Mapped[bool] = mapped_column(default=False, server_default=false())
    crossed_at: Mapped[datetime | None]


class CrossingRow(Base):
    """A link by which one person brings an address of another channel, once.

    Only the keyed hash of its token is kept.
    """

    __tablename__ = "crossings"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    channel: Mapped[str] = mapped_column(String(16))
    lookup: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]


class AgreementRow(Base):
    """What a person was told or said yes to: `notice`, `messages`, `share`, `leeway`; took back."""

    __tablename__ = "agreements"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(16))
    version: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ConversationRow(Base):
    """The open question of one person. `sealed` is JSON."""

    __tablename__ = "conversations"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    flow: Mapped[str] = mapped_column(String(16), default="")
    step: Mapped[str] = mapped_column(String(32), default="")
    sealed: Mapped[bytes | None]
    expires_at: Mapped[datetime | None]


class InboxRow(Base):
    """What came in, once per provider id. `sealed` is the message; retention wipes it."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "provider_id"),
        Index(
            "ix_inbox_new",
            "lookup",
            "id",
            sqlite_where=text("status = 'new'"),
            postgresql_where=text("status = 'new'"),
        ),
        Index("ix_inbox_received_at", "received_at"),
        KEEP_COUNTING,
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    provider_id: Mapped[str] = mapped_column(String(80))
    lookup: Mapped[str | None] = mapped_column(String(64))
    message_lookup: Mapped[str | None] = mapped_column(String(64), index=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    sealed: Mapped[bytes | None]
    status: Mapped[str] = mapped_column(String(8), default="new")
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class OutboxRow(Base):
    """The ledger: every message planned, and what became of it.

    `plan` is the idempotency key of a planned message (campaign, step, person).
    `template`: only its template could go, the person having been silent too long for more.
    `told` is how often its provider took it and then told that it could not bring it.
    `proactive_day` is set while the message uses the person's one proactive message of that local
    day; it is cleared when the day is freed (skipped, expired, failed). Until `movable_until`
    (a local day) it may still be moved to another, for something that matters more.
    `edits` is the plan key of a message this one replaces where it stands.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "priority",
            "due_at",
            sqlite_where=text("status = 'planned'"),
            postgresql_where=text("status = 'planned'"),
        ),
        Index(
            "ix_outbox_leased",
            "lease_until",
            sqlite_where=text("status = 'claimed'"),
            postgresql_where=text("status = 'claimed'"),
        ),
        Index("uq_outbox_proactive_day", "person_id", "proactive_day", unique=True),
        # Without it every inbox row that ages out would read the whole ledger for its foreign key.
        Index(
            "ix_outbox_inbox_id",
            "inbox_id",
            sqlite_where=text("inbox_id IS NOT NULL"),
            postgresql_where=text("inbox_id IS NOT NULL"),
        ),
        _when_set("ix_outbox_edits", "edits"),
        Index("ix_outbox_created_at", "created_at"),
        Index(
            "ix_outbox_templates",
            "created_at",
            sqlite_where=text("template"),
            postgresql_where=text("template"),
        ),
        KEEP_COUNTING,
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id", ondelete="SET NULL"))
    channel: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(SmallInteger)
    key: Mapped[str] = mapped_column(String(64))
    plan: Mapped[str | None] = mapped_column(String(120), unique=True)
    proactive_day: Mapped[date | None]
    movable_until: Mapped[date | None]
    edits: Mapped[str | None] = mapped_column(String(120))
    to_sealed: Mapped[bytes | None]
    sealed: Mapped[bytes | None]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    provider_id: Mapped[str | None] = mapped_column(String(80))
    template: Mapped[bool] = mapped_column(default=False, server_default=false())
    told: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WinRow(Base):
    """Time declared by a person: minutes gained, 0, or lost (negative). One per source."""

    __tablename__ = "wins"
    __table_args__ = (UniqueConstraint("person_id", "source"), KEEP_COUNTING)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    source: Mapped[str] = mapped_column(String(32))
    minutes: Mapped[int]
    use_case: Mapped[str] = mapped_column(String(32))
    piece: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes | None]
    shared: Mapped[str] = mapped_column(String(12), default="no")
    declared_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class FeedbackRow(Base):
    """What a person did with a piece: `tried`, `later`, `not_for_me`; `sealed` says why not."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("person_id", "piece"), KEEP_COUNTING)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    piece: Mapped[str] = mapped_column(String(16))
    verdict: Mapped[str] = mapped_column(String(16))
    use_case: Mapped[str] = mapped_column(String(32), default="", server_default=text("''"))
    sealed: Mapped[bytes | None]
    at: Mapped[datetime]


class ScoreRow(Base):
    """Confidence from 1 to 5, when it was asked (`start`, `mid`, `end`)."""

    __tablename__ = "scores"
    __table_args__ = (UniqueConstraint("person_id", "moment"), KEEP_COUNTING)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    moment: Mapped[str] = mapped_column(String(8))
    confidence: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime]


class ModelCallsRow(Base):
    """How often a language model was asked for a person, on the last local day it was."""

    __tablename__ = "model_calls"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    day: Mapped[date]
    calls: Mapped[int]


class ModelTokensRow(Base):
    """What an organisation's language model used in a month, by its server's count."""

    __tablename__ = "model_tokens"
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True, autoincrement=False
    )
    month: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int]
    tokens: Mapped[int] = mapped_column(BigInteger)


class AuditRow(Base):
    """Acts that matter, without personal data: `detail` holds numbers and codes only."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    act: Mapped[str] = mapped_column(String(32))
    detail: Mapped[dict[str, int | str]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(index=True)


class PhoneMessageRow(Base):
    """What a browser phone shows: the memory a real phone would have."""

    __tablename__ = "phone_messages"
    __table_args__ = (Index("ix_phone_messages_phone", "lookup", "id"), KEEP_COUNTING)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    lookup: Mapped[str] = mapped_column(String(64))
    client_lookup: Mapped[str | None] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes]
    at: Mapped[datetime]


class ProviderContentRow(Base):
    """A content we created at a channel's provider, by our own name for it.

    `form` changes with its wording or its variables; `state` is the provider's word for it, and
    `category` what it is billed as.
    """

    __tablename__ = "provider_contents"
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    form: Mapped[str] = mapped_column(String(16))
    sid: Mapped[str] = mapped_column(String(34))
    state: Mapped[str] = mapped_column(String(16))
    category: Mapped[str] = mapped_column(String(16), default="", server_default=text("''"))
    checked_at: Mapped[datetime]


class ClockRow(Base):
    """How far product time is ahead of the machine's clock, and where it is being pushed to."""

    __tablename__ = "clock"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ahead_microseconds: Mapped[int] = mapped_column(BigInteger, default=0)
    target: Mapped[datetime | None]


class InstallationRow(Base):
    """The canary: a value sealed with the key of everything else here."""

    __tablename__ = "installation"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes]


class LeaseRow(Base):
    """Who holds a role that only one process plays at a time. Real time, not product time."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]


class RelayRow(Base):
    """A question relayed without a name. `sealed` is its masked text, `route` who asked, under a
    key of its own (RelayKeyRow). Ids are random; of times only the day is kept.

    `share` is the yes of who asked to show it to the team, `shared` the champion's wish;
    `kept`: it is in the organisation's own bank.
    """

    __tablename__ = "relays"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    sealed: Mapped[bytes]
    route: Mapped[bytes | None]
    answer: Mapped[bytes | None]
    asked_on: Mapped[date]
    champion_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    given_on: Mapped[date | None]
    reminded: Mapped[bool] = mapped_column(default=False, server_default=false())
    share: Mapped[bool] = mapped_column(default=False, server_default=false())
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    kept: Mapped[bool] = mapped_column(default=False, server_default=false())
    look_at: Mapped[datetime] = mapped_column(index=True)
    # Ids are drawn, not counted.
    __table_args__ = ()


class RelayKeyRow(Base):
    """The key of one route. Without it nobody can tell who asked."""

    __tablename__ = "relay_keys"
    relay_id: Mapped[int] = mapped_column(
        ForeignKey("relays.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    sealed: Mapped[bytes]
    __table_args__ = ()


class EntryRow(Base):
    """A question and its answer in an organisation's own bank."""

    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    sealed: Mapped[bytes]
    answer: Mapped[bytes]
    added_on: Mapped[date]


class PictureRow(Base):
    """An image the coach has drawn. Its token is its address: whoever has it may look."""

    __tablename__ = "pictures"
    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    sealed: Mapped[bytes]
    made_at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = ()


class ChallengeRow(Base):
    """A challenge of an admin to a team, a job or everyone (`team_id`, `job` empty).

    `sealed` is its text as JSON: what it said that day, whatever the library says since.
    `status`: draft, running, stopped, over. `reached_id`: people up to this id are planned for;
    `next_at`: when the planner looks at it again.
    """

    __tablename__ = "challenges"
    __table_args__ = (_when_set("ix_challenges_due", "next_at"), KEEP_COUNTING)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    job: Mapped[str] = mapped_column(String(32), default="")
    library_id: Mapped[str] = mapped_column(String(64), default="")
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    sealed: Mapped[bytes]
    status: Mapped[str] = mapped_column(String(12))
    lookup: Mapped[str | None] = mapped_column(String(64), unique=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reached_id: Mapped[int] = mapped_column(BigInteger, default=0)
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ChallengeTryRow(Base):
    """What a person made of a challenge: trying, done, not_now."""

    __tablename__ = "challenge_tries"
    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    state: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    __table_args__ = ()


class DigestRow(Base):
    """A team's week that was told. `week` is ISO: 2026-W47."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("team_id", "week"), KEEP_COUNTING)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    week: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]


class ThanksRow(Base):
    """A colleague's thank-you for a win that was told."""

    __tablename__ = "thanks"
    win_id: Mapped[int] = mapped_column(
        ForeignKey("wins.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    on: Mapped[date]
    __table_args__ = ()


class HelpRow(Base):
    """Somebody said that a colleague helped them. Who said it is not kept."""

    __tablename__ = "helps"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    on: Mapped[date]


class CandidateRow(Base):
    """Somebody who was, or is to be, asked whether they would like to be a resource person.

    `origin`: curiosity, peer or admin. `answer`: yes, no, later, or None until they say.
    """

    __tablename__ = "candidates"
    __table_args__ = (_when_set("ix_candidates_due", "next_at"),)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    origin: Mapped[str] = mapped_column(String(12))
    asked_on: Mapped[date | None]
    answer: Mapped[str | None] = mapped_column(String(8))
    next_at: Mapped[datetime | None]


class MissionRow(Base):
    """A resource person's three weeks. `uses`: how many of each week's two were done.

    `status`: running, sharing, over, left. `sealed`: what they learned, as they wrote it;
    `shared`: no, anonymous or named, since `shared_at`.
    """

    __tablename__ = "missions"
    __table_args__ = (_when_set("ix_missions_due", "next_at"), KEEP_COUNTING)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    mission: Mapped[str] = mapped_column(String(64))
    started_on: Mapped[date]
    week: Mapped[int] = mapped_column(SmallInteger, default=1)
    uses: Mapped[list[int]] = mapped_column(JSON, default=list)
    reminded: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(12))
    sealed: Mapped[bytes | None]
    shared: Mapped[str] = mapped_column(String(12), default="no", server_default=text("'no'"))
    shared_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]


class WorkshopRow(Base):
    """A workshop of a team, from a kit: `cases` are the numbers of its exercises, in order.

    `status`: planned, running, over, cancelled. `position`: the exercise under way, from 1.
    """

    __tablename__ = "workshops"
    __table_args__ = (_when_set("ix_workshops_due", "next_at"), KEEP_COUNTING)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    kit: Mapped[str] = mapped_column(String(64))
    cases: Mapped[list[int]] = mapped_column(JSON, default=list)
    leader_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    starts_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(12))
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class WorkshopPersonRow(Base):
    """Somebody invited to a workshop: whether they come, what they mean to do afterwards.

    `followed`: how many of the three follow-ups were planned; `next_at`: when the next one is due.
    """

    __tablename__ = "workshop_people"
    __table_args__ = (_when_set("ix_workshop_people_due", "next_at"),)
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    coming: Mapped[bool | None]
    sealed: Mapped[bytes | None]
    followed: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_at: Mapped[datetime | None]


class WorkshopAnswerRow(Base):
    """What somebody could apply, 7, 21 or 60 days after a workshop: yes, partly, no.

    `shared`: no, anonymous or named.
    """

    __tablename__ = "workshop_answers"
    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    days: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    applied: Mapped[str] = mapped_column(String(8))
    sealed: Mapped[bytes | None]
    shared: Mapped[str] = mapped_column(String(12), default="no")
    at: Mapped[datetime]
    __table_args__ = ()


class BrakeRow(Base):
    """What holds a person back, at the start, in week 6 and in week 13."""

    __tablename__ = "brakes"
    __table_args__ = (UniqueConstraint("person_id", "moment"), KEEP_COUNTING)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    moment: Mapped[str] = mapped_column(String(8))
    brake: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes | None]
    at: Mapped[datetime]
