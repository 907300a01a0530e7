"""What is kept, and until when: a row at the limit stays, a moment older goes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from core.person import Conversation, Role
from store import addresses, ageing, audit, inbox, organisations, outbox, people, phones, wins
from store.db import Database
from store.models import (
    AddressRow,
    AuditRow,
    Base,
    ConversationRow,
    InboxRow,
    InvitationRow,
    OutboxRow,
    PersonRow,
    PhoneMessageRow,
    ScoreRow,
    WinRow,
)
from store.outbox import Status
from store.wins import Win
from tests.store.cast import KEYS, NOW, member, nudge, organisation, paper, text

LIMIT = NOW
TOO_OLD = LIMIT - timedelta(microseconds=1)
AGES = (TOO_OLD, LIMIT)


def rows(database: Database, table: type[Base]) -> list[Any]:
    columns = table.__table__
    with database.read() as tx:
        return list(tx.execute(select(columns).order_by(*columns.primary_key)))


def texts(database: Database) -> int:
    with database.write() as tx:
        return ageing.texts(tx, LIMIT)


def answered(database: Database, at: datetime, number: str, status: str = "done") -> None:
    with database.write() as tx:
        inbox.take_in(tx, KEYS, [text(number, "amina", ref=number)], at)
        mine = InboxRow.provider_id == number
        tx.execute(update(InboxRow).where(mine).values(status=status))


def ledger_row(database: Database, at: datetime, status: str, step: str) -> None:
    where = organisation(database, step)
    amina = member(database, where, "amina")
    with database.write() as tx:
        outbox.plan(tx, KEYS, [replace(nudge(amina, step), status=Status(status))], now=at)


def test_texts_received_are_wiped_and_their_rows_stay(database: Database) -> None:
    for number, at in enumerate(AGES):
        answered(database, at, str(number))
    assert texts(database) == 1
    old, recent = rows(database, InboxRow)
    assert (old.sealed, old.lookup, old.message_lookup) == (None, None, None)
    assert (old.provider_id, old.status) == ("0", "done")
    assert None not in (recent.sealed, recent.lookup, recent.message_lookup)


def test_a_message_still_waiting_is_never_wiped(database: Database) -> None:
    answered(database, TOO_OLD, "1", status="new")
    assert texts(database) == 0
    with database.write() as tx:
        assert ageing.ledger(tx, LIMIT) == 0
    assert len(rows(database, InboxRow)) == 1


def test_texts_of_messages_given_up_are_wiped(database: Database) -> None:
    answered(database, TOO_OLD, "1", status="failed")
    assert texts(database) == 1


@pytest.mark.parametrize("status", ["sent", "skipped", "expired", "failed", "unknown"])
def test_texts_sent_are_wiped_and_the_ledger_stays(database: Database, status: str) -> None:
    for number, at in enumerate(AGES):
        ledger_row(database, at, status, f"s{number}")
    assert texts(database) == 1
    old, recent = rows(database, OutboxRow)
    assert (old.sealed, old.to_sealed, old.status) == (None, None, status)
    assert None not in (recent.sealed, recent.to_sealed)


@pytest.mark.parametrize("status", ["planned", "claimed"])
def test_what_is_still_to_be_sent_is_never_wiped(database: Database, status: str) -> None:
    ledger_row(database, TOO_OLD, status, "s")
    assert texts(database) == 0
    with database.write() as tx:
        assert ageing.ledger(tx, LIMIT) == 0
    assert rows(database, OutboxRow)[0].sealed is not None


def test_wiping_again_finds_nothing(database: Database) -> None:
    answered(database, TOO_OLD, "1")
    ledger_row(database, TOO_OLD, "sent", "s")
    assert (texts(database), texts(database)) == (2, 0)


def test_what_was_said_with_a_win_is_wiped_and_the_minutes_stay(database: Database) -> None:
    amina = member(database, organisation(database), "amina")
    with database.write() as tx:
        for number, at in enumerate(AGES):
            win = Win(f"in:{number}", 30, "mail", "w1d1", "une demi-heure")
            wins.record(tx, KEYS, amina, win, at)
    assert texts(database) == 1
    assert [(one.sealed is None, one.minutes) for one in rows(database, WinRow)] == [
        (True, 30),
        (False, 30),
    ]


def test_bubbles_invitations_and_questions_end(database: Database) -> None:
    where = organisation(database)
    with database.write() as tx:
        for at in AGES:
            phones.show(tx, KEYS, "phone:amina", sender="me", body={"text": "x"}, now=at)
            organisations.invite(tx, KEYS, where.id, role=Role.MEMBER, uses=1, expires_at=at)
        organisations.invite(tx, KEYS, where.id, role=Role.MEMBER, uses=1, expires_at=None)
    for end in (*AGES, None):
        person = member(database, where)
        with database.write() as tx:
            people.save_conversation(tx, KEYS, person, Conversation("win", "x", {"a": "b"}, end))
    assert texts(database) == 1
    assert [one.at for one in rows(database, PhoneMessageRow)] == [LIMIT]
    assert [one.expires_at for one in rows(database, InvitationRow)] == [LIMIT, None]
    assert [one.expires_at for one in rows(database, ConversationRow)] == [LIMIT, None]


def test_a_stranger_who_never_joined_leaves_nothing(database: Database) -> None:
    amina = member(database, organisation(database), "amina", now=TOO_OLD)
    with database.write() as tx:
        for number, at in enumerate(AGES):
            addresses.address(tx, KEYS, paper(f"stranger{number}"), now=at)
    texts(database)
    kept = [(one.person_id, one.last_inbound_at) for one in rows(database, AddressRow)]
    assert kept == [(amina.id, TOO_OLD), (None, LIMIT)]


def test_the_ledger_and_the_inbox_end(database: Database) -> None:
    for number, at in enumerate(AGES):
        ledger_row(database, at, "sent", f"s{number}")
        answered(database, at, str(number))
    with database.write() as tx:
        assert ageing.ledger(tx, LIMIT) == 2
    assert [one.created_at for one in rows(database, OutboxRow)] == [LIMIT]
    assert [one.received_at for one in rows(database, InboxRow)] == [LIMIT]


def test_a_reply_outlives_the_message_it_answered(database: Database) -> None:
    answered(database, TOO_OLD, "1")
    ledger_row(database, LIMIT, "sent", "s")
    with database.write() as tx:
        tx.execute(update(OutboxRow).values(inbox_id=select(InboxRow.id).scalar_subquery()))
        assert ageing.ledger(tx, LIMIT) == 1
    assert rows(database, OutboxRow)[0].inbox_id is None


def test_wins_and_scores_of_the_long_silent_become_anonymous(database: Database) -> None:
    where = organisation(database)
    silent, heard, new = (member(database, where) for _ in range(3))
    with database.write() as tx:
        for one in (silent, heard, new):
            wins.record(tx, KEYS, one, Win("in:1", 30, "mail", "w1d1", ""), NOW)
            wins.score(tx, one, "start", 3, NOW)
        for one, at in ((silent, TOO_OLD), (heard, LIMIT)):
            mine = PersonRow.id == one.id
            tx.execute(update(PersonRow).where(mine).values(last_heard_at=at))
        assert ageing.silent_people(tx, LIMIT) == 1
        assert ageing.silent_people(tx, LIMIT) == 0
        assert wins.count(tx, where.id) == 3
    kept = [None, heard.id, new.id]
    assert [one.person_id for one in rows(database, WinRow)] == kept
    assert [one.person_id for one in rows(database, ScoreRow)] == kept


def test_audit_lines_end(database: Database) -> None:
    with database.write() as tx:
        for at in AGES:
            audit.note(tx, "erased", at, receipt="20261102-1", wins=2)
        assert ageing.audit(tx, LIMIT) == 1
    (kept,) = rows(database, AuditRow)
    assert (kept.at, kept.detail) == (LIMIT, {"receipt": "20261102-1", "wins": 2})


def test_years_of_inbox_age_out_without_reading_the_ledger_each_time(database: Database) -> None:
    # Without an index for the foreign key this takes a look at 2 000 rows for each of 2 000.
    with database.write() as tx:
        common = {"channel": "paper", "lookup": None, "status": "done", "received_at": TOO_OLD}
        tx.execute(insert(InboxRow), [{**common, "provider_id": f"{n}"} for n in range(2000)])
        ids = tx.execute(select(InboxRow.id)).scalars().all()
        reply = {"channel": "paper", "kind": "reply", "priority": 0, "key": "k", "status": "sent"}
        dated = {"due_at": LIMIT, "created_at": LIMIT}
        tx.execute(insert(OutboxRow), [{**reply, **dated, "inbox_id": n} for n in ids])
        assert ageing.ledger(tx, LIMIT) == 2000
        counted = select(func.count()).where(OutboxRow.inbox_id.is_not(None))
        assert tx.execute(counted).scalar_one() == 0
