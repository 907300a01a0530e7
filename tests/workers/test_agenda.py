"""When a post may reach a team's group."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from core.person import Organisation
from store.db import Database
from tests import chat
from tests.chat import House
from workers import agenda

TOWN = Organisation(1, "MAIRIE", "la Mairie", "Europe/Paris", "none")


@pytest.fixture
def house(sqlite_database: Database) -> Iterator[House]:
    """The product's settings: nothing before 8:00, nothing from 20:00."""
    with chat.house(sqlite_database) as opened:
        yield opened


@pytest.mark.parametrize(
    ("decided", "posted"),
    [
        ("2026-11-10 10:00", "2026-11-10 10:00"),
        ("2026-11-10 02:50", "2026-11-10 08:00"),
        ("2026-11-12 22:00", "2026-11-13 08:00"),
        ("2026-11-13 23:00", "2026-11-16 08:00"),
        ("2026-11-14 10:00", "2026-11-16 08:00"),
        ("2026-11-11 10:00", "2026-11-12 08:00"),
        ("2026-11-10 21:00", "2026-11-12 08:00"),
    ],
    ids=["at work", "at night", "late", "friday night", "saturday", "holiday", "its eve"],
)
def test_nobody_is_woken_by_what_somebody_decides(house: House, decided: str, posted: str) -> None:
    now = datetime.fromisoformat(f"{decided}+01:00")
    soon = agenda.opening(house.context, TOWN, now)
    assert soon == datetime.fromisoformat(f"{posted}+01:00")
