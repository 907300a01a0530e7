"""What a message leads to that its provider took, and could not bring."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from channels.base import (
    BrokenTemplate,
    Misconfigured,
    NotBefore,
    NotSent,
    OptedOut,
    Refused,
    SendFailed,
    SlowDown,
    Unreachable,
    WindowClosed,
)
from core.person import State
from store.db import Database
from tests import chat
from tests.chat import House, Member
from tests.workers.stage import (
    active,
    due_in,
    nudge,
    reachable,
    reply,
    row,
    said,
    stands,
)
from tests.workers.told import (
    DAY,
    PIECE,
    deliver,
    fails,
    sent,
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


# ---- what a failure leads to -------------------------------------------------------------------


def test_a_closed_window_sends_the_template_once(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    assert house.paper.sent[-1][1].template is None
    fails(house, "w01d1", sid, WindowClosed("window_63016"))
    assert stands(house, "w01d1") == ("planned", "window")
    deliver(house)
    assert house.paper.sent[-1][1].template == PIECE.template
    second = str(row(house, "w01d1").provider_id)
    assert second != sid
    fails(house, "w01d1", second, WindowClosed("window_63016"))
    assert stands(house, "w01d1") == ("failed", "window_63016")
    assert row(house, "w01d1").proactive_day is None


def test_a_closed_window_fails_what_has_no_template(house: House, amina: Member) -> None:
    reply(house, amina, "hello")
    deliver(house)
    fails(house, "hello", str(row(house, "hello").provider_id), WindowClosed("window_63016"))
    assert stands(house, "hello") == ("failed", "window_63016")
    deliver(house)
    assert said(house) == ["hello"]


def test_an_opt_out_stops_the_person_and_all_that_is_planned(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    nudge(house, amina, "w01d2", due_at=house.clock.now() + timedelta(days=1))
    fails(house, "w01d1", sid, OptedOut("opted_out_21610"))
    assert amina.person.state is State.STOPPED
    assert stands(house, "w01d1") == ("failed", "opted_out_21610")
    assert stands(house, "w01d2") == ("skipped", "stopped")
    assert reachable(house) == [False]


def test_a_bad_address_is_not_written_to_again(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    fails(house, "w01d1", sid, Unreachable("bad_address_63003"))
    assert reachable(house) == [False]
    assert amina.person.state is State.ACTIVE, "they asked for nothing"
    assert stands(house, "w01d1") == ("failed", "bad_address_63003")


def test_what_meta_withheld_waits_a_day_at_least(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    fails(house, "w01d1", sid, NotBefore("meta_withheld_63049", DAY))
    assert stands(house, "w01d1") == ("planned", "meta_withheld_63049")
    assert due_in(house, "w01d1") == DAY
    deliver(house)
    assert said(house) == ["w01d1"]


def test_what_meta_withheld_goes_in_no_later_than_its_moment(house: House, amina: Member) -> None:
    end = house.clock.now() + timedelta(hours=2)
    sid = sent(house, amina, expires_at=end)
    fails(house, "w01d1", sid, NotBefore("meta_withheld_63049", DAY))
    house.clock.advance(days=1, minutes=1)
    deliver(house)
    assert stands(house, "w01d1") == ("expired", "meta_withheld_63049"), "the true cause stays"


def test_asked_to_slow_down_it_waits(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    fails(house, "w01d1", sid, SlowDown("rate_63018", 60.0))
    assert due_in(house, "w01d1") == 60.0
    house.clock.advance(minutes=1)
    deliver(house)
    assert stands(house, "w01d1") == ("sent", None)


@pytest.mark.parametrize(
    "failure", [Refused("content_refused_63005"), Refused("experiment_63032"), Refused("failed")]
)
def test_what_is_refused_is_not_tried_again(
    house: House, amina: Member, failure: SendFailed
) -> None:
    sid = sent(house, amina)
    fails(house, "w01d1", sid, failure)
    deliver(house)
    assert stands(house, "w01d1") == ("failed", failure.reason)
    assert len(said(house)) == 1
    assert row(house, "w01d1").proactive_day is None, "the day is free again"


def test_a_wrong_configuration_is_told_to_the_operator_without_a_word_of_the_message(
    house: House, amina: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    sid = sent(house, amina)
    fails(house, "w01d1", sid, Misconfigured("sender_63007"))
    told = "".join(capsys.readouterr())
    assert "channel_misconfigured" in told
    assert "sender_63007" in told
    assert "w01d1" not in told
    assert "amina" not in told
    assert row(house, "w01d1").status == "planned"


@pytest.mark.parametrize(
    ("failure", "tries"),
    [
        (NotSent("unknown_error_30008"), reports.TRIES),
        (SlowDown("rate_63018", 1.0), reports.SLOW_TRIES),
        (Misconfigured("sender_63007"), reports.TRIES),
    ],
)
def test_a_passing_failure_told_again_and_again_ends(
    house: House, amina: Member, failure: SendFailed, tries: int
) -> None:
    sent(house, amina)
    for _ in range(tries + 1):
        if row(house, "w01d1").status != "sent":
            break
        fails(house, "w01d1", str(row(house, "w01d1").provider_id), failure)
        # Each wait is longer than the one before.
        house.clock.advance(minutes=20)
        deliver(house)
    assert stands(house, "w01d1") == ("failed", failure.reason)
    assert len(said(house)) == tries


def test_a_template_that_waits_for_room_stays_a_template(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    fails(house, "w01d1", sid, WindowClosed("window_63016"))
    house.paper.refusing = [SlowDown("rate_63018", 1.0)]
    deliver(house)
    assert stands(house, "w01d1") == ("planned", "window"), "the window is as shut as before"
    house.clock.advance(minutes=1)
    deliver(house)
    assert house.paper.sent[-1][1].template == PIECE.template


def test_a_template_refused_for_good_is_not_tried_again(house: House, amina: Member) -> None:
    sid = sent(house, amina)
    fails(house, "w01d1", sid, BrokenTemplate("template_mismatch_63028"))
    assert stands(house, "w01d1") == ("failed", "template_mismatch_63028")


def test_a_failure_told_later_has_its_second_try_whatever_the_connection_did(
    house: House, amina: Member
) -> None:
    house.paper.refusing = [NotSent("no_connection")] * 3
    nudge(house, amina, "w01d1", proactive_day=chat.MONDAY.date(), body=PIECE)
    while stands(house, "w01d1")[0] != "sent":
        deliver(house)
        house.clock.advance(minutes=1)
    fails(house, "w01d1", str(row(house, "w01d1").provider_id), NotSent("unknown_error_30008"))
    assert stands(house, "w01d1") == ("planned", "unknown_error_30008")
    house.clock.advance(minutes=1)
    deliver(house)
    assert stands(house, "w01d1") == ("sent", None)


def test_what_the_provider_asks_to_wait_with_is_tried_until_its_moment_has_passed(
    house: House, amina: Member
) -> None:
    end = house.clock.now() + timedelta(hours=2)
    sent(house, amina, expires_at=end)
    told = 0
    while stands(house, "w01d1")[0] in {"sent", "planned"}:
        if stands(house, "w01d1")[0] == "sent":
            sid = str(row(house, "w01d1").provider_id)
            fails(house, "w01d1", sid, SlowDown("rate_63018", 5.0))
            told += 1
        house.clock.advance(minutes=1)
        deliver(house)
    assert stands(house, "w01d1") == ("expired", "rate_63018")
    # After 1, 2, 4, 8, 16 and 32 minutes.
    assert told == 7
