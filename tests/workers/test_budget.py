"""Outside their windows, never more people in 24 hours than allowed, and nobody is forgotten."""

import heapq
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.reasons import Reason
from workers.budget import DAY, Allowance, month_of

START = datetime(2026, 11, 2, tzinfo=UTC)
GRACE = timedelta(hours=2)
FULL = Allowance(START, 3, {}, {}, None, Decimal("0.0248"))
Served = list[tuple[datetime, int]]


def played(hours: list[int], limit: int, late: list[int], days: int) -> tuple[Served, int]:
    """Everyone wants one template a day at their hour; `late` are the planner's seconds.

    Returns who was served when, and how many days in a row one person had to wait at most.
    """
    looks = [(START + timedelta(hours=hour), who, 0) for who, hour in enumerate(hours)]
    heapq.heapify(looks)
    served: Served = []
    waiting: dict[int, datetime] = {}
    longest = number = 0
    now = START
    while looks[0][0] < START + days * DAY:
        when, who, waited = heapq.heappop(looks)
        now = max(now, when + timedelta(seconds=late[number % len(late)]))
        number += 1
        written = {whose: at for at, whose in sorted(served) if now - DAY < at <= now}
        left = replace(FULL, now=now, people=limit, written=written, waiting=dict(waiting))
        due = when.replace(hour=hours[who], minute=0, second=0)
        if left.take(who) is None:
            served.append((now, who))
            waiting.pop(who, None)
            heapq.heappush(looks, (due + DAY, who, 0))
            continue
        frees = left.frees(who)
        if frees and now < frees < due + GRACE:
            heapq.heappush(looks, (frees, who, waited))
            continue
        waiting.setdefault(who, now)
        longest = max(longest, waited + 1)
        heapq.heappush(looks, (due + DAY, who, waited + 1))
    return served, longest


@given(
    hours=st.lists(st.integers(7, 17), min_size=1, max_size=9),
    limit=st.integers(1, 5),
    late=st.lists(st.integers(0, 5), min_size=1, max_size=7),
)
def test_in_no_24_hours_more_people_than_allowed(
    hours: list[int], limit: int, late: list[int]
) -> None:
    served, _ = played(hours, limit, late, days=12)
    for end, _ in served:
        assert len({who for at, who in served if end - DAY < at <= end}) <= limit


@given(
    hours=st.lists(st.integers(7, 17), min_size=1, max_size=9),
    limit=st.integers(1, 5),
    late=st.lists(st.integers(0, 5), min_size=1, max_size=7),
)
def test_nobody_waits_longer_than_it_takes_to_serve_all(
    hours: list[int], limit: int, late: list[int]
) -> None:
    served, longest = played(hours, limit, late, days=30)
    rounds = -(-len(hours) // limit)
    assert longest <= 2 * rounds
    assert {who for _, who in served} == set(range(len(hours)))


def test_who_was_written_to_today_is_no_more_people() -> None:
    left = replace(FULL, people=1, written={7: START})
    assert left.take(7) is None
    assert left.take(8) is Reason.PEOPLE_LIMIT


def test_a_place_is_kept_for_who_waited() -> None:
    left = replace(FULL, people=2, waiting={7: START - DAY})
    assert [left.take(who) for who in (1, 2, 7)] == [None, Reason.PEOPLE_LIMIT, None]


def test_the_money_of_the_month_is_not_overspent() -> None:
    left = replace(FULL, people=100, euros=Decimal("0.0500"), written={}, waiting={})
    assert [left.take(who) for who in range(4)] == [None, None, *[Reason.MONTHLY_CAP] * 2]
    assert left.euros == Decimal("0.0004")
    assert left.frees(9) is None


def test_without_a_cap_money_does_not_count() -> None:
    left = replace(FULL, people=100, written={}, waiting={})
    assert {left.take(who) for who in range(100)} == {None}


def test_the_month_begins_at_midnight_in_paris() -> None:
    assert month_of(datetime(2026, 12, 31, 22, 59, tzinfo=UTC)).isoformat()[:10] == "2026-12-01"
    first = month_of(datetime(2026, 12, 31, 23, 0, tzinfo=UTC))
    assert first == datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
