"""What is due becomes a row of the ledger, once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.person import Leave, State
from store import addresses, people
from store.models import OutboxRow
from store.outbox import FREED, Status
from tests import chat
from tests.chat import House, Member
from tests.workers.stage import active, becomes, nudge, row, stands
from workers import planner

TODAY = chat.MONDAY.date()


@pytest.fixture
def amina(house: House) -> Member:
    return active(house, "amina", next_at=house.clock.now())


def plan(house: House) -> int:
    """One tick, nothing sent."""
    return planner.tick(house.context, house.clock.now())


def ledger(house: House) -> list[Any]:
    """Key, status, reason of every row."""
    with house.context.database.read() as tx:
        table = OutboxRow.__table__.c
        rows = tx.execute(select(table.key, table.status, table.reason).order_by(table.id))
        return [tuple(one) for one in rows]


def test_what_is_due_is_planned_and_the_person_moves_on(house: House, amina: Member) -> None:
    assert plan(house) == 1
    assert ledger(house) == [("w01d1", "planned", None)]
    found = row(house, "w01d1")
    assert found.proactive_day == TODAY
    assert found.plan == f"tip:w01d1:{amina.person.id}"
    assert found.due_at <= house.clock.now() < found.expires_at
    assert amina.person.last_piece == 1
    assert amina.person.next_at is not None
    assert amina.person.next_at > house.clock.now()
    assert amina.person.last_planned_on == TODAY


def test_the_same_tick_again_plans_nothing_more(house: House, amina: Member) -> None:
    plan(house)
    assert [plan(house) for _ in range(3)] == [0, 0, 0]
    assert len(ledger(house)) == 1


def test_a_tick_whose_process_died_before_the_person_moved_changes_nothing(
    house: House, amina: Member
) -> None:
    before = amina.person
    plan(house)
    # As if only the ledger's half had been kept: the keys refuse a second row.
    with house.context.database.write() as tx:
        people.save(tx, amina.person, before)
    plan(house)
    assert [one for one in ledger(house) if one[1] not in FREED] == [("w01d1", "planned", None)]


def test_two_planners_at_once_plan_once(house: House) -> None:
    for number in range(30):
        active(house, f"p{number}", next_at=house.clock.now())
    ready = threading.Barrier(2)
    broken: list[Exception] = []

    def tick() -> None:
        ready.wait()
        try:
            plan(house)
        except Exception as error:
            broken.append(error)

    threads = [threading.Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert ledger(house) == [("w01d1", "planned", None)] * 30


def test_one_proactive_message_a_day_and_a_piece_gives_way(house: House, amina: Member) -> None:
    nudge(house, amina, "other", proactive_day=TODAY)
    plan(house)
    assert ledger(house) == [("other", "planned", None)]
    house.clock.advance(days=1)
    plan(house)
    assert stands(house, "w01d1") == ("planned", None)
    assert row(house, "w01d1").proactive_day == TODAY + timedelta(days=1)


@pytest.mark.parametrize("freed", FREED)
def test_a_day_that_was_freed_can_be_used(house: House, amina: Member, freed: str) -> None:
    nudge(house, amina, "other", proactive_day=None, status=Status(freed))
    plan(house)
    assert stands(house, "w01d1") == ("planned", None)


def test_whoever_cannot_be_reached_leaves_a_reason(house: House, amina: Member) -> None:
    with house.context.database.write() as tx:
        addresses.unreachable(tx, house.context.keyring, amina.address)
    plan(house)
    assert stands(house, "w01d1") == ("skipped", "unreachable")
    found = row(house, "w01d1")
    assert (found.proactive_day, found.sealed) == (None, None)


def test_without_an_address_nothing_is_planned_to_go(house: House, amina: Member) -> None:
    with house.context.database.write() as tx:
        known = addresses.find(tx, house.context.keyring, amina.address)
        assert known is not None
        addresses.forget(tx, known.id)
    plan(house)
    assert stands(house, "w01d1") == ("skipped", "unreachable")


def test_pieces_that_find_no_day_leave_their_reason(house: House, amina: Member) -> None:
    house.tick()
    tuesday, friday = TODAY + timedelta(days=1), TODAY + timedelta(days=4)
    becomes(house, amina, leaves=(Leave(tuesday, friday),))
    house.until(house.clock.now() + timedelta(days=7))
    lost = [(f"w01d{number}", "skipped", "no_day") for number in range(2, 6)]
    assert ledger(house) == [("w01d1", "sent", None), *lost, ("w02d1", "sent", None)]


@pytest.mark.parametrize(
    "changes",
    [{"state": State.STOPPED}, {"state": State.PAUSED, "paused_until": None}, {"next_at": None}],
)
def test_whoever_stopped_is_left_alone(
    house: House, amina: Member, changes: dict[str, Any]
) -> None:
    becomes(house, amina, **changes)
    plan(house)
    house.clock.advance(hours=1)
    plan(house)
    assert ledger(house) == []


def test_after_an_absence_there_is_no_burst(house: House, amina: Member) -> None:
    house.clock.advance(days=3)
    plan(house)
    statuses = [status for _, status, _ in ledger(house)]
    assert statuses.count("planned") == 1
    assert {reason for _, status, reason in ledger(house) if status == "expired"} == {"expired"}
    assert len(statuses) == 4


def test_many_people_take_several_batches(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "BATCH", 4)
    for number in range(10):
        active(house, f"p{number}", next_at=house.clock.now())
    assert plan(house) == 10
    assert len(ledger(house)) == 10
