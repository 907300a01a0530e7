"""Our own number: as Twilio writes it, and as a link people open. Loads nothing of Twilio's."""

from urllib.parse import quote

_PREFIX = "whatsapp:"


def sender_address(number: str) -> str:
    """The sender as Twilio writes it, `whatsapp:+33…`, from a setting with or without prefix."""
    return _PREFIX + number.strip().removeprefix(_PREFIX)


def link(number: str, words: str) -> str:
    """The link that opens WhatsApp on our number with `words` ready to be sent.

    Raises ValueError for a sender that is no telephone number: wa.me knows nothing else.
    """
    digits = number.strip().removeprefix(_PREFIX).removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("a wa.me link needs a number in international form, +33…")
    return f"https://wa.me/{digits}" + (f"?text={quote(words)}" if words else "")


def messaging_url(content_url: str) -> str:
    """Where senders and typing signs are: beside the contents at Twilio, the same on loopback."""
    return content_url.replace("://content.", "://messaging.", 1)
