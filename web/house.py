"""What the web process holds."""

from dataclasses import dataclass, field

from workers.context import Context
from workers.queue import Bell
from workers.slots import Limiter, MemoryLimiter


@dataclass(frozen=True, slots=True)
class House:
    """The context, the bell, and the pace all senders keep."""

    context: Context
    bell: Bell
    limiter: Limiter = field(default_factory=MemoryLimiter)
