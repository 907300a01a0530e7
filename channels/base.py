"""What every channel offers: verify, read, send; and how a send can end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, Protocol

from core.message import Address, Inbound, Outbound


@dataclass(frozen=True, slots=True)
class Request:
    """A webhook call as received. `url` is the configured public URL + raw path + raw query.

    Header names are lower-case.
    """

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


DAY = 86_400.0
"""Seconds."""


class Forged(Exception):
    """The call does not come from the provider: answer 403, store nothing."""


class Unreadable(Exception):
    """The body is not what the provider documents: answer 400, store nothing."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider took the message. `provider_id` is its name for it."""

    provider_id: str


class SendFailed(Exception):
    """A message did not certainly leave. `reason` is a short code, safe to log and to show."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotSent(SendFailed):
    """It did not leave, and may later: try again."""


class SlowDown(NotSent):
    """It did not leave: the provider asks to wait `seconds`, for this chat or the whole sender."""

    def __init__(self, reason: str, seconds: float, *, whole_channel: bool = True) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.whole_channel = whole_channel


class Refused(SendFailed):
    """It will never leave as it is: do not try again."""


class Unreachable(Refused):
    """The person blocked the coach, or the address is gone: nothing more goes there."""


class OptedOut(Unreachable):
    """The person told the provider to stop: the same as a stop said to the coach."""


class NotBefore(NotSent):
    """It did not leave, and must not be tried again before `seconds`; other messages may go."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class WindowClosed(SendFailed):
    """It did not leave: the person has been silent too long for anything but a template."""


class Moved(SendFailed):
    """It did not leave: the chat has a new id. Rename the address and send again."""

    def __init__(self, new_id: str) -> None:
        super().__init__("moved")
        self.new_id = new_id


class Misconfigured(SendFailed):
    """It did not leave and none will: token or sender is wrong. Stop sending and tell someone."""


class BrokenTemplate(Refused):
    """It will never leave, nor will any other of its approved text: tell someone."""


class OutcomeUnknown(SendFailed):
    """It may have left: nobody can know."""


class NotFetched(Exception):
    """What was to be fetched from the provider did not come. Its text is one of few words."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the provider tells later about a message. `ref` is our own id of it."""

    ref: str
    provider_id: str
    status: Literal["sent", "delivered", "read", "failed"]
    failure: SendFailed | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the provider allows. Rates are messages per second; 0 means no limit.

    `seconds_per_group_message` is the spacing in a group. `chat_burst` is how many one private chat
    may be given at once after a silence, before its own rate holds.
    """

    per_second: float = 0
    per_chat_per_second: float = 0
    seconds_per_group_message: float = 0
    chat_burst: int = 1


LARGEST = 20 * 1024 * 1024
"""Bytes of a voice note: what Telegram's getFile gives at most; WhatsApp takes 16 MB."""


class Channel(Protocol):
    """A messaging app, seen from the product.

    `window`: free-form messages are taken this long after the person's last one; None: always.
    `numbered`: choices may have gone out as numbered text, so that "2" may mean the second.
    `edits`: a message that has left can be changed where it stands.
    """

    name: str
    limits: Limits
    window: timedelta | None
    numbered: bool
    edits: bool

    def verify(self, request: Request) -> None:
        """Raise Forged unless the provider sent this. Constant time."""

    def read(self, request: Request) -> list[Inbound]:
        """What people did, in order. Unknown kinds give []. Raises Unreadable on broken bodies."""
        ...

    async def send(self, address: Address, message: Outbound) -> Receipt:
        """Send one message. Raises a SendFailed subclass saying what can be done about it."""
        ...

    def report(self, request: Request) -> list[Report]:
        """What a status callback, already verified, tells. Raises Unreadable."""
        ...

    def carries(self, template: str) -> bool:
        """Whether the approved text we call `template` may go now. Raises DatabaseAway."""
        ...

    async def fetch(self, media: str) -> bytes:
        """A voice note, by `Inbound.media`; at most LARGEST bytes. Raises NotFetched."""
        ...

    def is_group(self, address: Address) -> bool:
        """Whether several people share this chat."""
        ...

    async def acknowledge(self, inbound: Inbound, said: str = "") -> None:
        """Show the person at once that the tap or message arrived, with a few words for them alone.

        Never raises.
        """

    async def typing(self, inbound: Inbound) -> None:
        """Show the person that an answer to this is being written. Never raises."""

    async def close(self) -> None:
        """Release connections."""
