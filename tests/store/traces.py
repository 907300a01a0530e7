"""Looks for traces of a person everywhere a database could keep some."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from store.db import Database
from store.models import Base
from store.seal import Keyring, Unsealable


def cells(database: Database) -> Iterator[tuple[str, str, Any]]:
    """Every value of every table that is not null: table, column, value."""
    with database.read() as tx:
        for table in Base.metadata.sorted_tables:
            for row in tx.execute(select(table)).mappings():
                for column, value in row.items():
                    if value is not None:
                        yield table.name, str(column), value


def traces(
    database: Database, keys: Keyring, person_id: int, words: Iterable[str]
) -> list[tuple[str, str]]:
    """Where a person's id, or one of their words, clear, sealed or hashed, is still found."""
    words = list(words)
    hashes = {found for word in words for found in keys.lookups(word)}
    return [
        (table, column)
        for table, column, value in cells(database)
        if _is_id(table, column, value, person_id)
        or (isinstance(value, str) and value in hashes)
        or any(word in _clear(keys, value) for word in words)
    ]


def _is_id(table: str, column: str, value: Any, person_id: int) -> bool:
    named = column == "person_id" or (table, column) == ("people", "id")
    # A plan key ends with the person it is for.
    planned = column == "plan" and value.endswith(f":{person_id}")
    return (named and value == person_id) or planned


def _clear(keys: Keyring, value: Any) -> str:
    if isinstance(value, bytes):
        # A route has a key of its own, which is not kept once it is over.
        with suppress(Unsealable):
            return keys.unseal(value)
        return ""
    return json.dumps(value, ensure_ascii=False, default=str)


def sealed(database: Database) -> set[bytes]:
    """Every sealed value there is."""
    return {value for _, _, value in cells(database) if isinstance(value, bytes)}


def files(database: Database) -> bytes:
    """All that SQLite has on disk: the file, its write-ahead log and the log's index."""
    main = Path(str(database.engine.url.database))
    return b"".join(one.read_bytes() for one in sorted(main.parent.glob(f"{main.name}*")))
