"""A status callback of Twilio, read as what became of one of our messages.

Source: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status. They come in
any order and more than once; putting them in order is the ledger's work.
"""

from collections import Counter
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from channels.base import Report, Request, SendFailed, Unreadable
from channels.whatsapp.errors import of_status
from channels.whatsapp.read import Parameters, parameters

REF = "d"
"""The query's name for our own id of the message."""

_ON_ITS_WAY = frozenset({"queued", "accepted", "scheduled", "sending"})
_ARRIVED: dict[str, Literal["sent", "delivered", "read"]] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
}
_LOST = frozenset({"undelivered", "failed", "canceled"})


def callback_url(public_url: str, ref: str) -> str:
    """Where Twilio tells what becomes of the message we call `ref`."""
    query = f"?{urlencode({REF: ref})}" if ref else ""
    return f"{public_url}/webhooks/whatsapp/status{query}"


def report(request: Request, ignored: Counter[str]) -> list[Report]:
    """What became of a message; [] while it is on its way. Unknown words count in `ignored`.

    `ref` is empty when the URL carries none. Raises Unreadable when it is no status at all.
    """
    form = parameters(request.body)
    sid, status = form.first("MessageSid"), form.first("MessageStatus").lower()
    if not (sid and status):
        raise Unreadable("no MessageSid or MessageStatus")
    if status in _ARRIVED:
        return [Report(_ref(request.url), sid, _ARRIVED[status])]
    if status in _LOST:
        return [Report(_ref(request.url), sid, "failed", _failure(form, status))]
    ignored["status"] += status not in _ON_ITS_WAY
    return []


def _failure(form: Parameters, status: str) -> SendFailed:
    code = form.first("ErrorCode")
    known = code.isascii() and code.isdecimal() and len(code) <= 9
    return of_status(status, (int(code) or None) if known else None)


def _ref(url: str) -> str:
    return parse_qs(urlsplit(url).query).get(REF, [""])[0]
