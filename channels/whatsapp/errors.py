"""What a code of Twilio, or the way to it, means for one message. Numbers decide, never texts.

One table serves the answer to a request and the status that comes minutes later.
Source: https://www.twilio.com/docs/api/errors, one page a code.
"""

from dataclasses import dataclass

from channels.base import (
    DAY,
    BrokenTemplate,
    Misconfigured,
    NotBefore,
    NotSent,
    OptedOut,
    OutcomeUnknown,
    Refused,
    SendFailed,
    SlowDown,
    Unreachable,
    WindowClosed,
)

WAIT_WITHOUT_NUMBER = 5.0
QUEUE_FULL_WAIT = 60.0
CONTENT_REFUSED = frozenset({21655, 21656})
"""The content or what fills it: the same choices as numbered text may still pass."""

_MAYBE_CREATED = 408


@dataclass(frozen=True, slots=True)
class Meaning:
    """What to make of a code. `seconds` is the wait when Twilio names none."""

    failure: type[SendFailed]
    word: str
    seconds: float = WAIT_WITHOUT_NUMBER


CODES: dict[int, Meaning] = {
    63016: Meaning(WindowClosed, "window"),
    63018: Meaning(SlowDown, "rate"),
    63017: Meaning(SlowDown, "rate"),
    20429: Meaning(SlowDown, "rate"),
    21611: Meaning(SlowDown, "queue_full", QUEUE_FULL_WAIT),
    30001: Meaning(SlowDown, "queue_full", QUEUE_FULL_WAIT),
    63049: Meaning(NotBefore, "meta_withheld", DAY),
    21610: Meaning(OptedOut, "opted_out"),
    63014: Meaning(OptedOut, "blocked"),
    63003: Meaning(Unreachable, "bad_address"),
    63024: Meaning(Unreachable, "bad_address"),
    21211: Meaning(Unreachable, "bad_address"),
    63005: Meaning(Refused, "content_refused"),
    63021: Meaning(BrokenTemplate, "template_mismatch"),
    63027: Meaning(BrokenTemplate, "template_mismatch"),
    63028: Meaning(BrokenTemplate, "template_mismatch"),
    63007: Meaning(Misconfigured, "sender"),
    63020: Meaning(Misconfigured, "sender"),
    63051: Meaning(Misconfigured, "sender"),
    63001: Meaning(Misconfigured, "credentials"),
    20003: Meaning(Misconfigured, "credentials"),
    63032: Meaning(Refused, "experiment"),
    30008: Meaning(NotSent, "unknown_error"),
    63041: Meaning(BrokenTemplate, "template_paused"),
    63042: Meaning(BrokenTemplate, "template_disabled"),
    20404: Meaning(Misconfigured, "account"),
    21212: Meaning(Misconfigured, "sender"),
    21609: Meaning(Misconfigured, "callback_url"),
    21617: Meaning(Refused, "too_long"),
    21655: Meaning(Misconfigured, "content"),
    21656: Meaning(Refused, "content_variables"),
    21658: Meaning(Refused, "too_long"),
    30036: Meaning(Refused, "validity_over"),
}


class Trouble(Exception):
    """Something came between the SDK and its result. Carries no URL, number or word of a person."""


class NotPosted(Trouble):
    """The request never began: refused, no such host, no free connection."""


class NotTheApi(Trouble):
    """The configured address is no address of an API."""


class Unsure(Trouble):
    """The request began and its answer is not known. Its text is a reason."""


class Answered(Trouble):
    """Twilio, or something on the way, said no.

    `code` is Twilio's own, None without its body; `seconds` is Retry-After.
    """

    def __init__(self, status: int, code: int | None, seconds: float | None = None) -> None:
        super().__init__("answered")
        self.status = status
        self.code = code
        self.seconds = seconds


def failure(trouble: Trouble) -> SendFailed:
    """The channel's word for what came between."""
    match trouble:
        case Answered():
            return of_answer(trouble)
        case NotPosted():
            return NotSent("no_connection")
        case NotTheApi():
            return Misconfigured("api_url")
    return OutcomeUnknown(str(trouble))


def of_code(code: int, seconds: float | None = None) -> SendFailed | None:
    """What a known code means, None for others. Its reason names the code: `window_63016`."""
    meaning = CODES.get(code)
    if meaning is None:
        return None
    reason = f"{meaning.word}_{code}"
    if issubclass(meaning.failure, SlowDown):
        return meaning.failure(reason, seconds or meaning.seconds)
    if issubclass(meaning.failure, NotBefore):
        return meaning.failure(reason, meaning.seconds)
    return meaning.failure(reason)


def of_answer(answer: Answered) -> SendFailed:
    """What an answer to our request means: its code, else its HTTP status.

    A 5xx with a code of the table was not created, for Twilio says so itself; any other 5xx may
    come from a gateway that cannot know.
    """
    known = None if answer.code is None else of_code(answer.code, answer.seconds)
    return known or _of_http(answer)


def _of_http(answer: Answered) -> SendFailed:
    status, code = answer.status, answer.code
    if status == 429:
        return SlowDown("rate", answer.seconds or WAIT_WITHOUT_NUMBER)
    if status >= 500 or status == _MAYBE_CREATED:
        return OutcomeUnknown("gateway")
    if code is not None:
        kind = Misconfigured if status in (401, 403, 404) else Refused
        return kind(f"twilio_{code}")
    # Not Twilio's own body: a wrong token, or a firewall or portal. It says nothing of a person.
    return Misconfigured("credentials" if status in (401, 403) else "api_url")


def of_status(status: str, code: int | None) -> SendFailed:
    """What a final `undelivered`, `failed` or `canceled` means; `code` is its ErrorCode."""
    if code is None:
        return Refused(status)
    return of_code(code) or Refused(f"twilio_{code}")
