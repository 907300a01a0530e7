"""Waiting one's turn to leave, whoever keeps the limits."""

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable

from workers.slots import Ask, Grant, Limiter, Priority

RETRY = 0.5
"""Seconds between two looks for a Redis that is away."""

LATE = 0.010
"""Seconds after its slot at which a message may still leave; the rest of `slots.JITTER` is for
the way to the provider. A later one would bunch up with those behind it; it asks again, which
moves its slot to now and costs one question."""


class Pace:
    """Waits for a message's turn. Belongs to one event loop; one for all the tasks that send."""

    def __init__(
        self,
        limiter: Limiter,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limiter = limiter
        self._clock = clock
        self._sleep = sleep
        self._lines: defaultdict[tuple[str, Priority], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._quickest = 0.0

    async def take(self, ask: Ask, patience: float = math.inf) -> float:
        """Return 0 when it is this message's turn: send at once, awaiting nothing in between.

        First come, first served within a channel and a priority. May be cancelled. When its chat
        or the channel is held for more than `patience` seconds, returns those seconds at once:
        then nothing was taken, and nobody behind had to wait.
        """
        if ask.free:
            return 0.0
        grant, last_call = await self._at_the_front(ask, patience)
        while True:
            if not grant.granted and grant.wait > patience:
                return grant.wait
            if grant.wait:
                await self._sleep(grant.wait)
            if not grant.granted:
                grant, last_call = await self._at_the_front(ask, patience)
            elif self._clock() > last_call:
                grant, last_call = await self._ask(ask, grant.slot)
            else:
                return 0.0

    async def slow_down(self, channel: str, chat: str | None, seconds: float) -> None:
        """The provider asked for silence: in one chat, or in the whole channel (None)."""
        await self._limiter.slow_down(channel, chat, seconds)

    async def _at_the_front(self, ask: Ask, patience: float) -> tuple[Grant, float]:
        # One asks for all the others: hundreds asking at each slot would cost more than sending.
        async with self._lines[ask.channel, ask.priority]:
            while True:
                grant, last_call = await self._ask(ask)
                if grant.held_by != "channel" or grant.wait > patience:
                    return grant, last_call
                await self._sleep(min(grant.wait, RETRY))

    async def _ask(self, ask: Ask, unused: int = 0) -> tuple[Grant, float]:
        """What the limiter says, and until when it is worth something.

        Lateness counts from the question: when in the trip the slot was decided is unknown. The
        shortest trip is no lateness, being the same for every message.
        """
        asked = self._clock()
        grant = await self._limiter.acquire(ask, unused)
        trip = self._clock() - asked
        self._quickest = min(trip, self._quickest + 0.001)
        return grant, asked + self._quickest + grant.wait + LATE
