"""The words of a conversation: what a step sees, what it says, what it wants done.

A flow decides; it never sends, queries or waits. It returns a Next, and the engine room applies it
in one transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from content.library import Library, words
from core.calendar import local
from core.message import Button, Inbound, Wish
from core.person import Conversation, Group, Organisation, Person
from flows.acts import TeamEffect
from flows.schedule import Hours

OPEN_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the question bank found for a free text, offline. `orders`: it commands the coach.

    `own` is the answer of the organisation's own bank, if it has one.
    """

    kind: str = "unknown"
    id: str | None = None
    offered: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    smalltalk: str = ""
    asks: bool = False
    orders: bool = False
    own: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """One message to the person: a key of content/messages and what fills it.

    `choices` picks among the message's buttons (None = all); `ref` travels in the button ids;
    `more` stands before them, `last` after.
    `wish` is what a language model may say instead, in time; this goes otherwise.
    `untold`: the ledger must not tell what it was about.
    """

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] | None = None
    ref: str = ""
    more: tuple[Button, ...] = ()
    last: tuple[Button, ...] = ()
    prompt: str | None = None
    wish: Wish | None = None
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Agree:
    """The person was told (`notice`) or said yes (`messages`, `share`)."""

    subject: str
    version: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The person takes a yes back."""

    subject: str


@dataclass(frozen=True, slots=True)
class Score:
    """Confidence from 1 to 5."""

    moment: str
    confidence: int


@dataclass(frozen=True, slots=True)
class Brake:
    """What holds the person back at `start`, `mid` or `end`; `text` is what they wrote of it."""

    moment: str
    brake: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the person did with a piece of a use case: tried, later."""

    piece: str
    verdict: str
    use_case: str = ""


@dataclass(frozen=True, slots=True)
class Refuse:
    """A piece was not for the person; who says so often enough gets less of its use case."""

    piece: str
    use_case: str


@dataclass(frozen=True, slots=True)
class Comment:
    """Why a piece was not for the person: one of the choices offered, or their own words."""

    piece: str
    why: str


@dataclass(frozen=True, slots=True)
class DeclareWin:
    """Minutes gained (negative = lost). One per `source`; declaring again replaces it."""

    source: str
    minutes: int
    use_case: str
    piece: str
    said: str


@dataclass(frozen=True, slots=True)
class UndoWin:
    """Take a win back. Whether it could be done is told with the reply."""

    source: str


@dataclass(frozen=True, slots=True)
class ShareWin:
    """Who may see a win: `named`, `anonymous` or `no`. Whether it could be is told in the reply."""

    source: str
    how: str


@dataclass(frozen=True, slots=True)
class Remind:
    """Show a piece again at an instant (UTC), once: the person asked for it."""

    piece: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CancelPlanned:
    """Nothing planned may leave any more, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class TellMyData:
    """Say everything we hold about the person."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Erase the person, then send a receipt."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """The channel says the person blocked the coach, or came back."""

    yes: bool


@dataclass(frozen=True, slots=True)
class OtherChannel:
    """The person wants another channel, by name or any; what can be done is told with the reply."""

    wanted: str | None


@dataclass(frozen=True, slots=True)
class ChooseChannel:
    """Tips come on this channel from now on."""

    name: str


@dataclass(frozen=True, slots=True)
class Detach:
    """The address of this id, brought by a link, is not the person's."""

    address_id: int


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """Say in full what an approved text announced. Whether it is still kept is told."""


@dataclass(frozen=True, slots=True)
class PreviewRelay:
    """Show the person their question of this message as a champion would read it."""

    asked: int


@dataclass(frozen=True, slots=True)
class SendRelay:
    """Relay the question of message `asked` without a name; wipe it and the message `tapped`.

    `share`: the person agrees that question and answer are shown to the team, without a name.
    """

    asked: int
    tapped: int
    share: bool


@dataclass(frozen=True, slots=True)
class AnswerRelay:
    """Send a champion's answer back to whoever asked."""

    relay: int
    text: str


@dataclass(frozen=True, slots=True)
class PassRelay:
    """This champion leaves the question to another."""

    relay: int


