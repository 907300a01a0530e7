"""Whose turn it is to write to SQLite: nobody writes twice while another process waits.

SQLite's own waiting is a poll that slows down to ten a second, so a process that writes without a
pause starves the others: a burst of 220 messages kept the clock out for the 15 seconds after which
SQLite gives up. Here who waits is served in between. It is only manners: SQLite's lock still
decides.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.db import BUSY_SECONDS, Database, DatabaseAway, Transaction

LOOK = 0.001
"""Seconds between two looks. Of each process one thread looks at a time."""

_GATE, _TURN = 0, 1
_CROWDED = "la base de données ne répond pas : trop d'écritures à la fois"


class Turns:
    """A gate and a turn: who holds the gate is next, so the last writer cannot overtake.

    The same twice, among the threads of this process and among processes (POSIX locks on two
    bytes of a file of their own, which end with their process).
    """

    def __init__(self, path: Path) -> None:
        """Raises OSError when the file cannot be made."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._gate = threading.Lock()
        self._turn = threading.Lock()

    @contextmanager
    def taken(self, patience: float = BUSY_SECONDS) -> Iterator[None]:
        """Wait for one's turn and keep it for the block. Raises DatabaseAway after `patience`."""
        end = time.monotonic() + patience
        with self._among_threads(end), self._among_processes(end):
            yield

    @contextmanager
    def _among_threads(self, end: float) -> Iterator[None]:
        _take(self._gate, end)
        try:
            _take(self._turn, end)
        finally:
            self._gate.release()
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _among_processes(self, end: float) -> Iterator[None]:
        self._lock(_GATE, end)
        try:
            self._lock(_TURN, end)
        finally:
            self._unlock(_GATE)
        try:
            yield
        finally:
            self._unlock(_TURN)

    def _lock(self, byte: int, end: float) -> None:
        while not self._free(byte):
            if time.monotonic() > end:
                raise DatabaseAway(_CROWDED)
            time.sleep(LOOK)

    def _free(self, byte: int) -> bool:
        """Whether it was free; then it is ours."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _unlock(self, byte: int) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, byte)

    def close(self) -> None:
        """Release the file."""
        os.close(self._file)


def _take(lock: threading.Lock, end: float) -> None:
    if not lock.acquire(timeout=max(0.0, end - time.monotonic())):
        raise DatabaseAway(_CROWDED)


class InTurn(Database):
    """A database in an SQLite file, whose writers take turns."""

    def __init__(self, url: str, file: Path) -> None:
        """Nothing is opened but the turns. Raises OSError, DatabaseAway."""
        super().__init__(url)
        self._turns = Turns(file.with_name(f"{file.name}-turn"))

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that may write, begun when it is this one's turn. Raises DatabaseAway."""
        with self._turns.taken(), super().write() as tx:
            yield tx

    def close(self) -> None:
        """Release every connection and the turns."""
        super().close()
        self._turns.close()


def opened(url: str) -> Database:
    """The database of a URL; the writers of an SQLite file take turns."""
    database = Database(url)
    file = database.engine.url.database
    if not database.sqlite or file in (None, "", ":memory:"):
        return database
    database.close()
    return InTurn(url, Path(str(file)))
