"""One supervised process and its lines on the terminal."""

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, BinaryIO

from workers.embedded import tied

FIRST_DELAY, LONGEST_DELAY, STEADY = 0.2, 5.0, 10.0
_COLOURS = (36, 33, 32, 35, 34, 31)
_LONGEST_LINE = 65536


class Output:
    """Writes the children's lines, each behind the name of its process."""

    def __init__(self, out: BinaryIO, names: list[str], colour: bool) -> None:
        self._out = out
        self._width = max(map(len, [*names, "up"]))
        self._colour = colour
        self._names = ["up", *names]

    def prefix(self, name: str) -> bytes:
        """The aligned name, coloured on a terminal."""
        plain = f"{name:<{self._width}} | "
        if not self._colour:
            return plain.encode()
        colour = _COLOURS[self._names.index(name) % len(_COLOURS)]
        return f"\x1b[{colour}m{plain}\x1b[0m".encode()

    def write(self, name: str, lines: list[bytes]) -> None:
        """Write whole lines; a closed terminal is no reason to stop working."""
        prefix = self.prefix(name)
        with suppress(OSError, ValueError):
            self._out.write(b"".join(prefix + line + b"\n" for line in lines))
            self._out.flush()

    def say(self, text: str) -> None:
        """A line of the supervisor itself."""
        self.write("up", [text.encode()])


@dataclass(eq=False, slots=True)
class Child:
    """One line of the Procfile and the process that runs it, if any. Times are monotonic."""

    name: str
    command: list[str]
    output: Output
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    delay: float = FIRST_DELAY
    tail: bytes = b""

    def start(self, env: Mapping[str, str], now: float) -> IO[bytes] | None:
        """Start the process; the pipe to `read` from. Raises OSError."""
        self.started = now
        self.process = subprocess.Popen(  # noqa: S603
            tied(self.command),
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            process_group=0,  # Ctrl-C reaches the supervisor alone, which stops them in order
        )
        if self.process.stdout:
            os.set_blocking(self.process.stdout.fileno(), False)
        return self.process.stdout

    def read(self, pipe: IO[bytes]) -> bytes | None:
        """Pass on what was written; None = nothing now, b"" = nothing ever again."""
        data: bytes | None = pipe.read(_LONGEST_LINE)
        *lines, self.tail = (self.tail + (data or b"")).split(b"\n")
        if self.tail and (data == b"" or len(self.tail) > _LONGEST_LINE):
            lines, self.tail = [*lines, self.tail], b""
        if lines:
            self.output.write(self.name, lines)
        return data

    def ended(self) -> int | None:
        """The exit code once the process is over, negative for a signal; else None."""
        return self.process.poll() if self.process else None

    def bury(self, now: float) -> float:
        """Forget the dead process and what it left running; the seconds until the next one."""
        self.kill()
        if now - self.started >= STEADY:
            self.delay = FIRST_DELAY
        wait, self.delay = self.delay, min(2 * self.delay, LONGEST_DELAY)
        self.process, self.due = None, now + wait
        return wait

    def end(self) -> None:
        """Ask the process to stop."""
        if self.process:
            self.process.terminate()

    def kill(self) -> None:
        """Kill the process and everything it started."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
