"""The channel and the clock of a rehearsal."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels.base import Forged, Limits, NotFetched, Receipt, Report, Request
from core.message import Address, Inbound, Outbound
from workers.persona import METERED

WINDOW = timedelta(hours=24)
"""WhatsApp takes free-form messages this long after the person's last one; then a template."""


@dataclass
class SetClock:
    """Product time as its owner sets it."""

    instant: datetime

    def now(self) -> datetime:
        """The instant set, UTC."""
        return self.instant


@dataclass
class Paper:
    """A channel that writes down what it is given, with the window of the channel it stands for."""

    name: str
    clock: SetClock
    limits: Limits = field(default_factory=Limits)
    unread: list[Outbound] = field(default_factory=list)
    numbered: bool = False
    edits: bool = False
    window: timedelta | None = field(init=False)

    def __post_init__(self) -> None:
        self.window = WINDOW if self.name == METERED else None

    def verify(self, request: Request) -> None:
        """Refuse: nothing comes in on paper."""
        raise Forged("nothing comes in on paper")

    def read(self, request: Request) -> list[Inbound]:
        """Nothing comes in on paper."""
        return []

    def report(self, request: Request) -> list[Report]:
        """Paper tells nothing later."""
        return []

    def carries(self, template: str) -> bool:
        """Every one: a rehearsal counts what an installation sends once all are approved."""
        return True

    async def send(self, address: Address, message: Outbound) -> Receipt:
        """Write it down."""
        self.unread.append(message)
        return Receipt(str(self.clock.now()))

    async def fetch(self, media: str) -> bytes:
        """Nobody speaks on paper."""
        raise NotFetched("no_media")

    def is_group(self, address: Address) -> bool:
        """One person alone is rehearsed."""
        return False

    async def acknowledge(self, inbound: Inbound, said: str = "") -> None:
        """Nobody looks at paper."""

    async def typing(self, inbound: Inbound) -> None:
        """Nobody looks at paper."""

    async def close(self) -> None:
        """Nothing is held."""
