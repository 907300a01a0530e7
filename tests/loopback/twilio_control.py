"""The test's hand on the played Twilio, over HTTP, when it runs in a process of its own.

POST /control/script   [{"do": "slow_down", "seconds": 3, "times": 2}, {"do": "later", "code": …}]
POST /control/set      {"latency_ms": 80, "failing": {ADDRESS: CODE…}, "opted_out": [ADDRESS…]}
POST /control/hear     {"addresses": [ADDRESS…], "at": "2026-11-24T08:00:00+00:00"}: a window opens
POST /control/inbound  a webhook's parameters: a message Twilio received, to list or to answer
POST /control/decide   {"name": CONTENT'S NAME, "status": "approved", "reason": ""}
POST /control/review   WhatsApp decides on everything submitted
POST /control/reset    forget messages, counts and script
GET  /control/messages [{"sid","to","text","buttons","content","status","error_code","told",…}]
GET  /control/stats    counts
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.loopback.http import Call, Reply
from tests.loopback.twilio_messages import Accepted
from tests.loopback.twilio_script import step

if TYPE_CHECKING:
    from tests.loopback.twilio_state import TwilioApi


def control(api: "TwilioApi", call: Call) -> Reply:
    """Answer one call under /control/."""
    address = urlsplit(call.path)
    act = _ACTS.get(address.path.removeprefix("/control/"))
    if act is None:
        return Reply(b'{"error":"no such control"}', 404)
    given = json.loads(call.body) if call.body else {}
    if address.query:
        given = {name: values[0] for name, values in parse_qs(address.query).items()}
    return Reply(json.dumps(act(api, given)).encode())


def stats(api: "TwilioApi", given: Any = None) -> dict[str, Any]:
    """What went through since the last reset."""
    return {
        "accepted": len(api.messages),
        "arrived": sum(message.arrives() for message in api.messages),
        "untold": sum(not message.told for message in api.messages),
        "calls": dict(api.calls),
        "refusals": {str(code): count for code, count in api.refusals.items()},
        "typing": len(api.typing),
        "script_left": len(api.script),
        "callbacks": list(api.postman.statuses) if api.postman else [],
    }


def _messages(api: "TwilioApi", given: Any) -> list[dict[str, Any]]:
    return [described(message) for message in api.messages[int(given.get("after", 0)) :]]


def described(message: Accepted) -> dict[str, Any]:
    """A message for a test in another process."""
    return {
        "sid": message.sid,
        "to": message.to,
        "text": message.text,
        "buttons": message.buttons,
        "content": message.content.friendly_name if message.content else None,
        "parameters": message.parameters,
        "status": message.status,
        "error_code": message.error_code,
        "told": message.told,
        "arrives": message.arrives(),
        "at": message.at.isoformat(),
    }


def _script(api: "TwilioApi", given: Any) -> dict[str, int]:
    for one in given:
        api.script.extend([step(one)] * one.get("times", 1))
    return {"steps": len(api.script)}


def _set(api: "TwilioApi", given: Any) -> dict[str, Any]:
    api.latency = given.get("latency_ms", api.latency * 1000) / 1000
    api.failing = given.get("failing", api.failing)
    api.opted_out = set(given.get("opted_out", api.opted_out))
    return {}


def _hear(api: "TwilioApi", given: Any) -> dict[str, Any]:
    at = datetime.fromisoformat(given["at"]) if given.get("at") else None
    api.hear(*given["addresses"], at=at)
    return {}


def _inbound(api: "TwilioApi", given: Any) -> dict[str, Any]:
    api.receive(given)
    return {}


def _decide(api: "TwilioApi", given: Any) -> dict[str, Any]:
    sid = api.contents.named(given["name"]).sid
    api.contents.decide(sid, given["status"], given.get("reason", ""))
    return {"sid": sid}


def _review(api: "TwilioApi", given: Any) -> dict[str, str]:
    api.contents.review()
    return {one.friendly_name: one.status for one in api.contents.store.values()}


def _reset(api: "TwilioApi", given: Any) -> dict[str, Any]:
    for kept in (
        api.messages,
        api.inbound,
        api.typing,
        api.script,
        api.calls,
        api.refusals,
        api.heard,
        api.opted_out,
        api.failing,
    ):
        kept.clear()
    return {}


_ACTS: dict[str, Callable[["TwilioApi", Any], Any]] = {
    "script": _script,
    "set": _set,
    "hear": _hear,
    "inbound": _inbound,
    "decide": _decide,
    "review": _review,
    "reset": _reset,
    "messages": _messages,
    "stats": stats,
}
