"""Weeks of a course told as stories: what comes when, what does not, and why."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import cache

import pytest

from core.person import Leave
from core.settings import Settings
from workers.persona import Persona, Row
from workers.rehearsal import UnknownJob, rehearse

OCTOBER = Leave(date(2026, 10, 19), date(2026, 10, 30))
ODILE = Persona(  # a part-timer in Strasbourg, away while the clocks change on 25 October
    start=date(2026, 9, 28), region="alsace-moselle", days=(0, 1, 3), leaves=(OCTOBER,)
)
MONDAY = date(2026, 11, 16)


@cache
def played(persona: Persona) -> tuple[Row, ...]:
    return tuple(rehearse(persona, Settings(_env_file=None)))


def told(rows: Sequence[Row], first: date, last: date) -> list[str]:
    """`mon 09-28 09:00 w01d1` for what goes, `tue 09-29 w01 holiday` for what does not."""
    return [
        f"{row.here:%a %m-%d} {row.key} {row.reason}".lower()
        if row.reason
        else f"{row.here:%a %m-%d %H:%M} {row.key}".lower()
        for row in rows
        if first <= row.here.date() <= last
    ]


def sent(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.reason is None]


def week(persona: Persona, monday: date) -> list[str]:
    return told(played(persona), monday, monday + timedelta(days=6))


# -- a part-timer in Strasbourg


def test_odile_gets_three_pieces_on_her_days_and_the_others_say_why_not() -> None:
    assert week(ODILE, date(2026, 10, 12)) == [
        "mon 10-12 09:00 w03d1",
        "tue 10-13 09:00 w03d2",
        "wed 10-14 w03 not_working",
        "thu 10-15 09:00 w03d3",
        "thu 10-15 w03d4 no_day",
        "fri 10-16 w03 not_working",
        "fri 10-16 w03d5 no_day",
    ]


def test_her_two_weeks_away_shift_the_course_and_send_nothing() -> None:
    away = told(played(ODILE), OCTOBER.first, OCTOBER.last)
    assert away == [
        f"{day:%a %m-%d} w04 leave".lower()
        for day in (OCTOBER.first + timedelta(days=n) for n in range(12))
        if day.weekday() < 5
    ]
    assert week(ODILE, date(2026, 11, 2))[0] == "mon 11-02 09:00 w04d1"


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change() -> None:
    rows = sent(played(ODILE))
    assert {f"{row.here:%H:%M}" for row in rows} == {"09:00"}
    assert {row.at.hour for row in rows if row.here.date() < date(2026, 10, 25)} == {7}
    assert {row.at.hour for row in rows if row.here.date() > date(2026, 10, 25)} == {8}


def test_nothing_comes_on_the_eleventh_of_november() -> None:
    assert told(played(ODILE), date(2026, 11, 11), date(2026, 11, 11)) == ["wed 11-11 w05 holiday"]


def test_the_day_after_christmas_is_a_holiday_in_strasbourg_only() -> None:
    saturdays = Persona(date(2026, 12, 21), weeks=1, days=(3, 4, 5), region="alsace-moselle")
    assert "sat 12-26 w01 holiday" in week(saturdays, date(2026, 12, 21))
    elsewhere = Persona(date(2026, 12, 21), weeks=1, days=(3, 4, 5))
    assert "sat 12-26 09:00 w01d2" in week(elsewhere, date(2026, 12, 21))


# -- what always holds

CAST = {
    "odile": ODILE,
    "full time": Persona(date(2026, 9, 28)),
    "three a week, silent": Persona(date(2026, 9, 28), rhythm=3, answers=False),
    "one a week, weekend": Persona(date(2026, 10, 3), weeks=6, rhythm=1, days=(5, 6)),
    "evening": Persona(MONDAY, weeks=2, hour=time(20)),
}


@pytest.mark.parametrize("persona", CAST.values(), ids=CAST.keys())
def test_one_message_a_day_and_each_piece_once(persona: Persona) -> None:
    rows = played(persona)
    days = Counter(row.here.date() for row in sent(rows))
    pieces = Counter(row.key for row in rows if "d" in row.key)
    assert max(days.values(), default=1) == 1
    assert max(pieces.values(), default=1) == 1
    assert list(rows) == sorted(rows, key=lambda row: (row.here.date(), row.here.time()))
    assert all(persona.start <= row.here.date() <= persona.last for row in sent(rows))
    assert all(row.here.weekday() in persona.days for row in sent(rows))


def test_the_same_persona_twice_is_the_same_story() -> None:
    persona = Persona(MONDAY, weeks=2, rhythm=3)
    assert rehearse(persona, Settings(_env_file=None)) == list(played(persona))


def test_twelve_weeks_without_a_day_off_are_sixty_pieces() -> None:
    rows = played(Persona(date(2026, 1, 5), weeks=12))
    assert [row.key for row in sent(rows)][:5] == ["w01d1", "w01d2", "w01d3", "w01d4", "w01d5"]
    assert [row.key for row in sent(rows)][-1] == "w12d5"
    assert len(sent(rows)) == 60


def test_the_course_ends_with_a_word_and_then_nothing() -> None:
    rows = told(played(Persona(date(2026, 1, 5), weeks=14, rhythm=1)), date(2026, 4, 6), date.max)
    assert rows[:3] == [
        "mon 04-06 w13 holiday",
        "tue 04-07 09:00 finished",
        "wed 04-08 w13 finished",
    ]


# -- where and when


@pytest.mark.parametrize(
    ("zone", "region", "utc"),
    [
        ("Indian/Reunion", "reunion", 5),
        ("America/Martinique", "martinique", 13),
        ("America/Cayenne", "guyane", 12),
        ("Pacific/Noumea", "none", 22),
    ],
)
def test_overseas_nine_o_clock_is_local(zone: str, region: str, utc: int) -> None:
    rows = sent(played(Persona(MONDAY, weeks=1, zone=zone, region=region)))
    assert [f"{row.here:%H:%M}" for row in rows] == ["09:00"] * 5
    assert {row.at.hour for row in rows} == {utc}


def test_the_abolition_of_slavery_is_a_holiday_in_la_reunion() -> None:
    there = Persona(
        date(2025, 12, 15), weeks=1, zone="Indian/Reunion", region="reunion", days=(4, 5)
    )
    assert week(there, date(2025, 12, 15))[-1] == "sat 12-20 w01 holiday"
    elsewhere = Persona(date(2025, 12, 15), weeks=1, days=(4, 5))
    assert "sat 12-20 09:00 w01d2" in week(elsewhere, date(2025, 12, 15))


def test_who_starts_on_a_holiday_begins_the_day_after() -> None:
    assert week(Persona(date(2026, 11, 11), weeks=1, rhythm=3), date(2026, 11, 9)) == [
        "wed 11-11 w01 holiday",
        "thu 11-12 09:00 w01d2",
        "fri 11-13 09:00 w01d3",
        "fri 11-13 w01d5 no_day",
    ]


def test_who_starts_on_a_saturday_begins_on_monday_and_has_whole_weeks() -> None:
    rows = sent(played(Persona(date(2026, 11, 14), weeks=1)))
    assert [row.key for row in rows] == ["w01d1", "w01d2", "w01d3", "w01d4", "w01d5"]
    assert rows[0].here.date() == MONDAY


def test_an_hour_in_the_evening_is_quiet() -> None:
    rows = played(Persona(MONDAY, weeks=1, hour=time(20)))
    assert [(row.key, row.reason) for row in rows] == [
        (f"w01d{n}", "quiet_hours") for n in range(1, 6)
    ]


# -- rhythms and silence


def test_three_a_week_are_the_job_the_exercise_and_the_friday() -> None:
    assert week(Persona(MONDAY, weeks=2, rhythm=3), MONDAY) == [
        "tue 11-17 09:00 w01d2",
        "wed 11-18 09:00 w01d3",
        "fri 11-20 09:00 w01d5",
    ]


def test_one_a_week_is_the_piece_of_the_job() -> None:
    assert week(Persona(MONDAY, weeks=2, rhythm=1), MONDAY) == ["tue 11-17 09:00 w01d2"]


def test_silent_people_are_slowed_down_then_paused_with_thanks() -> None:
    rows = played(Persona(date(2026, 1, 5), answers=False))
    keys = [row.key for row in sent(rows)]
    assert keys[:10] == [f"w{w:02d}d{d}" for w in (1, 2) for d in range(1, 6)]
    assert keys[10:16] == [f"w{w:02d}d{d}" for w in (3, 4) for d in (2, 3, 5)]
    assert keys[16:] == ["w05d2", "w06d2", "w07d2", "w08d2", "pause_thanks"]
    thanks = sent(rows)[-1].here.date()
    after = [row for row in rows if row.here.date() > thanks]
    assert after
    assert {row.reason for row in after} == {"pause"}


def test_people_who_answer_are_never_slowed_down() -> None:
    rows = played(Persona(date(2026, 1, 5), weeks=12))
    assert {row.reason for row in rows} == {None}


# -- channels


def test_whatsapp_needs_a_template_after_a_day_of_silence() -> None:
    rows = played(Persona(MONDAY, weeks=2, channel="whatsapp"))
    assert [row.template for row in rows] == [False] * 5 + [True] + [False] * 4
    assert {row.eur for row in rows} == {None}
    silent = played(Persona(MONDAY, weeks=1, channel="whatsapp", answers=False))
    assert [row.template for row in silent] == [False] + [True] * 4


@pytest.mark.parametrize("channel", ["telegram", "phone"])
def test_free_channels_cost_nothing_and_have_no_template(channel: str) -> None:
    rows = played(Persona(MONDAY, weeks=2, channel=channel))
    assert {(row.channel, row.eur, row.template) for row in rows} == {(channel, 0.0, False)}


def test_an_unknown_job_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownJob) as refused:
        rehearse(Persona(MONDAY, job="astronaute"), Settings(_env_file=None))
    assert {"general", "mairie"} <= set(refused.value.known)
