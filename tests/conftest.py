"""The same tests on SQLite and on PostgreSQL, far from a developer's own settings."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import event
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from core import settings
from store.db import Database
from tests import chat, databases, learnt

_STARTING_PROCESSES = (
    "browser/",
    "cli/test_demo.py",
    "cli/test_supervisor.py",
    "journeys/",
    "kill/",
    "product/",
    "test_bench.py",
    "workers/test_embedded.py",
)
"""They start the product's processes: one after the other, or they would starve each other."""

hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


class OneWorkerStartsProcesses(LoadScopeScheduling):
    """Tests go to whichever worker is free, those that start processes all to the same one."""

    # The marks of `--dist loadgroup` say the same, but pytest-xdist 3.8 writes them into an
    # attribute that pytest 9.2 no longer reads.
    def _split_scope(self, nodeid: str) -> str:
        starting = any(nodeid.startswith(f"tests/{place}") for place in _STARTING_PROCESSES)
        return "processes" if starting else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Producer | None
) -> OneWorkerStartsProcesses:
    """How several workers share the tests."""
    return OneWorkerStartsProcesses(config, log)


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_this_machine() -> Iterator[None]:
    """No test sees a developer's environment or .env file, nor do the processes it starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.lower() in settings.Settings.model_fields:
                patch.delenv(name)
        patch.setitem(settings.Settings.model_config, "env_file", None)
        yield


@pytest.fixture(scope="session", autouse=True)
def learnt_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The question bank takes seconds to learn, and is the same in all tests."""
    learnt.share(learnt.place(tmp_path_factory))


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    """Settings read in one test are not those of the next."""
    settings.settings.cache_clear()
    yield
    settings.settings.cache_clear()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server. It fails, and never skips, when it cannot start."""
    with databases.postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """This test process's own migrated PostgreSQL database; `postgres_database` empties it."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    yield databases.add_postgres(postgres_server, name)
    databases.drop_postgres(postgres_server, name)


@pytest.fixture(scope="session")
def kept_postgres(postgres_url: str) -> Iterator[Database]:
    """One pool for all tests: opening a new one each time would take longer than the tests."""
    opened = Database(postgres_url)
    yield opened
    opened.close()


@pytest.fixture
def postgres_database(kept_postgres: Database) -> Database:
    """PostgreSQL, migrated and empty; ids do not start at 1."""
    databases.empty(kept_postgres)
    return kept_postgres


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "dixminutes.db"
    databases.add_sqlite(path)
    return path


@pytest.fixture(scope="session")
def kept_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One engine for all tests: it need not compile the same statements in each."""
    opened = Database(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'dixminutes.db'}")
    event.listen(opened.engine, "connect", databases.carelessly)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(kept_sqlite: Database, migrated_file: Path) -> Database:
    """SQLite in a file, migrated and empty."""
    databases.restore_sqlite(kept_sqlite, migrated_file)
    return kept_sqlite


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Either database, migrated and empty: a test that takes it runs on both."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    opened: Database = request.getfixturevalue(name)
    return opened


@pytest.fixture
def house(database: Database) -> Iterator[chat.House]:
    """The product on either database, with the organisation MAIRIE."""
    with chat.house(database) as opened:
        opened.organisation()
        yield opened
