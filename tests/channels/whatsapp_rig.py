"""WhatsApp beside its played provider, in the contract's words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from channels.base import Request
from channels.whatsapp.channel import WhatsApp
from channels.whatsapp.contents import Known
from channels.whatsapp.forms import forms
from core.message import Address
from tests.channels.rigs import Arrival
from tests.loopback import twilio_script as script
from tests.loopback.twilio_api import ACCOUNT_SID, AUTH_TOKEN, SENDER, TwilioApi, TwilioUser
from tests.loopback.twilio_api import twilio_api as played_twilio
from tests.loopback.twilio_sign import SIGNATURE_HEADER

PUBLIC = "https://coach.example.test"
SECOND_TOKEN = "loopback-secondary-token"
HEADER = SIGNATURE_HEADER.lower()
TROUBLES = {
    "blocked": script.refused(21610),
    "asked to wait 7 seconds": script.slow_down(7),
    "no answer": script.hang(),
    "connection cut": script.drop(),
    "refused for good": script.refused(63005),
    "wrong credentials": script.refused(20003),
}


class WhatsAppRig:
    """WhatsApp on loopback: Amina has just written, and every content is there."""

    def __init__(self, api: TwilioApi) -> None:
        self.api = api
        self.user = TwilioUser(url=f"{PUBLIC}/webhooks/whatsapp", api=api)
        self.address = Address("whatsapp", self.user.address.removeprefix("whatsapp:"))
        self.contents = create_contents(api)
        self.opened = [self.another()]
        api.hear(self.user.address)

    @property
    def channel(self) -> WhatsApp:
        return self.opened[-1]

    def another(self, **options: Any) -> WhatsApp:
        """A channel like the one under test, but for these options."""
        usual: dict[str, Any] = {
            "sender": SENDER,
            "contents": self.contents,
            "public_url": PUBLIC,
            "api_url": self.api.url,
            "pace": 0,
        }
        return WhatsApp(ACCOUNT_SID, [AUTH_TOKEN, SECOND_TOKEN], **usual | options)

    def use(self, **options: Any) -> WhatsApp:
        """From now on test such a channel."""
        self.opened.append(self.another(**options))
        return self.channel

    async def close(self) -> None:
        for channel in self.opened:
            await channel.close()

    def text(self, words: str) -> Request:
        return self.user.text(words)

    def tap(self, button: str) -> Request:
        return self.user.tap(button)

    def sticker(self) -> Request:
        return self.user.media("sticker")

    def forged(self) -> list[Request]:
        genuine = self.text("bonjour")
        signature = genuine.headers[HEADER]
        wrong = ("", "x", signature.lower(), signature[:-1], "é" * len(signature))
        stranger = replace(self.user, token="a-stranger-s-token", api=None)
        return [
            replace(genuine, headers={}),
            *(replace(genuine, headers={HEADER: one}) for one in wrong),
            replace(genuine, body=genuine.body + b"&New=1"),
            replace(genuine, body=b"\xff"),
            replace(genuine, url=genuine.url + "/"),
            stranger.text("bonjour"),
        ]

    def broken(self) -> list[bytes]:
        return [b"", b"{", b"[]", b"null", b"3", b"\xff", b"MessageSid=%ff", b"MessageSid=SM1"]

    def arrived(self) -> list[Arrival]:
        return [Arrival(one.text, one.buttons) for one in self.api.messages if one.arrives()]

    def prepare(self, trouble: str) -> bool:
        if trouble == "no answer":
            self.use(timeout=0.5)
        self.api.script.append(TROUBLES[trouble])
        return True


def create_contents(api: TwilioApi) -> Known:
    """Every content of ours, created at the played Twilio, approved where it must be."""
    made = {form.name: api.contents.create(form.json())["sid"] for form in forms()}
    for form in forms():
        if form.category is not None:
            api.contents.decide(made[form.name], "approved")
    return Known(made)


@asynccontextmanager
async def whatsapp_rig() -> AsyncIterator[WhatsAppRig]:
    """WhatsApp on loopback, closed at the end."""
    async with played_twilio() as api:
        rig = WhatsAppRig(api)
        try:
            yield rig
        finally:
            await rig.close()
