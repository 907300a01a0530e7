"""Organisations, their teams and groups, and the ways in."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import KEEP_COUNTING, Base, BigKey, when_set


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


class TeamRow(Base):
    """People who see each other's wins. `code` lets in, and ties a group to the team.

    `digest_day` is a weekday (Monday = 0), `digest_at` local to the organisation's zone;
    `next_digest_at`: when the team's week is told next, None while nobody is there to be told.
    """

    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        Index("uq_teams_code", "code", unique=True),
        when_set("ix_teams_due", "next_digest_at"),
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


class EntryRow(Base):
    """A question and its answer in an organisation's own bank."""

    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    sealed: Mapped[bytes]
    answer: Mapped[bytes]
    added_on: Mapped[date]


class AuditRow(Base):
    """Acts that matter, without personal data: `detail` holds numbers and codes only."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    act: Mapped[str] = mapped_column(String(32))
    detail: Mapped[dict[str, int | str]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(index=True)
