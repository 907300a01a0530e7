"""A webhook call of Twilio, read as what a person did.

Source: https://www.twilio.com/docs/messaging/guides/webhook-request. Parameters are added there
without notice: the signature covers all of them, what is unknown is not looked at.
"""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import parse_qsl

from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from channels.base import Forged, Request, Unreadable
from channels.split import well_formed
from core.message import Address, Inbound, Kind

NAME = "whatsapp"
PREFIX = f"{NAME}:"
MOST_PARAMETERS = 1_000
LONGEST_BUTTON = 256
"""Characters kept of a choice's id: WhatsApp's longest is 256, ours 64."""

_SIGNATURE = SIGNATURE_HEADER.lower()
_SETTINGS = SIGNATURE_SETTINGS_HEADER.lower()
_ALGORITHMS = frozenset({HMAC_SHA1, HMAC_SHA256})
_VCARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
_OPT_OUTS = {"STOP": Kind.BLOCKED, "START": Kind.UNBLOCKED, "HELP": Kind.NOTED}
"""What Twilio has answered already, where it looks after stop words itself."""


class Parameters(dict[str, list[str]]):
    """A form's parameters, each with all its values, blank ones included, in order."""

    def getall(self, name: str) -> list[str]:
        """Every value of one name: what the SDK's validator asks of a multi-dictionary."""
        return self[name]

    def first(self, name: str) -> str:
        """The first value, fit to store; empty when there is none."""
        return well_formed(self.get(name, [""])[0])


def parameters(body: bytes) -> Parameters:
    """The form in a body. Raises Unreadable when it is none."""
    found = Parameters()
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError:
        # Without its cause, which quotes what was written.
        raise Unreadable("not a form") from None
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def verify(request: Request, tokens: Iterable[str]) -> None:
    """Raise Forged unless Twilio signed this with one of our tokens. Without any, none passes.

    The SDK's validator does it, over every parameter and the public URL of the request.
    """
    signature = request.headers.get(_SIGNATURE, "")
    algorithm = get_signature_algorithm(request.headers.get(_SETTINGS)).upper()
    # Checked here because the validator would log what the header holds.
    if not signature or algorithm not in _ALGORITHMS:
        raise Forged
    try:
        form = parameters(request.body)
        # Each is compared, also after one that fits: the time taken tells nothing.
        same = [_fits(token, request.url, form, signature, algorithm) for token in tokens if token]
    except (Unreadable, ValueError):
        raise Forged from None
    if not any(same):
        raise Forged


def _fits(token: str, url: str, form: Parameters, signature: str, algorithm: str) -> bool:
    return bool(RequestValidator(token).validate(url, form, signature, algorithm))


def read(request: Request, ignored: Counter[str]) -> list[Inbound]:
    """What the person did, or [] for what the coach has no use for, counted in `ignored`.

    Names are not kept. Raises Unreadable when it is no incoming message at all.
    """
    form = parameters(request.body)
    if not (form.first("MessageSid") and form.first("From")):
        raise Unreadable("no MessageSid or From")
    reason = _of_no_use(form)
    if reason:
        ignored[reason] += 1
        return []
    return [_inbound(form)]


def _of_no_use(form: Parameters) -> str:
    """One of few fixed words: it becomes a metric's label. Empty for what is of use."""
    if "MessageStatus" in form:
        return "status"  # a callback of ours at the wrong address: its From is our own number
    if not form.first("From").removeprefix(PREFIX) or not form.first("From").startswith(PREFIX):
        return "not_whatsapp"
    opt_out = form.first("OptOutType").upper()
    return "opt_out_unknown" if opt_out and opt_out not in _OPT_OUTS else ""


def _inbound(form: Parameters) -> Inbound:
    button = _button(form)
    kind = _kind(form, button)
    return Inbound(
        provider_id=form.first("MessageSid"),
        address=Address(NAME, form.first("From").removeprefix(PREFIX)),
        kind=kind,
        text="" if kind in _WORDLESS else form.first("Body"),
        button=button if kind is Kind.BUTTON else "",
        message_ref=_reference(form, kind),
        alias=form.first("ExternalUserId").removeprefix(PREFIX),
        media=form.first("MediaUrl0") if kind is Kind.VOICE else "",
        quotes=form.first("OriginalRepliedMessageSid") if kind is Kind.TEXT else "",
    )


# A tap's Body is the title of the choice, a place's is its name.
_WORDLESS = frozenset(
    {Kind.BUTTON, Kind.LOCATION, Kind.CONTACT, Kind.BLOCKED, Kind.UNBLOCKED, Kind.NOTED}
)


def _button(form: Parameters) -> str:
    return (form.first("ButtonPayload") or form.first("ListId"))[:LONGEST_BUTTON]


def _kind(form: Parameters, button: str) -> Kind:
    if opt_out := form.first("OptOutType"):
        return _OPT_OUTS[opt_out.upper()]
    if button:
        return Kind.BUTTON
    if form.first("Latitude") and form.first("Longitude"):
        return Kind.LOCATION
    if form.first("NumMedia").strip("0"):
        return _media(form.first("MediaContentType0"))
    return Kind.TEXT if form.first("Body").strip() else Kind.OTHER


def _media(content_type: str) -> Kind:
    """WhatsApp's stickers are WebP and nothing else is; documents and videos are OTHER."""
    bare = content_type.partition(";")[0].strip().lower()
    if bare in _VCARDS:
        return Kind.CONTACT
    if bare == "image/webp":
        return Kind.STICKER
    return {"audio": Kind.VOICE, "image": Kind.PHOTO}.get(bare.partition("/")[0], Kind.OTHER)


def _reference(form: Parameters, kind: Kind) -> str:
    """A tap names the message it stands under, when Twilio still knows it (7 days)."""
    under = form.first("OriginalRepliedMessageSid") if kind is Kind.BUTTON else ""
    return under or form.first("MessageSid")
