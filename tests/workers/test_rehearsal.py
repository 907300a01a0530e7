"""Weeks of a course told as stories: what comes when, what does not, and why."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from content import loader
from core.person import Leave
from core.settings import Settings
from workers.bill import Bill, bill
from workers.persona import Persona, Row
from workers.rehearsal import RHYTHMS, UnknownJob, estimates, rehearse

OCTOBER = Leave(date(2026, 10, 19), date(2026, 10, 30))
ODILE = Persona(  # a part-timer in Strasbourg, away while the clocks change on 25 October
    start=date(2026, 9, 28), region="alsace-moselle", days=(0, 1, 3), leaves=(OCTOBER,)
)
MONDAY = date(2026, 11, 16)


@cache
def all_of(persona: Persona) -> tuple[Row, ...]:
    return tuple(rehearse(persona, Settings(_env_file=None)))


def played(persona: Persona) -> tuple[Row, ...]:
    """What was planned: no replies."""
    return tuple(row for row in all_of(persona) if not row.reply)


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
    "whatsapp": Persona(date(2026, 9, 28), rhythm=3, channel="whatsapp"),
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
    assert rehearse(persona, Settings(_env_file=None)) == list(all_of(persona))


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


PRICES = loader.load().prices


def said(rows: Sequence[Row]) -> list[str]:
    """`mon 09:00 w01d1` for a text as written, `… template` and `… reply` for the others."""
    what = {(True, False): " template", (False, True): " reply", (False, False): ""}
    return [f"{row.here:%a %H:%M} {row.key}{what[row.template, row.reply]}".lower() for row in rows]


def on_whatsapp(rhythm: int = 5, *, weeks: int = 2, answers: bool = True) -> Persona:
    return Persona(MONDAY, weeks=weeks, rhythm=rhythm, channel="whatsapp", answers=answers)


def test_whatsapp_needs_a_template_after_a_day_of_silence() -> None:
    daily = played(on_whatsapp())
    assert [row.template for row in daily] == [False] * 5 + [True] + [False] * 4
    silent = played(on_whatsapp(weeks=1, answers=False))
    assert [row.template for row in silent] == [False] + [True] * 4
    weekly = played(on_whatsapp(1, weeks=4))
    assert [row.template for row in weekly] == [True] * 4


def test_the_tap_on_a_template_brings_the_piece_and_opens_the_window() -> None:
    rows = [row for row in all_of(on_whatsapp()) if row.here.date() >= date(2026, 11, 23)]
    assert said(rows)[:7] == [
        "mon 09:00 w02d1 template",
        "mon 09:05 w02d1 reply",
        "mon 09:10 win.ask reply",
        "mon 09:20 win.gained reply",
        "tue 09:00 w02d2",
        "tue 09:05 win.ask reply",
        "tue 09:15 win.gained reply",
    ]


def test_a_friday_opened_by_a_tap_is_answered_too() -> None:
    assert said(all_of(on_whatsapp(3, weeks=1)))[-4:] == [
        "fri 09:00 w01d5 template",
        "fri 09:05 w01d5 reply",
        "fri 09:10 win.gained reply",
        "fri 09:10 win.example_zero reply",
    ]


def test_who_never_taps_gets_no_piece_beyond_the_template() -> None:
    assert not [row for row in all_of(on_whatsapp(answers=False)) if row.reply]


def test_the_pause_after_silence_is_a_template_too() -> None:
    silent = played(on_whatsapp(weeks=9, answers=False))
    [thanks] = [row for row in silent if row.key == "pause_thanks"]
    assert (thanks.reason, thanks.template, thanks.eur) == (None, True, PRICES.template)


def test_the_end_of_the_course_is_announced_and_read() -> None:
    end = [row for row in all_of(on_whatsapp(1, weeks=14)) if row.key == "finished"]
    assert [(row.template, row.reply, row.eur) for row in end] == [
        (True, False, PRICES.template),
        (False, True, 0),
    ]


def test_a_template_has_its_price_and_the_window_is_included() -> None:
    rows = all_of(on_whatsapp())
    assert {row.eur for row in rows if row.template} == {PRICES.template}
    assert {row.eur for row in rows if not row.template} == {0}
    assert bill(rows).eur == PRICES.template


def own_prices(folder: Path, text: str) -> Settings:
    (folder / "prices.yaml").write_text(text, encoding="utf-8")
    return Settings(_env_file=None, content_dirs=str(folder))


@pytest.mark.parametrize("price", [None, Decimal("0.01")])
def test_beyond_what_is_included_each_free_form_message_has_its_price(
    tmp_path: Path, price: Decimal | None
) -> None:
    text = (
        "checked: 2027-01-01\ntemplate: 0.05\nmarketing: 0.2\n"
        f"free_form: {price or 'null'}\nfree_form_included: 4\n"
    )
    rows = rehearse(on_whatsapp(weeks=1), own_prices(tmp_path, text))
    assert [row.eur for row in rows] == [0] * 4 + [price] * (len(rows) - 4)
    assert bill(rows).eur == (None if price is None else (len(rows) - 4) * price)


def test_the_included_messages_begin_again_with_each_month() -> None:
    rows = all_of(on_whatsapp(weeks=4))
    months = Counter(row.here.month for row in rows if row.free_form)
    assert bill(rows) == Bill(3, months.total(), max(months.values()), 3 * PRICES.template)
    assert len(months) == 2


def test_the_caps_of_whatsapp_hold_a_rehearsal_as_they_hold_the_course() -> None:
    capped = Settings(_env_file=None, whatsapp_monthly_euros=0.03)
    rows = [one for one in rehearse(on_whatsapp(weeks=1, answers=False), capped) if one.eur]
    assert [row.key for row in rows] == ["w01d2"]


def test_a_course_is_estimated_at_each_rhythm() -> None:
    persona = on_whatsapp(weeks=13)
    rows = all_of(persona)
    found = estimates(persona, rows, Settings(_env_file=None), loader.load())
    assert tuple(found) == RHYTHMS
    assert found[5] == bill(rows)
    # Tuesday and Friday of each week; then Tuesdays alone, and nobody answers on another day.
    assert found[3].templates > found[1].templates == 13
    assert found[1].eur == 13 * PRICES.template


@pytest.mark.parametrize("channel", ["telegram", "phone"])
def test_free_channels_cost_nothing_and_have_no_template(channel: str) -> None:
    rows = all_of(Persona(MONDAY, weeks=2, channel=channel))
    assert {(row.channel, row.eur, row.template) for row in rows} == {(channel, Decimal(0), False)}
    assert bill(rows) == Bill(0, 0, 0, Decimal(0))


def test_an_unknown_job_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownJob) as refused:
        rehearse(Persona(MONDAY, job="astronaute"), Settings(_env_file=None))
    assert {"general", "mairie"} <= set(refused.value.known)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Ten weeks of somebody in a team that has everything."""
    persona = Persona(start=date(2026, 11, 2), weeks=10, busy=True)
    return rehearse(persona, Settings(_env_file=None))


