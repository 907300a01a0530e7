"""Public holidays by region, and local times over clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import Hours, Region, at, holiday, local

ZONES = [
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
]
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))

COMMON_2026 = [
    (1, 1),
    (4, 6),
    (5, 1),
    (5, 8),
    (5, 14),
    (5, 25),
    (7, 14),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 25),
]


@pytest.mark.parametrize("region", list(Region))
def test_the_eleven_days_of_l3133_1_hold_everywhere(region: Region) -> None:
    assert all(holiday(date(2026, month, day), region) for month, day in COMMON_2026)


def test_mainland_has_these_eleven_and_no_other() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [(d.month, d.day) for d in days if holiday(d)] == COMMON_2026


@pytest.mark.parametrize(
    ("region", "day"),
    [
        (Region.MARTINIQUE, date(2026, 5, 22)),
        (Region.GUADELOUPE, date(2026, 5, 27)),
        (Region.GUYANE, date(2026, 6, 10)),
        (Region.REUNION, date(2026, 12, 20)),
        (Region.MAYOTTE, date(2026, 4, 27)),
    ],
)
def test_the_abolition_of_slavery_is_commemorated_on_each_ones_day(
    region: Region, day: date
) -> None:
    assert holiday(day, region) == "Abolition de l'esclavage"
    others = set(Region) - {region}
    assert not any(holiday(day, other) for other in others)


def test_alsace_moselle_adds_good_friday_and_saint_stephen() -> None:
    for day in (date(2026, 4, 3), date(2026, 12, 26)):
        assert holiday(day, Region.ALSACE_MOSELLE)
        assert holiday(day) is None


def test_a_region_is_read_from_its_name() -> None:
    assert holiday(date(2026, 12, 26), "alsace-moselle")
    with pytest.raises(ValueError, match="bretagne"):
        holiday(date(2026, 12, 26), "bretagne")


def test_nine_oclock_in_paris_follows_the_clock_change() -> None:
    nine = time(9)
    assert at(date(2026, 10, 23), nine, "Europe/Paris") == datetime(2026, 10, 23, 7, tzinfo=UTC)
    assert at(date(2026, 10, 26), nine, "Europe/Paris") == datetime(2026, 10, 26, 8, tzinfo=UTC)


def test_an_hour_that_does_not_exist_becomes_the_first_that_does() -> None:
    instant = at(date(2026, 3, 29), time(2, 30), "Europe/Paris")
    assert instant == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert local(instant, "Europe/Paris").time() == time(3)


def test_an_hour_that_comes_twice_is_the_first_one() -> None:
    instant = at(date(2026, 10, 25), time(2, 30), "Europe/Paris")
    assert instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_gap_of_half_an_hour_is_crossed_too() -> None:
    instant = at(date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe")
    assert local(instant, "Australia/Lord_Howe").time() == time(2, 30)


@given(day=DAYS, hour=st.times(), zone=st.sampled_from(ZONES))
def test_a_local_time_comes_back_or_moves_to_the_end_of_its_gap(
    day: date, hour: time, zone: str
) -> None:
    back = local(at(day, hour, zone), zone)
    assert back.date() == day
    if back.time() != hour:
        assert back.time() > hour
        just_before = local(back.astimezone(UTC) - timedelta(seconds=1), zone)
        assert just_before.time() < hour


@given(day=DAYS, zone=st.sampled_from(ZONES))
def test_later_local_times_are_never_earlier_instants(day: date, zone: str) -> None:
    instants = [at(day, time(h, m), zone) for h in range(24) for m in (0, 30)]
    assert instants == sorted(instants)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        at(date(2026, 1, 1), time(9), zone)
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2026, 1, 1, tzinfo=UTC), zone)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="names no instant"):
        local(datetime(2026, 1, 1), "Europe/Paris")  # noqa: DTZ001


def test_quiet_hours_begin_included_and_end_excluded() -> None:
    hours = Hours.read("08:00", "19:00", 120)
    assert hours == Hours()
    assert [hours.allow(time(h)) for h in (7, 8, 18, 19)] == [False, True, True, False]
    assert not hours.allow(time(7, 59))


def test_a_window_ends_with_the_grace_or_with_the_day() -> None:
    def ends(hour: time) -> time:
        _, end = Hours().window(date(2026, 11, 23), hour, "Europe/Paris")
        return local(end, "Europe/Paris").time()

    assert ends(time(9)) == time(11)
    assert ends(time(18, 30)) == time(19)


@pytest.mark.parametrize("bounds", [("19:00", "08:00"), ("08:00", "08:00"), ("eight", "19:00")])
def test_hours_that_make_no_sense_are_refused(bounds: tuple[str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Hours.read(*bounds, 120)
