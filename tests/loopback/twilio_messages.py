"""Messages as Twilio keeps them, shows them, and decides what becomes of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.loopback.twilio_content import Content
from tests.loopback.twilio_rules import MESSAGES, Given, Refusal, require
from tests.loopback.twilio_sign import ACCOUNT_SID

WINDOW = timedelta(hours=24)
ORDER = ("queued", "accepted", "sending", "sent", "delivered", "read")

Plan = tuple[tuple[str, int | None], ...]
ARRIVES: Plan = (("sent", None), ("delivered", None))


@dataclass(slots=True)
class Accepted:
    """A message that Twilio took, whether or not its sender was told so.

    `text` and `buttons` (id, label) are what the person sees; `plan` is what is to become of it.
    """

    sid: str
    to: str
    sender: str
    text: str
    at: datetime
    parameters: dict[str, str] = field(default_factory=dict)
    buttons: tuple[tuple[str, str], ...] = ()
    content: Content | None = None
    direction: str = "outbound-api"
    status: str = "queued"
    error_code: int | None = None
    sent_at: datetime | None = None
    media: int = 0
    told: bool = True
    plan: Plan = ARRIVES

    def become(self, status: str, code: int | None, at: datetime) -> None:
        """Note a new status, unless a later one was already reached."""
        if status in ORDER and (self.error_code or _rank(status) <= _rank(self.status)):
            return
        self.status, self.error_code = status, code
        self.sent_at = self.sent_at or at

    def arrives(self) -> bool:
        """Whether the person gets to see it."""
        return all(code is None for _, code in self.plan) and self.error_code is None


def _rank(status: str) -> int:
    return ORDER.index(status) if status in ORDER else len(ORDER)


def fate(content: Content | None, fits: bool, heard: datetime | None, now: datetime) -> int | None:
    """The error a message will meet after all, None when it arrives.

    `heard` is when the person last wrote. Free-form text, and contents that are no approved
    template, arrive only within 24 hours of that.
    """
    status = content.status if content else "unsubmitted"
    if status in {"paused", "disabled"}:
        return 63041 if status == "paused" else 63042
    if status == "approved":
        return None
    if heard is None or now - heard >= WINDOW:
        return 63016
    return None if fits else 63021


def resource(message: Accepted, account_sid: str = ACCOUNT_SID) -> dict[str, Any]:
    """A message as API 2010-04-01 gives it, dates as RFC 2822."""
    uri = f"/2010-04-01/Accounts/{account_sid}/Messages/{message.sid}"
    code = message.error_code
    return {
        "account_sid": account_sid,
        "api_version": "2010-04-01",
        "body": message.text,
        "date_created": rfc2822(message.at),
        "date_sent": rfc2822(message.sent_at) if message.sent_at else None,
        "date_updated": rfc2822(message.sent_at or message.at),
        "direction": message.direction,
        "error_code": code,
        "error_message": MESSAGES.get(code, "Unknown error") if code else None,
        "from": message.sender or None,
        "messaging_service_sid": message.parameters.get("MessagingServiceSid"),
        "num_media": str(message.media),
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def over(message: Accepted) -> bool:
    """Whether nothing more happens to it: only then may it be changed or deleted."""
    return message.status not in {"queued", "accepted", "scheduled", "sending"}


def media(message: Accepted, account_sid: str = ACCOUNT_SID) -> list[dict[str, Any]]:
    """The files of a message as API 2010-04-01 gives them."""
    found = []
    for number in range(message.media):
        sid = message.parameters.get(f"MediaUrl{number}", "").rpartition("/")[2]
        uri = f"/2010-04-01/Accounts/{account_sid}/Messages/{message.sid}/Media/{sid}.json"
        found.append(
            {
                "sid": sid,
                "account_sid": account_sid,
                "parent_sid": message.sid,
                "content_type": message.parameters.get(f"MediaContentType{number}", ""),
                "date_created": rfc2822(message.at),
                "date_updated": rfc2822(message.at),
                "uri": uri,
            }
        )
    return found


def rfc2822(at: datetime) -> str:
    """The instant in GMT, to the second: `Tue, 24 Nov 2026 08:30:00 +0000`."""
    return format_datetime(at.astimezone(UTC))


def matching(messages: Iterable[Accepted], given: Given) -> list[Accepted]:
    """The messages a list request asks for, newest first. Raises Refusal for a bad date."""
    since, until, on = (_date(given.get(name)) for name in ("DateSent>", "DateSent<", "DateSent"))
    found = [
        message
        for message in messages
        if given.get("To", message.to) == message.to
        and given.get("From", message.sender) == message.sender
        and (since is None or _whole(message) >= since)
        and (until is None or _whole(message) <= until)
        and (on is None or _whole(message).date() == on.date())
    ]
    found.reverse()
    found.sort(key=_whole, reverse=True)
    return found


def _whole(message: Accepted) -> datetime:
    return (message.sent_at or message.at).replace(microsecond=0)


def _date(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(20001) from None
    return found.replace(tzinfo=found.tzinfo or UTC)


def find(messages: Iterable[Accepted], sid: str) -> Accepted:
    """The message of that SID. Raises Refusal 404."""
    found = [message for message in messages if message.sid == sid]
    require(found, 20404)
    return found[0]
