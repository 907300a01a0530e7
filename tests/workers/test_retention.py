"""Least time kept."""

from datetime import timedelta

from sqlalchemy import func, select

from core.message import Inbound
from store import challenges, pictures
from store.challenges import Challenge
from store.db import Database
from store.models import InboxRow, OutboxRow
from tests import chat
from tests.chat import House
from tests.workers.stage import active
from workers import retention
from workers.clock import ClockDesk
from workers.queue import SilentBell


def texts(house: House) -> int:
    """Rows that still hold what was said."""
    with house.context.database.read() as tx:
        return sum(
            tx.execute(
                select(func.count()).select_from(table).where(table.sealed.is_not(None))
            ).scalar_one()
            for table in (InboxRow, OutboxRow)
        )


def rows(house: House) -> int:
    """Rows of the ledger and the inbox."""
    with house.context.database.read() as tx:
        return sum(
            tx.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (InboxRow, OutboxRow)
        )


def test_texts_go_first_then_rows(house: House) -> None:
    active(house, "amina").says("aide")
    assert texts(house) == rows(house) == 2

    house.clock.advance(days=29)
    counts = retention.sweep(house.context, house.clock.now())
    assert (counts["texts"], texts(house)) == (0, 2)

    house.clock.advance(days=2)
    counts = retention.sweep(house.context, house.clock.now())
    assert (counts["texts"], texts(house), rows(house)) == (2, 0, 2)

    house.clock.advance(days=31 * 13)
    counts = retention.sweep(house.context, house.clock.now())
    assert (counts["ledger"], rows(house)) == (2, 0)


def test_what_waits_for_an_answer_is_kept_however_old(house: House) -> None:
    member = house.member("amina")
    house.take_in(Inbound(house.next_id(), member.address, text="bonjour"))
    house.clock.advance(days=60)
    retention.sweep(house.context, house.clock.now())
    house.answer()
    assert member.keys == ["onboarding.stranger"]


def test_the_operator_chooses_how_long(sqlite_database: Database) -> None:
    with chat.house(sqlite_database, retention_text_days=2) as house:
        house.organisation()
        active(house, "amina").says("aide")
        house.clock.advance(days=3)
        assert retention.sweep(house.context, house.clock.now())["texts"] == 2


def test_the_clock_sweeps_once_a_day(house: House) -> None:
    desk = ClockDesk(house.context, SilentBell(), house.courier)
    house.member("amina").says("bonjour")
    desk.tick()
    house.clock.advance(days=31)
    desk.tick()
    assert texts(house) == 0
    house.member("bruno").says("bonjour")
    desk.tick()
    assert texts(house) == 2


def test_a_sweep_tells_numbers_only(house: House) -> None:
    counts = retention.sweep(house.context, house.clock.now())
    assert counts == {"texts": 0, "ledger": 0, "wins": 0, "pictures": 0, "drafts": 0, "audit": 0}


def test_a_card_and_a_draft_are_not_kept_for_ever(house: House) -> None:
    keyring, now = house.context.keyring, house.clock.now()
    mairie = active(house, "amina").person.organisation_id
    one = Challenge(0, mairie, {"text": "x"}, now, now + timedelta(days=3))
    with house.context.database.write() as tx:
        token = pictures.keep(tx, keyring, mairie, b"PNG", now)
        _, go = challenges.draft(tx, keyring, one, now)
    house.clock.advance(days=40)
    counts = retention.sweep(house.context, house.clock.now())
    assert (counts["pictures"], counts["drafts"]) == (1, 1)
    with house.context.database.read() as tx:
        assert pictures.find(tx, keyring, token) == b""
        assert challenges.drafted(tx, keyring, go, mairie) is None
