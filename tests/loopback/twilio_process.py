"""The played Twilio in a process of its own: nothing the product does can take it down."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.loopback.twilio_sign import ACCOUNT_SID, AUTH_TOKEN, SENDER

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Twilio:
    """The test's hand on it."""

    url: str

    def control(self, what: str, given: object = None) -> Any:
        """GET, or POST something, under /control/ (see twilio_control)."""
        data = None if given is None else json.dumps(given).encode()
        with urlopen(Request(f"{self.url}/control/{what}", data), timeout=30) as answer:  # noqa: S310
            return json.load(answer)


def settings(url: str, public_url: str) -> dict[str, str]:
    """What the product is told so that it takes this for Twilio."""
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_WHATSAPP_FROM": SENDER,
        "TWILIO_API_URL": url,
        "TWILIO_CONTENT_URL": url,
        "PUBLIC_URL": public_url,
    }


@contextmanager
def twilio_process(port: int, callbacks: str, latency_ms: float = 0) -> Iterator[Twilio]:
    """Twilio on that port, its status callbacks posted to the server at `callbacks`."""
    options = ("--port", str(port), "--callbacks", callbacks, "--latency-ms", str(latency_ms))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.loopback.twilio_api", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Twilio(process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()
