"""One contract for the shared limiter and its twin; then what happens when Redis goes away."""

import asyncio
import heapq
import itertools
import random
import selectors
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from redis import Redis

from channels.base import Limits
from workers.embedded import EmbeddedRedis, embedded_redis
from workers.limiter import SharedLimiter, share
from workers.pace import Pace
from workers.slots import HORIZON, JITTER, Ask, Grant, Limiter, MemoryLimiter, Priority

TELEGRAM = Limits(per_second=30, per_chat_per_second=1, seconds_per_group_message=3)
BOT_ONLY = Limits(per_second=30)
WHATSAPP = Limits(80, 1 / 6, chat_burst=45)
FEW = Limits(30, 4, chat_burst=3)
START = 1_795_000_000.0
EARLIEST = max(HORIZON.values()) + 1 + JITTER
"""Seconds a new or flushed line waits: every slot it may have forgotten is out of the window."""

SPAN = 1 + JITTER - 1e-5
"""Seconds that hold 30 slots at most; the last digits of a float are left out."""


class Clock:
    """Seconds that pass when told to; as microseconds for the script."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now

    def instant(self) -> int:
        return round(self.now * 1e6)


def ask(
    chat: str = "a",
    priority: Priority = Priority.REPLY,
    limits: Limits = TELEGRAM,
    group: bool = False,
) -> Ask:
    return Ask("telegram", chat, limits, priority, group)


def most_in(window: float, sent: list[float]) -> int:
    """The most sends in any window that long, its end excluded."""
    sent = sorted(sent)
    first, most = 0, 0
    for last, at in enumerate(sent):
        while sent[first] <= at - window:
            first += 1
        most = max(most, last - first + 1)
    return most


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded_redis(tmp_path_factory.mktemp("limiter")) as url:
        yield url


Contract = Callable[[Callable[[Limiter, Clock], Awaitable[None]]], None]


@pytest.fixture(params=["memory", "redis"])
def holds(request: pytest.FixtureRequest) -> Contract:
    """Plays a scene on a new limiter whose bucket is past its first second."""
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None

    def play(scene: Callable[[Limiter, Clock], Awaitable[None]]) -> None:
        clock = Clock()

        async def with_memory() -> None:
            limiter = MemoryLimiter(clock)
            await open_line(limiter, clock)
            await scene(limiter, clock)

        async def with_redis(url: str) -> None:
            limiter = SharedLimiter(url, 4, clock=clock, instant=clock.instant)
            await open_line(limiter, clock)
            await scene(limiter, clock)
            await limiter.close()

        if url:
            with Redis.from_url(url) as client:
                client.flushall()
            asyncio.run(with_redis(url))
        else:
            asyncio.run(with_memory())

    return play


async def open_line(limiter: Limiter, clock: Clock) -> None:
    await limiter.acquire(ask("nobody"))
    clock.now += 5


async def all_free(limiter: Limiter, clock: Clock, asks: list[Ask]) -> list[float]:
    """Ask for each until granted, as time passes; when they may leave."""
    sent = []
    for one in asks:
        while not (grant := await limiter.acquire(one)).granted:
            clock.now += grant.wait
        sent.append(clock.now + grant.wait)
    return sent


def test_an_idle_bot_answers_at_once(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        grant = await limiter.acquire(ask())
        assert (grant.granted, grant.wait) == (True, 0)
        clock.now += 3600 * 24 * 30
        assert (await limiter.acquire(ask())).wait == 0

    holds(scene)


def test_a_new_line_starts_empty(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        new = Ask("another", "a", BOT_ONLY, Priority.REPLY)
        begin = clock.now
        assert not (await limiter.acquire(new)).granted
        assert await all_free(limiter, clock, [new]) == [pytest.approx(begin + EARLIEST)]

    holds(scene)


def test_the_limit_is_reached_and_never_exceeded(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        begin = clock.now
        asks = [ask(str(n), Priority.NUDGE) for n in range(300)]
        sent = await all_free(limiter, clock, asks)
        assert most_in(SPAN, sent) <= 30
        assert 300 / (sent[-1] - begin) >= 0.95 * 30

    holds(scene)


def test_a_chat_gets_one_a_second_and_a_group_one_in_three(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        for group, gap in ((False, 1), (True, 3)):
            sent = await all_free(limiter, clock, [ask(f"chat{group}", group=group)] * 4)
            gaps = [later - sooner for sooner, later in itertools.pairwise(sent)]
            assert gaps == [pytest.approx(gap + JITTER)] * 3

    holds(scene)


def test_a_person_may_be_given_a_burst_and_then_one_each_six_seconds(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        begin = clock.now
        sent = await all_free(limiter, clock, [ask("amina", limits=WHATSAPP)] * 48)
        assert sent[44] - begin < 2
        gaps = [later - sooner for sooner, later in itertools.pairwise(sent[44:])]
        # The bucket has gained a little while the first ones left.
        assert gaps[0] == pytest.approx(6 + JITTER, abs=1)
        assert gaps[1:] == [pytest.approx(6 + JITTER)] * 2
        assert (await limiter.acquire(ask("denis", limits=WHATSAPP))).granted

    holds(scene)


def test_a_bucket_asked_to_be_silent_is_silent_however_full(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        amina = ask("amina", limits=WHATSAPP)
        await limiter.slow_down("telegram", "amina", amina.silence(7))
        refused = await limiter.acquire(amina)
        assert refused.held_by == "chat"
        assert refused.wait == pytest.approx(7)

    holds(scene)


def test_a_full_chat_takes_nothing_from_the_others(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        await limiter.acquire(ask("busy"))
        clock.now += 0.5
        refused = await limiter.acquire(ask("busy"))
        assert (refused.granted, refused.held_by) == (False, "chat")
        assert (await limiter.acquire(ask("free"))).wait == 0

    holds(scene)


def test_a_reply_goes_before_what_nudges_and_broadcasts_may_reserve(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        for one in range(200):
            kind = Priority.BROADCAST if one % 2 else Priority.NUDGE
            await limiter.acquire(ask(f"p{one}", kind))
            clock.now += 0.003
        reply = await limiter.acquire(ask("someone"))
        assert reply.granted
        assert reply.wait <= 0.1

    holds(scene)


def test_while_replies_queue_nothing_else_gets_a_slot(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        while (await limiter.acquire(ask(str(random.random())))).granted:
            pass
        for kind in (Priority.NUDGE, Priority.BROADCAST):
            refused = await limiter.acquire(ask("n", kind))
            assert (refused.granted, refused.held_by) == (False, "channel")
            assert refused.wait > 0

    holds(scene)


def test_a_slot_given_back_is_not_lost(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        late = await limiter.acquire(ask("a"))
        clock.now += 0.1
        again = await limiter.acquire(ask("a"), late.slot)
        assert (again.granted, again.wait) == (True, 0)
        sent = [clock.now + again.wait]
        sent += await all_free(limiter, clock, [ask(str(n)) for n in range(29)])
        assert sent[-1] - sent[0] < 1, "the slot given back still counts"

    holds(scene)


def test_a_slot_that_is_still_to_come_cannot_be_given_back(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        await limiter.acquire(ask("a"))
        ahead = await limiter.acquire(ask("b"))
        assert ahead.wait > 0
        assert not (await limiter.acquire(ask("b"), ahead.slot)).granted

    holds(scene)


def test_the_provider_can_ask_for_silence(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        await limiter.slow_down("telegram", "a", 7)
        assert (await limiter.acquire(ask("a"))).wait == pytest.approx(7)
        assert (await limiter.acquire(ask("b"))).granted
        await limiter.slow_down("telegram", None, 20)
        await limiter.slow_down("telegram", None, 3)
        begin = clock.now
        assert await all_free(limiter, clock, [ask("b")]) == [pytest.approx(begin + 20)]

    holds(scene)


def test_channels_do_not_wait_for_each_other(holds: Contract) -> None:
    async def scene(limiter: Limiter, clock: Clock) -> None:
        await limiter.acquire(Ask("whatsapp", "a", Limits(per_second=80), Priority.REPLY))
        await limiter.slow_down("whatsapp", None, 60)
        assert (await limiter.acquire(ask("a"))).wait == 0

    holds(scene)


moves = st.tuples(
    st.integers(0, 60_000),  # microseconds that pass first
    st.sampled_from(Priority),
    st.integers(0, 5),  # chat
    st.sampled_from(["ask", "ask", "ask", "late", "late", "back", "flush"]),
)


def played(limiter: Limiter, clock: Clock, script: list[Any], flush: Callable[[], None]) -> Any:
    async def play() -> tuple[list[Grant], list[float]]:
        grants: list[Grant] = []
        slots: dict[int, float] = {}
        missed: list[int] = []
        for passed, priority, chat, what in script:
            clock.now += passed / 1e6
            if what == "flush":
                flush()
            unused = missed.pop(0) if what == "back" and missed else 0
            one = ask(str(chat), priority, {0: TELEGRAM, 1: FEW}.get(chat, BOT_ONLY))
            grant = await limiter.acquire(one, unused)
            if unused < clock.now * 1e6:
                slots.pop(unused, None)
            grants.append(grant)
            if grant.granted:
                slots[grant.slot] = clock.now + grant.wait
            if grant.granted and what == "late":
                missed.append(grant.slot)
        return grants, list(slots.values())

    return play()


@given(script=st.lists(moves, min_size=1, max_size=200))
@hypothesis_settings(deadline=None, max_examples=200)
def test_no_second_ever_holds_more_than_the_limit(script: list[Any]) -> None:
    clock = Clock()
    limiter = MemoryLimiter(clock)
    _, sent = asyncio.run(played(limiter, clock, script, limiter._lines.clear))
    assert most_in(SPAN, sent) <= 30


@given(script=st.lists(moves, min_size=1, max_size=80))
@hypothesis_settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_script_and_its_twin_decide_the_same(redis_url: str, script: list[Any]) -> None:
    ours, theirs = Clock(), Clock()
    twin = MemoryLimiter(ours)

    async def shared() -> Any:
        limiter = SharedLimiter(redis_url, 4, clock=theirs, instant=theirs.instant)
        answer = await played(limiter, theirs, script, client.flushall)
        await limiter.close()
        return answer

    with Redis.from_url(redis_url) as client:
        client.flushall()
        assert asyncio.run(shared()) == asyncio.run(played(twin, ours, script, twin._lines.clear))


class VirtualSelector(selectors.DefaultSelector):
    """Jumps to the next timer instead of waiting for it."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def select(self, timeout: float | None = None) -> Any:
        if timeout is not None:  # a microsecond more: a float cannot tell less apart
            self.clock.now += timeout + 1e-6
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A minute passes as fast as it can be computed."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(VirtualSelector(clock))
        self.time = clock  # type: ignore[method-assign]


