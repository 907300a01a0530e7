"""Answers a test prepares: the ways in which Twilio, or the way to it, can fail."""

from dataclasses import dataclass
from typing import Any

from tests.loopback.http import Reply
from tests.loopback.twilio_http import TwilioReply
from tests.loopback.twilio_messages import ARRIVES, Plan
from tests.loopback.twilio_rules import Refusal

CREATE = "create_message"


@dataclass(frozen=True, slots=True)
class Step:
    """The next answer, None to serve as usual. `operation` "" fits any.

    `accepts`: the message is taken all the same. `plan`: what becomes of it, instead of what the
    rules say. `early`: the status callbacks are posted before the answer. `seconds`: latency.
    """

    reply: Reply | None = None
    accepts: bool = False
    operation: str = CREATE
    plan: Plan | None = None
    early: bool = False
    seconds: float = 0.0


def served(operation: str = CREATE) -> Step:
    """Nothing special: what follows in the script befalls the call after."""
    return Step(operation=operation)


def refused(code: int, status: int = 0, operation: str = CREATE) -> Step:
    """A documented error answer; its usual HTTP status unless told another."""
    return Step(Refusal(code, status).reply(), operation=operation)


def slow_down(seconds: int | None = None, code: int = 20429, operation: str = CREATE) -> Step:
    """429, asking to wait."""
    headers = () if seconds is None else (("Retry-After", str(seconds)),)
    return Step(Refusal(code, 429, headers).reply(), operation=operation)


def later(code: int, status: str = "undelivered") -> Step:
    """Taken now, not delivered after all: told by a status callback."""
    return Step(plan=((status, code),))


def becomes(*statuses: str) -> Step:
    """Taken, then these statuses in this order, whatever the rules say."""
    return Step(plan=tuple((status, None) for status in statuses))


def early(*statuses: str) -> Step:
    """Taken, and the status callbacks come before the answer. Needs a postman."""
    plan = tuple((status, None) for status in statuses) or ARRIVES
    return Step(plan=plan, early=True)


def server_error(status: int = 503, *, accepts: bool = False, operation: str = CREATE) -> Step:
    """5xx, the message taken or not."""
    return page(status, "<html>upstream</html>", accepts=accepts, operation=operation)


def page(status: int, text: str = "", *, accepts: bool = False, operation: str = CREATE) -> Step:
    """An answer that is not Twilio's: a gateway, a firewall, a portal."""
    return Step(Reply(text.encode(), status, "text/html"), accepts, operation)


def slow(seconds: float, operation: str = CREATE) -> Step:
    """Served, after a while."""
    return Step(operation=operation, seconds=seconds)


def hang(*, accepts: bool = False, operation: str = CREATE) -> Step:
    """Read the request, never answer."""
    return Step(Reply(hang=True), accepts, operation)


def drop(operation: str = CREATE) -> Step:
    """Cut the connection, nothing taken."""
    return Step(Reply(drop=True), operation=operation)


def accept_then_drop() -> Step:
    """Take the message, cut the connection instead of answering."""
    return Step(Reply(drop=True), accepts=True)


def garbled(*, accepts: bool = True, operation: str = CREATE) -> Step:
    """201 and JSON that breaks off."""
    return Step(TwilioReply(b'{"sid": "SM12', 201), accepts, operation)


_MAKERS = {
    "served": served,
    "refused": refused,
    "slow_down": slow_down,
    "later": later,
    "server_error": server_error,
    "page": page,
    "slow": slow,
    "hang": hang,
    "drop": drop,
    "accept_then_drop": accept_then_drop,
    "garbled": garbled,
}


def step(described: dict[str, Any]) -> Step:
    """A step from JSON: `{"do": NAME, …}`; becomes and early take `"statuses": […]`."""
    options = {name: value for name, value in described.items() if name not in {"do", "times"}}
    if described["do"] in {"becomes", "early"}:
        return {"becomes": becomes, "early": early}[described["do"]](*options["statuses"])
    made: Step = _MAKERS[described["do"]](**options)  # type: ignore[operator]
    return made
