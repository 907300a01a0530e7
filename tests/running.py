"""The real product: `dixminutes up` on a folder of its own, seen from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psutil

from store.db import Database
from store.seal import Keyring
from tests import learnt
from workers.context import KEY_FILE

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
START = 60.0
"""Seconds the product may take to stand, on a machine that does other things as well."""

T = TypeVar("T")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(look: Callable[[], T], patience: float, why: str | Callable[[], str] = "") -> T:
    """What `look` finds as soon as it finds something; AssertionError after `patience` seconds."""
    end = time.monotonic() + patience
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.05)
    assert seen, why() if callable(why) else why
    return seen


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What the product is told: this source, browser phones, nothing of this machine's settings."""
    keep = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    return {
        **keep,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "DIXMINUTES_VAR": str(folder / "var"),
        "PHONE_ENABLED": "1",
        **more,
    }


class Product:
    """One `dixminutes up` and everything it started."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.var = folder / "var"
        self._log = folder / "up.log"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(BIN / "dixminutes"), "up"],
                cwd=folder,
                env={**env, "PORT": str(self.port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def call(self, path: str, body: object = None) -> tuple[int, Any]:
        """GET, or POST with a body: the status and the JSON. Raises URLError."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.base + path, data)  # noqa: S310 - our own loopback
        try:
            with urlopen(request, timeout=150) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read())
        except HTTPError as refused:
            with refused:
                return refused.code, json.loads(refused.read())

    def stand(self) -> None:
        """Wait until web and database answer. Raises AssertionError, with the output."""
        eventually(self._stands, START, self.said)

    def _stands(self) -> bool:
        assert self.process.poll() is None, self.said()
        with suppress(URLError, OSError):
            return self.call("/readyz")[0] == 200
        return False

    def said(self) -> str:
        """All that its processes wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def children(self) -> list[psutil.Process]:
        """What it started and still runs."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Its database, opened beside it."""
        opened = Database(f"sqlite:///{self.var / 'dixminutes.db'}")
        try:
            yield opened
        finally:
            opened.close()

    def keyring(self) -> Keyring:
        """Its keys."""
        return Keyring((self.var / KEY_FILE).read_text(encoding="ascii"))


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Product]:
    """The product, standing; stopped at the end."""
    # As a second start: the first one's seconds of learning would be paid by each module.
    learnt.leave(folder / "var")
    product = Product(folder, environment(folder, **more))
    try:
        product.stand()
        yield product
    finally:
        # Children end with their supervisor, also when it has to be killed.
        with suppress(subprocess.TimeoutExpired):
            product.stop()
        product.process.kill()
        product.process.wait()
