"""A channel beside its played provider, in the contract's words. Add a channel: add a rig here."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from channels.base import Channel, Request
from channels.phone import Phone, Silence, address
from channels.telegram.channel import Telegram
from core.message import Address, Outbound
from tests.loopback import telegram_script as script
from tests.loopback.telegram_api import Accepted, BotApi, TelegramUser, telegram_api

TOKEN = "42:loopback-token"
SECRET = "a_webhook_secret"
AMINA = 7001


@dataclass(frozen=True)
class Arrival:
    """What the person sees of one message."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()


class Rig(Protocol):
    """What the contract needs of a channel and its provider."""

    @property
    def channel(self) -> Channel:
        """The channel under test."""
        ...

    @property
    def address(self) -> Address:
        """Amina's address there."""
        ...

    def text(self, words: str) -> Request:
        """The provider's call when Amina writes."""
        ...

    def tap(self, button: str) -> Request:
        """The provider's call when Amina taps a choice."""
        ...

    def sticker(self) -> Request:
        """The provider's call when Amina sends a sticker."""
        ...

    def forged(self) -> list[Request]:
        """Calls that do not come from the provider."""
        ...

    def broken(self) -> list[bytes]:
        """Bodies that are not what the provider documents."""
        ...

    def arrived(self) -> list[Arrival]:
        """What reached Amina so far."""
        ...

    def prepare(self, trouble: str) -> bool:
        """Make the next send meet a trouble; False when this provider cannot have it."""
        ...


class TelegramRig:
    """Telegram on loopback."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.user = TelegramUser(AMINA)
        self.address = Address("telegram", str(AMINA))
        self.opened = [Telegram(TOKEN, webhook_secrets=[SECRET], api_url=api.url, pace=0)]

    @property
    def channel(self) -> Telegram:
        return self.opened[-1]

    def hurry(self) -> None:
        """Use a channel that waits little for an answer: only for tests where none comes."""
        hasty = Telegram(TOKEN, webhook_secrets=[SECRET], api_url=self.api.url, timeout=1.5)
        self.opened.append(hasty)

    async def close(self) -> None:
        for channel in self.opened:
            await channel.close()

    def text(self, words: str) -> Request:
        return signed(self.user.text_update(words))

    def tap(self, button: str) -> Request:
        return signed(self.user.tap_update(button))

    def sticker(self) -> Request:
        return signed(self.user.media_update("sticker"))

    def forged(self) -> list[Request]:
        body = self.text("bonjour").body
        wrong = ("", "another_secret", SECRET.upper(), SECRET + "x", "é")
        headers = [{}, *({HEADER: secret} for secret in wrong)]
        return [Request(body, given) for given in headers]

    def broken(self) -> list[bytes]:
        return [b"", b"{", b"[]", b"null", b"3", b'{"message":{}}', b'{"update_id":"1"}', b"\xff"]

    def arrived(self) -> list[Arrival]:
        return [_seen(message) for message in self.api.messages]

    def prepare(self, trouble: str) -> bool:
        if trouble == "no answer":
            self.hurry()
        self.api.script.append(TROUBLES[trouble])
        return True


HEADER = "x-telegram-bot-api-secret-token"
TROUBLES = {
    "blocked": script.blocked(),
    "asked to wait 7 seconds": script.flood(7),
    "no answer": script.hang(),
    "connection cut": script.accept_then_drop(),
    "refused for good": script.refusal(400, "Bad Request: message text is rotten"),
    "wrong credentials": script.refusal(401, "Unauthorized"),
}


def signed(update: object) -> Request:
    """A genuine webhook call."""
    return Request(json.dumps(update).encode(), {HEADER: SECRET})


def _seen(message: Accepted) -> Arrival:
    buttons = tuple((button["callback_data"], button["text"]) for button in message.buttons)
    return Arrival(message.text, buttons)


@asynccontextmanager
async def telegram_rig() -> AsyncIterator[TelegramRig]:
    """Telegram on loopback, closed at the end."""
    async with telegram_api() as api:
        rig = TelegramRig(api)
        try:
            yield rig
        finally:
            await rig.close()


class PhoneRig:
    """A browser phone: sending is showing, so the phone is its own provider.

    With a `silence` it plays WhatsApp.
    """

    def __init__(self, handle: str = "amina", silence: Silence | None = None) -> None:
        self.address = address(handle)
        self.shown: list[Outbound] = []
        self.channel = Phone(self._show, str.upper, silence)
        self._acts = 0

    def _show(self, address: Address, message: Outbound) -> int:
        assert address == self.address
        self.shown.append(message)
        return len(self.shown)

    def _act(self, **act: str) -> Request:
        self._acts += 1
        body = json.dumps({**act, "client_id": str(self._acts)}).encode()
        return Request(body, {"x-phone": self.address.id})

    def text(self, words: str) -> Request:
        return self._act(text=words)

    def tap(self, button: str) -> Request:
        return self._act(button=button)

    def kind(self, kind: str) -> Request:
        """The call when Amina sends something else than words."""
        return self._act(kind=kind)

    def sticker(self) -> Request:
        return self.kind("sticker")

    def forged(self) -> list[Request]:
        body = self.text("bonjour").body
        named = {"x-phone": self.address.id}
        by_webhook = Request(body, named, "https://dix.example/webhooks/whatsapp")
        return [Request(body), Request(body, {"x-phone": ""}), by_webhook]

    def broken(self) -> list[bytes]:
        odd = [b'{"text":5}', b'{"text":null}', b'{"button":""}', b'{"kind":"text"}', b"{}"]
        return [b"", b"{", b"[]", b"null", b"3", b"\xff", b"[" * 100_000, *odd]

    def arrived(self) -> list[Arrival]:
        return [
            Arrival(
                "\n".join(filter(None, (one.text, one.prompt))),
                tuple((button.id, button.label) for button in one.buttons),
            )
            for one in self.shown
        ]

    def prepare(self, trouble: str) -> bool:
        return False


@asynccontextmanager
async def phone_rig() -> AsyncIterator[PhoneRig]:
    """A browser phone."""
    yield PhoneRig()


@asynccontextmanager
async def whatsapp_phone_rig() -> AsyncIterator[PhoneRig]:
    """A browser phone that plays WhatsApp, its window just opened."""
    yield PhoneRig("amina-whatsapp", lambda _where: timedelta(minutes=1))


RIGS: dict[str, Callable[[], AbstractAsyncContextManager[Rig]]] = {
    "telegram": telegram_rig,
    "phone": phone_rig,
    "whatsapp-phone": whatsapp_phone_rig,
}
