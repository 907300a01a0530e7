"""Every second the clock asks the same questions: each is answered by its index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text

from store import (
    candidates,
    challenges,
    inbox,
    ledger,
    missions,
    outbox,
    people,
    relays,
    reports,
    teams,
    workshops,
)
from store.db import Database, Transaction
from store.models import EnrolmentRow, InboxRow, OutboxRow, PersonRow
from tests.store.cast import KEYS, NOW, organisation

MANY = 4000
Question = Callable[[Transaction], Any]


def claim(tx: Transaction) -> Any:
    return outbox.claim(tx, KEYS, now=NOW, real_now=NOW, limit=50, channels=["paper", "phone"])


QUESTIONS: dict[str, tuple[Question, str]] = {
    "who is due": (lambda tx: people.due(tx, NOW, 200), "ix_enrolments_due"),
    "when is someone due": (people.next_due, "ix_enrolments_due"),
    "what may leave": (claim, "ix_outbox_due"),
    "does anything leave": (
        lambda tx: ledger.anything_due(tx, NOW, ["telegram", "paper", "phone"]),
        "ix_outbox_due",
    ),
    "when does something leave": (ledger.next_due, "ix_outbox_due"),
    "what died": (lambda tx: outbox.recover(tx, real_now=NOW), "ix_outbox_leased"),
    "what was told too early": (
        lambda tx: reports.overdue(tx, KEYS, real_now=NOW),
        "ix_outbox_leased",
    ),
    "who waits": (lambda tx: inbox.waiting_addresses(tx, 50), "ix_inbox_new"),
    "when is a challenge looked at": (challenges.next_look, "ix_challenges_due"),
    "which challenges": (lambda tx: challenges.due(tx, KEYS, NOW), "ix_challenges_due"),
    "when is a week told": (teams.next_look, "ix_teams_due"),
    "whose week": (lambda tx: teams.due(tx, NOW), "ix_teams_due"),
    "when is a mission looked at": (missions.next_look, "ix_missions_due"),
    "which missions": (lambda tx: missions.due(tx, NOW), "ix_missions_due"),
    "when is somebody asked": (candidates.next_look, "ix_candidates_due"),
    "who is asked": (lambda tx: candidates.due(tx, NOW), "ix_candidates_due"),
    "when is a workshop looked at": (workshops.next_look, "ix_workshops_due"),
    "which workshops": (lambda tx: workshops.due(tx, NOW), "ix_workshops_due"),
    "who is followed up": (lambda tx: workshops.to_follow(tx, KEYS, NOW), "ix_workshop_people_due"),
    "when is a relay looked at": (relays.next_look, "ix_relays_look_at"),
    "what does one say": (lambda tx: inbox.waiting(tx, KEYS, ["l1"]), "ix_inbox_new"),
}


@pytest.fixture
def full(database: Database) -> Database:
    """A year of a product: nearly everything is over, a little is waiting."""
    where = organisation(database)
    with database.write() as tx:
        _people(tx, where.id)
        tx.execute(insert(InboxRow), [_received(n) for n in range(MANY)])
        tx.execute(insert(OutboxRow), [_sent(n) for n in range(MANY)])
    with database.write() as tx:
        tx.execute(text("ANALYZE"))
    return database


def _people(tx: Transaction, organisation_id: int) -> None:
    person = {"organisation_id": organisation_id, "created_at": NOW, "job": "x", "share": "ask"}
    person |= {"state": "active", "role": "member", "zone": "Europe/Paris", "region": "none"}
    tx.execute(insert(PersonRow), [person] * MANY)
    enrolment = {"organisation_id": organisation_id, "rhythm": 5, "hour": "09:00", "days": "01234"}
    ids = tx.execute(select(PersonRow.id)).scalars().all()
    later = [NOW + timedelta(minutes=n - 10) for n in range(MANY)]
    rows = [
        {**enrolment, "person_id": one, "next_at": at} for one, at in zip(ids, later, strict=True)
    ]
    tx.execute(insert(EnrolmentRow), rows)


def _received(number: int) -> dict[str, Any]:
    status = "new" if number % 200 == 0 else "done"
    row = {"channel": "paper", "provider_id": f"{number}", "lookup": f"l{number % 300}"}
    return {**row, "status": status, "received_at": NOW}


def _sent(number: int) -> dict[str, Any]:
    status = {0: "planned", 1: "claimed"}.get(number % 100, "sent")
    row = {"channel": "paper", "kind": "tip", "key": "k", "priority": number % 3, "status": status}
    due = NOW + timedelta(minutes=number - MANY // 2)
    lease = NOW + timedelta(seconds=number) if status == "claimed" else None
    return {**row, "due_at": due, "lease_until": lease, "created_at": NOW}


@contextmanager
def asked(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent to the database, with their values."""
    seen: list[tuple[str, Any]] = []

    def look(_conn: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        seen.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", look)
    yield seen
    event.remove(database.engine, "before_cursor_execute", look)


def plan(database: Database, question: Question) -> str:
    """How the database answers each statement of a question, as it tells it."""
    with database.write() as tx:
        # The transaction has begun: what is seen now is the question's own.
        with asked(database) as seen:
            question(tx)
        if not database.sqlite:
            # So small a table is as quickly read whole: what counts is that it need not be.
            tx.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN " if database.sqlite else "EXPLAIN "
        told = [tx.exec_driver_sql(explain + asked_for, values) for asked_for, values in seen]
        return "\n".join(str(row[-1]) for result in told for row in result)


def whole(line: str) -> bool:
    """Whether a line of a plan says that a table is read from end to end."""
    # What was picked is not a table.
    scan = line.strip().startswith("SCAN ") and "picked" not in line
    return "Seq Scan" in line or (scan and "INDEX" not in line)


def test_the_questions_of_every_second_use_their_indexes(full: Database) -> None:
    for name, (question, index) in QUESTIONS.items():
        told = plan(full, question)
        assert index in told, f"{name}:\n{told}"
        # Going from what was picked to its rows, PostgreSQL may read such a small table whole.
        picking, _, _ = told.partition("Semi Join")
        assert not any(map(whole, picking.splitlines())), f"{name}:\n{told}"
