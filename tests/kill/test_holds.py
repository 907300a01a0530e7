"""A claim that ended is not sent; an outcome outlasts a database that is away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from core.message import Address, Outbound
from store import ledger, outbox
from store.db import Database, DatabaseAway, Transaction
from store.outbox import LEASE, NUDGE, Message
from tests import chat

SECOND = timedelta(seconds=1)


class Flickering(Database):
    """A database that is away for the next `away` writes."""

    away = 0

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        if self.away:
            self.away -= 1
            raise DatabaseAway("away")
        with super().write() as tx:
            yield tx


def claimed(house: chat.House, count: int) -> list[Message]:
    now, real = house.clock.now(), house.context.real()
    plans = [
        Message(
            to=Address("paper", f"chat{number}"),
            body=Outbound("Bonjour"),
            kind="tip",
            key="w01d1",
            priority=NUDGE,
            due_at=now,
            plan=f"tip:w01d1:{number}",
        )
        for number in range(count)
    ]
    with house.context.database.write() as tx:
        outbox.plan(tx, house.context.keyring, plans, now=now)
        return outbox.claim(
            tx, house.context.keyring, now=now, real_now=real, limit=count, channels=["paper"]
        )


def counts(house: chat.House) -> dict[tuple[str, str], int]:
    with house.context.database.read() as tx:
        return ledger.counts(tx)


def test_a_process_that_slept_past_its_claim_sends_nothing(house: chat.House) -> None:
    messages = claimed(house, 3)
    house.courier.deliver(messages, house.context.real() - SECOND)
    assert house.paper.sent == []
    assert counts(house) == {("claimed", ""): 3}


def test_outcomes_are_written_once_the_database_is_back(sqlite_database: Database) -> None:
    database = Flickering(sqlite_database.engine.url.render_as_string())
    with chat.house(database) as house:
        messages = claimed(house, 3)
        database.away = 1
        house.courier.deliver(messages, house.context.real() + LEASE)
        assert len(house.paper.sent) == 3
        assert counts(house) == {("sent", ""): 3}
    database.close()
