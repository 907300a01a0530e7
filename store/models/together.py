"""What a team does together: challenges, weeks, resource persons, workshops."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import KEEP_COUNTING, Base, BigKey, when_set


class ChallengeRow(Base):
    """A challenge of an admin to a team, a job or everyone (`team_id`, `job` empty).

    `sealed` is its text as JSON: what it said that day, whatever the library says since.
    `status`: draft, running, stopped, over. `reached_id`: people up to this id are planned for;
    `next_at`: when the planner looks at it again.
    """

    __tablename__ = "challenges"
    __table_args__ = (when_set("ix_challenges_due", "next_at"), KEEP_COUNTING)
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
    __table_args__ = (when_set("ix_candidates_due", "next_at"),)
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
    __table_args__ = (when_set("ix_missions_due", "next_at"), KEEP_COUNTING)
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
    __table_args__ = (when_set("ix_workshops_due", "next_at"), KEEP_COUNTING)
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
    __table_args__ = (when_set("ix_workshop_people_due", "next_at"),)
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
