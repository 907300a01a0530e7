"""Real channels for tests that read like a chat: each beside its played provider.

What a person does becomes the provider's own signed call; what the coach says goes over HTTP and
is looked for where it arrived.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from channels.base import Channel, Request
from channels.phone import Phone, group_address
from channels.phone import address as phone_address
from channels.telegram.channel import Telegram
from channels.whatsapp.channel import WhatsApp
from channels.whatsapp.contents import Contents
from core.message import Address, Kind, Outbound
from tests.channels.rigs import SECRET, TOKEN, PhoneRig, signed
from tests.channels.whatsapp_rig import PUBLIC, create_contents
from tests.loopback.telegram_api import BotApi, TelegramUser, telegram_api
from tests.loopback.telegram_group import TelegramGroup
from tests.loopback.twilio_api import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    SENDER,
    TwilioApi,
    TwilioUser,
    twilio_api,
)

T = TypeVar("T")


class Line(Protocol):
    """A channel and its provider, as the cast uses them."""

    @property
    def channel(self) -> Channel:
        """The channel under test."""
        ...

    def address(self, name: str) -> Address:
        """Where somebody of the cast is reached."""
        ...

    def text(self, name: str, words: str) -> Request:
        """The provider's call when they write."""
        ...

    def tap(self, name: str, button: str) -> Request:
        """The provider's call when they tap a choice."""
        ...

    def other(self, name: str, kind: Kind) -> Request | None:
        """The call when they send or do something else; None where no phone can."""
        ...

    def arrived(self, address: Address) -> list[str]:
        """All they see of the coach there, choices included."""
        ...

    @property
    def shown(self) -> list[Any]:
        """All that arrived on this line, as its provider keeps it."""
        ...

    @property
    def group(self) -> Address | None:
        """The team's shared chat; None where the channel has no groups."""
        ...

    def text_in_group(self, name: str, words: str) -> Request:
        """The provider's call when they write in the group."""
        ...

    def tap_in_group(self, name: str, button: str) -> Request:
        """The provider's call when they tap a choice there."""
        ...


class TelegramLine:
    """The Bot API on loopback."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.channel = Telegram(
            TOKEN, webhook_secrets=[SECRET], api_url=api.url, pace=0, per_second=0
        )
        self._users: dict[str, TelegramUser] = {}

    def _user(self, name: str) -> TelegramUser:
        return self._users.setdefault(name, TelegramUser(7001 + len(self._users)))

    def address(self, name: str) -> Address:
        return Address("telegram", str(self._user(name).id))

    def text(self, name: str, words: str) -> Request:
        return signed(self._user(name).text_update(words))

    def tap(self, name: str, button: str) -> Request:
        return signed(self._user(name).tap_update(button))

    def other(self, name: str, kind: Kind) -> Request | None:
        if kind is Kind.BLOCKED:
            return signed(self._user(name).member_update("member", "kicked"))
        if kind is Kind.UNBLOCKED:
            return signed(self._user(name).member_update("kicked", "member"))
        return signed(
            self._user(name).media_update("document" if kind is Kind.OTHER else kind.value)
        )

    def arrived(self, address: Address) -> list[str]:
        mine = [one for one in self.api.messages if str(one.chat) == address.id]
        return ["\n".join([one.text, *(b["text"] for b in one.buttons)]) for one in mine]

    @property
    def shown(self) -> list[Any]:
        return self.api.messages

    @property
    def group(self) -> Address | None:
        return Address("telegram", str(TelegramGroup().id))

    def text_in_group(self, name: str, words: str) -> Request:
        return signed(TelegramGroup().says(self._user(name), words))

    def tap_in_group(self, name: str, button: str) -> Request:
        return signed(TelegramGroup().taps(self._user(name), button))


class WhatsAppLine:
    """Twilio on loopback; its window follows the tests' clock."""

    def __init__(self, api: TwilioApi, contents: Contents, now: Callable[[], datetime]) -> None:
        self.api = api
        api.clock = now
        self.channel = WhatsApp(
            ACCOUNT_SID,
            [AUTH_TOKEN],
            sender=SENDER,
            contents=contents,
            public_url=PUBLIC,
            api_url=api.url,
            messaging_url=api.url,
            per_second=0,
            pace=0,
            clock=now,
        )
        self._users: dict[str, TwilioUser] = {}

    def _user(self, name: str) -> TwilioUser:
        number = len(self._users) + 1
        made = TwilioUser(
            address=f"whatsapp:+3363998{number:04d}",
            external_id=f"whatsapp:FR.{number:016d}",
            url=f"{PUBLIC}/webhooks/whatsapp",
            api=self.api,
        )
        return self._users.setdefault(name, made)

    def address(self, name: str) -> Address:
        return Address("whatsapp", self._user(name).address.removeprefix("whatsapp:"))

    def text(self, name: str, words: str) -> Request:
        return self._user(name).text(words)

    def tap(self, name: str, button: str) -> Request:
        return self._user(name).tap(button)

    def other(self, name: str, kind: Kind) -> Request | None:
        user = self._user(name)
        match kind:
            case Kind.BLOCKED:
                return user.opts("STOP")
            case Kind.UNBLOCKED:
                return user.opts("START")
            case Kind.LOCATION:
                return user.location()
        return user.media("document" if kind is Kind.OTHER else kind.value)

    def arrived(self, address: Address) -> list[str]:
        mine = [one for one in self.api.messages if one.to == str(address) and one.arrives()]
        return ["\n".join([one.text, *(label for _, label in one.buttons)]) for one in mine]

    @property
    def shown(self) -> list[Any]:
        return self.api.messages

    group: Address | None = None

    def text_in_group(self, name: str, words: str) -> Request:
        raise NotImplementedError("WhatsApp has no groups for us")

    def tap_in_group(self, name: str, button: str) -> Request:
        raise NotImplementedError("WhatsApp has no groups for us")


