"""Whether the database has the schema this version expects, without loading alembic (20 MB)."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from store.db import Database, DatabaseAway

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def head() -> str:
    """The newest migration, by its file's number."""
    return max(path.stem.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def up_to_date(database: Database) -> bool:
    """False for an empty or older schema. Raises DatabaseAway when the server does not answer."""
    database.ping()
    try:
        with database.read() as tx:
            found = tx.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    except (DatabaseError, DatabaseAway):
        return False
    return found == [head()]
