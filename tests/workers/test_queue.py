"""The doorbell: wakes, may fail, never carries anything."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from tests.running import eventually
from workers import jobs, queue
from workers.embedded import embedded_redis
from workers.queue import DELIVERY, INBOUND, Desk, RqBell, SilentBell, bell

NOWHERE = "redis://127.0.0.1:1"


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis(redis_url: str) -> Iterator["Redis"]:
    """An empty Redis."""
    connection = Redis.from_url(redis_url)
    connection.flushall()
    yield connection
    connection.close()


def waiting(redis: "Redis", name: str = INBOUND) -> list[str]:
    """The functions of the jobs that wait."""
    found = Queue(name, connection=redis, serializer=JSONSerializer)
    return [str(job.func_name) for job in found.jobs]


class TestBell:
    def test_rings_once_a_burst(self, redis: "Redis", redis_url: str) -> None:
        rung = RqBell(redis_url)
        for _ in range(50):
            rung.ring(INBOUND)
        assert waiting(redis) == ["workers.jobs.inbound"]

    def test_rings_again_once_answered(self, redis: "Redis", redis_url: str) -> None:
        rung = RqBell(redis_url)
        rung.ring(INBOUND)
        rung.answered(INBOUND)
        rung.ring(INBOUND)
        assert len(waiting(redis)) == 2

    def test_two_bells_do_not_silence_each_other(self, redis: "Redis", redis_url: str) -> None:
        rung = RqBell(redis_url)
        rung.ring(INBOUND)
        rung.ring(DELIVERY)
        assert waiting(redis, DELIVERY) == ["workers.jobs.delivery"]

    def test_a_job_that_was_lost_silences_it_for_a_moment_only(
        self, redis: "Redis", redis_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queue, "RUNG_FOR_MS", 20)
        rung = RqBell(redis_url)
        rung.ring(INBOUND)
        time.sleep(0.03)
        rung.ring(INBOUND)
        assert len(waiting(redis)) == 2

    def test_carries_a_name_and_nothing_else(self, redis: "Redis", redis_url: str) -> None:
        RqBell(redis_url).ring(INBOUND)
        [job] = Queue(INBOUND, connection=redis, serializer=JSONSerializer).jobs
        assert (list(job.args), job.kwargs) == ([], {})

    def test_with_redis_away_nobody_is_held_and_nothing_breaks(self) -> None:
        rung = RqBell(NOWHERE)
        for _ in range(1000):
            rung.ring(INBOUND)
        rung.answered(INBOUND)
        assert rung.away()

    def test_says_when_redis_is_there(self, redis_url: str) -> None:
        assert not RqBell(redis_url).away()

    def test_without_an_address_it_is_silent(self) -> None:
        silent = bell(None)
        assert isinstance(silent, SilentBell)
        silent.ring(INBOUND)
        assert silent.away()


class Work:
    """Counts its turns; breaks when told to."""

    def __init__(self) -> None:
        self.turns = 0
        self.breaks = 0
        self.left = False

    def __call__(self) -> bool:
        self.turns += 1
        if self.breaks:
            self.breaks -= 1
            raise RuntimeError("un mot privé")
        return self.left


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setattr(queue, "SWEEP", 0.02)
    return Work()


def at_desk(desk: Desk, act: Callable[[], object]) -> None:
    """Do something while the desk works in this, the main thread; SIGTERM ends it."""

    def meanwhile() -> None:
        try:
            act()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    other = threading.Thread(target=meanwhile)
    try:
        # Until the desk listens, a SIGTERM would end the tests.
        desk._catch_signals()
        other.start()
        desk.work()
    finally:
        other.join()
        for number, handler in before.items():
            signal.signal(number, handler)


class TestDesk:
    def test_looks_by_itself_without_redis(self, work: Work) -> None:
        desk = Desk(INBOUND, work, SilentBell(), None)
        at_desk(desk, lambda: eventually(lambda: work.turns >= 3, 10))

    def test_looks_by_itself_while_redis_is_away(self, work: Work) -> None:
        desk = Desk(INBOUND, work, RqBell(NOWHERE), NOWHERE)
        at_desk(desk, lambda: eventually(lambda: work.turns >= 3, 10))

    def test_goes_on_after_a_turn_that_broke(
        self, work: Work, capsys: pytest.CaptureFixture[str]
    ) -> None:
        work.breaks = 2
        desk = Desk(INBOUND, work, SilentBell(), None)
        at_desk(desk, lambda: eventually(lambda: work.turns >= 4, 10))
        told = "".join(capsys.readouterr())
        assert "sweep_failed" in told
        assert "privé" not in told

    def test_comes_when_rung(
        self, work: Work, redis: "Redis", redis_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queue, "SWEEP", 600.0)
        rung = RqBell(redis_url)
        desk = Desk(INBOUND, work, rung, redis_url)
        monkeypatch.setitem(jobs.desks, INBOUND, desk.answer)

        def ring() -> None:
            rung.ring(INBOUND)
            eventually(lambda: work.turns >= 1, 10)
            rung.ring(INBOUND)
            eventually(lambda: work.turns >= 2, 10)

        at_desk(desk, ring)
        assert work.turns == 2
        assert waiting(redis) == []

    def test_rings_for_what_it_left(self, work: Work, redis: "Redis", redis_url: str) -> None:
        work.left = True
        Desk(INBOUND, work, RqBell(redis_url), redis_url).answer()
        assert waiting(redis) == ["workers.jobs.inbound"]

    def test_two_never_work_at_once(self) -> None:
        at_once: list[int] = []
        busy = threading.Semaphore(1)

        def turn() -> None:
            at_once.append(int(busy.acquire(blocking=False)))
            time.sleep(0.005)
            busy.release()

        desk = Desk(INBOUND, turn, SilentBell(), None)
        threads = [threading.Thread(target=desk.turn) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert at_once == [1] * 4


def test_what_rq_calls_exists() -> None:
    for name in (INBOUND, DELIVERY):
        room, _, function = queue._JOBS[name].rpartition(".")
        assert room == jobs.__name__
        assert callable(getattr(jobs, function))
    assert Path(jobs.__file__).name == "jobs.py"
