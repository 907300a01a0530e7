"""Pushing product time, with the clock process at work in a thread."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from store import clocks
from tests.web.client import Answer
from tests.web.site import Site, refusal
from web import phones
from workers.clock import ClockDesk


@pytest.fixture
def ticking(here: Site) -> Iterator[Site]:
    """With the clock process."""
    desk = ClockDesk(here.context, here.bell, here.product.courier)
    thread = threading.Thread(target=desk.work)
    thread.start()
    yield here
    desk.stop()
    thread.join()


def now(here: Site) -> datetime:
    answer = here.client.get("/phone/clock")
    assert (answer.status_code, list(answer.json())) == (200, ["now"])
    found = datetime.fromisoformat(answer.json()["now"])
    assert found.utcoffset() == timedelta(0)
    return found


def push(here: Site, body: object) -> Answer:
    return here.client.post("/phone/clock", body)


def arrived(answer: Answer) -> datetime:
    assert (answer.status_code, list(answer.json())) == (200, ["now"])
    return datetime.fromisoformat(answer.json()["now"])


def test_time_runs_by_itself(here: Site) -> None:
    first = now(here)
    assert abs(first - datetime.now(UTC)) < timedelta(seconds=30)
    assert now(here) >= first


def test_minutes_are_added(ticking: Site) -> None:
    before = now(ticking)
    after = arrived(push(ticking, {"advance_minutes": 90}))
    assert timedelta(minutes=90) <= after - before < timedelta(minutes=92)
    assert now(ticking) >= after


def test_an_instant_is_reached(ticking: Site) -> None:
    target = (now(ticking) + timedelta(days=3)).replace(microsecond=0)
    assert (
        target
        <= arrived(push(ticking, {"set": target.isoformat()}))
        < target + timedelta(minutes=1)
    )

    paris = (target + timedelta(hours=2)).astimezone(ZoneInfo("Europe/Paris"))
    assert arrived(push(ticking, {"set": paris.isoformat()})) >= paris

    zulu = (target + timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert arrived(push(ticking, {"set": zulu})) >= target + timedelta(hours=4)


def test_without_a_zone_it_is_utc(ticking: Site) -> None:
    target = now(ticking) + timedelta(hours=5)
    found = arrived(push(ticking, {"set": target.replace(tzinfo=None).isoformat()}))
    assert target <= found < target + timedelta(minutes=1)


def test_it_never_goes_back(ticking: Site) -> None:
    arrived(push(ticking, {"advance_minutes": 60}))
    here = now(ticking)
    for body in (
        {"advance_minutes": -1},
        {"advance_minutes": -(10**6)},
        {"set": (here - timedelta(minutes=1)).isoformat()},
        {"set": "2000-01-01"},
    ):
        assert refusal(push(ticking, body)) == 409
    assert arrived(push(ticking, {"advance_minutes": 0})) >= here
    seen = [now(ticking) for _ in range(50)]
    assert seen == sorted(seen)


def test_asked_twice_at_once_the_later_one_counts(here: Site) -> None:
    start = now(here)
    far, near = start + timedelta(days=9), start + timedelta(days=1)
    for target in (far, near):
        phones._ask(here.app.state.house, target)
    with here.context.database.read() as tx:
        assert clocks.target(tx) == far


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        None,
        [],
        [[]],
        5,
        "set",
        {},
        {"advance_minutes": True},
        {"advance_minutes": "5"},
        {"advance_minutes": 1.5},
        {"advance_minutes": None},
        {"advance_minutes": 10**9},
        {"advance_minutes": 10**30},
        {"advance_minutes": -(10**30)},
        {"advance_minutes": 400 * 24 * 60 + 1},
        {"set": 5},
        {"set": None},
        {"set": "demain"},
        {"set": ""},
        {"set": "2026-13-45T00:00:00"},
        {"set": "9999-12-31T23:59:59+00:00"},
        {"set": "9999-12-31T23:59:59-14:00"},
        {"set": "0001-01-01T00:00:00+14:00"},
        {"minutes": 5},
    ],
)
def test_anything_else_is_400(small: Site, body: object) -> None:
    assert refusal(push(small, body)) == 400
    with small.context.database.read() as tx:
        assert clocks.target(tx) is None


def test_without_a_clock_process_it_says_so(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phones, "CATCH_UP_SECONDS", 0.1)
    assert refusal(push(here, {"advance_minutes": 1})) == 503
