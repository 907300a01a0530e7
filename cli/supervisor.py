"""`dixminutes up`: starts the Procfile's processes, keeps them alive, stops them in order.

Small on purpose: it lives as long as the installation and imports no heavy library.
"""

import os
import selectors
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, BinaryIO

from cli.child import Child, Output
from cli.parent import PARENT
from cli.procfile import read_procfile, words
from cli.refusal import Refused
from workers.embedded import EmbeddedRedis, NoRedis

STOP_ORDER = ("clock", "sender", "worker", "web", "redis")
GRACE = 10.0
"""Seconds between asking a process to stop and killing it; also for Redis to load its data."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Supervisor:
    """Runs commands by name until it is told to stop. `release` runs first, once."""

    def __init__(
        self,
        commands: Mapping[str, str],
        env: Mapping[str, str],
        var: Path,
        *,
        with_redis: bool,
        out: BinaryIO | None = None,
    ) -> None:
        """Raises NoRedis when `with_redis` and no server program is found."""
        self._redis = EmbeddedRedis(var) if with_redis else None
        self.env = {**env, PARENT: str(os.getpid()), "PYTHONUNBUFFERED": "1"}
        if self._redis:
            self.env["REDIS_URL"] = self._redis.url
        lines = {name: words(command, self.env) for name, command in commands.items()}
        if self._redis:
            lines = {"redis": self._redis.command(), **lines}
        terminal = out or sys.stdout.buffer
        colour = terminal.isatty() and "NO_COLOR" not in env
        self._output = Output(terminal, list(lines), colour)
        self._children = {name: Child(name, line, self._output) for name, line in lines.items()}
        self._selector = selectors.DefaultSelector()
        self._ear, self._mouth = socket.socketpair()
        self._stopping = self._hurry = False
        self._code = 0

    def run(self, ready: Callable[[], int | None] | None = None) -> int:
        """Serve until SIGTERM, SIGINT or `stop`; the exit code. Main thread only.

        `ready` is called in a thread of its own once every process is started; a number it
        returns stops everything and becomes the exit code, None lets it serve on.
        """
        release = self._children.pop("release", None)
        try:
            with self._signals():
                self._run(release, ready)
        except (Refused, NoRedis) as wrong:
            sys.stderr.write(f"{wrong}\n")
            self._code = 1
        return self._code

    def stop(self, code: int = 0) -> None:
        """Stop everything, from any thread."""
        self._code, self._stopping = code, True
        with suppress(OSError):
            self._mouth.send(b"\0")

    def _run(self, release: Child | None, ready: Callable[[], int | None] | None) -> None:
        try:
            if self._redis:
                self._redis.prepare()
            if release:
                self._release(release)
            if self._redis:
                self._start_redis(self._redis, self._children["redis"])
            self._serve(ready)
        finally:
            self._stop_all(release)
            if self._redis:
                self._redis.release()

    def _serve(self, ready: Callable[[], int | None] | None) -> None:
        if ready and not self._stopping:
            self._start_due()
            threading.Thread(target=self._call, args=(ready,), daemon=True).start()
        while not self._stopping:
            self._start_due()
            self._turn()

    def _call(self, ready: Callable[[], int | None]) -> None:
        code: int | None = 1
        try:
            code = ready()
        finally:
            if code is not None:
                self.stop(code)

    def _release(self, release: Child) -> None:
        self._start(release)
        while release.ended() is None and not self._stopping:
            self._turn(1.0)
        if code := release.ended():
            raise Refused(f"« release » a échoué (code {code}) : rien n'a démarré")

    def _start_redis(self, redis: EmbeddedRedis, child: Child) -> None:
        self._start(child)
        end = time.monotonic() + GRACE
        while not (self._stopping or redis.answers()):
            if child.process is None or time.monotonic() > end:
                raise NoRedis("le Redis embarqué n'a pas démarré")
            self._turn(0.02)

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if child.process is None and child.due <= now:
                try:
                    self._start(child)
                except (OSError, NoRedis) as wrong:
                    self._output.say(
                        f"{child.name} : {wrong}, nouvel essai dans {child.bury(now):g} s"
                    )

    def _start(self, child: Child) -> None:
        if child.name == "redis" and self._redis:
            self._redis.prepare()
        if pipe := child.start(self.env, time.monotonic()):
            self._selector.register(pipe, selectors.EVENT_READ, (child, pipe))

    def _next_start(self) -> float:
        due = [child.due for child in self._children.values() if child.process is None]
        return max(0.0, min([1.0, *(at - time.monotonic() for at in due)]))

    def _turn(self, timeout: float | None = None) -> None:
        """Wait for something to happen: a line, a death, a signal, a start that is due."""
        for key, _ in self._selector.select(self._next_start() if timeout is None else timeout):
            if key.data is None:
                self._ear.recv(4096)
            else:
                self._read(*key.data)
        for child in self._children.values():
            if (code := child.ended()) is not None:
                self._bury(child, code)

    def _bury(self, child: Child, code: int) -> None:
        wait = child.bury(time.monotonic())
        if not self._stopping:
            self._output.say(f"{child.name} s'est arrêté (code {code}), relancé dans {wait:g} s")

    def _read(self, child: Child, pipe: IO[bytes]) -> bool:
        """Whether there may be more right now."""
        data = child.read(pipe)
        if data == b"":
            self._selector.unregister(pipe)
            pipe.close()
        return bool(data)

    def _stop_all(self, release: Child | None) -> None:
        self._stopping = True
        order = {name: place for place, name in enumerate(STOP_ORDER)}
        left = [*self._children.values(), *([release] if release else [])]
        for child in sorted(left, key=lambda child: order.get(child.name, -1)):
            self._stop_one(child)
        self._drain()

    def _stop_one(self, child: Child) -> None:
        child.end()
        end = time.monotonic() + GRACE
        while child.process and child.ended() is None:
            if self._hurry or time.monotonic() > end:
                child.kill()
            self._turn(0.1)
        child.kill()

    def _drain(self) -> None:
        """Pass on the last lines: the pipes are at their end, all who wrote are gone."""
        for key in list(self._selector.get_map().values()):
            while key.data and self._read(*key.data):
                pass

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def asked(_number: int, _frame: FrameType | None) -> None:
            self._hurry, self._stopping = self._stopping, True

        def noted(_number: int, _frame: FrameType | None) -> None:
            """A child ended: being woken up is enough."""

        before = {number: signal.signal(number, asked) for number in _SIGNALS}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, noted)
        self._ear.setblocking(False)
        self._mouth.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ)
        wakeup = signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.close()
            self._ear.close()
            self._mouth.close()


def run(
    procfile: Path,
    env: Mapping[str, str],
    var: Path,
    *,
    with_redis: bool,
    ready: Callable[[], int | None] | None = None,
) -> int:
    """Run a Procfile until it is stopped; the exit code: 0 stopped, 1 refused with one line."""
    try:
        supervisor = Supervisor(read_procfile(procfile), env, var, with_redis=with_redis)
    except (Refused, NoRedis) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    return supervisor.run(ready)
