"""The played Bot API in a process of its own: nothing the product does can take it down."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "42:loopback-token"


@dataclass(frozen=True)
class Received:
    """One message as the provider got it. `at` is seconds on the provider's clock."""

    chat: int
    text: str
    at: float


@dataclass(frozen=True)
class Provider:
    """The test's hand on the played provider."""

    url: str

    def received(self) -> list[Received]:
        """Every message accepted so far, in order, whether or not its sender was told."""
        return [Received(one["chat"], one["text"], one["at"]) for one in self._control("messages")]

    def stats(self) -> dict[str, Any]:
        """Counts, floods given, the most in any sliding second."""
        found: dict[str, Any] = self._control("stats")
        return found

    def _control(self, what: str) -> Any:
        with urlopen(Request(f"{self.url}/control/{what}"), timeout=30) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def provider(latency_ms: float, per_second: int) -> Iterator[Provider]:
    """The Bot API on a free port; `per_second` 0 = it refuses nobody."""
    limits = ("--limits", "on", "--per-second", str(per_second)) if per_second else ()
    command = [sys.executable, "-m", "tests.loopback.telegram_api", "--token", TOKEN, *limits]
    process = subprocess.Popen(
        [*command, "--latency-ms", str(latency_ms)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield Provider(process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()
