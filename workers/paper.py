"""The channel and the clock of a rehearsal."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels.base import Forged, Limits, Receipt, Request
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
    """A channel that writes down what it is given, and whether the window was closed.

    `heard_at` is the person's last message; `templates` are the instants at which one was needed.
    """

    name: str
    clock: SetClock
    heard_at: datetime
    limits: Limits = field(default_factory=Limits)
    unread: list[Outbound] = field(default_factory=list)
    templates: set[datetime] = field(default_factory=set)

    def verify(self, request: Request) -> None:
        """Refuse: nothing comes in on paper."""
        raise Forged("nothing comes in on paper")

    def read(self, request: Request) -> list[Inbound]:
        """Nothing comes in on paper."""
        return []

    async def send(self, address: Address, message: Outbound) -> Receipt:
        """Write it down."""
        now = self.clock.now()
        if self.name == METERED and now - self.heard_at >= WINDOW:
            self.templates.add(now)
        self.unread.append(message)
        return Receipt(str(now))

    async def acknowledge(self, inbound: Inbound) -> None:
        """Nobody looks at paper."""

    async def close(self) -> None:
        """Nothing is held."""
