"""Product time pushed forward: nobody was absent."""

import time

from core.calendar import holiday
from tests.product.phone import Phone, local
from tests.running import Product

DAY = 24 * 60
PROMISED = 5.0
"""Seconds within which what a push made due has arrived."""


def test_a_week_is_played_in_order_and_never_on_a_day_off(product: Product) -> None:
    phone = Phone(product)
    phone.joins()
    last = phone.bubbles()[-1]["id"]
    for minutes in (DAY, 7 * DAY):
        status, answer = product.call("/phone/clock", {"advance_minutes": minutes})
        assert status == 200, answer
    end = time.monotonic() + PROMISED
    while time.monotonic() < end and len(phone.heard(last)) < 4:
        time.sleep(0.1)

    tips = phone.heard(last)
    days = [local(tip) for tip in tips]
    assert 4 <= len(tips) <= 6
    assert days == sorted(days)
    assert len({day.date() for day in days}) == len(days)
    for day in days:
        assert day.weekday() < 5
        assert holiday(day.date(), "none") is None
        assert (day.hour, day.minute) == (9, 0)


def test_time_never_goes_back(product: Product) -> None:
    before = product.call("/phone/clock")[1]["now"]
    assert product.call("/phone/clock", {"advance_minutes": 0})[0] == 200
    assert product.call("/phone/clock", {"advance_minutes": -1})[0] == 409
    assert product.call("/phone/clock", {"set": before})[0] == 409
    assert product.call("/phone/clock")[1]["now"] > before
