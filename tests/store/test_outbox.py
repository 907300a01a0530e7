"""The ledger: nothing is planned twice, nothing is taken twice, nothing is lost."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from core.message import Address, Button, Outbound
from core.person import Person
from store import ledger, outbox
from store.db import Database
from store.models import OutboxRow
from store.outbox import BROADCAST, LEASE, REPLY, Message, Outcome, Status
from tests.store.cast import (
    KEYS,
    NOW,
    TODAY,
    claimed,
    member,
    nudge,
    organisation,
    planned,
)

DEAD = NOW + LEASE + timedelta(seconds=1)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def amina(database: Database) -> Person:
    return member(database, organisation(database), "amina")


def rows(database: Database) -> list[Any]:
    with database.read() as tx:
        return list(tx.execute(select(OutboxRow.__table__).order_by(OutboxRow.id)))


def row(database: Database) -> Any:
    (only,) = rows(database)
    return only


def finish(database: Database, *outcomes: Outcome) -> None:
    with database.write() as tx:
        outbox.finish(tx, outcomes, now=NOW)


def recover(database: Database, *, real_now: Any = DEAD) -> int:
    with database.write() as tx:
        return outbox.recover(tx, real_now=real_now)


def start(database: Database, *messages: Message) -> None:
    with database.write() as tx:
        outbox.start(tx, [one.id for one in messages], real_now=NOW)


def a_reply(person: Person) -> Message:
    return replace(nudge(person, day=None), kind="reply", priority=REPLY, plan=None)


def replied(database: Database, *messages: Message, sent_here: bool = True) -> list[Message]:
    with database.write() as tx:
        claimed_at = NOW if sent_here else None
        return outbox.reply(tx, KEYS, messages, now=NOW, claimed_at=claimed_at)


# ---- what a message is -------------------------------------------------------------------------


@given(
    st.builds(
        Outbound,
        text=st.text(),
        prompt=st.none() | st.text(),
        buttons=st.lists(st.builds(Button, st.text(), st.text()), max_size=3).map(tuple),
    )
)
def test_a_body_comes_back_as_it_was(body: Outbound) -> None:
    assert outbox.read_body(outbox.write_body(body)) == body


def test_a_claimed_message_is_the_one_planned(database: Database, amina: Person) -> None:
    message = nudge(amina)
    planned(database, message)
    (taken,) = claimed(database)
    assert taken == replace(message, id=taken.id, status=Status.CLAIMED)


def test_neither_text_nor_address_lies_there_in_clear(database: Database, amina: Person) -> None:
    planned(database, replace(nudge(amina), body=Outbound("une demi-heure")))
    kept = b"".join(
        bytes(one) if isinstance(one, bytes) else str(one).encode() for one in row(database)
    )
    assert b"amina" not in kept
    assert b"heure" not in kept


# ---- planned once ------------------------------------------------------------------------------


def test_a_step_is_planned_once(database: Database, amina: Person) -> None:
    first = nudge(amina)
    assert planned(database, first) == [first.plan]
    assert planned(database, first) == []
    assert planned(database, replace(first, proactive_day=TOMORROW)) == []
    assert len(rows(database)) == 1


def test_a_step_planned_twice_in_one_breath_goes_in_once(database: Database, amina: Person) -> None:
    assert planned(database, nudge(amina), nudge(amina)) == [nudge(amina).plan]
    assert len(rows(database)) == 1


def test_nothing_to_plan_is_nothing_planned(database: Database) -> None:
    assert planned(database) == []


def test_one_proactive_message_per_person_and_local_day(database: Database, amina: Person) -> None:
    bruno = member(database, organisation(database, "ECOLE"), "bruno")
    first, second = nudge(amina, "w1d1"), nudge(amina, "challenge")
    assert planned(database, first, second) == [first.plan]
    assert planned(database, second) == []
    other_day, other_person = replace(second, proactive_day=TOMORROW), nudge(bruno, "challenge")
    assert planned(database, other_day, other_person) == [other_day.plan, other_person.plan]


def test_messages_that_use_no_day_do_not_count(database: Database, amina: Person) -> None:
    three = [nudge(amina, f"reminder{n}", day=None) for n in range(3)]
    assert planned(database, nudge(amina), *three) == [
        nudge(amina).plan,
        *(one.plan for one in three),
    ]


@pytest.mark.parametrize(
    ("status", "freed"),
    [
        (Status.SKIPPED, True),
        (Status.EXPIRED, True),
        (Status.FAILED, True),
        (Status.SENT, False),
        (Status.UNKNOWN, False),
        (Status.PLANNED, False),
    ],
)
def test_what_did_not_go_out_frees_the_day(
    database: Database, amina: Person, status: Status, freed: bool
) -> None:
    planned(database, nudge(amina, "w1d1"))
    (taken,) = claimed(database)
    finish(database, Outcome(taken.id, status, "why"))
    second = nudge(amina, "challenge")
    assert planned(database, second) == ([second.plan] if freed else [])


def test_hundreds_are_planned_in_one_go(database: Database, amina: Person) -> None:
    many = [nudge(amina, f"s{n}", day=None) for n in range(600)]
    assert len(planned(database, *many)) == 600
    assert planned(database, *many) == []


# ---- claimed once ------------------------------------------------------------------------------


def test_replies_leave_before_nudges_before_broadcasts(database: Database, amina: Person) -> None:
    waiting = [
        nudge(amina, "broadcast", day=None, priority=BROADCAST, due_at=NOW - timedelta(days=1)),
        nudge(amina, "late nudge", day=None, due_at=NOW),
        nudge(amina, "early nudge", day=None, due_at=NOW - timedelta(hours=1)),
        nudge(amina, "reply", day=None, priority=REPLY),
    ]
    planned(database, *waiting)
    order = ["reply", "early nudge", "late nudge", "broadcast"]
    assert [one.key for one in claimed(database, 1)] == order[:1]
    assert [one.key for one in claimed(database)] == order[1:]


def test_only_what_is_due_on_a_channel_that_is_on_is_claimed(
    database: Database, amina: Person
) -> None:
    later = nudge(amina, "later", day=None, due_at=NOW + timedelta(microseconds=1))
    elsewhere = replace(nudge(amina, "elsewhere", day=None), to=Address("telegram", "1"))
    skipped = replace(nudge(amina, "skipped", day=None), status=Status.SKIPPED)
    planned(database, later, elsewhere, skipped)
    assert claimed(database) == []
    with database.read() as tx:
        assert ledger.anything_due(tx, NOW, ["telegram", "paper", "phone"])
        assert ledger.due_count(tx, NOW) == 1
        assert ledger.due_count(tx, later.due_at) == 2
        assert ledger.next_due(tx) == NOW


def test_what_is_claimed_is_not_claimed_again(database: Database, amina: Person) -> None:
    planned(database, *(nudge(amina, f"s{n}", day=None) for n in range(5)))
    first, rest, none = claimed(database, 3), claimed(database), claimed(database)
    assert [len(first), len(rest), len(none)] == [3, 2, 0]


def test_many_senders_never_take_the_same_message(database: Database, amina: Person) -> None:
    total, senders = 160, 4
    planned(database, *(nudge(amina, f"s{n}", day=None) for n in range(total)))
    together = Barrier(senders)

    def send(_: int) -> list[int]:
        taken: list[int] = []
        together.wait()
        while batch := claimed(database, 7):
            assert len(batch) <= 7
            taken += [one.id for one in batch]
        return taken

    with ThreadPoolExecutor(senders) as pool:
        everything = [one for taken in pool.map(send, range(senders)) for one in taken]
    assert len(everything) == total
    assert len(set(everything)) == total


def test_on_postgresql_a_claim_waits_for_nobody(postgres_database: Database) -> None:
    amina = member(postgres_database, organisation(postgres_database), "amina")
    planned(postgres_database, *(nudge(amina, f"s{n}", day=None) for n in range(4)))

    def claim(tx: Any) -> Sequence[Message]:
        tx.execute(text("SET LOCAL lock_timeout = '2s'"))
        return outbox.claim(tx, KEYS, now=NOW, real_now=NOW, limit=2, channels=["paper"])

    with postgres_database.write() as one, postgres_database.write() as other:
        first, second = claim(one), claim(other)
    assert [one.key for one in (*first, *second)] == ["s0", "s1", "s2", "s3"]
