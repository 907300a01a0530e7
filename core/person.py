"""A person, their organisation and the thread of their talk, as the flows see them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from core.message import Address


class State(StrEnum):
    """Where a person stands with the course."""

    INVITED = "invited"
    JOINING = "joining"
    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


class Role(StrEnum):
    """What a person may do in their organisation."""

    MEMBER = "member"
    CHAMPION = "champion"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company, an association or a town hall. `words` fills placeholders such as {outil}.

    `model_off` names the channels on which no text goes to a language model; "all" is every one.
    """

    id: int
    code: str
    name: str
    zone: str = "Europe/Paris"
    region: str = "none"
    words: dict[str, str] = field(default_factory=dict)
    model_off: tuple[str, ...] = ()

    def model_on(self, channel: str) -> bool:
        """Whether a masked text of this channel may go to a language model, where there is one."""
        return not {"all", channel} & set(self.model_off)


@dataclass(frozen=True, slots=True)
class Team:
    """People of one organisation who see each other's wins. Everyone is in one.

    The first team of an organisation bears its name and its code. `digest_day` is a weekday
    (Monday = 0), `digest_at` local to the organisation's zone.
    """

    id: int
    organisation_id: int
    name: str
    code: str
    digest_day: int = 4
    digest_at: time = time(15, 30)


@dataclass(frozen=True, slots=True)
class Group:
    """A chat that a team shares. `thread` is the topic the coach writes in, where there are some.

    `on`: the coach is in it.
    """

    id: int
    organisation_id: int
    team_id: int
    address: Address
    thread: str = ""
    on: bool = True


@dataclass(frozen=True, slots=True)
class Leave:
    """Days away, both ends included, in the person's zone."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether `day` is inside."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Person:
    """One member of one organisation.

    `hour` is local to `zone`; `days` are the weekdays worked, Monday = 0.
    `rhythm` is what the person chose: pieces a week, 5, 3 or 1; 0 = the digest only.
    `slowed_to` is a lower rhythm the coach took by itself after silence; any reply clears it.
    `week` (1–13) is bound to the calendar week starting on `week_monday`; `last_piece` is the
    number (1–5) of the last piece handled in that week, 0 before the first.
    `next_at` is the UTC instant at which the planner looks at this person again; None = never.
    `week` is 14 once the end of the course has been reached.
    `last_planned_on` is the last local day that took a proactive message: one a day at most.
    `flexible` says they agreed that a tip may come before `hour`, never before quiet hours end.
    `paused_by_silence` says the coach paused by itself: any reply lifts such a pause.
    `taken` are local days that another proactive message has already: read with the ledger, by the
    planner alone, and stored nowhere else.
    """

    id: int
    organisation_id: int
    team_id: int | None = None
    state: State = State.INVITED
    role: Role = Role.MEMBER
    job: str = "general"
    rhythm: int = 5
    slowed_to: int | None = None
    hour: time = time(9, 0)
    zone: str = "Europe/Paris"
    region: str = "none"
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    leaves: tuple[Leave, ...] = ()
    paused_until: date | None = None
    unanswered: int = 0
    week: int = 1
    week_monday: date | None = None
    last_piece: int = 0
    next_at: datetime | None = None
    started_on: date | None = None
    joined_at: datetime | None = None
    last_heard_at: datetime | None = None
    share: str = "ask"
    last_planned_on: date | None = None
    paused_by_silence: bool = False
    flexible: bool = False
    taken: frozenset[date] = frozenset()

    @property
    def pieces_a_week(self) -> int:
        """The rhythm in force: the chosen one, or the slower one after silence."""
        return self.rhythm if self.slowed_to is None else min(self.rhythm, self.slowed_to)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The question that is open with a person, if any. `expires_at` is UTC; None = no end."""

    flow: str = ""
    step: str = ""
    data: dict[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the coach is waiting for an answer."""
        return bool(self.flow)
