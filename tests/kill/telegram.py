"""Telegram in a round: the played Bot API."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

import aiohttp

from store.db import Database
from tests.kill.crowd import Text
from tests.kill.provider import PUBLIC, ROOT, Act, Received
from tests.loopback.telegram_user import TelegramUser

TOKEN = "42:loopback-token"
SECRET = secrets.token_hex(16)


@dataclass(frozen=True)
class Telegram:
    """A Bot API at `url`, for the product at `base`. `users` count their messages."""

    url: str
    base: str
    users: dict[int, TelegramUser] = field(default_factory=dict)

    def environment(self, per_second: int) -> dict[str, str]:
        """A bot of its own."""
        return {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.url,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_MESSAGES_PER_SECOND": str(per_second),
            "PUBLIC_URL": PUBLIC,
        }

    def prepare(self, database: Database, chats: list[int]) -> None:
        """A bot needs nothing."""

    def act(self, text: Text) -> Act:
        """One update."""
        user = self.users.setdefault(text.chat, TelegramUser(text.chat))
        update = user.text_update(text.words)

        async def post(session: aiohttp.ClientSession) -> int:
            hook = f"{self.base}/webhooks/telegram"
            return await TelegramUser(0, hook, SECRET, session=session).post(update)

        return Act(str(update["update_id"]), post)

    def received(self) -> list[Received]:
        """What the bot said."""
        return [Received(one["chat"], one["text"]) for one in self._control("messages")]

    def stats(self) -> dict[str, Any]:
        """As the Bot API counts."""
        found: dict[str, Any] = self._control("stats")
        return found

    def _control(self, what: str) -> Any:
        with urlopen(Request(f"{self.url}/control/{what}"), timeout=30) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def telegram(base: str, latency_ms: float, per_second: int) -> Iterator[Telegram]:
    """The Bot API on a free port."""
    limits = ("--limits", "on", "--per-second", str(per_second)) if per_second else ()
    command = [sys.executable, "-m", "tests.loopback.telegram_api", "--token", TOKEN, *limits]
    process = subprocess.Popen(
        [*command, "--latency-ms", str(latency_ms)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield Telegram(process.stdout.readline().strip(), base)
    finally:
        process.kill()
        process.wait()
