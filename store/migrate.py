"""Brings a database to the present schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, func, select

from store.db import Database

ONE_AT_A_TIME = 7_306_081
FOLDER = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without an ini file."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.attributes["connection"] = connection
    return found


def upgrade(database: Database) -> None:
    """Apply what is missing; safe to run again. Raises store.db.DatabaseAway."""
    with database.write() as tx:
        if not database.sqlite:
            # Two machines deployed at once take turns; SQLite's writers do so anyway.
            tx.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        command.upgrade(config(tx), "head")
