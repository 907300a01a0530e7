"""The schedule told as stories: who joins when, what comes on which day, and why not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

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


# -- joining and weeks


def test_amina_joins_on_a_wednesday_and_her_first_week_is_short() -> None:
    lines = pieces(joins(AMINA, date(2026, 9, 2)), date(2026, 9, 7))
    assert lines == [
        "09-03 w01d1",
        "09-04 w01d2",
        "09-02 w01d3 no_day",
        "09-03 w01d4 no_day",
        "09-04 w01d5 no_day",
        "09-07 w02d1",
    ]


def test_who_joins_on_a_friday_starts_on_monday() -> None:
    person = joins(AMINA, date(2026, 9, 4))
    assert person.started_on == date(2026, 9, 7)
    assert pieces(person, date(2026, 9, 7)) == ["09-07 w01d1"]


def test_the_eleventh_of_november_moves_the_week_and_drops_its_last_piece() -> None:
    lines = pieces(joins(AMINA, date(2026, 11, 6)), date(2026, 11, 16))
    assert lines == [
        "11-09 w01d1",
        "11-10 w01d2",
        "11-12 w01d3",
        "11-13 w01d4",
        "11-13 w01d5 no_day",
        "11-16 w02d1",
    ]


def test_three_a_week_come_on_tuesday_wednesday_and_friday() -> None:
    lines = pieces(joins(replace(AMINA, rhythm=3), date(2026, 9, 4)), date(2026, 9, 13))
    assert lines == ["09-08 w01d2", "09-09 w01d3", "09-11 w01d5"]


def test_one_a_week_comes_on_tuesday_or_as_near_as_the_days_allow() -> None:
    bruno = replace(AMINA, rhythm=1)
    assert pieces(joins(bruno, date(2026, 9, 4)), date(2026, 9, 13)) == ["09-08 w01d2"]
    fridays = replace(bruno, days=(4,))
    assert pieces(joins(fridays, date(2026, 9, 4)), date(2026, 9, 13)) == ["09-11 w01d2"]


def test_a_leave_of_a_full_week_shifts_the_following_weeks() -> None:
    away = replace(AMINA, rhythm=1, leaves=(Leave(date(2026, 9, 12), date(2026, 9, 20)),))
    lines = pieces(joins(away, date(2026, 9, 4)), date(2026, 9, 22))
    assert lines == ["09-08 w01d2", "09-22 w02d2"]


def test_a_leave_cut_into_a_week_gives_up_what_no_longer_fits_on_its_own_day() -> None:
    away = replace(AMINA, leaves=(Leave(date(2026, 9, 10), date(2026, 9, 11)),))
    made = list(turns(joins(away, date(2026, 9, 4)), date(2026, 9, 11)))
    assert [turn.piece for turn in made[:3]] == ["w01d1", "w01d2", "w01d3"]
    last = made[-1]
    assert last.say is None
    assert [skip.key for skip in last.skipped] == ["w01d4", "w01d5"]


def test_a_leave_taken_back_gives_its_days_back() -> None:
    leave = Leave(date(2026, 9, 10), date(2026, 9, 11))
    person = after(joins(replace(AMINA, leaves=(leave,)), date(2026, 9, 4)), date(2026, 9, 9))
    back = schedule.without_leave(person, leave, noon(date(2026, 9, 9)))
    assert pieces(back, date(2026, 9, 11)) == ["09-10 w01d4", "09-11 w01d5"]


def test_a_part_timer_in_strasbourg_over_the_october_clock_change() -> None:
    elise = replace(
        AMINA,
        region="alsace-moselle",
        days=(0, 1, 3),
        rhythm=3,
        hour=time(8, 30),
        leaves=(Leave(date(2026, 10, 19), date(2026, 10, 23)),),
    )
    person = joins(elise, date(2026, 10, 9))
    assert pieces(person, date(2026, 11, 1)) == [
        "10-12 w01d2",
        "10-13 w01d3",
        "10-15 w01d5",
        "10-26 w02d2",
        "10-27 w02d3",
        "10-29 w02d5",
    ]
    dues = [turn.due_at for turn in turns(person, date(2026, 11, 1)) if turn.due_at]
    assert {due.hour for due in dues[:3]} == {6}
    assert {due.hour for due in dues[3:]} == {7}


def test_reunion_has_its_own_day_off_and_its_own_morning() -> None:
    # The 20 December is a Friday in 2024.
    person = replace(AMINA, zone="Indian/Reunion", region="reunion")
    person = joins(person, date(2024, 12, 13))
    assert pieces(person, date(2024, 12, 22))[-2:] == ["12-19 w01d4", "12-20 w01d5 no_day"]
    first = next(turns(person))
    assert first.due_at == datetime(2024, 12, 16, 5, tzinfo=UTC)


def test_thirteen_weeks_end_with_one_last_word_on_the_next_working_day() -> None:
    person = joins(AMINA, date(2026, 1, 2))
    made = list(turns(person))
    assert [turn.say for turn in made][-2:] == ["tip", "finished"]
    end = made[-1].person
    assert (end.state, end.next_at, end.week) == (State.FINISHED, None, 14)
    keys = [t.piece for t in made if t.piece] + [s.key for t in made for s in t.skipped]
    assert len(keys) == len(set(keys)) == 65


# -- hours and absences of the planner


def test_a_nudge_goes_until_two_hours_late_and_not_a_second_more() -> None:
    person = joins(AMINA, date(2026, 9, 4))
    due = at(date(2026, 9, 7), time(9), "Europe/Paris")
    in_time = schedule.decide(person, due + timedelta(minutes=119), HOURS)
    assert (in_time.piece, in_time.due_at) == ("w01d1", due)
    assert in_time.expires_at == due + timedelta(hours=2)
    too_late = schedule.decide(person, due + timedelta(hours=2), HOURS)
    assert too_late.say is None
    assert [(s.key, s.reason) for s in too_late.skipped] == [("w01d1", Reason.EXPIRED)]


def test_after_nine_days_of_absence_only_today_goes() -> None:
    person = joins(AMINA, date(2026, 9, 4))
    late = schedule.decide(person, at(date(2026, 9, 16), time(9, 5), "Europe/Paris"), HOURS)
    assert late.piece == "w02d3"
    assert [skip.key for skip in late.skipped] == [
        *(f"w01d{n}" for n in range(1, 6)),
        "w02d1",
        "w02d2",
    ]
    assert {skip.reason for skip in late.skipped} == {Reason.EXPIRED}
    assert late.person.unanswered == 1


def test_an_hour_in_the_quiet_hours_sends_nothing_and_says_why() -> None:
    early = joins(replace(AMINA, hour=time(7)), date(2026, 9, 4))
    made = list(turns(early, date(2026, 9, 11)))
    assert {turn.say for turn in made} == {None}
    assert [s.reason for t in made for s in t.skipped] == [Reason.QUIET_HOURS] * 5


def test_deciding_twice_at_the_same_instant_does_nothing_more() -> None:
    person = joins(AMINA, date(2026, 9, 4))
    now = at(date(2026, 9, 7), time(9), "Europe/Paris")
    once = schedule.decide(person, now, HOURS)
    assert schedule.decide(once.person, now, HOURS) == Decision(once.person)
