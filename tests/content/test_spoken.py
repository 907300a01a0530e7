"""Dates, hours and durations, as one says them."""

from datetime import date, time

import pytest

from content import spoken


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 11, 30), "lundi 30 novembre"),
        (date(2026, 12, 1), "mardi 1er décembre"),
        (date(2027, 1, 11), "lundi 11 janvier"),
        (date(2026, 8, 21), "vendredi 21 août"),
        (date(2028, 2, 29), "mardi 29 février"),
    ],
)
def test_a_day(value: date, said: str) -> None:
    assert spoken.day(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(time(9), "9 h"), (time(14, 30), "14 h 30"), (time(8, 5), "8 h 05"), (time(0), "0 h")],
)
def test_an_hour(value: time, said: str) -> None:
    assert spoken.hour(value) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((0,), "lundi"),
        ((3, 0), "lundi et jeudi"),
        ((0, 1, 3), "lundi, mardi et jeudi"),
        ((6, 5), "samedi et dimanche"),
        ((), ""),
    ],
)
def test_weekdays(values: tuple[int, ...], said: str) -> None:
    assert spoken.weekdays(values) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [(0, "0 min"), (5, "5 min"), (60, "1 h"), (90, "1 h 30"), (125, "2 h 05"), (600, "10 h")],
)
def test_minutes(amount: int, said: str) -> None:
    assert spoken.minutes(amount) == said
