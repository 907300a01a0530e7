"""One browser phone, driven through its API."""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.running import Product, eventually

ANSWER = 20.0
"""Seconds to wait for an answer; the promise is one, a busy machine is not the product."""

PARIS = ZoneInfo("Europe/Paris")
JOINING = ("C’est parti", "Mairie", "Chaque jour", "9 h", "3")


class Phone:
    """A phone: `says` and `taps` wait for the coach and give its newest message."""

    def __init__(self, product: Product, handle: str | None = None) -> None:
        self.product = product
        self.handle = handle or f"essai-{secrets.token_hex(4)}"
        self._path = f"/phone/{self.handle}/messages"

    def bubbles(self, after: int = 0) -> list[dict[str, Any]]:
        """What the phone shows."""
        status, found = self.product.call(f"{self._path}?after={after}")
        assert status == 200
        assert isinstance(found, list)
        return found

    def heard(self, after: int = 0) -> list[dict[str, Any]]:
        """What the coach said."""
        return [one for one in self.bubbles(after) if one["from"] == "bot"]

    def send(self, **act: str) -> None:
        """Act, without waiting."""
        status, answer = self.product.call(self._path, act)
        assert status == 202, answer

    def does(self, **act: str) -> dict[str, Any]:
        """Act, and give the coach's newest message."""
        last = max((one["id"] for one in self.bubbles()), default=0)
        self.send(**act)
        return self.hears(last)

    def hears(self, after: int, patience: float = ANSWER) -> dict[str, Any]:
        """Wait for the coach to say something above an id."""
        return eventually(lambda: self.heard(after), patience, self.product.said)[-1]

    def says(self, text: str) -> dict[str, Any]:
        """Write."""
        return self.does(text=text)

    def taps(self, label: str) -> dict[str, Any]:
        """Press the newest button with this label."""
        buttons = [button for bubble in self.heard() for button in bubble["buttons"]]
        found = [button["id"] for button in buttons if button["label"] == label]
        assert found, f"no button {label!r} among {[one['label'] for one in buttons]}"
        return self.does(button=found[-1])

    def joins(self) -> dict[str, Any]:
        """The code, then five taps."""
        self.says("REJOINDRE DEMO")
        for label in JOINING[:-1]:
            self.taps(label)
        return self.taps(JOINING[-1])


def local(bubble: dict[str, Any]) -> datetime:
    """When a bubble appeared, in Paris."""
    return datetime.fromisoformat(bubble["at"]).astimezone(PARIS)
