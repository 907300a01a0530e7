"""Telegram's side of the webhook: what is not answered 200 is posted again."""

import asyncio
import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp

from tests.kill.crowd import Text
from tests.loopback.telegram_user import TelegramUser, Update

AT_ONCE = 10
EVERY = 0.010
"""Seconds between two updates, so that they come in during the whole round."""

_TWICE = 7
_LONGEST_WAIT = 1.0


@dataclass
class Posted:
    """One update, and how its posts ended (0 = the connection failed)."""

    text: Text
    update: Update
    answers: list[int] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Telegram's number of it."""
        number: int = self.update["update_id"]
        return number


class Postman(threading.Thread):
    """Posts every text until it is answered 200, and every seventh once more on purpose."""

    def __init__(self, webhook: str, secret: str, texts: Sequence[Text]) -> None:
        super().__init__(name="postman", daemon=True)
        self._webhook = webhook
        self._secret = secret
        users: dict[int, TelegramUser] = {}
        self.posted = [
            Posted(
                text,
                users.setdefault(text.chat, TelegramUser(text.chat)).text_update(text.words),
            )
            for text in texts
        ]
        self.acknowledged = 0

    def run(self) -> None:
        """Until every update was answered 200."""
        asyncio.run(self._deliver())

    async def _deliver(self) -> None:
        limit = asyncio.Semaphore(AT_ONCE)
        times = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=times) as session:
            user = TelegramUser(0, self._webhook, self._secret, session=session)
            tasks = []
            for number, one in enumerate(self.posted):
                tasks.append(asyncio.create_task(self._insist(user, one, number, limit)))
                await asyncio.sleep(EVERY)
            await asyncio.gather(*tasks)

    async def _insist(
        self, user: TelegramUser, one: Posted, number: int, limit: asyncio.Semaphore
    ) -> None:
        wait = 0.1
        async with limit:
            while await self._post(user, one) != 200:
                await asyncio.sleep(wait * random.uniform(0.5, 1))
                wait = min(2 * wait, _LONGEST_WAIT)
            self.acknowledged += 1
            if number % _TWICE == 0:
                await asyncio.gather(self._post(user, one), self._post(user, one))

    async def _post(self, user: TelegramUser, one: Posted) -> int:
        try:
            status = await user.post(one.update)
        except (aiohttp.ClientError, OSError, TimeoutError):
            status = 0
        one.answers.append(status)
        return status
