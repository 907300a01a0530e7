"""The played Bot API in a process of its own, so that what is measured is the client's."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "42:loopback-token"


@dataclass(frozen=True)
class Provider:
    """The bench's hand on it. Instants are seconds of the machine's monotonic clock."""

    url: str

    def reset(self) -> None:
        """Forget messages and counts."""
        self._control("reset", {})

    def messages(self) -> list[dict[str, Any]]:
        """Every message accepted since the last reset, in order."""
        found: list[dict[str, Any]] = self._control("messages")
        return found

    def instants(self) -> list[float]:
        """When each message was accepted, in order."""
        return [one["at"] for one in self.messages()]

    def accepted(self) -> int:
        """How many messages were accepted."""
        return int(self.stats()["accepted"])

    def stats(self) -> dict[str, Any]:
        """Counts, answers 429 and the most in any sliding second."""
        found: dict[str, Any] = self._control("stats")
        return found

    def _control(self, what: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/control/{what}", data)
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)


@contextmanager
def provider(*, limits: bool) -> Iterator[Provider]:
    """The Bot API on a free port; with `limits` it refuses what Telegram would refuse."""
    command = [sys.executable, "-m", "tests.loopback.telegram_api", "--token", TOKEN]
    process = subprocess.Popen(
        [*command, "--limits", "on" if limits else "off"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Provider(process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()


def rate(instants: list[float]) -> float:
    """Messages a second between the first and the last."""
    return (len(instants) - 1) / (instants[-1] - instants[0])
