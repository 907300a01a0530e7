"""A day and an hour said together."""

from datetime import date, datetime

import pytest

from french.appointment import appointment

MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("jeudi 14h", "2026-11-05 14:00"),
        ("jeu. 9h30", "2026-11-05 09:30"),
        ("lundi 9h", "2026-11-09 09:00"),
        ("le 3 décembre à 9 h 30", "2026-12-03 09:30"),
        ("vendredi 13 novembre à 14h", "2026-11-13 14:00"),
        ("3/12 14h", "2026-12-03 14:00"),
        ("le 12 à 14h", "2026-11-12 14:00"),
        ("demain matin", "2026-11-03 09:00"),
        ("après-demain à midi", "2026-11-04 12:00"),
        ("aujourd’hui 16h", "2026-11-02 16:00"),
        ("vendredi 20 à 10h", "2026-11-20 10:00"),
        ("le jeudi 12, 14 heures", "2026-11-12 14:00"),
        ("mardi 24 14h", "2026-11-24 14:00"),
        ("jeudi de la semaine prochaine à 14h", "2026-11-12 14:00"),
        ("lundi en huit à 10h", "2026-11-09 10:00"),
        ("mercredi après-midi", "2026-11-04 14:00"),
    ],
)
def test_both_are_said(text: str, when: str) -> None:
    moment = datetime.fromisoformat(when)
    assert appointment(text, MONDAY) == (moment.date(), moment.time())


@pytest.mark.parametrize(
    "text", ["jeudi", "14h", "", "bientôt", "le 31 février à 9h", "x" * 90, "mardi 2/12 à 9h"]
)
def test_one_alone_is_no_appointment(text: str) -> None:
    assert appointment(text, MONDAY) is None
