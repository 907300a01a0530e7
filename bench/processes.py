"""The product's real processes, started in a folder of their own and stopped again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.provider import ROOT, TOKEN, Provider

KEY = "a-key-for-the-bench-and-nothing-else"
SECRET = "bench"
COMMAND = str(Path(sys.executable).parent / "dixminutes")
START = 60.0
_KEPT = ("PATH", "HOME", "LANG", "MALLOC_ARENA_MAX")


def environment(folder: Path, **ours: str) -> dict[str, str]:
    """Nothing of a developer's own settings; this very source."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    always = {
        "PYTHONPATH": str(ROOT),
        "DIXMINUTES_VAR": str(folder / "var"),
        "SECRET_KEY": KEY,
    }
    return {**kept, **always, **ours}


def telegram(api: Provider, per_second: float) -> dict[str, str]:
    """What turns Telegram on, towards the played provider."""
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api.url,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_MESSAGES_PER_SECOND": f"{per_second:g}",
        "PUBLIC_URL": "https://bench.example",
    }


@contextmanager
def running(folder: Path, env: Mapping[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A `dixminutes` command for the time of a `with`; its lines go to a file in `folder`."""
    with (folder / f"{words[0]}.log").open("ab") as log:
        process = subprocess.Popen(
            [COMMAND, *words],
            cwd=folder,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(45)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(what: str, done: Callable[[], bool], patience: float, every: float = 0.05) -> None:
    """Raises TimeoutError, naming `what`, unless `done()` comes true within `patience` seconds."""
    end = time.monotonic() + patience
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {patience:g} s")
        time.sleep(every)
