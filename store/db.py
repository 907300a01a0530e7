"""The connection to SQLite or PostgreSQL, and how a transaction begins."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, create_engine, event, select, text
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

BUSY_SECONDS = 15
Transaction = Connection
"""What a caller holds between begin and commit; the name the other rooms use."""


class DatabaseAway(Exception):
    """The database cannot be used now: wrong URL, server away, disk full. The text is one line."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite drops the zone, so it is put back; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse what names no instant (ValueError)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone names no instant")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# The second one by its own name: what SQLite raises for a file that is no database, or broken.
_AWAY = ("OperationalError", "DatabaseError")


def _engine(url: str) -> Engine:
    # Some hosts hand out the short form.
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    if parsed.get_backend_name() == "postgresql":
        if "@" in (parsed.host or ""):
            # The rest of such a password would be taken for a host, and told in errors.
            raise DatabaseAway("DATABASE_URL illisible : dans le mot de passe, un @ s'écrit %40")
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args={"connect_timeout": 5},
            hide_parameters=True,
        )
    if parsed.get_backend_name() != "sqlite":
        raise DatabaseAway("DATABASE_URL doit commencer par sqlite:/// ou postgresql://")
    if parsed.database in (None, "", ":memory:"):
        return create_engine(
            "sqlite://",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
            hide_parameters=True,
        )
    return create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # We say BEGIN ourselves: the driver's own would start transactions as readers, and two
    # readers that both want to write would deadlock.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-8000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("reading", False):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class Database:
    """One pool of connections. A transaction is short and never holds a network call."""

    def __init__(self, url: str) -> None:
        """Nothing is opened yet. Raises DatabaseAway for a URL that cannot be read."""
        try:
            self.engine = _engine(url)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError):
            # Without its cause, which may quote a part of the URL: a password is in there.
            raise DatabaseAway(
                "DATABASE_URL illisible : écris sqlite:///chemin/fichier.db "
                "ou postgresql://nom:motdepasse@machine/base"
            ) from None
        self.sqlite = self.engine.dialect.name == "sqlite"
        if self.sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write; on SQLite it waits its turn at once (BEGIN IMMEDIATE).

        Raises DatabaseAway when the database cannot be reached or cannot write.
        """
        with self._open(reading=False) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, and waits for no writer. Raises DatabaseAway."""
        with self._open(reading=True) as connection:
            yield connection

    @contextmanager
    def _open(self, *, reading: bool) -> Iterator[Connection]:
        try:
            with self._connect(reading) as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            if error.connection_invalidated or type(error).__name__ in _AWAY:
                raise DatabaseAway(_why(error)) from error
            raise

    def _connect(self, reading: bool) -> Connection:
        try:
            return self.engine.connect().execution_options(reading=reading)
        except DBAPIError as error:
            raise DatabaseAway(_why(error)) from error

    def close(self) -> None:
        """Release every connection."""
        self.engine.dispose()

    def ping(self) -> None:
        """Raises DatabaseAway unless the database answers."""
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    def scrub(self) -> None:
        """Leave no trace of deleted rows in SQLite's write-ahead log. Best effort."""
        if not self.sqlite:
            return
        raw = self.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError:
            # Someone is writing: the next sweep comes by.
            return
        finally:
            raw.close()


def _why(error: DBAPIError) -> str:
    """One line an operator can act on, without values of the statement."""
    said = str(error.orig).strip().splitlines()
    return f"la base de données ne répond pas : {said[0] if said else type(error.orig).__name__}"


def to_json(value: object) -> str:
    """Compact JSON for columns we seal ourselves."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def earliest(tx: Connection, column: InstrumentedAttribute[Any]) -> datetime | None:
    """The least instant of a column; None when it has none.

    Asked so, an index of the rows in which it is set answers, on both databases: `min` does not.
    """
    known = select(column).where(column.is_not(None)).order_by(column).limit(1)
    found: datetime | None = tx.execute(known).scalar()
    return found
