"""Browser phones: the pipeline of a real channel, shown on a page of our own."""

import json
import re
import uuid
from collections.abc import Callable

from channels.base import Forged, Limits, Receipt, Refused, Request, Unreadable
from channels.split import well_formed
from core.message import Address, Inbound, Kind, Outbound

NAME = "phone"
HANDLE = re.compile(r"[a-z0-9-]{1,32}")
KINDS = frozenset({Kind.STICKER, Kind.PHOTO, Kind.VOICE, Kind.LOCATION, Kind.CONTACT})
Show = Callable[[Address, Outbound], int]
Hash = Callable[[str], str]


class EmptyText(Unreadable):
    """Nothing was said: answer 422."""


def address(handle: str) -> Address:
    """The address of a phone. Raises Unreadable unless the handle is [a-z0-9-]{1,32}."""
    if not HANDLE.fullmatch(handle):
        raise Unreadable("a handle is 1 to 32 of a-z, 0-9 and -")
    return Address(NAME, handle)


class Phone:
    """Sending is showing: `show` keeps the bubble and returns its id.

    `hashed` makes ids of handles and client_ids that tell neither: ids outlive an erasure.
    """

    name = NAME
    limits = Limits()

    def __init__(self, show: Show, hashed: Hash) -> None:
        self._show = show
        self._hashed = hashed

    def verify(self, request: Request) -> None:
        """Phones are guarded by the page's token, not by a provider's signature."""
        if not request.headers.get("x-phone"):
            raise Forged("no phone named")

    def read(self, request: Request) -> list[Inbound]:
        """One act of a phone; its handle travels in the `x-phone` header. Raises Unreadable."""
        value = _object(request.body)
        where = address(request.headers.get("x-phone", ""))
        client_id = value.get("client_id")
        # Ids are per phone: two phones may choose the same one.
        unique = uuid.uuid4().hex if client_id is None else _client_id(where, client_id)
        return [_inbound(value, where, self._hashed(unique))]

    async def send(self, address: Address, message: Outbound) -> Receipt:
        """Show the message on the phone. Raises Refused when there is nothing to show."""
        if not (message.text.strip() or message.prompt):
            raise Refused("empty")
        return Receipt(str(self._show(address, message)))

    async def acknowledge(self, inbound: Inbound) -> None:
        """The page shows its own tap at once."""

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