class TestABusyTeam:
    """What else wants a day of the persona's, and what gives way."""

    def test_everything_a_team_does_is_there(self, rows: list[Row]) -> None:
        sent = {row.key for row in rows if row.status == "sent"}
        assert {
            "challenge.asked",
            "digest.week",
            "workshop.invited",
            "workshop.followup",
            "mission.week",
            "mission.reminder",
            "mission.share",
        } <= sent

    def test_nobody_gets_two_on_a_day(self, rows: list[Row]) -> None:
        # Those of the workshop they came to are not counted (PRODUCT.md).
        joined = {"workshop.soon", "workshop.closing"}
        asked = [
            row.here.date()
            for row in rows
            if row.status == "sent" and not row.reply and row.key not in joined
        ]
        assert len(asked) == len(set(asked))

    def test_nothing_piles_up(self, rows: list[Row]) -> None:
        """The tip gives way, and what finds no day of its week says so."""
        assert any(row.reason == "no_day" for row in rows)
        assert not any(row.reason == "planned" for row in rows)
        once = [row.key for row in rows if row.key.startswith("w") and row.key[-2] == "d"]
        assert len(once) == len(set(once))

    def test_what_matters_more_has_the_day(self, rows: list[Row]) -> None:
        """The follow-up of J+7 was due on the 26th, a Thursday: it has that day."""
        asked = [row.here.date() for row in rows if row.key == "workshop.followup"]
        assert asked[0] == date(2026, 11, 26)
