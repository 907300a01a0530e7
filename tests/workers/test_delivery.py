"""What is due is looked at once more before it leaves (promise P4)."""

from datetime import timedelta
from typing import Any

import pytest

from core.person import Leave, State
from store import outbox
from store.db import Database
from store.outbox import BROADCAST, LEASE
from tests import chat
from tests.chat import House, Member
from tests.workers.stage import active, becomes, message, nudge, reply, row, said, stands
from workers import delivery

TODAY = chat.MONDAY.date()


@pytest.fixture
def amina(house: House) -> Member:
    return active(house, "amina")


def deliver(house: House) -> None:
    """Everything that is due."""
    while delivery.batch(house.context, house.courier):
        pass


SINCE_THEN: dict[str, tuple[dict[str, Any], str]] = {
    "said stop": ({"state": State.STOPPED}, "stopped"),
    "paused": ({"state": State.PAUSED, "paused_until": TODAY + timedelta(days=7)}, "pause"),
    "left for a holiday": ({"leaves": (Leave(TODAY, TODAY),)}, "leave"),
    "changed their days": ({"days": (1, 2)}, "not_working"),
    "chose the digest alone": ({"rhythm": 0}, "digest_only"),
    "finished": ({"state": State.FINISHED}, "finished"),
}


@pytest.mark.parametrize("what", SINCE_THEN)
def test_whoever_changed_their_mind_since_gets_nothing(
    house: House, amina: Member, what: str
) -> None:
    changes, reason = SINCE_THEN[what]
    nudge(house, amina, "w01d1", proactive_day=TODAY)
    becomes(house, amina, **changes)
    deliver(house)
    assert said(house) == []
    assert stands(house, "w01d1") == ("skipped", reason)
    assert row(house, "w01d1").proactive_day is None, "the day is free again"


def test_nothing_leaves_at_night(house: House, amina: Member) -> None:
    nudge(house, amina, "w01d1")
    house.clock.advance(hours=10.5)
    deliver(house)
    assert stands(house, "w01d1") == ("skipped", "quiet_hours")


def test_nothing_leaves_on_a_public_holiday(sqlite_database: Database) -> None:
    with chat.house(sqlite_database) as house:
        house.organisation(region="alsace-moselle")
        house.clock.advance(days=53)
        assert house.clock.now().isoformat().startswith("2026-12-25")
        amina = active(house, "amina", started_on=TODAY, week_monday=TODAY)
        nudge(house, amina, "w01d1")
        deliver(house)
        assert stands(house, "w01d1") == ("skipped", "holiday")


def test_what_comes_too_late_expires(house: House, amina: Member) -> None:
    end = house.clock.now() + timedelta(hours=2)
    nudge(house, amina, "w01d1", proactive_day=TODAY, expires_at=end)
    house.clock.set(end)
    deliver(house)
    assert said(house) == []
    assert stands(house, "w01d1") == ("expired", "expired")
    assert row(house, "w01d1").proactive_day is None


def test_a_reply_goes_whenever_it_was_asked_for(house: House, amina: Member) -> None:
    house.clock.advance(hours=13)
    becomes(house, amina, state=State.STOPPED)
    reply(house, amina, "hello")
    deliver(house)
    assert said(house) == ["hello"]


def test_one_refused_does_not_hold_the_others(house: House, amina: Member) -> None:
    bruno = active(house, "bruno", state=State.STOPPED)
    nudge(house, bruno, "w01d1", due_at=house.clock.now() - timedelta(minutes=1))
    nudge(house, amina, "w01d2")
    deliver(house)
    assert said(house) == ["w01d2"]


def test_what_is_not_due_stays(house: House, amina: Member) -> None:
    nudge(house, amina, "w01d1", due_at=house.clock.now() + timedelta(seconds=1))
    deliver(house)
    assert stands(house, "w01d1") == ("planned", None)
    house.clock.advance(seconds=1)
    deliver(house)
    assert said(house) == ["w01d1"]


def test_replies_then_nudges_then_broadcasts_the_oldest_first(house: House, amina: Member) -> None:
    ago = house.clock.now() - timedelta(minutes=5)
    nudge(house, amina, "broadcast", priority=BROADCAST, due_at=ago)
    nudge(house, amina, "nudge 2")
    nudge(house, amina, "nudge 1", due_at=ago)
    reply(house, active(house, "bruno"), "reply")
    while delivery.batch(house.context, house.courier, size=1):
        pass
    assert said(house) == ["reply", "nudge 1", "nudge 2", "broadcast"]


def test_a_batch_is_as_small_as_asked(house: House, amina: Member) -> None:
    nudge(house, amina, "w01d1", "w01d2", "w01d3")
    assert delivery.batch(house.context, house.courier, size=2) == 2
    assert len(said(house)) == 2


def test_a_turn_says_when_nothing_is_left(house: House, amina: Member) -> None:
    nudge(house, amina, "w01d1", "w01d2")
    assert delivery.turn(house.context, house.courier) is False
    assert len(said(house)) == 2


def test_a_turn_ends_although_more_is_due(
    house: House, amina: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "TURN_SECONDS", -1.0)
    nudge(house, amina, "w01d1")
    assert delivery.turn(house.context, house.courier) is True


def test_what_another_process_claimed_is_left_to_it(house: House, amina: Member) -> None:
    nudge(house, amina, "w01d1")
    with house.context.database.write() as tx:
        outbox.claim(
            tx,
            house.context.keyring,
            now=house.clock.now(),
            real_now=house.context.real(),
            limit=10,
            channels=["paper"],
        )
    deliver(house)
    assert said(house) == []
    assert row(house, "w01d1").lease_until <= house.context.real() + LEASE


def test_whoever_left_the_database_gets_nothing_planned(house: House, amina: Member) -> None:
    owed = message(house, amina, "w01d1", 1)
    amina.says("OUBLIE-MOI").says("oui")
    assert owed.key not in said(house)
    assert amina.keys == [], "nothing tells any more who got what"
    assert house.paper.sent[-1][0] == amina.address
