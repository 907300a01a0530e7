"""The Content API: contents as created, and what WhatsApp decided of them."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.loopback.twilio_forms import KINDS, Rendered, check_types, faults, fill, rendered
from tests.loopback.twilio_pages import Page
from tests.loopback.twilio_rules import Given, Refusal, require
from tests.loopback.twilio_sign import ACCOUNT_SID, new_sid

__all__ = ["STATES", "Content", "Contents", "Rendered"]

STATES = ("unsubmitted", "received", "pending", "approved", "rejected", "paused", "disabled")

Json = dict[str, Any]


_TTL = {"UTILITY": (30, 43_200), "MARKETING": (43_200, 2_592_000), "AUTHENTICATION": (30, 900)}
"""Seconds Meta may be asked to hold a template of each category."""


def _takes(category: str, ttl: object) -> bool:
    least, most = _TTL[category]
    return isinstance(ttl, int) and least <= ttl <= most


@dataclass(slots=True)
class Content:
    """One content, and its approval by WhatsApp: `status` is one of STATES."""

    sid: str
    friendly_name: str
    language: str
    variables: dict[str, str]
    types: dict[str, Json]
    at: datetime
    name: str = ""
    category: str = ""
    status: str = "unsubmitted"
    reason: str = ""
    ttl: int | None = None

    @property
    def kind(self) -> str:
        """The richest of its types that WhatsApp shows: the one people receive."""
        return max(self.types, key=KINDS.index)

    def shown(self, values: Given) -> Rendered:
        """What a person sees. Raises Refusal when a variable has neither value nor default."""
        return rendered(self.kind, fill(self.types[self.kind], {**self.variables, **values}))

    def approval(self) -> Json:
        """The approval as both lists and the approval resource give it."""
        return {
            "type": "whatsapp",
            "name": self.name,
            "category": self.category,
            "content_type": "" if self.status == "unsubmitted" else self.kind,
            "status": self.status,
            "rejection_reason": self.reason,
            "allow_category_change": True,
            "flows": None,
        }


@dataclass
class Contents:
    """Every content of the account. `host` is where the API itself is reached.

    `on_submission` is what a submission becomes at once: Twilio has answered "received",
    "pending" and even "unsubmitted".
    """

    clock: Callable[[], datetime]
    account_sid: str = ACCOUNT_SID
    host: str = ""
    on_submission: str = "received"
    store: dict[str, Content] = field(default_factory=dict)

    def named(self, friendly_name: str) -> Content:
        """The content of that name. Raises KeyError, or ValueError when two share it."""
        found = [one for one in self.store.values() if one.friendly_name == friendly_name]
        if not found:
            raise KeyError(friendly_name)
        (only,) = found
        return only

    def decide(self, sid: str, status: str, reason: str = "") -> None:
        """WhatsApp's decision, as a test wants it. Raises ValueError for an unknown status."""
        if status not in STATES:
            raise ValueError(status)
        self.store[sid].status, self.store[sid].reason = status, reason

    def review(self) -> None:
        """WhatsApp decides on everything submitted, by its own rules."""
        for content in self.store.values():
            if content.status in {"received", "pending"}:
                problem = faults(content.kind, content.types[content.kind], content.variables)
                self.decide(content.sid, "rejected" if problem else "approved", problem)

    def find(self, sid: str) -> Content:
        """The content of that SID. Raises Refusal 404."""
        require(sid in self.store, 20404)
        return self.store[sid]

    def create(self, given: Json) -> Json:
        """POST /v1/Content."""
        types: Any = given.get("types")
        variables: Any = given.get("variables") or {}
        require(isinstance(types, dict) and types and isinstance(given.get("language"), str), 20001)
        require(isinstance(variables, dict), 20001)
        require(all(isinstance(one, str) for one in variables.values()), 20001)
        check_types(types)
        name = str(given.get("friendly_name") or "")
        made = Content(new_sid("HX"), name, given["language"], variables, types, self.clock())
        self.store[made.sid] = made
        return self.resource(made)

    def submit(self, sid: str, given: Json) -> Json:
        """POST /v1/Content/{sid}/ApprovalRequests/whatsapp: received, until a decision."""
        content, name = self.find(sid), str(given.get("name") or "")
        require(re.fullmatch(r"[a-z0-9_]{1,512}", name), 20001)
        require(given.get("category") in _TTL, 20001)
        require(content.kind != "twilio/list-picker", 20001)
        require(content.status in {"unsubmitted", "rejected"}, 20001)
        ttl = given.get("send_ttl_seconds")
        require(ttl is None or _takes(given["category"], ttl), 20001)
        content.name, content.category = name, given["category"]
        self.decide(sid, "received")
        answer = content.approval() | {"status": self.on_submission}
        del answer["type"], answer["flows"]
        content.ttl = ttl
        return answer | {"send_ttl_seconds": ttl, "bid_amount": given.get("bid_amount")}

    def approvals(self, sid: str) -> Json:
        """GET /v1/Content/{sid}/ApprovalRequests."""
        content = self.find(sid)
        return {
            "sid": sid,
            "account_sid": self.account_sid,
            "whatsapp": content.approval(),
            "url": f"{self.host}/v1/Content/{sid}/ApprovalRequests",
        }

    def delete(self, sid: str) -> None:
        """DELETE /v1/Content/{sid}."""
        self.find(sid)
        del self.store[sid]

    def page(self, path: str, given: Given) -> Page:
        """GET /v1/Content and /v1/ContentAndApprovals; v2 filters by ContentName."""
        wanted = given.get("ContentName", "")
        shape = self._with_approval if path.endswith("ContentAndApprovals") else self.resource
        newest_first = reversed(self.store.values())
        found = [shape(one) for one in newest_first if wanted in one.friendly_name]
        return Page(path, given, found)

    def resource(self, content: Content) -> Json:
        """A content as the API gives it."""
        url = f"{self.host}/v1/Content/{content.sid}"
        links = {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        }
        return self._common(content) | {"url": url, "links": links}

    def _with_approval(self, content: Content) -> Json:
        return self._common(content) | {"approval_requests": content.approval()}

    def _common(self, content: Content) -> Json:
        at = content.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "date_created": at,
            "date_updated": at,
            "sid": content.sid,
            "account_sid": self.account_sid,
            "friendly_name": content.friendly_name,
            "language": content.language,
            "variables": content.variables,
            "types": content.types,
        }


def json_object(kind: str, body: bytes) -> Json:
    """A JSON request body. Raises Refusal for anything else."""
    try:
        found = json.loads(body) if kind.startswith("application/json") else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refusal(20001)
    return found
