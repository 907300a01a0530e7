"""A person on WhatsApp, for tests: builds the calls Twilio would make, signs them, posts them."""

import json
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

import aiohttp
from twilio.request_validator import HMAC_SHA1

from channels.base import Request
from tests.loopback.twilio_sign import ACCOUNT_SID, AUTH_TOKEN, SENDER, Form, new_sid, signed
from tests.loopback.twilio_status import post

if TYPE_CHECKING:
    from tests.loopback.twilio_state import TwilioApi

WEBHOOK = "https://coach.example.test/webhooks/whatsapp"
MEDIA = {
    "photo": ("image", "image/jpeg"),
    "voice": ("audio", "audio/ogg"),
    "video": ("video", "video/mp4"),
    "sticker": ("sticker", "image/webp"),
    "document": ("document", "application/pdf"),
    "contact": ("contacts", "text/vcard"),
}


@dataclass
class TwilioUser:
    """One person, and the webhook their acts reach. Each act returns the webhook's HTTP status.

    `url` is the webhook's public address, which is signed; `base` the server that is really there.
    A `hidden` number shows `external_id` in its place. With `api`, acts open the person's window.
    Use as `async with`, or give a `session` shared by many people.
    """

    address: str = "whatsapp:+33639980001"
    url: str = WEBHOOK
    base: str = ""
    token: str = AUTH_TOKEN
    algorithm: str = HMAC_SHA1
    external_id: str = "whatsapp:FR.1A2B3C4D5E6F7A8B"
    hidden: bool = False
    name: str = "Amina"
    to: str = SENDER
    account_sid: str = ACCOUNT_SID
    api: "TwilioApi | None" = None
    session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.session is not None:
            await self.session.close()

    @property
    def seen_as(self) -> str:
        """The address Twilio gives, and takes, for this person."""
        return self.external_id if self.hidden else self.address

    async def post(self, request: Request) -> int:
        """Post a call as Twilio does; posting it again is a second delivery."""
        assert self.session is not None, "enter the user, or give a session"
        return await post(self.session, request, self.base)

    async def says(self, text: str) -> int:
        """Send a text."""
        return await self.post(self.text(text))

    async def taps(self, button: str, title: str = "Oui", *, template: bool = False) -> int:
        """Press a choice under a message, or under a template."""
        return await self.post(self.tap(button, title, template=template))

    async def picks(self, item: str, title: str = "Oui") -> int:
        """Choose in a list."""
        return await self.post(self.pick(item, title))

    async def sends(self, kind: str) -> int:
        """Send a photo, voice, video, sticker, document, contact or location."""
        return await self.post(self.location() if kind == "location" else self.media(kind))

    async def stops(self) -> int:
        """Write STOP, which Twilio noted and answered by itself."""
        return await self.post(self.opts("STOP"))

    def text(self, words: str, **more: str) -> Request:
        """The call for a text; `more` are parameters on top, known or not."""
        return self.act({"MessageType": "text", "Body": words} | more)

    def tap(
        self, button: str, title: str = "Oui", *, template: bool = False, replied: str = ""
    ) -> Request:
        """The call for a quick reply, `replied` being the SID of the message it stands under."""
        form = {
            "MessageType": "button" if template else "interactive",
            "Body": title,
            "ButtonText": title,
            "ButtonPayload": button,
            "OriginalRepliedMessageSender": self.to,
            "OriginalRepliedMessageSid": replied or new_sid("MM"),
        }
        return self.act(form)

    def pick(self, item: str, title: str = "Oui", replied: str = "") -> Request:
        """The call for a choice in a list."""
        form = {
            "MessageType": "interactive",
            "Body": title,
            "ListId": item,
            "ListTitle": title,
            "OriginalRepliedMessageSender": self.to,
            "OriginalRepliedMessageSid": replied or new_sid("MM"),
        }
        return self.act(form)

    def media(self, kind: str, caption: str = "") -> Request:
        """The call for a file: a key of MEDIA."""
        name, content_type = MEDIA[kind]
        sid = new_sid("MM")
        host = self.api.url if self.api else "https://api.twilio.com"
        address = f"{host}/2010-04-01/Accounts/{self.account_sid}/Messages/{sid}/Media/"
        form = {
            "MessageType": name,
            "Body": caption,
            "NumMedia": "1",
            "MediaUrl0": address + new_sid("ME"),
            "MediaContentType0": content_type,
        }
        return self.act(form, sid)

    def location(self) -> Request:
        """The call for a place."""
        form = {"MessageType": "location", "Body": "", "Latitude": "48.85", "Longitude": "2.35"}
        return self.act(form | {"Address": "1 rue de l'Exemple, Paris", "Label": "Bureau"})

    def opts(self, kind: str) -> Request:
        """The call for STOP, START or HELP when Twilio's own opt-out handling answered it."""
        return self.act({"MessageType": "text", "Body": kind, "OptOutType": kind})

    def act(self, content: Form, sid: str = "") -> Request:
        """The signed call for anything, `content` completed as Twilio does."""
        form = self._frame(sid or new_sid("SM")) | content
        if self.api is not None:
            self.api.receive(form)
        return signed(self.url, form, self.token, self.algorithm)

    def _frame(self, sid: str) -> Form:
        person = {"ProfileName": self.name, "ExternalUserId": self.external_id}
        context = {"Forwarded": "false", "FrequentlyForwarded": "false", "ProfileName": self.name}
        if not self.hidden:
            person["WaId"] = context["WaId"] = self.address.removeprefix("whatsapp:+")
        metadata = {"type": "whatsapp", "data": {"context": context}}
        return person | {
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "MessageSid": sid,
            "AccountSid": self.account_sid,
            "From": self.seen_as,
            "To": self.to,
            "SmsStatus": "received",
            "NumMedia": "0",
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "Forwarded": "false",
            "FrequentlyForwarded": "false",
            "ChannelMetadata": json.dumps(metadata, separators=(",", ":")),
            "ApiVersion": "2010-04-01",
        }
