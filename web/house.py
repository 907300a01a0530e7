"""What the web process holds."""

from dataclasses import dataclass

from workers.context import Context
from workers.queue import Bell


@dataclass(frozen=True, slots=True)
class House:
    """The context, the bell, and whether Redis answers."""

    context: Context
    bell: Bell
