"""What an error of Telegram, or of the way to it, means for one message."""

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from channels.base import (
    Misconfigured,
    Moved,
    NotSent,
    OutcomeUnknown,
    Refused,
    SendFailed,
    SlowDown,
    Unreachable,
)

CANNOT_PARSE = "can't parse entities"
NOT_MODIFIED = "message is not modified"

_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "input_user_deactivated",
    "chat_write_forbidden",
    "not enough rights to send",
    "have no rights to send",
)


class NotPosted(NetworkError):
    """The request never began: refused, no such host, no free connection."""


class Unsure(NetworkError):
    """The request began and its answer is not known."""


class NotTheApi(NetworkError):
    """Something else than a Bot API answered: a wrong address, a firewall, a portal."""


class Flood(TelegramError):
    """429. `seconds` is retry_after exactly as given (PTB's RetryAfter warns at each use)."""

    def __init__(self, seconds: float) -> None:
        super().__init__("flood")
        self.seconds = seconds


def failure(error: TelegramError, *, group: bool = False) -> SendFailed:
    """The channel's word for PTB's error. In a group a flood is the group's, not the bot's.

    BadRequest and TimedOut are NetworkErrors too, so the precise kinds are looked at first.
    """
    match error:
        case Flood():
            return SlowDown("flood", error.seconds, whole_channel=not group)
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden():
            return Unreachable("blocked")
        case InvalidToken():
            return Misconfigured("token")
        case BadRequest():
            return _bad_request(error.message.lower())
        case _:
            return _network(error)


def _bad_request(message: str) -> SendFailed:
    """Telegram names these cases only by their text. The text itself is never repeated."""
    if any(sign in message for sign in _GONE):
        return Unreachable("chat_not_found")
    if "too long" in message:
        return Refused("too_long")
    return Refused("bad_request")


def _network(error: TelegramError) -> SendFailed:
    match error:
        case TimedOut():
            return OutcomeUnknown("timeout")
        case NotPosted():
            return NotSent(error.message)
        case NotTheApi():
            return Misconfigured("api_url")
        case Unsure():
            return OutcomeUnknown(error.message)
        case _:
            return OutcomeUnknown("unreadable_answer")
