"""The Senders API: the WhatsApp numbers of an account and the webhooks they call; typing signs."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.loopback.twilio_pages import Page
from tests.loopback.twilio_rules import Given, Refusal, require
from tests.loopback.twilio_sign import SENDER, new_sid

Json = dict[str, Any]

WEBHOOK = (
    "callback_url",
    "callback_method",
    "fallback_url",
    "fallback_method",
    "status_callback_url",
    "status_callback_method",
)
_CHANGEABLE = {"friendly_name", "configuration", "webhook", "profile"}


@dataclass(slots=True)
class Sender:
    """A number that may send. `status` is OFFLINE when WhatsApp took it down."""

    id: str = SENDER
    sid: str = field(default_factory=lambda: new_sid("XE"))
    status: str = "ONLINE"
    webhook: Json = field(default_factory=lambda: dict.fromkeys(WEBHOOK))
    profile: Json = field(default_factory=lambda: {"name": "Dix Minutes"})
    quality: str = "HIGH"
    limit: str = "250 Customers/24hr"


@dataclass
class Senders:
    """The senders of the account. `host` is where the API itself is reached."""

    every: list[Sender] = field(default_factory=lambda: [Sender()])
    host: str = ""

    def ids(self) -> list[str]:
        """The addresses messages may come from."""
        return [sender.id for sender in self.every]

    def page(self, path: str, given: Given) -> Page:
        """GET /v2/Channels/Senders?Channel=whatsapp."""
        channel = given.get("Channel", "")
        require(channel in {"whatsapp", "rcs"}, 20001)
        found = [one for one in self.every if one.id.startswith(f"{channel}:")]
        return Page(path, given, [self.resource(one) for one in found], size=20)

    def find(self, sid: str) -> Sender:
        """The sender of that SID. Raises Refusal 404."""
        for sender in self.every:
            if sender.sid == sid:
                return sender
        raise Refusal(20404)

    def update(self, sid: str, given: Json) -> Json:
        """POST /v2/Channels/Senders/{sid}: what is not given stays as it was."""
        sender, webhook = self.find(sid), given.get("webhook") or {}
        require(given.keys() <= _CHANGEABLE and webhook.keys() <= set(WEBHOOK), 20001)
        for name, value in webhook.items():
            require(not name.endswith("_url") or not value or _is_url(value), 20001)
            require(not name.endswith("_method") or value in {None, "POST", "PUT"}, 20001)
        sender.webhook |= webhook
        sender.profile |= given.get("profile") or {}
        answer = self.resource(sender) | {"status": "ONLINE:UPDATING"}
        return {name: value for name, value in answer.items() if name not in _NOT_IN_UPDATE}

    def resource(self, sender: Sender) -> Json:
        """A sender as the API gives it."""
        return {
            "sid": sender.sid,
            "status": sender.status,
            "sender_id": sender.id,
            "friendly_name": None,
            "configuration": {
                "waba_id": "1234567890",
                "verification_method": None,
                "verification_code": None,
                "voice_application_sid": None,
                "account_type": None,
            },
            "webhook": sender.webhook,
            "profile": dict.fromkeys(_PROFILE) | sender.profile,
            "properties": {"quality_rating": sender.quality, "messaging_limit": sender.limit},
            "offline_reasons": None,
            "compliance": None,
            "display_name_status": None,
            "pending_display_name": None,
            "pending_display_name_status": None,
            "pending_display_name_status_date": None,
            "url": f"{self.host}/v2/Channels/Senders/{sender.sid}",
        }


_PROFILE = (
    "name",
    "about",
    "address",
    "description",
    "logo_url",
    "banner_url",
    "privacy_url",
    "terms_of_service_url",
    "accent_color",
    "vertical",
    "websites",
    "emails",
    "phone_numbers",
)
_NOT_IN_UPDATE = {
    *("properties", "offline_reasons", "url", "display_name_status", "pending_display_name"),
    *("pending_display_name_status", "pending_display_name_status_date"),
}


def _is_url(text: object) -> bool:
    address = urlsplit(str(text))
    return address.scheme in {"http", "https"} and bool(address.hostname)
