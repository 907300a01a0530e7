"""People: how far they have got, where they are reached, what they agreed to."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import KEEP_COUNTING, Base, BigKey


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


class ModelCallsRow(Base):
    """How often a language model was asked for a person, on the last local day it was."""

    __tablename__ = "model_calls"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    day: Mapped[date]
    calls: Mapped[int]
