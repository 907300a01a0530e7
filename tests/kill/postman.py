"""The provider's side of the webhook: what is not acknowledged is posted again."""

import asyncio
import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp

from tests.kill.crowd import Text
from tests.kill.provider import Act, Provider

AT_ONCE = 10
EVERY = 0.010
"""Seconds between two updates, so that they come in during the whole round."""

_TWICE = 7
_LONGEST_WAIT = 1.0


@dataclass
class Posted:
    """One update, and how its posts ended (0 = the connection failed)."""

    text: Text
    act: Act
    answers: list[int] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The provider's id of it."""
        return self.act.id

    @property
    def acknowledged(self) -> bool:
        """Whether a post of it was answered 2xx."""
        return any(200 <= answer < 300 for answer in self.answers)


class Postman(threading.Thread):
    """Posts every text until it is acknowledged, and every seventh once more on purpose."""

    def __init__(self, provider: Provider, texts: Sequence[Text]) -> None:
        super().__init__(name="postman", daemon=True)
        self.posted = [Posted(text, provider.act(text)) for text in texts]
        self.acknowledged = 0

    def run(self) -> None:
        """Until every update was acknowledged."""
        asyncio.run(self._deliver())

    async def _deliver(self) -> None:
        limit = asyncio.Semaphore(AT_ONCE)
        times = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=times) as session:
            tasks = []
            for number, one in enumerate(self.posted):
                tasks.append(asyncio.create_task(self._insist(session, one, number, limit)))
                await asyncio.sleep(EVERY)
            await asyncio.gather(*tasks)

    async def _insist(
        self, session: aiohttp.ClientSession, one: Posted, number: int, limit: asyncio.Semaphore
    ) -> None:
        wait = 0.1
        async with limit:
            while not 200 <= await self._post(session, one) < 300:
                await asyncio.sleep(wait * random.uniform(0.5, 1))
                wait = min(2 * wait, _LONGEST_WAIT)
            self.acknowledged += 1
            if number % _TWICE == 0:
                await asyncio.gather(self._post(session, one), self._post(session, one))

    async def _post(self, session: aiohttp.ClientSession, one: Posted) -> int:
        try:
            status = await one.act.post(session)
        except (aiohttp.ClientError, OSError, TimeoutError):
            status = 0
        one.answers.append(status)
        return status
