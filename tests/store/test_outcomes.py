"""What becomes of messages, and of those whose process died."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.message import Address
from core.person import Person
from store import ledger, outbox
from store.db import Database
from store.models import OutboxRow
from store.outbox import LEASE, NUDGE, REPEAT, REPLY, Message, Outcome, Status
from tests.store.cast import (
    KEYS,
    NOW,
    TODAY,
    claimed,
    member,
    nudge,
    organisation,
    paper,
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


# ---- what becomes of it ------------------------------------------------------------------------


def test_what_left_is_sent_with_the_ids_of_the_provider(database: Database, amina: Person) -> None:
    planned(database, *(nudge(amina, f"s{n}", day=None) for n in range(3)))
    taken = claimed(database)
    start(database, *taken)
    finish(database, *(Outcome(one.id, Status.SENT, provider_id=f"p{one.id}") for one in taken))
    assert [(one.status, one.provider_id) for one in rows(database)] == [
        ("sent", f"p{one.id}") for one in taken
    ]
    assert all(one.sent_at == NOW and one.lease_until is None for one in rows(database))
    assert recover(database) == 0


def test_what_must_wait_is_planned_again_for_later(database: Database, amina: Person) -> None:
    planned(database, nudge(amina))
    (taken,) = claimed(database)
    start(database, taken)
    later = NOW + timedelta(minutes=1)
    finish(database, Outcome(taken.id, Status.PLANNED, "slow_down", due_at=later, attempts=2))
    kept = row(database)
    assert (kept.status, kept.reason, kept.due_at) == ("planned", "slow_down", later)
    assert (kept.attempts, kept.started_at, kept.proactive_day) == (2, None, TODAY)
    assert claimed(database) == []


@pytest.mark.parametrize("status", [Status.SENT, Status.FAILED])
def test_a_receipt_is_wiped_as_soon_as_it_left_or_failed(
    database: Database, amina: Person, status: Status
) -> None:
    (stored,) = replied(database, replace(a_reply(amina), person_id=None))
    finish(database, Outcome(stored.id, status, wipe=True))
    assert (row(database).to_sealed, row(database).sealed) == (None, None)


def test_a_message_follows_a_renamed_chat(database: Database, amina: Person) -> None:
    planned(database, nudge(amina))
    (taken,) = claimed(database)
    with database.write() as tx:
        outbox.redirect(tx, KEYS, taken.id, paper("amina-moved"))
        outbox.finish(tx, [Outcome(taken.id, Status.PLANNED, "moved")], now=NOW)
    assert [one.to for one in claimed(database)] == [paper("amina-moved")]


# ---- a process that died -----------------------------------------------------------------------


def test_a_claim_that_never_started_is_planned_again(database: Database, amina: Person) -> None:
    planned(database, nudge(amina))
    claimed(database)
    assert recover(database) == 1
    kept = row(database)
    assert (kept.status, kept.attempts, kept.lease_until) == ("planned", 0, None)
    assert len(claimed(database)) == 1


def test_a_nudge_that_may_have_left_is_unknown_and_not_repeated(
    database: Database, amina: Person
) -> None:
    planned(database, nudge(amina))
    start(database, *claimed(database))
    assert recover(database) == 1
    assert (row(database).status, row(database).reason) == ("unknown", "process_died")
    assert row(database).proactive_day == TODAY
    assert claimed(database) == []
    assert recover(database) == 0


def test_a_reply_that_may_have_left_goes_once_more_and_no_more(
    database: Database, amina: Person
) -> None:
    replied(database, a_reply(amina))
    assert recover(database) == 1
    assert (row(database).status, row(database).attempts) == ("planned", 1)
    assert str(row(database).reason).startswith(REPEAT)
    start(database, *claimed(database))
    assert recover(database) == 1
    assert row(database).status == "unknown"


def test_a_lease_is_kept_while_it_lasts_and_can_be_renewed(
    database: Database, amina: Person
) -> None:
    planned(database, nudge(amina))
    (taken,) = claimed(database)
    assert recover(database, real_now=NOW + LEASE) == 0
    with database.write() as tx:
        outbox.renew(tx, [taken.id], real_now=NOW + LEASE)
    assert recover(database, real_now=DEAD) == 0
    assert recover(database, real_now=DEAD + LEASE) == 1


def test_renewing_brings_nothing_back_that_is_over(database: Database, amina: Person) -> None:
    planned(database, nudge(amina))
    (taken,) = claimed(database)
    finish(database, Outcome(taken.id, Status.SENT))
    with database.write() as tx:
        outbox.renew(tx, [taken.id], real_now=DEAD)
    assert (row(database).status, row(database).lease_until) == ("sent", None)


def test_a_reply_left_to_the_senders_waits_for_its_hour(database: Database, amina: Person) -> None:
    later = replace(a_reply(amina), due_at=NOW + timedelta(hours=2))
    (stored,) = replied(database, later, sent_here=False)
    assert claimed(database) == []
    assert row(database).status == "planned"
    assert stored.id == row(database).id


# ---- stopping, telling -------------------------------------------------------------------------


def test_cancelling_stops_what_is_planned_and_frees_the_day(
    database: Database, amina: Person
) -> None:
    bruno = member(database, organisation(database, "ECOLE"), "bruno")
    planned(database, nudge(amina), nudge(bruno), nudge(amina, "s2", day=TOMORROW))
    with database.write() as tx:
        assert outbox.cancel(tx, amina.id, "stopped") == 2
        assert outbox.cancel(tx, amina.id, "stopped") == 0
    assert [(one.status, one.reason, one.proactive_day) for one in rows(database)] == [
        ("skipped", "stopped", None),
        ("planned", None, TODAY),
        ("skipped", "stopped", None),
    ]


def test_cancelling_can_leave_other_kinds_alone(database: Database, amina: Person) -> None:
    planned(database, nudge(amina), replace(nudge(amina, "r", day=None), kind="reminder"))
    with database.write() as tx:
        assert outbox.cancel(tx, amina.id, "stopped", ["reminder"]) == 1
    assert [one.status for one in rows(database)] == ["planned", "skipped"]


def cancel(database: Database, person: Person) -> int:
    with database.write() as tx:
        return outbox.cancel(tx, person.id, "stopped")


def test_cancelling_takes_back_what_has_not_begun_to_leave(
    database: Database, amina: Person
) -> None:
    planned(database, nudge(amina, "begun"), nudge(amina, "claimed", day=TOMORROW))
    begun, waiting = claimed(database)
    start(database, begun)
    assert cancel(database, amina) == 1
    assert [(one.key, one.status, one.proactive_day) for one in rows(database)] == [
        ("begun", "claimed", TODAY),
        ("claimed", "skipped", None),
    ]
    with database.write() as tx:
        assert outbox.start(tx, [begun.id, waiting.id], real_now=NOW) == {begun.id}
        assert outbox.start(tx, [], real_now=NOW) == set()


def test_cancelling_leaves_replies(database: Database, amina: Person) -> None:
    replied(database, a_reply(amina), sent_here=False)
    assert cancel(database, amina) == 0
    assert row(database).status == "planned"


@pytest.mark.parametrize("status", [Status.SENT, Status.PLANNED, Status.UNKNOWN, Status.FAILED])
def test_a_stop_stands_whatever_the_sender_says_later(
    database: Database, amina: Person, status: Status
) -> None:
    planned(database, nudge(amina))
    (taken,) = claimed(database)
    cancel(database, amina)
    finish(database, Outcome(taken.id, status, "late"), Outcome(taken.id, status, "late"))
    assert (row(database).status, row(database).reason) == ("skipped", "stopped")


def test_what_nobody_could_send_in_time_is_given_up_with_its_reason(
    database: Database, amina: Person
) -> None:
    ends = replace(nudge(amina, "on", day=None), expires_at=NOW)
    off = replace(ends, key="off", plan="off", to=Address("telegram", "1"), proactive_day=TODAY)
    endless = nudge(amina, "endless", day=None)
    planned(database, ends, off, endless)
    with database.write() as tx:
        assert outbox.give_up(tx, NOW, ["paper"]) == 0
        assert outbox.give_up(tx, NOW + timedelta(microseconds=1), ["paper"]) == 2
    assert [(one.status, one.reason, one.proactive_day) for one in rows(database)] == [
        ("expired", "expired", None),
        ("expired", "channel_off", None),
        ("planned", None, None),
    ]


def test_counts_tell_states_and_reasons(database: Database, amina: Person) -> None:
    skipped = replace(nudge(amina, "s", day=None), status=Status.SKIPPED, reason="holiday")
    planned(database, nudge(amina), skipped)
    with database.read() as tx:
        assert ledger.counts(tx) == {("planned", ""): 1, ("skipped", "holiday"): 1}


def test_the_history_of_a_person_is_newest_first_and_without_text(
    database: Database, amina: Person
) -> None:
    planned(database, *(nudge(amina, f"s{n}", day=None) for n in range(4)))
    with database.read() as tx:
        told = ledger.history(tx, amina.organisation_id, amina.id, limit=3)
    assert [one.key for one in told] == ["s3", "s2", "s1"]
    assert not {"sealed", "to_sealed", "provider_id"} & set(told[0]._fields)


def test_keys_sent_to_an_address_are_told_oldest_first(database: Database, amina: Person) -> None:
    elsewhere = nudge(amina, "s9", day=None, handle="bruno")
    planned(database, *(nudge(amina, f"s{n}", day=None) for n in range(3)), elsewhere)
    finish(database, *(Outcome(one.id, Status.SENT) for one in claimed(database, 4)))
    with database.read() as tx:
        assert ledger.keys_sent_to(tx, KEYS, paper("amina")) == ["s0", "s1", "s2"]


def test_a_row_of_nobody_can_still_be_sent(database: Database, amina: Person) -> None:
    planned(database, nudge(amina))
    with database.write() as tx:
        tx.execute(update(OutboxRow).values(person_id=None, sealed=None, to_sealed=None))
    (taken,) = claimed(database)
    assert (taken.to, taken.body, taken.person_id) == (None, None, None)
    assert taken.priority == NUDGE
