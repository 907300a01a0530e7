"""Browser phones: the pipeline of a real channel, shown on a page of our own.

A handle ending in `-whatsapp` is a phone that plays WhatsApp: the same pipeline under that
channel's rule of 24 hours, for who has no number at a provider yet.
"""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from channels.base import (
    Forged,
    Limits,
    NotFetched,
    Receipt,
    Refused,
    Report,
    Request,
    Unreadable,
    WindowClosed,
)
from channels.split import well_formed
from core.message import Address, Inbound, Kind, Outbound

NAME = "phone"
WHATSAPP = "whatsapp"
PLAYS_WHATSAPP = "-whatsapp"
WINDOW = timedelta(hours=24)
"""Meta's: https://www.twilio.com/docs/whatsapp/key-concepts#customer-service-windows"""

GROUP = "group/"
"""Of a group's address, before its name."""
HANDLE = re.compile(r"[a-z0-9-]{1,32}")
KINDS = frozenset({Kind.STICKER, Kind.PHOTO, Kind.VOICE, Kind.LOCATION, Kind.CONTACT})
Show = Callable[[Address, Outbound], int]
Hash = Callable[[str], str]
Silence = Callable[[Address], timedelta | None]
"""How long ago a phone last wrote, in product time; None when nothing of that is kept."""


class EmptyText(Unreadable):
    """Nothing was said: answer 422."""


def address(handle: str) -> Address:
    """The address of a phone. Raises Unreadable unless the handle is [a-z0-9-]{1,32}."""
    if not HANDLE.fullmatch(handle):
        raise Unreadable("a handle is 1 to 32 of a-z, 0-9 and -")
    return Address(WHATSAPP if handle.endswith(PLAYS_WHATSAPP) else NAME, handle)


def group_address(name: str) -> Address:
    """The address of a shared group of phones. Raises Unreadable like `address`."""
    return Address(NAME, GROUP + address(name).id)


class Phone:
    """Sending is showing: `show` keeps the bubble and returns its id.

    `hashed` makes ids of handles and client_ids that tell neither: ids outlive an erasure.
    With `silence` it plays WhatsApp: the channel's name, its window, and what the window refuses.
    """

    limits = Limits()
    edits = True

    def __init__(self, show: Show, hashed: Hash, silence: Silence | None = None) -> None:
        self._show = show
        self._hashed = hashed
        self._silence = silence
        self.name = NAME if silence is None else WHATSAPP
        self.window = None if silence is None else WINDOW
        self.numbered = silence is not None

    def verify(self, request: Request) -> None:
        """Phones are guarded by the page's token, not by a provider's signature.

        A webhook is no way in: its calls have a URL, the page's have none.
        """
        if request.url or not request.headers.get("x-phone"):
            raise Forged("not from the page")

    def read(self, request: Request) -> list[Inbound]:
        """One act of a phone; its handle travels in the `x-phone` header. Raises Unreadable.

        In a group that is named by `x-group`, and the body says who acts: `as`.
        """
        value = _object(request.body)
        name = request.headers.get("x-group", "")
        who = value.get("as") if name else request.headers.get("x-phone", "")
        if not isinstance(who, str):
            raise Unreadable("in a group, as is the handle of who acts")
        where = address(who)
        client_id = value.get("client_id")
        # Ids are per phone: two phones may choose the same one.
        unique = uuid.uuid4().hex if client_id is None else _client_id(where, client_id)
        found = _inbound(value, where, self._hashed(unique))
        return [replace(found, group=group_address(name)) if name else found]

    async def send(self, address: Address, message: Outbound) -> Receipt:
        """Show the message on the phone.

        Raises Refused when there is nothing to show, WindowClosed where only a template may go.
        """
        if not (message.text.strip() or message.prompt):
            raise Refused("empty")
        if message.template is None and self._closed(address):
            raise WindowClosed("window")
        shown = str(self._show(address, message))
        return Receipt(message.edits or shown)

    def report(self, request: Request) -> list[Report]:
        """A phone tells nothing later."""
        return []

    def carries(self, template: str) -> bool:
        """Nobody approves what a page of our own shows."""
        return True

    def _closed(self, address: Address) -> bool:
        silent = self._silence(address) if self._silence is not None else None
        # Nothing kept means that everything was just erased at the person's wish: they are told.
        return silent is not None and silent > WINDOW

    async def fetch(self, media: str) -> bytes:
        """A phone of the page records nothing."""
        raise NotFetched("no_media")

    def is_group(self, address: Address) -> bool:
        """A handle has no slash: the id of a group does."""
        return address.id.startswith(GROUP)

    async def acknowledge(self, inbound: Inbound, said: str = "") -> None:
        """The page shows its own tap at once; what only its owner reads, on their own phone."""
        if said:
            self._show(inbound.address, Outbound(said))

    async def typing(self, inbound: Inbound) -> None:
        """The page shows that it waits by itself."""

    async def close(self) -> None:
        """Nothing is held."""


def _object(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        # Without its cause, which may quote what was written.
        raise Unreadable("the body is not JSON") from None
    if not isinstance(value, dict):
        raise Unreadable("the body is not a JSON object")
    return value


def _client_id(where: Address, client_id: object) -> str:
    if not (isinstance(client_id, str) and 0 < len(client_id) <= 64 and client_id.isprintable()):
        raise Unreadable("client_id is a text of 1 to 64 printable characters")
    return f"{where}/{client_id}"


def _inbound(value: dict[str, object], where: Address, unique: str) -> Inbound:
    match value:
        case {"button": str(button)} if button:
            return Inbound(unique, where, Kind.BUTTON, button=well_formed(button)[:128])
        case {"kind": str(kind)} if kind in KINDS:
            return Inbound(unique, where, Kind(kind))
        case {"text": str(text)}:
            said = well_formed(text)
            if not said.strip():
                raise EmptyText("the text is empty")
            return Inbound(unique, where, text=said)
    raise Unreadable('send {"text": …}, {"button": id} or {"kind": "sticker|photo|voice|…"}')
