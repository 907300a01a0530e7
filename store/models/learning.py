"""What people declare and ask: time, ratings, confidence, brakes, questions relayed."""

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import KEEP_COUNTING, Base, BigKey


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
