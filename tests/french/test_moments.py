"""What people say about time."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from french.away import leaves
from french.moments import hour, leave, pause_until, rhythm, weekdays

_TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plutôt 14h", time(14)),
        ("14h30", time(14, 30)),
        ("à 9 heures", time(9)),
        ("9:15", time(9, 15)),
        ("midi", time(12)),
        ("huit heures et demie", time(8, 30)),
        ("18 h", time(18)),
        ("le matin", time(9)),
        ("14", time(14)),
        ("l'après-midi", time(14)),
        ("fin de journée", time(17)),
        ("le soir", time(17)),
        ("10 min", None),
        ("25h", None),
        ("bonjour", None),
        ("8h du soir", time(20)),
        ("9h du matin", time(9)),
        ("midi et demi", time(12, 30)),
        ("dix heures moins le quart", time(9, 45)),
        ("vers 8h45 svp", time(8, 45)),
        ("99", None),
        ("9h00", time(9)),
    ],
)
def test_an_hour(text: str, expected: time | None) -> None:
    assert hour(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 semaines", date(2026, 12, 7)),
        ("une semaine", date(2026, 11, 30)),
        ("3 jours", date(2026, 11, 26)),
        ("un mois", date(2026, 12, 23)),
        ("jusqu'au 12 janvier", date(2027, 1, 12)),
        ("jusqu'à lundi", date(2026, 11, 30)),
        ("jusqu'au 5/12", date(2026, 12, 5)),
        ("jusqu'au 05/12/2026", date(2026, 12, 5)),
        ("jusqu'à demain", date(2026, 11, 24)),
        ("jusqu'au 31/02", None),
        ("jusqu'au 12/12/2030", None),
        ("2 ans", None),
        ("pause", None),
        ("jusqu'au 1er décembre", date(2026, 12, 1)),
        ("jusqu'au 12", date(2026, 12, 12)),
        ("jusqu'à fin décembre", date(2027, 1, 1)),
        ("jusqu'en janvier", date(2027, 1, 1)),
        ("jusqu'à vendredi", date(2026, 11, 27)),
        ("pause 15j", date(2026, 12, 8)),
        ("deux semaines", date(2026, 12, 7)),
        ("jusqu'au lundi 7 décembre", date(2026, 12, 7)),
        ("jusqu’à mercredi prochain", date(2026, 11, 25)),
        ("cette semaine", date(2026, 11, 30)),
        ("0 jours", None),
        ("jusqu'au 23/11", None),
        ("jusqu'à la fin du mois", date(2026, 12, 1)),
    ],
)
def test_the_day_a_pause_ends(text: str, expected: date | None) -> None:
    assert pause_until(text, _TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("congés du 22 au 31 décembre", (date(2026, 12, 22), date(2026, 12, 31))),
        ("vacances du 22/12 au 2/1", (date(2026, 12, 22), date(2027, 1, 2))),
        ("absente la semaine prochaine", (date(2026, 11, 30), date(2026, 12, 6))),
        ("en congé jusqu'au 12", (_TODAY, date(2026, 12, 12))),
        ("du 22 au 2 janvier", (date(2026, 12, 22), date(2027, 1, 2))),
        ("congés du 20 au 27 novembre", (date(2026, 11, 20), date(2026, 11, 27))),
        ("absent le 24 décembre", (date(2026, 12, 24),) * 2),
        ("en vacances 2 semaines", (_TODAY, date(2026, 12, 6))),
        ("absent demain", (date(2026, 11, 24),) * 2),
        ("absente de lundi à mercredi", (_TODAY, date(2026, 11, 25))),
        ("congés du 31/02 au 3/03", None),
        ("bonjour", None),
        ("du 1er au 15 août", (date(2027, 8, 1), date(2027, 8, 15))),
        (
            "vacances du lundi 21 décembre au vendredi 25 décembre",
            (date(2026, 12, 21), date(2026, 12, 25)),
        ),
        ("congés à partir du 7 décembre pour 2 semaines", (date(2026, 12, 7), date(2026, 12, 20))),
        ("je pars en vacances demain", None),
        ("je pars demain", None),
        ("en congés à partir de lundi", None),
        ("je pars demain jusqu'au 5 décembre", (date(2026, 11, 24), date(2026, 12, 5))),
        ("je pars en vacances demain pour 2 semaines", (date(2026, 11, 24), date(2026, 12, 7))),
        ("en congé vendredi", (date(2026, 11, 27),) * 2),
        ("le 24 décembre", (date(2026, 12, 24),) * 2),
        ("congés du 5 au 2", (date(2026, 12, 5), date(2027, 1, 2))),
        ("congés du 20 octobre au 27 novembre", None),
        ("congés du 12 au 27 novembre", (date(2026, 11, 12), date(2026, 11, 27))),
    ],
)
def test_days_away(text: str, expected: tuple[date, date] | None) -> None:
    assert leave(text, _TODAY) == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("je pars en vacances demain", True),
        ("en congé à partir de lundi", True),
        ("congés du 22 au 31 décembre", True),
        ("vacances", False),
        ("congés payés", False),
    ],
)
def test_a_departure_is_heard_without_a_return(text: str, named: bool) -> None:
    assert leaves(text, _TODAY) is named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 par semaine", 3),
        ("3 fois par semaine", 3),
        ("3x/semaine", 3),
        ("trois fois", 3),
        ("une fois par semaine", 1),
        ("1 fois par semaine", 1),
        ("juste une par semaine", 1),
        ("pas plus d'une fois par semaine", 1),
        ("hebdomadaire", 1),
        ("chaque semaine", 1),
        ("tous les jours", 5),
        ("chaque jour", 5),
        ("une astuce par jour", 5),
        ("5 par semaine", 5),
        ("7 fois par semaine", 5),
        ("4 par semaine", 3),
        ("je préfère 2 fois par semaine", 1),
        ("0 par semaine", 0),
        ("juste le résumé", 0),
        ("3", None),
        ("10 min", None),
        ("3 min par semaine", None),
        ("99 fois par semaine", None),
        ("une semaine", None),
        ("pas tous les jours", None),
        ("tous les jours sauf le mercredi", None),
        ("tous les jours ?", None),
        ("j'ai testé trois fois", None),
        ("trois fois " * 50, None),
        ("", None),
    ],
)
def test_how_often(text: str, expected: int | None) -> None:
    assert rhythm(text) == expected


@given(st.text(max_size=60), st.integers(0, 7))
def test_a_rhythm_is_one_of_those_offered_and_never_more_than_asked(text: str, n: int) -> None:
    assert rhythm(text) in (None, 5, 3, 1, 0)
    assert (rhythm(f"{n} fois par semaine") or 0) <= n


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("je travaille lundi mardi jeudi", (0, 1, 3)),
        ("du lundi au jeudi", (0, 1, 2, 3)),
        ("pas le mercredi", (0, 1, 3, 4)),
        ("4 jours : lun mar jeu ven", (0, 1, 3, 4)),
        ("bonjour", None),
        ("tous les jours", (0, 1, 2, 3, 4)),
        ("je ne travaille pas le mercredi ni le vendredi", (0, 1, 3)),
        ("du mardi au samedi", (1, 2, 3, 4, 5)),
        ("lundi, mardi et jeudi", (0, 1, 3)),
        ("tous les jours sauf le mercredi", (0, 1, 3, 4)),
        ("du lundi au vendredi sauf mercredi", (0, 1, 3, 4)),
        ("lun-jeu", (0, 1, 2, 3)),
        ("sauf le week-end", (0, 1, 2, 3, 4)),
        ("7j/7", tuple(range(7))),
        ("je travaille aussi le samedi", (0, 1, 2, 3, 4, 5)),
        ("du lundi au vendredi, samedi compris", (0, 1, 2, 3, 4, 5)),
        ("je travaille le samedi", None),
        ("le samedi", None),
        ("seulement le lundi", (0,)),
        ("je ne travaille que le lundi", (0,)),
        ("pas le samedi", (0, 1, 2, 3, 4)),
    ],
)
def test_days_worked(text: str, expected: tuple[int, ...] | None) -> None:
    assert weekdays(text) == expected


_PIECES = [
    *("du", "au", "le", "jusqu'au", "0", "31", "29", "02", "/02", "12/", "février", "lundi"),
    *("dimanche", "2", "semaines", "mois", "pas", "-"),
]
_SAID = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(_PIECES),
        max_size=8,
    ).map(" ".join),
)


@given(_SAID, st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_whatever_is_said_the_days_are_ahead_and_in_order(text: str, today: date) -> None:
    resumed, away, named = pause_until(text, today), leave(text, today), weekdays(text)
    assert resumed is None or today < resumed
    assert away is None or (away[0] <= away[1] and today <= away[1])
    assert named is None or list(named) == sorted(set(named))
    assert hour(text) is None or isinstance(hour(text), time)


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_clock_time_reads_back(hours: int, minute: int) -> None:
    said = [f"plutôt {hours}h{minute:02}", f"{hours:02}:{minute:02}", f"à {hours} h {minute:02}"]
    assert {hour(text) for text in said} == {time(hours, minute)}
