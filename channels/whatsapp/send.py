"""One message out to WhatsApp, and what became of it."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from channels.base import OutcomeUnknown, Receipt
from channels.parts import PACE, in_order
from channels.whatsapp.contents import Contents
from channels.whatsapp.errors import CONTENT_REFUSED, Answered, Trouble, Unsure, failure
from channels.whatsapp.render import Part, part, pieces
from channels.whatsapp.status import callback_url
from core.message import Address, Outbound

VALIDITY = (1, 36_000)  # seconds, the least and the most ValidityPeriod Twilio takes
LOOK_BACK = 20  # messages to one address looked through for one whose answer was lost
SKEW = timedelta(seconds=3)
"""How far Twilio's clock may be behind ours. What it took before is known by its SID."""
REMEMBERED = 2_000
# What reading an answer of an unexpected shape raises in the SDK.
_UNREADABLE = (TwilioException, ValueError, TypeError, AttributeError, KeyError)


def real_now() -> datetime:
    """The machine's clock, UTC: Twilio dates its messages by its own."""
    return datetime.now(UTC)


@dataclass
class Line:
    """Our number at Twilio. `sender` is written `whatsapp:+33…`; `known` are SIDs already told."""

    client: Client
    sender: str
    public_url: str
    contents: Contents
    clock: Callable[[], datetime] = real_now
    known: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    @property
    def api_url(self) -> str:
        """Where Twilio's API is."""
        return str(self.client.api.base_url)

    @property
    def auth(self) -> tuple[str, str]:
        """What it asks for."""
        return str(self.client.username), str(self.client.password)

    @cached_property
    def messages(self) -> Any:
        """The SDK's list of messages. Not before it is needed: it loads most of the SDK."""
        return self.client.api.v2010.account.messages


async def send(line: Line, address: Address, message: Outbound, *, pace: float = PACE) -> Receipt:
    """Send every piece, as `in_order` does."""
    return await in_order(pieces(message, line.contents), partial(_send_piece, line, address), pace)


async def _send_piece(line: Line, address: Address, piece: Outbound) -> Receipt:
    what = part(piece, line.contents)
    trouble = await _try(line, address, piece, what)
    if _content_refused(trouble) and what.sid and what.plain is not None:
        # Twilio's page on 21656 speaks of line breaks without saying where they are refused.
        what = Part(what.plain, what.plain)
        trouble = await _try(line, address, piece, what)
    if isinstance(trouble, Receipt):
        return trouble
    raise failure(trouble)


def _content_refused(trouble: Receipt | Trouble) -> bool:
    return isinstance(trouble, Answered) and trouble.code in CONTENT_REFUSED


async def _try(line: Line, address: Address, piece: Outbound, what: Part) -> Receipt | Trouble:
    """A receipt, or what came between once Twilio was asked whether it has the message."""
    began = line.clock()
    try:
        sid = await _create(line, address, piece, what)
    except Trouble as error:
        trouble = error
    else:
        line.known.append(sid)
        return Receipt(sid)
    if not isinstance(failure(trouble), OutcomeUnknown):
        return trouble
    found = await _find(line, address, what, began)
    return Receipt(found) if found else trouble


async def _create(line: Line, address: Address, piece: Outbound, what: Part) -> str:
    """The new message's SID. Raises Trouble."""
    given = {
        "status_callback": callback_url(line.public_url, piece.ref),
        **({"body": what.words} if what.sid is None else _content(what)),
        **_validity(piece.valid_for),
    }
    try:
        made = await line.messages.create_async(to=str(address), from_=line.sender, **given)
    except _UNREADABLE:
        # Its text may quote what was sent.
        made = None
    sid = getattr(made, "sid", None)
    if not (isinstance(sid, str) and sid):
        raise Unsure("unreadable_answer")
    return sid


async def show_typing(line: Line, message_sid: str) -> None:
    """Tell the person that their message is being answered. Never raises: it is a courtesy.

    Source: https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource.
    """
    with suppress(Trouble, *_UNREADABLE):
        indicators = line.client.messaging.v2.typing_indicator
        await indicators.create_async(channel="whatsapp", message_id=message_sid)


def _content(what: Part) -> dict[str, object]:
    return {"content_sid": what.sid, "content_variables": what.variables}


def _validity(seconds: int | None) -> dict[str, object]:
    if seconds is None:
        return {}
    least, most = VALIDITY
    return {"validity_period": min(max(int(seconds), least), most)}


async def _find(line: Line, address: Address, what: Part, began: datetime) -> str | None:
    """The SID of our message, should Twilio have it after all; None when that is not sure.

    Without its filter by day of sending, which a message still in the queue does not have.
    """
    since = began.replace(microsecond=0) - SKEW  # Twilio dates to the second, by its own clock
    try:
        page = await line.messages.page_async(to=str(address), page_size=LOOK_BACK)
        listed = list(page)
    except (Trouble, *_UNREADABLE):
        return None
    for one in listed:
        if _is_ours(one, address, what, since) and one.sid not in line.known:
            line.known.append(one.sid)
            return str(one.sid)
    return None


def _is_ours(one: Any, address: Address, what: Part, since: datetime) -> bool:
    if (one.to, one.direction) != (str(address), "outbound-api") or not one.sid:
        return False
    if one.date_created is None or one.date_created < since:
        return False
    body = (one.body or "").strip()
    # What Twilio says of a content's body is not documented: empty, or with its choices below.
    words = what.words.strip()
    return body == words or (what.sid is not None and (not body or body.startswith(words)))
