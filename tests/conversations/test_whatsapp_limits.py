"""On WhatsApp: how many people may be written to outside their window, and for how much."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from content.prices import Prices
from core.message import NOTICE, Template
from store import contents
from store.db import Database
from store.models import OutboxRow
from tests import chat
from tests.chat import House, Member
from tests.conversations import two_channels
from tests.workers.stage import active, nudge
from tests.workers.told import PIECE, deliver

DAY = timedelta(days=1)
WORD = Template(NOTICE, ("un rappel",))


@pytest.fixture
def small(database: Database) -> Iterator[House]:
    """Three people may be written to outside their window each day."""
    with chat.house(database, window=DAY, numbered=True, whatsapp_people_per_day=3) as opened:
        opened.organisation()
        yield opened


def silent(house: House, *names: str) -> list[Member]:
    """People due now, not heard for two days."""
    due = house.clock.now() + timedelta(days=2)
    day = due.date()
    members = [
        active(house, name, next_at=due, started_on=day, week_monday=day - timedelta(day.weekday()))
        for name in names
    ]
    house.clock.set(due)
    return members


def held(house: House) -> list[tuple[str, str | None]]:
    """Key and reason of what did not go."""
    with house.context.database.read() as tx:
        rows = tx.execute(
            select(OutboxRow.key, OutboxRow.reason)
            .where(OutboxRow.status == "skipped")
            .order_by(OutboxRow.id)
        )
        return [(row.key, row.reason) for row in rows]


def told(members: list[Member]) -> list[list[str]]:
    return [member.keys for member in members]


def test_beyond_the_limit_of_people_a_tip_waits_a_day(small: House) -> None:
    everyone = silent(small, "amina", "bruno", "claire", "denis", "emma")
    small.tick()
    assert sorted(len(keys) for keys in told(everyone)) == [0, 0, 1, 1, 1]
    (first,) = {key for keys in told(everyone) for key in keys}
    assert held(small) == [(first, "people_limit")] * 2
    small.until(small.clock.now() + DAY)
    assert [keys[:1] for keys in told(everyone)] == [[first]] * 5


def test_nobody_waits_twice_for_whoever_comes_again(small: House) -> None:
    everyone = silent(small, "amina", "bruno", "claire", "denis", "emma")
    small.tick()
    waited = [member for member in everyone if not member.keys]
    small.until(small.clock.now() + DAY)
    assert [len(member.keys) for member in waited] == [1, 1]
    assert sum(map(len, told(everyone))) == 6


def test_a_place_free_in_a_moment_is_waited_for(small: House) -> None:
    everyone = silent(small, "amina", "bruno", "claire", "denis", "emma")
    small.clock.advance(seconds=40)
    small.tick()
    # The next day each is due 40 seconds before a place is free.
    small.until(small.clock.now() + timedelta(hours=23, minutes=59, seconds=25))
    assert sum(map(len, told(everyone))) == 3
    small.until(small.clock.now() + timedelta(minutes=1))
    assert sum(map(len, told(everyone))) == 6
    assert min(map(len, told(everyone))) == 1


def test_the_same_people_the_next_day_are_no_more_people(small: House) -> None:
    everyone = silent(small, "amina", "bruno", "claire")
    small.clock.advance(seconds=40)
    small.tick()
    small.until(small.clock.now() + DAY)
    assert [len(keys) for keys in told(everyone)] == [2, 2, 2]
    assert held(small) == []


def test_no_place_is_kept_for_whoever_stopped_meanwhile(small: House) -> None:
    everyone = silent(small, "amina", "bruno", "claire", "denis", "emma")
    small.tick()
    served = [member for member in everyone if member.keys]
    for member in everyone:
        if not member.keys:
            member.says("STOP")
    small.until(small.clock.now() + DAY)
    assert [len(member.keys) for member in served] == [2, 2, 2]


def test_whoever_has_an_open_window_is_not_counted(small: House) -> None:
    everyone = silent(small, "amina", "bruno", "claire", "denis", "emma")
    for member in everyone[:2]:
        member.says("bonjour")
    small.tick()
    assert all(any(key.startswith("w01") for key in keys) for keys in told(everyone))


def test_replies_are_never_held(small: House) -> None:
    everyone = silent(small, "amina", "bruno", "claire", "denis")
    small.tick()
    everyone[3].says("bonjour").hears("question.hello")
    everyone[3].says("ASTUCE")
    assert everyone[3].messages[-1].template is None


def test_the_cap_of_the_month_holds_tips_and_no_reply(database: Database) -> None:
    with chat.house(database, window=DAY, numbered=True, whatsapp_monthly_euros=0.03) as house:
        house.organisation()
        everyone = silent(house, "amina", "bruno")
        house.tick()
        assert sorted(len(keys) for keys in told(everyone)) == [0, 1]
        assert [reason for _, reason in held(house)] == ["monthly_cap"]
        (left,) = [member for member in everyone if not member.keys]
        left.says("bonjour").hears("question.hello")
        house.until(house.clock.now() + timedelta(hours=23))
        assert len(left.keys) == 1


def test_the_cap_begins_anew_with_the_month(database: Database) -> None:
    with chat.house(database, window=DAY, numbered=True, whatsapp_monthly_euros=0.03) as house:
        house.organisation()
        amina, bruno = silent(house, "amina", "bruno")
        house.tick()
        house.until(datetime.fromisoformat("2026-12-02T12:00:00+00:00"))
        assert [said.template is not None for said in (*amina.messages, *bruno.messages)] == [
            True,
            True,
        ]


PRICES = Prices(chat.MONDAY.date(), Decimal("0.02"), Decimal("0.12"), None, 1000)


def filed(house: House, category: str) -> None:
    """Meta has filed our template under a category."""
    seen = contents.Content("ready", "f1", "HX1", "approved", house.clock.now(), category)
    with house.context.database.write() as tx:
        contents.save(tx, "whatsapp", seen)


@pytest.mark.parametrize(("category", "sent"), [("UTILITY", 3), ("MARKETING", 1)])
def test_the_cap_counts_templates_at_what_meta_files_them_under(
    database: Database, category: str, sent: int
) -> None:
    with chat.house(database, window=DAY, numbered=True, whatsapp_monthly_euros=0.13) as house:
        house.organisation()
        house.context.library = replace(house.context.library, prices=PRICES)
        everyone = silent(house, "amina", "bruno", "claire")
        filed(house, category)
        house.tick()
        assert sum(bool(keys) for keys in told(everyone)) == sent
        assert [reason for _, reason in held(house)] == ["monthly_cap"] * (3 - sent)


def test_beyond_what_is_included_the_cap_holds_tips_within_the_window_too(
    database: Database,
) -> None:
    paid = replace(PRICES, free_form=Decimal("0.05"), free_form_included=2)
    with two_channels.opened(database, whatsapp_monthly_euros=0.07) as both:
        both.house.context.library = replace(both.house.context.library, prices=paid)
        # The four replies of joining: two of them are beyond what is included.
        bruno = both.on_whatsapp("bruno").joins()
        both.house.until(both.house.clock.now() + DAY)
        assert [reason for _, reason in held(both.house)] == ["monthly_cap"]
        bruno.says("bonjour").hears("question.hello")


def test_those_whose_window_shut_before_a_piece_left_are_counted_too(small: House) -> None:
    everyone = silent(small, "amina", "bruno", "claire", "denis", "emma")
    # Planned while they were heard, and kept from leaving for a day.
    for member in everyone:
        nudge(small, member, "w01d1", body=PIECE, proactive_day=small.clock.now().date())
    deliver(small)
    assert sorted(len(keys) for keys in told(everyone)) == [0, 0, 1, 1, 1]
    assert held(small) == [("w01d1", "people_limit")] * 2


def test_what_was_asked_for_is_not_counted_when_the_window_shuts(small: House) -> None:
    small.paper.approved.add(NOTICE)
    everyone = silent(small, "amina", "bruno", "claire", "denis")
    for member in everyone:
        nudge(small, member, "reminder", kind="reminder", body=replace(PIECE, template=WORD))
    deliver(small)
    assert [len(keys) for keys in told(everyone)] == [1, 1, 1, 1]