class PhoneLine:
    """The browser phone: sending is showing. `show` is the product's own."""

    def __init__(self, show: Callable[[Address, Outbound], int]) -> None:
        self._kept: list[tuple[Address, Outbound]] = []
        self._show = show
        self.channel = Phone(self._keep, str)
        self._rigs: dict[str, PhoneRig] = {}

    def _keep(self, address: Address, message: Outbound) -> int:
        self._kept.append((address, message))
        return self._show(address, message)

    def _rig(self, name: str) -> PhoneRig:
        return self._rigs.setdefault(name, PhoneRig(name))

    def address(self, name: str) -> Address:
        return phone_address(name)

    def text(self, name: str, words: str) -> Request:
        return self._rig(name).text(words)

    def tap(self, name: str, button: str) -> Request:
        return self._rig(name).tap(button)

    def other(self, name: str, kind: Kind) -> Request | None:
        return self._rig(name).kind(kind.value) if kind in KINDS else None

    def arrived(self, address: Address) -> list[str]:
        return [
            "\n".join([one.text, one.prompt or "", *(button.label for button in one.buttons)])
            for to, one in self._kept
            if to == address
        ]

    @property
    def shown(self) -> list[Any]:
        return self._kept

    @property
    def group(self) -> Address | None:
        return group_address("equipe")

    def text_in_group(self, name: str, words: str) -> Request:
        return self._in_group(name, text=words)

    def tap_in_group(self, name: str, button: str) -> Request:
        return self._in_group(name, button=button)

    def _in_group(self, name: str, **act: str) -> Request:
        body = json.dumps({"as": name, **act}).encode()
        return Request(body, {"x-phone": "group", "x-group": "equipe"})


KINDS = frozenset({Kind.STICKER, Kind.PHOTO, Kind.VOICE, Kind.LOCATION, Kind.CONTACT})


@dataclass
class Providers:
    """Telegram and Twilio, played on one loop in a thread of their own."""

    telegram: BotApi = field(default_factory=BotApi)
    twilio: TwilioApi = field(default_factory=TwilioApi)
    contents: Contents = field(init=False)

    def forget(self) -> None:
        """As if nobody had ever written or been written to."""
        self.telegram.messages.clear()
        self.telegram.blocked.clear()
        for kept in (self.twilio.messages, self.twilio.inbound, self.twilio.heard):
            kept.clear()
        self.twilio.opted_out.clear()


@contextmanager
def providers() -> Iterator[Providers]:
    """Both, listening on loopback."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="providers", daemon=True)
    thread.start()
    played = Providers()
    with (
        _serving(loop, telegram_api(api=played.telegram)),
        _serving(loop, twilio_api(api=played.twilio)),
    ):
        played.contents = create_contents(played.twilio)
        yield played
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@contextmanager
def _serving(
    loop: asyncio.AbstractEventLoop, served: AbstractAsyncContextManager[T]
) -> Iterator[T]:
    yield asyncio.run_coroutine_threadsafe(served.__aenter__(), loop).result(5)
    asyncio.run_coroutine_threadsafe(served.__aexit__(None, None, None), loop).result(5)
