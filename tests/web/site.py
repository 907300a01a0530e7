"""The web application as a client sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import select

from store.db import Database
from store.models import InboxRow
from tests import chat
from tests.loopback.telegram_user import TelegramUser
from tests.web.client import Answer, Client
from web.app import build
from web.house import House
from workers.context import PushedClock
from workers.slots import MemoryLimiter

SECRET = "a_webhook_secret"
HEADER = "x-telegram-bot-api-secret-token"
LOCAL, FOREIGN = "127.0.0.1", "203.0.113.9"
TELEGRAM: dict[str, object] = {
    "telegram_bot_token": "42:loopback-token",
    "telegram_webhook_secret": SECRET,
}


@dataclass
class Noted:
    """A bell that keeps who it rang for."""

    rung: list[str] = field(default_factory=list)
    gone: bool = False

    def ring(self, name: str) -> None:
        self.rung.append(name)

    def answered(self, name: str) -> None:
        return None

    def away(self) -> bool:
        return self.gone


class Site:
    """The application, its bell, and what it stored."""

    def __init__(self, product: chat.House) -> None:
        self.product = product
        self.context = product.context
        self.bell = Noted()
        self.limiter = MemoryLimiter(clock=lambda: 0.0)
        self.app = build(House(product.context, self.bell, self.limiter))
        self.client = self.asked_from(LOCAL)
        self.user = TelegramUser(7001)

    def asked_from(self, host: str) -> Client:
        """A caller at another address."""
        return Client(self.app, host)

    def update(self, update: object, secret: str | bytes = SECRET) -> Answer:
        """A call of Telegram."""
        return self.client.post("/webhooks/telegram", update, {HEADER: secret})

    def says(self, handle: str, text: str) -> list[dict[str, Any]]:
        """Write on a phone, let the coach answer, give what the coach ever said there."""
        assert self.act(handle, {"text": text}).status_code == 202
        self.product.answer()
        return [one for one in self.bubbles(handle) if one["from"] == "bot"]

    def act(self, handle: str, body: bytes | object) -> Answer:
        """One act of a phone."""
        return self.client.post(f"/phone/{handle}/messages", body)

    def bubbles(self, handle: str, after: int = 0) -> list[dict[str, Any]]:
        """What a phone shows."""
        answer = self.client.get(f"/phone/{handle}/messages?after={after}")
        assert answer.status_code == 200
        found: list[dict[str, Any]] = answer.json()
        return found

    def stored(self) -> list[str]:
        """The provider ids of what came in."""
        with self.context.database.read() as tx:
            return list(tx.execute(select(InboxRow.provider_id).order_by(InboxRow.id)).scalars())


class Open(Protocol):
    """Opens a site with settings of one's own."""

    def __call__(self, **settings: object) -> Site: ...


@contextmanager
def site(database: Database, **settings: object) -> Iterator[Site]:
    """The application over a database; phones and Telegram on unless `settings` say otherwise."""
    chosen: dict[str, Any] = {"phone_enabled": True, **TELEGRAM, **settings}
    with chat.house(database, **chosen) as product:
        product.context.clock = PushedClock(database)
        yield Site(product)


def refusal(answer: Answer) -> int:
    """The status of an answer that is a refusal in our shape."""
    assert list(answer.json()) == ["error"], answer.text
    assert isinstance(answer.json()["error"], str)
    assert answer.json()["error"]
    return answer.status_code
