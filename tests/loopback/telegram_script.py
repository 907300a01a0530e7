"""Answers a test prepares: the ways in which the Bot API, or the way to it, can fail."""

from dataclasses import dataclass
from typing import Any

from tests.loopback.http import Reply
from tests.loopback.telegram_rules import Refusal


@dataclass(frozen=True, slots=True)
class Step:
    """The next answer, None to serve as usual. `method` "" fits any.

    `accepts`: the message arrives all the same.
    """

    reply: Reply | None
    accepts: bool = False
    method: str = ""


def refusal(code: int, description: str, **parameters: int) -> Step:
    """A documented error answer."""
    return Step(Reply(Refusal(code, description, **parameters).body(), code))


def served() -> Step:
    """Nothing special: what follows in the script befalls the call after."""
    return Step(None)


def flood(seconds: int) -> Step:
    """429 asking to wait."""
    return refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def blocked() -> Step:
    """403: the person blocked the bot."""
    return refusal(403, "Forbidden: bot was blocked by the user")


def migrated(new_id: int) -> Step:
    """400: the group became a supergroup."""
    problem = "Bad Request: group chat was upgraded to a supergroup chat"
    return refusal(400, problem, migrate_to_chat_id=new_id)


def page(status: int, text: str = "<html>gateway</html>") -> Step:
    """An answer that is not the Bot API's: a proxy, a firewall, a portal."""
    return Step(Reply(text.encode(), status, "text/html"))


def hang(*, accepts: bool = False) -> Step:
    """Read the request, never answer."""
    return Step(Reply(hang=True), accepts)


def accept_then_drop() -> Step:
    """Take the message, cut the connection instead of answering."""
    return Step(Reply(drop=True), accepts=True, method="sendMessage")


def drop() -> Step:
    """Cut the connection, the request unread."""
    return Step(Reply(drop=True))


def step(described: dict[str, Any]) -> Step:
    """A step from JSON: `{"do": NAME, …}` with NAME one of this module's functions."""
    makers = {
        "served": served,
        "refusal": refusal,
        "flood": flood,
        "blocked": blocked,
        "migrated": migrated,
        "page": page,
        "hang": hang,
        "accept_then_drop": accept_then_drop,
        "drop": drop,
    }
    options = {name: value for name, value in described.items() if name not in {"do", "times"}}
    made: Step = makers[described["do"]](**options)  # type: ignore[operator]
    return made
