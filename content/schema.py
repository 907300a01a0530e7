"""The shapes of content: pieces of the programme, questions and messages."""

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
