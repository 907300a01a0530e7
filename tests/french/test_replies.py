"""Yes, no, and quick replies typed as text."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from french.replies import choice, yes_no

_TIP = ["Testé ✅", "Plus tard", "Pas pour moi"]
_RHYTHM = ["5 par semaine", "3 par semaine", "1 par semaine"]
_JOBS = ["Assistanat", "Comptabilité", "RH"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("oui", True),
        ("ouais", True),
        ("ok", True),
        ("d'accord", True),
        ("go", True),
        ("c'est parti", True),
        ("vas-y", True),
        ("👍", True),
        ("👍🏽", True),
        ("Oui !", True),
        ("oui merci", True),
        ("non", False),
        ("nan", False),
        ("non merci", False),
        ("pas envie", False),
        ("👎", False),
        ("non pas aujourd'hui", False),
        ("oui mais non", None),
        ("10", None),
        ("bonjour", None),
        ("", None),
        ("oui 10 min", None),
        ("oui avec plaisir", True),
        ("peut-être", None),
        ("OK 👍", True),
    ],
)
def test_yes_or_no(text: str, expected: bool | None) -> None:
    assert yes_no(text) is expected


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("1", _TIP, 0),
        ("2.", _TIP, 1),
        ("le deuxième", _TIP, 1),
        ("testé", _TIP, 0),
        ("teste", _TIP, 0),
        ("plutard", _TIP, 1),
        ("plus tard stp", _TIP, 1),
        ("pas pr moi", _TIP, 2),
        ("4", _TIP, None),
        ("bonjour", _TIP, None),
        ("3", _RHYTHM, 1),
        ("2", _RHYTHM, None),
        ("ok", ["Oui, je partage", "Non merci"], 0),
        ("nan", ["Oui", "Non"], 1),
        ("le dernier", _TIP, 2),
        ("compta", _JOBS, 1),
        ("rh", _JOBS, 2),
        ("comercial", ["Commercial", "Communication"], 0),
        ("com", ["Commercial", "Communication"], None),
        ("1️⃣", _TIP, 0),
        ("deux", _TIP, 1),
        ("n°3", _TIP, 2),
        ("", _TIP, None),
        ("x", [], None),
        ("1", [], None),
        ("option 2", _TIP, 1),
    ],
)
def test_the_option_meant(text: str, labels: Sequence[str], expected: int | None) -> None:
    assert choice(text, labels) == expected


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=6))
def test_an_option_is_always_one_of_those_offered(text: str, labels: list[str]) -> None:
    meant = choice(text, labels)
    assert meant is None or 0 <= meant < len(labels)


@given(st.integers(0, 2))
def test_every_label_and_every_number_means_itself(place: int) -> None:
    assert choice(_TIP[place], _TIP) == place
    assert choice(str(place + 1), _TIP) == place
