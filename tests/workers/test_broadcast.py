"""A challenge to many: bit by bit, each once, whatever stops it midway."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from channels.base import NotSent, Receipt
from core.message import Address, Outbound
from store import challenges, organisations, outbox
from store.challenges import Challenge
from store.db import Database, Transaction
from store.models import OutboxRow
from tests import chat
from tests.chat import House, Member
from tests.workers.stage import active
from workers import agenda, delivery, together
from workers.agenda import Item, Recipient
from workers.context import Context

CROWD = 230


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    with chat.house(database) as opened:
        opened.organisation()
        yield opened


@pytest.fixture
def crowd(house: House) -> list[Member]:
    """Active people whose own programme rests until next week."""
    later = house.clock.now() + timedelta(days=9)
    day = house.clock.now().date()
    return [
        active(house, f"p{n}", next_at=later, started_on=day, week_monday=day) for n in range(CROWD)
    ]


def launched(house: House) -> Challenge:
    """One for everyone, from now on."""
    now = house.clock.now()
    with house.context.database.write() as tx:
        mairie = organisations.by_code(tx, "MAIRIE")
        assert mairie is not None
        said = {"title": "Six mots", "text": "Raconte ta réunion en six mots."}
        one = Challenge(0, mairie.id, said, now, now + timedelta(days=3))
        kept, _ = challenges.draft(tx, house.context.keyring, one, now)
        assert challenges.launch(tx, kept)
        assert not challenges.launch(tx, kept), "a draft goes once"
    return kept


def looks(house: House, count: int) -> None:
    """The clock looks, and what is due leaves, ten seconds apart."""
    for _ in range(count):
        together.tick(house.context, house.clock.now())
        house.deliver()
        house.clock.advance(seconds=10)


def times(house: House) -> Counter[str]:
    """How often each address was sent it."""
    return Counter(str(to) for to, body in house.paper.sent if "six mots" in body.text)


def test_everybody_gets_it_once_however_often_it_is_looked_at(
    house: House, crowd: list[Member]
) -> None:
    launched(house)
    looks(house, 6)
    assert set(times(house).values()) == {1}
    assert len(times(house)) == CROWD


def test_a_look_that_dies_is_begun_again_where_it_was(
    house: House, crowd: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(house)
    given, real = 0, agenda.place

    def dies(
        tx: Transaction, context: Context, to: Recipient, item: Item, now: datetime
    ) -> date | None:
        nonlocal given
        given += 1
        if given == 150:
            raise KeyboardInterrupt
        return real(tx, context, to, item, now)

    monkeypatch.setattr(agenda, "place", dies)
    with pytest.raises(KeyboardInterrupt):
        together.tick(house.context, house.clock.now())
    monkeypatch.undo()
    looks(house, 4)
    assert set(times(house).values()) == {1}
    assert len(times(house)) == CROWD


def test_stopped_midway_the_rest_stays_and_resumed_nobody_gets_it_twice(
    house: House, crowd: list[Member]
) -> None:
    one = launched(house)
    together.tick(house.context, house.clock.now())
    delivery.batch(house.context, house.courier, 90)
    with house.context.database.write() as tx:
        held = challenges.stop(tx, one)
        assert challenges.stop(tx, one) is None, "a second stop changes nothing"
    assert held is not None
    assert len(times(house)) + held == CROWD
    house.deliver()
    reached = len(times(house))
    assert reached == CROWD - held
    with house.context.database.read() as tx:
        reasons = set(
            tx.execute(select(OutboxRow.reason).where(OutboxRow.status == "skipped")).scalars()
        )
    assert reasons == {challenges.STOPPED_REASON}, "everything held back says why"
    with house.context.database.write() as tx:
        assert challenges.resume(tx, one, house.clock.now())
        assert not challenges.resume(tx, one, house.clock.now())
    looks(house, 4)
    assert set(times(house).values()) == {1}
    assert len(times(house)) == CROWD


def test_what_was_refused_while_it_was_stopped_stays_until_it_goes_on(
    house: House, crowd: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = launched(house)
    together.tick(house.context, house.clock.now())
    real = house.paper.send

    async def stopped_meanwhile(address: Address, message: Outbound) -> Receipt:
        with house.context.database.write() as tx:
            challenges.stop(tx, one)
        raise NotSent("provider_down")

    monkeypatch.setattr(house.paper, "send", stopped_meanwhile)
    delivery.batch(house.context, house.courier, 3)
    monkeypatch.setattr(house.paper, "send", real)
    house.clock.advance(minutes=20)
    house.deliver()
    assert not times(house)
    with house.context.database.write() as tx:
        assert challenges.progress(tx, one).waiting == 0
        assert challenges.resume(tx, one, house.clock.now())
    looks(house, 4)
    assert set(times(house).values()) == {1}
    assert len(times(house)) == CROWD


def test_a_reply_goes_before_a_challenge(house: House, crowd: list[Member]) -> None:
    launched(house)
    together.tick(house.context, house.clock.now())
    amina = crowd[0]
    with house.context.database.write() as tx:
        now = house.clock.now()
        owed = outbox.Message(
            amina.address, Outbound("réponse"), "reply", "question.hello", outbox.REPLY, now
        )
        outbox.reply(tx, house.context.keyring, [owed], now=now, claimed_at=None)
        claimed = outbox.claim(
            tx,
            house.context.keyring,
            now=now,
            real_now=house.context.real(),
            limit=1,
            channels=["paper"],
        )
    assert [one.key for one in claimed] == ["question.hello"]
