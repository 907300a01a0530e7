"""The migrations make exactly the tables of the models."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from store import migrate, organisations
from store.db import Database, DatabaseAway
from store.models import Base
from tests.store.cast import organisation


def differences(database: Database) -> list[Any]:
    with database.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))


def indexes(database: Database) -> dict[str, set[tuple[str, str]]]:
    """The indexes of each table and the condition of each: a comparison does not see those."""
    found = inspect(database.engine)
    option = f"{database.engine.dialect.name}_where"
    return {
        table: {
            (str(one["name"]), _plain(str(one.get("dialect_options", {}).get(option, ""))))
            for one in found.get_indexes(table)
            if not one.get("duplicates_constraint")
        }
        for table in Base.metadata.tables
    }


def _plain(condition: str) -> str:
    for noise in ("(", ")", "::text", "::character varying"):
        condition = condition.replace(noise, "")
    return condition


def test_the_migrated_schema_is_that_of_the_models(database: Database) -> None:
    assert differences(database) == []


def test_partial_indexes_are_partial(database: Database) -> None:
    option = f"{database.engine.dialect.name}_where"
    wanted = {
        name: {
            (str(one.name), str("" if one.kwargs.get(option) is None else one.kwargs[option]))
            for one in table.indexes
        }
        for name, table in Base.metadata.tables.items()
    }
    assert indexes(database) == wanted


def test_upgrading_again_changes_nothing(database: Database) -> None:
    where, before = organisation(database), indexes(database)
    migrate.upgrade(database)
    assert indexes(database) == before
    with database.read() as tx:
        assert organisations.every(tx) == [where]


def test_a_migration_needs_its_database() -> None:
    with pytest.raises(DatabaseAway):
        migrate.upgrade(Database("sqlite:////nowhere/dix.db"))
