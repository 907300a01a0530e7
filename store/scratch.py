"""A database that lives in memory and is gone with its process."""

from store.db import Database
from store.models import Base


def scratch() -> Database:
    """An empty SQLite database in memory, at the schema of the models, without migrations."""
    database = Database("sqlite://")
    with database.write() as tx:
        Base.metadata.create_all(tx)
    return database
