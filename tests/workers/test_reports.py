"""What a provider tells of a message after it took it, in whatever order it is told."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations

import pytest

from channels.base import (
    Misconfigured,
    NotBefore,
    NotSent,
    OptedOut,
    OutcomeUnknown,
    Refused,
    Report,
    SendFailed,
    SlowDown,
    WindowClosed,
)
from core.person import State
from store import outbox
from store.db import Database
from store.outbox import LEASE, REPEAT, Outcome, Status
from tests import chat
from tests.chat import House, Member
from tests.workers.stage import (
    active,
    becomes,
    reply,
    row,
    said,
    stands,
)
from tests.workers.told import (
    DAY,
    PIECE,
    TODAY,
    claimed,
    deliver,
    expire,
    fails,
    returns,
    sent,
    tell,
)
from workers import reports


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    """The product on a channel like WhatsApp."""
    with chat.house(database, window=timedelta(days=1), numbered=True) as opened:
        opened.organisation()
        yield opened


@pytest.fixture
def amina(house: House) -> Member:
    """Amina, heard a moment ago."""
    return active(house, "amina", next_at=house.clock.now() + timedelta(days=1))


# ---- forward only ------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
def test_in_any_order_the_farthest_stands(house: House, amina: Member, order: list[str]) -> None:
    sid = sent(house, amina)
    for status in order:
        tell(house, "w01d1", sid, status)
        tell(house, "w01d1", sid, status)
    assert stands(house, "w01d1") == ("read", None)


def test_each_step_is_kept(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    left = row(house, "w01d1").sent_at
    house.clock.advance(minutes=1)
    for status in ("sent", "delivered", "read"):
        tell(house, "w01d1", sid, status)
        assert stands(house, "w01d1") == (status, None)
    assert row(house, "w01d1").sent_at == left
    assert row(house, "w01d1").proactive_day == TODAY


@pytest.mark.parametrize("arrived", ["delivered", "read"])
def test_what_arrived_cannot_fail_any_more(house: House, amina: Member, arrived: str) -> None:
    sid = sent(house, amina)
    tell(house, "w01d1", sid, arrived)
    fails(house, "w01d1", sid, OptedOut("opted_out_21610"))
    assert stands(house, "w01d1") == (arrived, None)
    assert amina.person.state is State.ACTIVE


@pytest.mark.parametrize("late", ["sent", "delivered", "read"])
def test_what_failed_does_not_arrive_later(house: House, amina: Member, late: str) -> None:
    sid = sent(house, amina)
    fails(house, "w01d1", sid, Refused("content_refused_63005"))
    tell(house, "w01d1", sid, late)
    assert stands(house, "w01d1") == ("failed", "content_refused_63005")


@pytest.mark.parametrize("status", ["sent", "delivered", "read"])
def test_a_report_settles_what_nobody_knew(house: House, amina: Member, status: str) -> None:
    taken = claimed(house, amina)
    with house.context.database.write() as tx:
        outbox.finish(tx, [Outcome(taken, Status.UNKNOWN, "timeout")], now=house.clock.now())
    tell(house, "w01d1", "SM1", status)
    assert stands(house, "w01d1") == (status, None)
    assert row(house, "w01d1").provider_id == "SM1"


@pytest.mark.parametrize("ref", ["", "x", "-1", "99999999", "9" * 40, "²"])
def test_a_report_about_nothing_we_know_is_ignored(house: House, amina: Member, ref: str) -> None:
    sid = sent(house, amina)
    reports.take(
        house.context, [Report(ref, sid, "read"), Report(ref, sid, "failed", Refused("x"))]
    )
    assert stands(house, "w01d1") == ("sent", None)


# ---- told before the send returned -------------------------------------------------------------


@pytest.mark.parametrize("status", ["delivered", "read"])
def test_an_arrival_told_before_the_send_returned(house: House, amina: Member, status: str) -> None:
    taken = claimed(house, amina)
    tell(house, "w01d1", "SM1", "sent")
    tell(house, "w01d1", "SM1", status)
    returns(house, taken)
    assert stands(house, "w01d1") == (status, None)
    assert row(house, "w01d1").sent_at is not None


def test_a_failure_told_before_the_send_returned_is_acted_on_when_it_has(
    house: House, amina: Member
) -> None:
    taken = claimed(house, amina)
    fails(house, "w01d1", "SM1", WindowClosed("window_63016"))
    assert reports.catch_up(house.context) == 0, "its sender may still be at it"
    returns(house, taken)
    assert row(house, "w01d1").status == "claimed"
    assert reports.catch_up(house.context) == 1
    assert stands(house, "w01d1") == ("planned", "window")
    deliver(house)
    assert stands(house, "w01d1") == ("sent", None)
    assert house.paper.sent[-1][1].template == PIECE.template
    assert reports.catch_up(house.context) == 0


@pytest.mark.parametrize(
    ("failure", "after"),
    [
        (OptedOut("opted_out_21610"), ("failed", "opted_out_21610")),
        (Refused("content_refused_63005"), ("failed", "content_refused_63005")),
        (NotBefore("meta_withheld_63049", DAY), ("planned", "meta_withheld_63049")),
        (SlowDown("rate_63018", 5.0), ("planned", "rate_63018")),
        (Misconfigured("sender_63007"), ("planned", "sender_63007")),
    ],
)
def test_every_kind_of_early_failure_is_remembered(
    house: House, amina: Member, failure: SendFailed, after: tuple[str, str]
) -> None:
    taken = claimed(house, amina)
    fails(house, "w01d1", "SM1", failure)
    returns(house, taken)
    reports.catch_up(house.context)
    assert stands(house, "w01d1") == after


def test_an_early_failure_then_an_arrival_is_an_arrival(house: House, amina: Member) -> None:
    claimed(house, amina)
    fails(house, "w01d1", "SM1", NotSent("unknown_error_30008"))
    tell(house, "w01d1", "SM1", "delivered")
    assert stands(house, "w01d1") == ("delivered", None)


def test_a_process_that_died_does_not_repeat_what_was_told_to_fail(
    house: House, amina: Member
) -> None:
    claimed(house, amina)
    fails(house, "w01d1", "SM1", Refused("content_refused_63005"))
    with house.context.database.write() as tx:
        assert outbox.recover(tx, real_now=house.context.real() + 2 * LEASE) == 0
    expire(house)
    reports.catch_up(house.context)
    assert stands(house, "w01d1") == ("failed", "content_refused_63005")


# ---- of which try it speaks --------------------------------------------------------------------


def test_a_failure_told_twice_counts_once(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    for _ in range(3):
        fails(house, "w01d1", sid, NotSent("unknown_error_30008"))
    assert (row(house, "w01d1").status, row(house, "w01d1").told) == ("planned", 1)


def test_a_later_try_is_not_touched_by_what_is_told_of_the_first(
    house: House, amina: Member
) -> None:
    first = sent(house, amina)
    fails(house, "w01d1", first, NotSent("unknown_error_30008"))
    house.clock.advance(minutes=1)
    deliver(house)
    second = str(row(house, "w01d1").provider_id)
    assert second != first
    fails(house, "w01d1", first, NotSent("unknown_error_30008"))
    tell(house, "w01d1", first, "read")
    assert stands(house, "w01d1") == ("sent", None)
    tell(house, "w01d1", second, "delivered")
    assert stands(house, "w01d1") == ("delivered", None)


def test_a_try_on_its_way_is_not_touched_by_what_is_told_of_the_first(
    house: House, amina: Member
) -> None:
    first = sent(house, amina)
    fails(house, "w01d1", first, NotSent("unknown_error_30008"))
    house.clock.advance(minutes=1)
    with house.context.database.write() as tx:
        now, real = house.clock.now(), house.context.real()
        (taken,) = outbox.claim(
            tx, house.context.keyring, now=now, real_now=real, limit=9, channels=["paper"]
        )
        outbox.start(tx, [taken.id], real_now=real)
    fails(house, "w01d1", first, NotSent("unknown_error_30008"))
    returns(house, taken.id, "SM2")
    assert stands(house, "w01d1") == ("sent", None)
    assert row(house, "w01d1").provider_id == "SM2"
    tell(house, "w01d1", "SM2", "read")
    assert stands(house, "w01d1") == ("read", None)


def test_a_reply_that_arrived_after_all_is_not_sent_once_more(house: House, amina: Member) -> None:
    house.paper.refusing.append(OutcomeUnknown("timeout"))
    amina.says("bonjour").hears_nothing()
    assert stands(house, "question.hello") == ("planned", f"{REPEAT}timeout")
    tell(house, "question.hello", "SM1", "delivered")
    deliver(house)
    assert said(house) == []
    assert stands(house, "question.hello") == ("delivered", None)


def test_a_failure_told_early_counts_more_than_a_send_without_an_answer(
    house: House, amina: Member
) -> None:
    taken = claimed(house, amina)
    fails(house, "w01d1", "SM1", Refused("content_refused_63005"))
    lost = Outcome(taken, Status.UNKNOWN, "timeout")
    with house.context.database.write() as tx:
        outbox.finish(tx, [lost], now=house.clock.now())
    expire(house)
    reports.catch_up(house.context)
    assert stands(house, "w01d1") == ("failed", "content_refused_63005")


def test_a_second_try_nobody_knows_of_is_settled_by_its_own_report(
    house: House, amina: Member
) -> None:
    first = sent(house, amina)
    fails(house, "w01d1", first, NotSent("unknown_error_30008"))
    house.clock.advance(minutes=1)
    house.paper.refusing.append(OutcomeUnknown("timeout"))
    deliver(house)
    assert stands(house, "w01d1") == ("unknown", "timeout")
    tell(house, "w01d1", first, "delivered")
    assert stands(house, "w01d1") == ("unknown", "timeout")
    tell(house, "w01d1", "SM2", "delivered")
    assert stands(house, "w01d1") == ("delivered", None)


def test_a_stop_stands_whatever_is_told(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    becomes(house, amina, state=State.STOPPED)
    fails(house, "w01d1", sid, NotSent("unknown_error_30008"))
    house.clock.advance(minutes=1)
    deliver(house)
    assert stands(house, "w01d1") == ("skipped", "stopped")


def test_a_reply_that_fails_for_a_moment_is_sent_again(house: House, amina: Member) -> None:
    reply(house, amina, "hello")
    deliver(house)
    fails(house, "hello", str(row(house, "hello").provider_id), NotSent("unknown_error_30008"))
    house.clock.advance(minutes=1)
    deliver(house)
    assert said(house) == ["hello", "hello"]
    assert stands(house, "hello") == ("sent", None)


def test_of_somebody_erased_nothing_is_left_to_act_on(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    message_id = row(house, "w01d1").id
    amina.says("OUBLIE-MOI").says("oui")
    reports.take(
        house.context, [Report(str(message_id), sid, "failed", OptedOut("opted_out_21610"))]
    )
    reports.take(
        house.context, [Report(str(message_id), sid, "failed", WindowClosed("window_63016"))]
    )
    deliver(house)
    assert len([text for text in said(house) if text == "w01d1"]) == 1
