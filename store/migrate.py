"""Brings a database to the present schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from store.db import Database

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
        command.upgrade(config(tx), "head")
