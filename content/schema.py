"""The shapes of content: what one person reads, what a team does together, and messages."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Piece:
    """One tip of the programme. `day` is 1 (Monday) to 5; text and check are ≤ 350 together."""

    week: int
    day: int
    kind: str
    use_case: str
    title: str
    text: str
    prompt: str | None = None
    check: str | None = None
    sources: tuple[str, ...] = ()
    reviewed: date | None = None

    @property
    def key(self) -> str:
        """The stable name of the piece, such as w02d1; the same for every job's variant."""
        return f"w{self.week:02d}d{self.day}"


@dataclass(frozen=True, slots=True)
class Question:
    """One entry of the bank. `act` names a command the answer also carries out."""

    id: str
    theme: str
    title: str
    phrasings: tuple[str, ...]
    answer: str
    more: str = ""
    sources: tuple[str, ...] = ()
    reviewed: date | None = None
    tip: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What the coach says at one point of a flow; `buttons` maps a choice to its label."""

    key: str
    text: str
    buttons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Challenge:
    """Ten minutes for a team; text and check are ≤ 350 together. No `jobs`: for everyone.

    `group` is posted where the team talks, `share` says what to bring back there.
    """

    id: str
    theme: str
    title: str
    minutes: int
    use_case: str
    text: str
    prompt: str
    check: str
    group: str
    share: str
    jobs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reviewed: date | None = None


@dataclass(frozen=True, slots=True)
class Testimony:
    """A made-up colleague's win, always shown as an example. `minutes` may be 0, or negative."""

    id: str
    job: str
    use_case: str
    week: int
    minutes: int
    text: str
    sources: tuple[str, ...] = ()
    reviewed: date | None = None


@dataclass(frozen=True, slots=True)
class MissionWeek:
    """One of a mission's three weeks: two concrete `uses` of one's own."""

    text: str
    uses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mission:
    """Two uses a week for three weeks, then telling others. `audience` says who would like it."""

    id: str
    title: str
    audience: str = field(metadata={"written": "for"})
    intro: str
    use_case: str
    weeks: tuple[MissionWeek, ...]
    reminder: str
    share: str
    sources: tuple[str, ...] = ()
    reviewed: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One exercise of a workshop. `material` is made up, and sent whole to each phone."""

    title: str
    use_case: str
    minutes: int
    text: str
    material: str
    prompt: str
    check: str
    again: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence people say in a workshop, and an honest answer to it."""

    said: str
    answer: str


@dataclass(frozen=True, slots=True)
class Facilitator:
    """The page of whoever leads a workshop."""

    before: tuple[str, ...]
    script: str
    heard: tuple[Heard, ...]
    pitfalls: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workshop:
    """An hour together. `minutes` is the whole of it; no `jobs`: for everyone."""

    id: str
    title: str
    minutes: int
    goal: str
    opening: str
    cases: tuple[Case, ...]
    closing: str
    facilitator: Facilitator
    jobs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reviewed: date | None = None


@dataclass(frozen=True, slots=True)
class Recall:
    """A question asked in week `week` about week `about`. `right` counts from 1.

    `answer` is said whatever was chosen.
    """

    week: int
    about: int
    question: str
    choices: tuple[str, ...]
    right: int
    answer: str
    sources: tuple[str, ...] = ()
    reviewed: date | None = None

    @property
    def key(self) -> str:
        """The stable name of the question, such as w02; it travels in button ids."""
        return f"w{self.week:02d}"
