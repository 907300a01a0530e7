"""The web application over a real store, with a bell that only notes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from store.db import Database
from tests.web.site import Open, Site, site


@pytest.fixture
def open_site(database: Database) -> Iterator[Open]:
    """Opens the application with settings of one's own."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(site(database, **settings))


@pytest.fixture
def small(sqlite_database: Database) -> Iterator[Site]:
    """The same on SQLite alone: for what never reaches the database."""
    with site(sqlite_database) as opened:
        yield opened


@pytest.fixture
def here(open_site: Callable[..., Site]) -> Site:
    """Telegram and browser phones on, asked from this machine."""
    return open_site()