def minute(senders: int, kinds: list[Priority], oversleep: float, way: float) -> list[float]:
    """Sixty seconds of `senders` processes with full hands; when their messages arrive."""
    clock = Clock()
    dice = random.Random(senders)
    limiter = MemoryLimiter(clock)
    arrived: list[float] = []

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds + dice.uniform(0, oversleep) * (dice.random() < 0.1))

    async def send(pace: Pace, priority: Priority) -> None:
        while clock.now < START + 65:
            chat = str(dice.random())
            await pace.take(Ask("telegram", chat, TELEGRAM, priority))
            arrived.append(clock.now + dice.uniform(0, way))
            await asyncio.sleep(0.08)

    async def everyone() -> None:
        paces = [Pace(limiter, clock=clock, sleep=sleep) for _ in range(senders)]
        await asyncio.gather(*(send(p, kind) for p in paces for kind in kinds for _ in range(20)))

    loop = VirtualLoop(clock)
    loop.run_until_complete(everyone())
    loop.close()
    return arrived


@pytest.mark.parametrize("senders", [1, 2, 4])
@pytest.mark.parametrize("kind", Priority)
def test_late_sleepers_on_a_slow_way_reach_the_limit(senders: int, kind: Priority) -> None:
    arrived = minute(senders, [kind], oversleep=0.035, way=0.028)
    assert most_in(1.0, arrived) <= 30
    first = min(arrived)
    assert sum(at < first + 60 for at in arrived) >= 0.95 * 1800


