"""Who a rehearsal is about, and what it tells about them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from core.calendar import local
from core.person import Leave
from flows.week import monday_of

METERED = "whatsapp"
"""The one channel that has a window and prices."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Someone who joins the day before `start` and whose course is played for `weeks` weeks.

    The first piece comes on the first day worked on or after `start`. `answers` says whether they
    tap the first button of every piece and declare ten minutes, or never react. `busy`: their team
    has challenges, a workshop, a mission and its week, which want days of theirs too.
    """

    start: date
    weeks: int = 13
    zone: str = "Europe/Paris"
    region: str = "none"
    hour: time = time(9)
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    rhythm: int = 5
    leaves: tuple[Leave, ...] = ()
    job: str = "general"
    channel: str = "telegram"
    answers: bool = True
    busy: bool = False

    @property
    def last(self) -> date:
        """The last day played: a Sunday.

        Calendar weeks count from the one of the first weekday worked on or after `start`.
        """
        week = (self.start + timedelta(days=n) for n in range(7))
        first = next(day for day in week if day.weekday() in self.days)
        return monday_of(first) + timedelta(weeks=self.weeks, days=-1)


@dataclass(frozen=True, slots=True)
class Row:
    """A message that left, or a message or a day without one, and why. `at` is UTC.

    `key` is the piece's (w03d2), `pause_thanks` or `finished`, or the message's for what the team
    sends (challenge.asked); for a day without a piece, the
    running week (w03); for a reply, the message's (win.ask), or the piece's when a tap on its
    template brought it. `reason` is a word of core.reasons, None when sent. `template`: the window
    was closed, and an approved text went. `eur` None: the price is not known.
    """

    at: datetime
    zone: str
    channel: str
    key: str
    reason: str | None = None
    template: bool = False
    reply: bool = False
    eur: Decimal | None = Decimal(0)

    @property
    def here(self) -> datetime:
        """`at` on the person's clocks."""
        return local(self.at, self.zone)

    @property
    def status(self) -> str:
        """`sent` or `skipped`."""
        return "skipped" if self.reason else "sent"

    @property
    def small_talk(self) -> bool:
        """Whether this is a reply that brings no piece."""
        return self.reply and "." in self.key

    @property
    def free_form(self) -> bool:
        """Whether it was sent within a paid channel's window, as written."""
        return self.channel == METERED and self.reason is None and not self.template
