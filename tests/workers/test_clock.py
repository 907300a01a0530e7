"""The clock process: one holds the lease, a tick does its parts, a push plays every moment."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.calendar import local
from core.message import Inbound
from store import clocks, outbox
from store.db import Database, DatabaseAway, Transaction
from tests import chat
from tests.chat import House
from tests.running import eventually
from tests.workers.stage import active, nudge, reply, row, said, stands
from workers import alerts, clock
from workers.clock import LEASE_SECONDS, ROLE, ClockDesk
from workers.context import PushedClock
from workers.queue import DELIVERY, INBOUND


class Noted:
    """A bell that keeps who it rang for."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    def ring(self, name: str) -> None:
        self.rung.append(name)

    def answered(self, name: str) -> None:
        return None

    def away(self) -> bool:
        return False


@pytest.fixture
def bell() -> Noted:
    return Noted()


@pytest.fixture
def desk(house: House, bell: Noted) -> ClockDesk:
    return ClockDesk(house.context, bell, house.courier)


class TestTick:
    def test_with_nothing_to_do_it_rings_for_nobody(self, desk: ClockDesk, bell: Noted) -> None:
        desk.tick()
        assert bell.rung == []

    def test_plans_what_is_due_and_rings_the_sender(
        self, house: House, desk: ClockDesk, bell: Noted
    ) -> None:
        active(house, "amina", next_at=house.clock.now())
        desk.tick()
        assert stands(house, "w01d1") == ("planned", None)
        assert bell.rung == [DELIVERY]

    def test_looks_for_alerts_now_and_then(
        self, house: House, desk: ClockDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[datetime] = []
        monkeypatch.setattr(alerts, "look", lambda _context, now: looked.append(now))
        start = house.clock.now()
        for _ in range(20):
            desk.tick()
            house.clock.advance(minutes=1)
        assert looked == [start, start + alerts.EVERY]

    def test_rings_for_messages_no_bell_announced(
        self, house: House, desk: ClockDesk, bell: Noted
    ) -> None:
        house.take_in(Inbound("1", house.member("amina").address, text="bonjour"))
        desk.tick()
        assert bell.rung == [INBOUND]

    def test_takes_back_what_a_dead_process_held(self, house: House, desk: ClockDesk) -> None:
        nudge(house, active(house, "amina"), "w01d1")
        self._claimed(house)
        desk.tick()
        assert stands(house, "w01d1") == ("claimed", None)

        self._later(house, 31)
        desk.tick()
        assert stands(house, "w01d1") == ("planned", None)

    def test_what_was_in_the_air_is_unknown_a_reply_goes_again(
        self, house: House, desk: ClockDesk
    ) -> None:
        amina = active(house, "amina")
        nudge(house, amina, "w01d1")
        reply(house, amina, "hello")
        with house.context.database.write() as tx:
            outbox.start(tx, self._claimed(house, tx), real_now=house.context.real())
        self._later(house, 31)
        desk.tick()
        assert stands(house, "w01d1") == ("unknown", "process_died")
        assert row(house, "hello").status == "planned"

    def _claimed(self, house: House, tx: Transaction | None = None) -> list[int]:
        if tx is None:
            with house.context.database.write() as own:
                return self._claimed(house, own)
        claimed = outbox.claim(
            tx,
            house.context.keyring,
            now=house.clock.now(),
            real_now=house.context.real(),
            limit=10,
            channels=["paper"],
        )
        return [one.id for one in claimed]

    def _later(self, house: House, seconds: float) -> None:
        real = house.context.real
        house.context.real = lambda: real() + timedelta(seconds=seconds)


def test_who_holds_the_lease_keeps_the_others_out(house: House, bell: Noted) -> None:
    first = ClockDesk(replace(house.context, name="first"), bell, house.courier)
    second = ClockDesk(replace(house.context, name="second"), bell, house.courier)
    assert first._hold()
    assert first._hold(), "it may be taken again by its holder"
    assert not second._hold()

    later = house.context.real() + timedelta(seconds=LEASE_SECONDS + 1)
    after = replace(house.context, name="second", real=lambda: later)
    assert ClockDesk(after, bell, house.courier)._hold(), "the first one died"


@contextmanager
def at_work(desk: ClockDesk) -> Iterator[None]:
    """The loop, in a thread."""
    thread = threading.Thread(target=desk.work)
    thread.start()
    try:
        yield
    finally:
        desk.stop()
        thread.join(10)
        assert not thread.is_alive()


class TestWork:
    def test_stops_when_told_and_gives_the_lease_back(
        self, house: House, desk: ClockDesk, bell: Noted
    ) -> None:
        active(house, "amina", next_at=house.clock.now())
        with at_work(desk):
            eventually(lambda: bell.rung, 10)
        other = ClockDesk(replace(house.context, name="other"), bell, house.courier)
        assert other._hold()

    def test_waits_for_a_database_that_is_away(
        self, house: House, desk: ClockDesk, bell: Noted, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        active(house, "amina", next_at=house.clock.now())
        asked = threading.Event()
        hold = clocks.hold

        def away(*args: object) -> bool:
            asked.set()
            raise DatabaseAway("gone")

        with at_work(desk):
            with monkeypatch.context() as patch:
                patch.setattr(clocks, "hold", away)
                assert asked.wait(10)
            assert clocks.hold is hold
            eventually(lambda: bell.rung, 10)

    def test_a_database_away_at_the_end_is_no_trouble(
        self, desk: ClockDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*_args: object) -> bool:
            raise DatabaseAway("gone")

        monkeypatch.setattr(clocks, "release", away)
        desk.stop()
        desk.work()


class TestPush:
    @pytest.fixture
    def pushed(self, database: Database) -> Iterator[House]:
        """Product time that can be pushed, from the machine's own."""
        with chat.house(database, phone_enabled=True) as house:
            house.organisation()
            house.context.clock = PushedClock(database)
            yield house

    def _push(self, house: House, target: datetime) -> None:
        with house.context.database.write() as tx:
            clocks.push(tx, target)
        ClockDesk(house.context, Noted(), house.courier)._push()

    def _start(self, house: House) -> datetime:
        return house.context.clock.now()

    def test_every_moment_is_played_in_order(self, pushed: House) -> None:
        start = self._start(pushed)
        amina = active(pushed, "amina")
        for number in (3, 1, 2):
            due = start + timedelta(hours=number)
            reply(pushed, amina, f"at {number}", due_at=due)
        self._push(pushed, start + timedelta(hours=5))
        assert said(pushed) == ["at 1", "at 2", "at 3"]
        for number in (1, 2, 3):
            late = row(pushed, f"at {number}").sent_at - start - timedelta(hours=number)
            assert timedelta(0) <= late < timedelta(minutes=1)
        assert pushed.context.clock.now() >= start + timedelta(hours=5)
        with pushed.context.database.read() as tx:
            assert clocks.target(tx) is None

    def test_the_next_day_is_foreseen_each_afternoon_on_the_way(
        self, pushed: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[datetime] = []
        monkeypatch.setattr(alerts, "look", lambda _context, now: looked.append(now))
        self._push(pushed, self._start(pushed) + timedelta(days=2))
        hours = [local(moment, "Europe/Paris").time() for moment in looked]
        assert hours.count(alerts.LOOK_AT) == 2

    def test_what_is_due_later_stays(self, pushed: House) -> None:
        start = self._start(pushed)
        reply(pushed, active(pushed, "amina"), "later", due_at=start + timedelta(hours=2))
        self._push(pushed, start + timedelta(hours=1))
        assert said(pushed) == []

    def test_time_never_goes_back(self, pushed: House) -> None:
        start = self._start(pushed)
        self._push(pushed, start + timedelta(hours=1))
        before = pushed.context.clock.now()
        self._push(pushed, start)
        with pushed.context.database.read() as tx:
            assert clocks.target(tx) is None, "the push is over all the same"
        assert pushed.context.clock.now() >= before

    def test_a_target_moved_meanwhile_is_reached_too(
        self, pushed: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        start = self._start(pushed)
        further = start + timedelta(hours=3)
        play = ClockDesk._play

        def push_on(desk: ClockDesk, moment: datetime) -> None:
            if moment < further:
                with pushed.context.database.write() as tx:
                    clocks.push(tx, further)
            play(desk, moment)

        monkeypatch.setattr(ClockDesk, "_play", push_on)
        self._push(pushed, start + timedelta(hours=1))
        assert pushed.context.clock.now() >= further

    def test_without_browser_phones_nothing_is_pushed(self, house: House) -> None:
        with house.context.database.write() as tx:
            clocks.push(tx, house.clock.now() + timedelta(days=1))
        desk = ClockDesk(house.context, Noted(), house.courier)
        desk._push()
        with house.context.database.read() as tx:
            assert clocks.ahead(tx) == timedelta(0)


def test_the_role_has_a_name_of_its_own() -> None:
    assert ROLE == "clock"
    assert clock.TICK < LEASE_SECONDS