def test_slots_alone_bear_what_is_left_of_a_second() -> None:
    """Four senders without any check of lateness, every message up to 35 ms late."""
    clock, dice = Clock(), random.Random(7)
    limiter = MemoryLimiter(clock)

    async def simulate() -> list[float]:
        await open_line(limiter, clock)
        begin, arrived = clock.now, []
        turns = [(begin + sender / 100, sender) for sender in range(4)]
        while turns[0][0] < begin + 60:
            clock.now, sender = heapq.heappop(turns)
            grant = await limiter.acquire(ask(str(dice.random()), Priority.NUDGE))
            if grant.granted:
                arrived.append(clock.now + grant.wait + dice.uniform(0, 0.035))
            heapq.heappush(turns, (clock.now + max(grant.wait, 0.001), sender))
        return arrived

    arrived = asyncio.run(simulate())
    assert most_in(1.0, arrived) <= 30
    assert len(arrived) >= 0.95 * 1800


def test_first_come_first_served() -> None:
    clock = Clock()
    pace = Pace(MemoryLimiter(clock), clock=clock)
    left: list[int] = []

    async def send(number: int) -> None:
        await pace.take(ask(str(number), Priority.NUDGE))
        left.append(number)

    async def everyone() -> None:
        await asyncio.gather(*(send(number) for number in range(100)))

    loop = VirtualLoop(clock)
    loop.run_until_complete(everyone())
    loop.close()
    assert left == sorted(left)


class Nobody:
    """A limiter that must not be asked."""

    async def acquire(self, ask: Ask, unused: int = 0) -> Grant:
        raise AssertionError(f"asked for {ask.channel}, {unused}")

    async def slow_down(self, channel: str, chat: str | None, seconds: float) -> None:
        raise AssertionError(f"told {channel} {chat} {seconds}")


