"""Lists, page by page: as API 2010-04-01 gives them, and as the younger APIs do."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from tests.loopback.twilio_http import TwilioReply
from tests.loopback.twilio_rules import Given, require

_PAGING = {"Page", "PageSize", "PageToken"}


class Page:
    """One page of `records` asked for at `path` with `given`. Raises Refusal for a bad size."""

    def __init__(
        self, path: str, given: Given, records: Sequence[dict[str, Any]], size: int = 50
    ) -> None:
        self.path = path
        self.filters = {name: text for name, text in given.items() if name not in _PAGING}
        self.number = _count(given.get("Page", "0"))
        self.size = _count(given.get("PageSize", str(size)))
        require(1 <= self.size <= 1000, 20007)
        self.start = self.number * self.size
        self.records = records[self.start : self.start + self.size]
        self.more = self.start + self.size < len(records)

    def at(self, number: int, token: str = "") -> str:
        """The address of another page of the same list, without a host."""
        paging = {"PageSize": self.size, "Page": number} | ({"PageToken": token} if token else {})
        return f"{self.path}?{urlencode(self.filters | paging)}"

    def next(self) -> str | None:
        """The address of the page after, None at the end."""
        if not self.more:
            return None
        return self.at(self.number + 1, f"PA{self.records[-1]['sid']}")

    def previous(self) -> str | None:
        """The address of the page before, None at the start."""
        return self.at(self.number - 1, "PB") if self.number else None

    def old(self, key: str) -> TwilioReply:
        """The answer of API 2010-04-01: relative addresses beside the records."""
        answer = {
            key: self.records,
            "first_page_uri": self.at(0),
            "next_page_uri": self.next(),
            "previous_page_uri": self.previous(),
            "uri": self.at(self.number),
            "page": self.number,
            "page_size": self.size,
            "start": self.start,
            "end": self.start + max(len(self.records) - 1, 0),
        }
        return TwilioReply(json.dumps(answer).encode())

    def young(self, key: str, host: str) -> TwilioReply:
        """The answer of the other APIs: whole addresses under `meta`."""
        after, before = self.next(), self.previous()
        meta = {
            "page": self.number,
            "page_size": self.size,
            "first_page_url": host + self.at(0),
            "previous_page_url": host + before if before else None,
            "url": host + self.at(self.number),
            "next_page_url": host + after if after else None,
            "key": key,
        }
        return TwilioReply(json.dumps({key: self.records, "meta": meta}).encode())


def _count(text: str) -> int:
    require(text.isascii() and text.isdigit(), 20001)
    return int(text)
