"""The test's hand on the played Bot API, over HTTP, when it runs in a process of its own.

POST /control/script   [{"do": "flood", "seconds": 3, "times": 2}, {"do": "drop"}, …]
POST /control/set      {"latency_ms": 80, "limits": "on", "per_second": 30, "per_chat_second": 1,
                        "blocked": [id…], "missing": [id…], "webhook_info": {…}}
POST /control/reset    forget messages, counts and script
GET  /control/messages [{"id","chat","text","arguments","at","told"}]; ?after=ID
GET  /control/stats    counts, floods given, the most in any sliding second
GET  /control/webhook  what setWebhook was given; GET /control/profile
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.loopback.http import Call, Reply
from tests.loopback.telegram_script import step
from tests.loopback.windows import Traffic

if TYPE_CHECKING:
    from tests.loopback.telegram_state import BotApi


def control(api: "BotApi", call: Call) -> Reply:
    """Answer one call under /control/."""
    address = urlsplit(call.path)
    act = _ACTS.get(address.path.removeprefix("/control/"))
    if act is None:
        return Reply(b'{"error":"no such control"}', 404)
    given = json.loads(call.body) if call.body else {}
    if address.query:
        given = {name: values[0] for name, values in parse_qs(address.query).items()}
    return Reply(json.dumps(act(api, given)).encode())


def stats(api: "BotApi", given: Any = None) -> dict[str, Any]:
    """What went through since the last reset."""
    return {
        "accepted": len(api.messages),
        "untold": sum(not message.told for message in api.messages),
        "floods": api.floods,
        "max_per_second": api.traffic.bot.most,
        "max_per_chat_second": api.traffic.most_per_chat(),
        "calls": dict(api.calls),
        "answered_taps": len(api.answered_taps),
        "script_left": len(api.script),
    }


def _messages(api: "BotApi", given: Any) -> list[dict[str, Any]]:
    return [asdict(message) for message in api.messages[int(given.get("after", 0)) :]]


def _script(api: "BotApi", given: Any) -> dict[str, int]:
    for described in given:
        api.script.extend([step(described)] * described.get("times", 1))
    return {"steps": len(api.script)}


def _reset(api: "BotApi", given: Any) -> dict[str, Any]:
    for kept in (api.messages, api.script, api.calls, api.answered_taps, api.blocked):
        kept.clear()
    api.missing = {0}
    api.floods = 0
    api.traffic = Traffic()
    return {}


def _set(api: "BotApi", given: Any) -> dict[str, Any]:
    api.latency = given.get("latency_ms", api.latency * 1000) / 1000
    allowed = api.allowed
    allowed.on = given.get("limits", "on" if allowed.on else "off") == "on"
    allowed.per_second = given.get("per_second", allowed.per_second)
    allowed.per_chat_second = given.get("per_chat_second", allowed.per_chat_second)
    api.blocked = set(given.get("blocked", api.blocked))
    api.missing = set(given.get("missing", api.missing))
    if "webhook_info" in given:
        api.profile["webhook_info"] = given["webhook_info"]
    return {}


_ACTS: dict[str, Callable[["BotApi", Any], Any]] = {
    "script": _script,
    "set": _set,
    "reset": _reset,
    "messages": _messages,
    "stats": stats,
    "webhook": lambda api, _: api.webhook,
    "profile": lambda api, _: api.profile,
}