def test_no_limits_ask_nobody() -> None:
    free = Ask("phone", "a", Limits(), Priority.REPLY)
    asyncio.run(Pace(Nobody()).take(free))
    nowhere = SharedLimiter("unix:///nowhere/redis.sock", 4)
    grant = asyncio.run(nowhere.acquire(free))
    assert (grant.granted, grant.wait, nowhere._failed_at) == (True, 0, None)


def test_the_address_and_the_limits_of_a_chat_are_all_that_is_kept(redis_url: str) -> None:
    async def one() -> None:
        limiter = SharedLimiter(redis_url, 4)
        await limiter.acquire(ask("0f3a"))
        await limiter.slow_down("telegram", "0f3a", 3)
        await limiter.close()

    with Redis.from_url(redis_url, decode_responses=True) as client:
        client.flushall()
        asyncio.run(one())
        ttl = {str(key).rsplit("limit}:", 1)[1]: client.ttl(key) for key in client.scan_iter()}
    assert ttl.keys() == {"telegram", "telegram:chat:0f3a"}
    assert ttl["telegram"] == -1
    assert 0 < int(ttl["telegram:chat:0f3a"]) <= 5


def test_alone_everyone_keeps_to_a_share() -> None:
    clock = Clock()
    limiters = [SharedLimiter("unix:///nowhere/redis.sock", 4, clock=clock) for _ in range(4)]

    async def scene() -> list[float]:
        sent = []
        while clock.now < START + 20:
            for limiter in limiters:
                grant = await limiter.acquire(ask(str(random.random()), Priority.NUDGE))
                if grant.granted:
                    sent.append(clock.now + grant.wait)
            clock.now += 0.01
        return sent

    sent = asyncio.run(scene())
    assert min(sent) >= START + 1
    assert most_in(SPAN, sent) <= 30
    assert len(sent) >= 20 * 4 * 6


def test_a_share_divides_the_channel_and_groups_but_not_a_person_s_chat() -> None:
    assert share(TELEGRAM, 4) == Limits(7.5, 1, 12)


def test_redis_away_and_back(tmp_path: Path) -> None:
    """Nothing is exceeded at either change, and an answer alone is still quick."""
    clock = Clock()
    sent: list[float] = []

    async def until(limiters: list[SharedLimiter], end: float) -> None:
        while clock.now < end:
            for limiter in limiters:
                grant = await limiter.acquire(ask(str(random.random()), Priority.NUDGE))
                if grant.granted:
                    sent.append(clock.now + grant.wait)
            clock.now += 0.01

    async def scene() -> None:
        url = EmbeddedRedis(tmp_path).url
        limiters = [SharedLimiter(url, 4, clock=clock, instant=clock.instant) for _ in range(4)]
        with embedded_redis(tmp_path):
            await until(limiters, START + 5)
            assert [one._failed_at for one in limiters] == [None] * 4
        await until(limiters, START + 8)
        reply = await limiters[0].acquire(ask("someone"))
        assert reply.granted
        assert reply.wait < 0.3
        with embedded_redis(tmp_path):
            await until(limiters, START + 16)
            assert [one._failed_at for one in limiters] == [None] * 4
            for one in limiters:
                await one.close()

    asyncio.run(scene())
    assert most_in(SPAN, sent) <= 30
    assert sum(at > START + 12 for at in sent) >= 0.9 * 4 * 28.8


def test_a_broken_connection_to_a_living_redis_changes_nothing(redis_url: str) -> None:
    async def scene() -> None:
        limiter = SharedLimiter(redis_url, 4)
        await limiter.acquire(ask("a"))
        with Redis.from_url(redis_url) as client:
            client.client_kill_filter(_type="normal")
        await limiter.acquire(ask("b"))
        assert limiter._failed_at is None
        await limiter.close()

    asyncio.run(scene())


def test_four_processes_on_redis_own_clock(redis_url: str) -> None:
    """Real time, real script, four event loops: two seconds after the first one."""
    slots: list[int] = []

    async def ask_on() -> None:
        limiter = SharedLimiter(redis_url, 4)
        loop = asyncio.get_running_loop()
        end = loop.time() + EARLIEST + 1.2
        while loop.time() < end:
            grant = await limiter.acquire(ask("x", Priority.NUDGE, BOT_ONLY))
            if grant.granted:
                slots.append(grant.slot)
            await asyncio.sleep(0.005 if grant.granted else min(grant.wait, 0.05))
        await limiter.close()

    with Redis.from_url(redis_url) as client:
        client.flushall()
    threads = [threading.Thread(target=lambda: asyncio.run(ask_on())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(slots)) == len(slots)
    assert most_in(SPAN, [slot / 1e6 for slot in slots]) == 30
