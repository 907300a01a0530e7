"""Product time and the roles one process plays at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from store import clocks
from store.db import Database
from tests.store.cast import NOW

LATER = NOW + timedelta(seconds=10)


def hold(database: Database, holder: str, at: datetime = NOW) -> bool:
    with database.write() as tx:
        return clocks.hold(tx, "clock", holder, at, 10)


def test_one_process_holds_a_role(database: Database) -> None:
    assert hold(database, "a")
    assert not hold(database, "b")
    assert not hold(database, "b", LATER)


def test_a_holder_keeps_its_role_by_asking_again(database: Database) -> None:
    assert hold(database, "a")
    assert hold(database, "a", LATER)
    assert not hold(database, "b", LATER + timedelta(seconds=1))


def test_a_role_is_free_once_its_lease_has_ended(database: Database) -> None:
    hold(database, "a")
    assert hold(database, "b", LATER + timedelta(microseconds=1))
    assert not hold(database, "a", LATER + timedelta(microseconds=2))


def test_a_role_given_back_need_not_be_waited_for(database: Database) -> None:
    hold(database, "a")
    with database.write() as tx:
        clocks.release(tx, "clock", "b", NOW)
    assert not hold(database, "b", NOW + timedelta(seconds=1))
    with database.write() as tx:
        clocks.release(tx, "clock", "a", NOW)
    assert hold(database, "b", NOW + timedelta(microseconds=1))


def test_roles_do_not_stand_in_each_others_way(database: Database) -> None:
    hold(database, "a")
    with database.write() as tx:
        assert clocks.hold(tx, "digest", "b", NOW, 10)


def test_of_several_processes_that_start_together_one_gets_the_role(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda n: hold(database, f"p{n}"), range(8))) == 1


def test_product_time_starts_as_the_machines(database: Database) -> None:
    with database.read() as tx:
        assert clocks.ahead(tx) == timedelta(0)
        assert clocks.target(tx) is None


def test_a_push_is_a_wish_until_time_arrives(database: Database) -> None:
    target = datetime.now(UTC) + timedelta(days=90)
    with database.write() as tx:
        clocks.push(tx, target)
        assert (clocks.ahead(tx), clocks.target(tx)) == (timedelta(0), target)
        clocks.move(tx, target - timedelta(days=30))
        assert clocks.target(tx) == target
        clocks.move(tx, target, arrived=True)
        assert clocks.target(tx) is None
        reached = datetime.now(UTC) + clocks.ahead(tx)
    assert target <= reached < target + timedelta(minutes=1)


def test_a_second_push_replaces_the_first(database: Database) -> None:
    with database.write() as tx:
        clocks.push(tx, NOW)
        clocks.push(tx, LATER)
        assert clocks.target(tx) == LATER
