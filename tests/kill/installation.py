"""One `dixminutes up` on a folder of its own, and the means to kill what it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from redis import Redis
from redis.exceptions import RedisError

from tests.kill.provider import ROOT
from workers.embedded import socket_url, tied

COMMANDS = {"web": "serve", "worker": "worker", "sender": "sender", "clock": "clock"}
PROCESSES = (*COMMANDS, "redis")
START = 60.0
"""Seconds an installation may take to stand, on a machine that does other things as well."""


def wait_for(done: Callable[[], bool], patience: float, every: float = 0.02) -> bool:
    """Whether `done()` came true within `patience` seconds."""
    end = time.monotonic() + patience
    while not (found := done()) and time.monotonic() < end:
        time.sleep(every)
    return found


class Installation:
    """The product on one folder. Only processes it started itself are ever killed."""

    def __init__(self, folder: Path, env: Mapping[str, str], port: int) -> None:
        self.var = folder / "var"
        self._folder = folder
        self._port = port
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        # Away from a developer's .env, yet with this very source.
        ours = {"PYTHONPATH": str(ROOT), "PORT": str(self._port), "DIXMINUTES_VAR": str(self.var)}
        self._env = {**keep, **env, **ours}
        self._up: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the supervisor; `stand` waits for it."""
        # Tied: a test run that is killed leaves nothing behind.
        command = tied([str(Path(sys.executable).parent / "dixminutes"), "up"])
        with (self._folder / "up.log").open("ab") as log:
            self._up = subprocess.Popen(
                command,
                cwd=self._folder,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def stand(self) -> None:
        """Wait until everything works: web answers, worker and sender listen to Redis."""
        assert wait_for(self._stands, START, 0.1), self.said()

    def command(self, *words: str) -> tuple[int, str]:
        """Run a `dixminutes` command on it: its exit code, and what it said."""
        done = subprocess.run(
            [str(Path(sys.executable).parent / "dixminutes"), *words],
            cwd=self._folder,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            timeout=START,
        )
        return done.returncode, done.stdout

    def said(self) -> str:
        """The last lines of the terminal, for a failure."""
        return (self._folder / "up.log").read_text(errors="replace")[-3000:]

    def _stands(self) -> bool:
        assert self._up is not None
        assert self._up.poll() is None, f"up ended by itself (exit {self._up.returncode})"
        with suppress(URLError, OSError, RedisError):
            url = f"http://127.0.0.1:{self._port}/readyz"
            with urlopen(url, timeout=2) as answer:
                ready = answer.status == 200
            return ready and len(self.redis().smembers("rq:workers")) >= 2
        return False

    def redis(self) -> Any:
        """A client of the embedded Redis. Raises OSError while there is none."""
        url = socket_url(self.var)
        if url is None:
            raise OSError("no embedded Redis yet")
        return Redis.from_url(url)

    def _flushed(self) -> bool:
        with suppress(OSError, RedisError):
            return bool(self.redis().flushall())
        return False

    def children(self) -> dict[str, psutil.Process]:
        """The processes the supervisor runs at this instant, by name."""
        assert self._up is not None
        found = {}
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self._up.pid).children():
                with suppress(psutil.NoSuchProcess):
                    found[_name(child)] = child
        return found

    def kill(self, victim: str) -> list[psutil.Process]:
        """`kill -9` one process, or "everything"; "supervisor" kills only it. Returns children
        of a killed supervisor, which must end by themselves."""
        if victim == "flushall":
            assert wait_for(self._flushed, 10.0), "no Redis to empty"
            return []
        children = self.children()
        if victim in PROCESSES:
            children[victim].send_signal(signal.SIGKILL)
            return []
        assert self._up is not None
        self._up.kill()
        if victim == "everything":
            for child in children.values():
                with suppress(psutil.NoSuchProcess):
                    child.send_signal(signal.SIGKILL)
        self._up.wait()
        return list(children.values())

    def stop(self) -> None:
        """Ask the supervisor to stop, and wait."""
        if self._up is None:
            return
        left = list(self.children().values())
        self._up.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._up.wait(60)
        self._up.kill()
        for child in left:
            with suppress(psutil.NoSuchProcess):
                child.kill()


def _name(child: psutil.Process) -> str:
    words = child.cmdline()
    if any("valkey-server" in word or "redis-server" in word for word in words):
        return "redis"
    last = words[-1] if words else ""
    return next((name for name, command in COMMANDS.items() if command == last), last)
