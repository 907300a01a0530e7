"""What silence and a person's own words do to the schedule, and the reasons given."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from core.calendar import Hours, at, local
from core.person import Leave, Person, State
from core.reasons import Reason
from flows import schedule
from flows.schedule import Decision

HOURS = Hours()
AMINA = Person(id=1, organisation_id=1)


def noon(day: date, zone: str = "Europe/Paris") -> datetime:
    return at(day, time(12), zone)


def joins(person: Person, day: date) -> Person:
    return schedule.start(person, noon(day, person.zone))


def turns(person: Person, until: date = date(2100, 1, 1)) -> Iterator[Decision]:
    """Play the planner, always on time, up to the end of a local day. People keep answering."""
    while person.next_at and local(person.next_at, person.zone).date() <= until:
        turn = schedule.decide(person, person.next_at, HOURS)
        yield turn
        person = replace(turn.person, unanswered=0)


def pieces(person: Person, until: date) -> list[str]:
    """By key, what goes, as `11-09 w01d1`, and what does not, as `11-13 w01d5 no_day`."""
    lines: dict[str, str] = {}
    for turn in turns(person, until):
        lines |= {skip.key: f"{skip.day:%m-%d} {skip.key} {skip.reason}" for skip in turn.skipped}
        if turn.due_at and turn.piece:
            lines[turn.piece] = f"{local(turn.due_at, person.zone):%m-%d} {turn.piece}"
    return [lines[key] for key in sorted(lines)]


def after(person: Person, until: date) -> Person:
    """The person once the planner has done everything up to the end of a local day."""
    for turn in turns(person, until):
        person = replace(turn.person, unanswered=0)
    return person


# -- silence


def silent(person: Person, limit: int = 60) -> list[Decision]:
    made: list[Decision] = []
    while person.next_at and len(made) < limit:
        made.append(schedule.decide(person, person.next_at, HOURS))
        person = made[-1].person
    return made


@pytest.mark.parametrize(("rhythm", "sent"), [(5, 10 + 6 + 4), (3, 10 + 4), (1, 10)])
def test_a_silent_person_is_slowed_down_then_thanked_and_paused(rhythm: int, sent: int) -> None:
    made = silent(joins(replace(AMINA, rhythm=rhythm), date(2026, 9, 4)))
    said = [turn.say for turn in made if turn.say]
    assert said == ["tip"] * sent + ["pause_thanks"]
    last = made[-1].person
    assert (last.state, last.paused_by_silence, last.next_at) == (State.PAUSED, True, None)


def test_ten_unanswered_pieces_bring_five_a_week_down_to_three() -> None:
    made = silent(joins(AMINA, date(2026, 9, 4)), 10)
    assert (made[8].person.pieces_a_week, made[8].person.unanswered) == (5, 9)
    assert (made[9].person.pieces_a_week, made[9].person.unanswered) == (3, 0)
    assert made[9].person.rhythm == 5


def test_any_reply_lifts_a_pause_made_by_silence() -> None:
    paused = silent(joins(AMINA, date(2026, 9, 4)))[-1].person
    assert paused.last_planned_on is not None
    replied = schedule.heard(paused, noon(paused.last_planned_on))
    assert (replied.state, replied.pieces_a_week, replied.unanswered) == (State.ACTIVE, 5, 0)
    assert replied.next_at is not None
    assert local(replied.next_at, replied.zone).date() > paused.last_planned_on


def test_a_reply_does_not_lift_a_pause_or_a_stop_that_was_asked_for() -> None:
    now = noon(date(2026, 9, 8))
    person = joins(AMINA, date(2026, 9, 4))
    paused = schedule.pause(person, None, now)
    stopped = schedule.stop(person)
    assert schedule.heard(paused, now).next_at is None
    assert schedule.heard(stopped, now).state is State.STOPPED
    assert schedule.resume(paused, now).state is State.ACTIVE
    assert schedule.resume(stopped, now).next_at is not None


def test_a_reply_at_the_very_minute_of_the_piece_does_not_lose_it() -> None:
    person = joins(AMINA, date(2026, 9, 4))
    now = at(date(2026, 9, 7), time(9, 0, 1), "Europe/Paris")
    assert schedule.decide(schedule.heard(person, now), now, HOURS).piece == "w01d1"


# -- what a person may ask


def test_a_pause_until_a_day_ends_by_itself_on_that_day() -> None:
    person = after(joins(AMINA, date(2026, 9, 4)), date(2026, 9, 8))
    paused = schedule.pause(person, date(2026, 9, 11), noon(date(2026, 9, 8)))
    assert paused.next_at == at(date(2026, 9, 11), time(9), "Europe/Paris")
    assert pieces(paused, date(2026, 9, 14)) == [
        "09-11 w01d3",
        "09-10 w01d4 no_day",
        "09-11 w01d5 no_day",
        "09-14 w02d1",
    ]


def test_a_pause_of_full_weeks_shifts_the_programme() -> None:
    person = after(joins(AMINA, date(2026, 9, 4)), date(2026, 9, 11))
    paused = schedule.pause(person, date(2026, 9, 28), noon(date(2026, 9, 12)))
    assert pieces(paused, date(2026, 9, 28)) == ["09-28 w02d1"]


def test_a_pause_cannot_end_today() -> None:
    person = joins(AMINA, date(2026, 9, 4))
    with pytest.raises(ValueError, match="later day"):
        schedule.pause(person, date(2026, 9, 8), noon(date(2026, 9, 8)))


def test_a_return_after_months_of_stop_bursts_nothing() -> None:
    person = schedule.stop(after(joins(AMINA, date(2026, 3, 6)), date(2026, 3, 11)))
    back = schedule.resume(person, noon(date(2026, 9, 9)))
    assert pieces(back, date(2026, 9, 11)) == [
        "03-12 w01d4 no_day",
        "03-13 w01d5 no_day",
        "09-10 w02d1",
        "09-11 w02d2",
        "09-09 w02d3 no_day",
        "09-10 w02d4 no_day",
        "09-11 w02d5 no_day",
    ]


def test_less_goes_down_to_the_digest_and_more_comes_back() -> None:
    now = noon(date(2026, 9, 8))
    person = after(joins(AMINA, date(2026, 9, 4)), date(2026, 9, 8))
    rhythms = []
    for _ in range(4):
        person = schedule.less(person, now)
        rhythms.append(person.rhythm)
    assert rhythms == [3, 1, 0, 0]
    assert person.next_at is None
    assert schedule.more(person, now).next_at is not None


def test_less_starts_from_the_rhythm_silence_had_left() -> None:
    slowed = replace(joins(AMINA, date(2026, 9, 4)), slowed_to=3)
    now = noon(date(2026, 9, 8))
    assert schedule.less(slowed, now).pieces_a_week == 1
    assert schedule.more(slowed, now).pieces_a_week == 5


def test_more_on_a_thursday_fills_the_days_that_remain() -> None:
    person = after(joins(replace(AMINA, rhythm=1), date(2026, 9, 4)), date(2026, 9, 9))
    faster = schedule.with_rhythm(person, 5, noon(date(2026, 9, 9)))
    assert pieces(faster, date(2026, 9, 11))[:2] == ["09-10 w01d3", "09-11 w01d4"]


def test_more_on_a_saturday_reports_no_piece_that_was_never_planned() -> None:
    person = after(joins(replace(AMINA, rhythm=1), date(2026, 9, 4)), date(2026, 9, 12))
    faster = schedule.more(person, noon(date(2026, 9, 12)))
    assert pieces(faster, date(2026, 9, 15)) == ["09-15 w02d2"]


def test_a_reply_on_a_saturday_reports_no_piece_that_was_never_planned() -> None:
    slowed = replace(joins(AMINA, date(2026, 9, 4)), slowed_to=1)
    person = after(slowed, date(2026, 9, 12))
    replied = schedule.heard(person, noon(date(2026, 9, 12)))
    assert pieces(replied, date(2026, 9, 14)) == ["09-14 w02d1"]


def test_another_hour_makes_no_second_piece_the_same_day() -> None:
    # The week of 11 November is short: every day in it would be wanted.
    person = after(joins(AMINA, date(2026, 11, 6)), date(2026, 11, 10))
    moved = schedule.at_hour(person, time(15), noon(date(2026, 11, 10)))
    assert moved.next_at == at(date(2026, 11, 12), time(15), "Europe/Paris")


def test_an_hour_still_to_come_today_counts_today_if_nothing_went() -> None:
    person = joins(AMINA, date(2026, 9, 4))
    eight = at(date(2026, 9, 7), time(8), "Europe/Paris")
    moved = schedule.at_hour(person, time(15), eight)
    assert moved.next_at == at(date(2026, 9, 7), time(15), "Europe/Paris")


def test_other_days_are_used_at_once() -> None:
    person = after(joins(AMINA, date(2026, 9, 4)), date(2026, 9, 8))
    moved = schedule.with_days(person, [5, 3], noon(date(2026, 9, 8)))
    assert pieces(moved, date(2026, 9, 13))[:2] == ["09-10 w01d3", "09-12 w01d4"]


@pytest.mark.parametrize("days", [[], [7], [-1, 2]])
def test_days_that_are_no_weekdays_are_refused(days: list[int]) -> None:
    with pytest.raises(ValueError, match="working days"):
        schedule.with_days(AMINA, days, noon(date(2026, 9, 8)))


@pytest.mark.parametrize(
    ("tap", "comes"), [("09:30", "12:30"), ("17:00", "18:30"), ("18:30", None), ("05:30", "08:30")]
)
def test_later_is_three_hours_later_the_same_day(tap: str, comes: str | None) -> None:
    now = at(date(2026, 9, 8), time.fromisoformat(tap), "Europe/Paris")
    again = schedule.later(AMINA, now, HOURS)
    assert (again and f"{local(again, AMINA.zone):%H:%M}") == comes


# -- reasons


def test_each_day_without_a_piece_has_its_reason() -> None:
    person = joins(
        replace(AMINA, days=(0, 2, 3, 4), leaves=(Leave(date(2026, 11, 12), date(2026, 11, 13)),)),
        date(2026, 10, 30),
    )
    reasons = [schedule.day(person, date(2026, 11, 9) + timedelta(days=n)) for n in range(5)]
    assert reasons == [None, Reason.NOT_WORKING, Reason.HOLIDAY, Reason.LEAVE, Reason.LEAVE]
    assert schedule.day(person, date(2026, 10, 30)) is Reason.NOT_STARTED


def test_the_persons_word_is_checked_again_just_before_sending() -> None:
    person = joins(AMINA, date(2026, 9, 4))
    now = at(date(2026, 9, 7), time(9), "Europe/Paris")
    assert schedule.allowed(person, now, HOURS) is None
    assert schedule.allowed(schedule.stop(person), now, HOURS) is Reason.STOPPED
    assert schedule.allowed(schedule.pause(person, None, now), now, HOURS) is Reason.PAUSE
    assert schedule.allowed(replace(person, rhythm=0), now, HOURS) is Reason.DIGEST_ONLY
    assert schedule.allowed(AMINA, now, HOURS) is Reason.NOT_STARTED
    assert schedule.allowed(person, now + timedelta(hours=10), HOURS) is Reason.QUIET_HOURS


def test_the_thank_you_and_the_last_word_pass_their_own_state() -> None:
    person = joins(AMINA, date(2026, 9, 4))
    now = at(date(2026, 9, 8), time(9), "Europe/Paris")
    asleep = replace(person, state=State.PAUSED, paused_by_silence=True)
    assert schedule.allowed(asleep, now, HOURS) is Reason.PAUSE
    assert schedule.allowed(asleep, now, HOURS, "pause_thanks") is None
    asked = schedule.pause(asleep, None, now)
    assert schedule.allowed(asked, now, HOURS, "pause_thanks") is Reason.PAUSE
    over = replace(person, state=State.FINISHED, week=14)
    assert schedule.allowed(over, now, HOURS) is Reason.FINISHED
    assert schedule.allowed(over, now, HOURS, "finished") is None
