"""What breaks is put off alone: the rest of a tick goes on."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from store.db import Database, DatabaseAway, Transaction
from tests import chat
from tests.chat import House
from workers import apart, together
from workers.context import Context


@pytest.fixture
def house(sqlite_database: Database) -> Iterator[House]:
    """The product without anybody."""
    with chat.house(sqlite_database) as opened:
        yield opened


def test_one_that_breaks_is_put_off_and_the_others_are_looked_at(house: House) -> None:
    seen: list[int] = []
    put_off: list[int] = []

    def look(_tx: Transaction, number: int) -> None:
        if number == 2:
            raise ZeroDivisionError
        seen.append(number)

    def later(_tx: Transaction, number: int) -> None:
        put_off.append(number)

    apart.each(house.context, lambda _tx: [1, 2, 3], look, later)
    assert seen[-2:] == [1, 3]
    assert put_off == [2]


def test_without_a_fault_everything_is_one_transaction(house: House) -> None:
    seen: list[Transaction] = []
    count = apart.each(
        house.context, lambda _tx: [1, 2], lambda tx, _one: seen.append(tx), lambda _tx, _one: None
    )
    assert count == 2
    assert seen[0] is seen[1]


def test_a_database_away_is_no_fault_of_one(house: House) -> None:
    def away(_tx: Transaction, _one: int) -> None:
        raise DatabaseAway("away")

    with pytest.raises(DatabaseAway):
        apart.each(house.context, lambda _tx: [1], away, lambda _tx, _one: None)


def test_a_part_that_breaks_does_not_take_the_others_with_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def breaks(_context: Context, _now: datetime) -> None:
        raise ZeroDivisionError

    def works(_context: Context, _now: datetime) -> None:
        looked.append("works")

    monkeypatch.setattr(together, "_PARTS", {"broken": breaks, "sound": works})
    together.tick(house.context, house.clock.now())
    assert looked == ["works"]