@dataclass(frozen=True, slots=True)
class KeepRelay:
    """Add the question and its answer to the organisation's own bank."""

    relay: int


@dataclass(frozen=True, slots=True)
class ShareRelay:
    """Show the question and its answer to the team, if who asked agreed."""

    relay: int


RelayEffect = PreviewRelay | SendRelay | AnswerRelay | PassRelay | KeepRelay | ShareRelay
Effect = (
    RelayEffect
    | Agree
    | Withdraw
    | Score
    | Brake
    | Feedback
    | Refuse
    | Comment
    | DeclareWin
    | UndoWin
    | ShareWin
    | Remind
    | CancelPlanned
    | TellMyData
    | Erase
    | Reachable
    | OtherChannel
    | ChooseChannel
    | Detach
    | ReadNotice
    | TeamEffect
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything a step may look at. `ref` is the id of the message; `now` is UTC.

    `window`: how long after a message the channel it came by takes free text; None: always.
    `find_last_tip` gives the key of the piece sent last, empty before the first: how far the
    person's programme has got says something else, a week that runs out of days being over early.
    `find_champion` tells whether somebody could be asked in their stead, without their name;
    `find_brake` whether they said what holds them back at a moment of the course.
    `model`: a language model may be asked for this person, here and now; `listens`: it may write
    down what they said.
    `group`: where it was done, if that is tied to a team of theirs. Whether it was done in a group
    at all is told by `message.group`.
    """

    person: Person
    organisation: Organisation
    conversation: Conversation
    message: Inbound
    now: datetime
    library: Library
    ref: int
    finding: Finding = field(default_factory=Finding)
    hours: Hours = field(default_factory=Hours)
    base_url: str = ""
    window: timedelta | None = None
    model: bool = False
    listens: bool = False
    group: Group | None = None
    find_last_tip: Callable[[], str] = str
    find_champion: Callable[[], bool] = bool
    find_brake: Callable[[str], bool] = bool

    @property
    def last_tip(self) -> str:
        """The key of the piece sent last; looked up only by the few steps that ask."""
        return self.find_last_tip()

    @property
    def tapped(self) -> tuple[str, str, str]:
        """(flow, choice, ref) of the button pressed; empty strings for a text."""
        head, _, ref = self.message.button.partition(":")
        flow, _, choice = head.partition(".")
        return flow, choice, ref

    @property
    def words(self) -> dict[str, str]:
        """The organisation's words for placeholders."""
        return words(self.organisation.words, self.organisation.name)


@dataclass(frozen=True, slots=True)
class Next:
    """What a step decides. None leaves the person or the open question as it was.

    `say` goes where the person wrote. `whisper` goes to them alone, where they wrote in a group;
    `toast` too, as a few words over the button they pressed, gone a moment later.
    """

    say: tuple[Say, ...] = ()
    person: Person | None = None
    conversation: Conversation | None = None
    effects: tuple[Effect, ...] = ()
    whisper: tuple[Say, ...] = ()
    toast: Say | None = None

    def also(self, *effects: Effect) -> "Next":
        """The same with more effects."""
        return replace(self, effects=self.effects + effects)


CLOSED = Conversation()
_LARGEST_ID = 2**63 - 1
"""Of a column of the database, on both: more would break the question, not answer it."""


def number(ref: str) -> int | None:
    """The id that travels in a button's ref; None for anything else, typed or forged."""
    known = ref.isascii() and ref.isdecimal() and len(ref) <= len(str(_LARGEST_ID))
    found = int(ref) if known else None
    return found if found is not None and found <= _LARGEST_ID else None


def ask(turn: Turn, flow: str, step: str, /, **data: str) -> Conversation:
    """A question that stays open for OPEN_FOR."""
    return Conversation(flow, step, data, turn.now + OPEN_FOR)


def today(turn: Turn) -> date:
    """The person's local date."""
    return local(turn.now, turn.person.zone).date()


def asked_again(turn: Turn) -> Conversation:
    """The open question, after a message that was no answer to it."""
    return replace(turn.conversation, data={**turn.conversation.data, "missed": "1"})
