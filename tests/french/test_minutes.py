"""The time people say they gained, in their own words."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from french.minutes import minutes, stated

_TABLE = Path(__file__).with_name("minutes.tsv")


def _cases() -> list[tuple[str, int | None]]:
    lines = (line.rpartition("\t") for line in _TABLE.read_text("utf-8").splitlines())
    return [(text, None if said == "null" else int(said)) for text, _, said in lines]


@pytest.mark.parametrize(("text", "expected"), _cases())
def test_a_person_is_understood(text: str, expected: int | None) -> None:
    assert minutes(text) == expected


def test_the_table_stays_large() -> None:
    assert len(_cases()) >= 250


@given(st.text(max_size=300))
@example("\ud800 10 min")
@example("1/0 h")
@example("٣ minutes")
@example("10" * 200)
def test_any_text_gives_a_number_or_none(text: str) -> None:
    assert minutes(text) is None or isinstance(minutes(text), int)


_PIECES = st.sampled_from(
    [
        *("10", "20,5", "1h30", "1/2", "h", "min", "une", "heure", "demi", "quart", "et", "moins"),
        *("-", "->", "à", "au", "lieu", "de", "avant", "maintenant", "gagné", "perdu", "rien"),
        *("pas", "?", ".", ",", ";", ":", "(", ")", "%", "€", "x", "fois", "+", "soit", "40"),
        *("dizaine", "par", "mail", "jusqu'au", "12", "14h"),
    ]
)


@given(st.lists(_PIECES, max_size=25))
def test_any_order_of_known_words_gives_a_number_or_none(pieces: list[str]) -> None:
    assert minutes(" ".join(pieces)) is None or isinstance(minutes(" ".join(pieces)), int)


@pytest.mark.parametrize(
    "piece", ["1", "a", "1h ", "-", "10 à ", "rien ", "avant 10 ", "é", "(", "d'"]
)
def test_a_very_long_message_is_read_as_its_beginning(piece: str) -> None:
    long = "gagné 10 min. " + piece * 50_000
    assert minutes(long) == minutes(long[:1000])


_LENGTHS = st.integers(min_value=1, max_value=23 * 60 + 59)


@given(_LENGTHS)
def test_minutes_read_back_however_they_are_spelled(n: int) -> None:
    hours, rest = divmod(n, 60)
    spellings = [f"{n} min", f"{n}mn", f"{n} minutes", f"j'ai gagné {n} min", f"{n} min de gagnées"]
    spellings += (
        [f"gagné {hours}h{rest:02}", f"gagné {hours} heures {rest} minutes"] if hours else []
    )
    assert {minutes(spelled) for spelled in spellings} == {n}


@given(_LENGTHS)
def test_a_loss_is_the_same_length_below_zero(n: int) -> None:
    lost = [
        f"j'ai perdu {n} min",
        f"-{n}",
        f"{n} min de perdues",
        f"{n} min de plus que d'habitude",
    ]
    assert {minutes(said) for said in lost} == {-n}


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_range_is_its_middle_halves_up(low: int, more: int) -> None:
    high = low + more
    middle = (low + high + 1) // 2
    assert minutes(f"{low} à {high} min") == middle
    assert minutes(f"entre {low} et {high} minutes") == middle
    assert minutes(f"perdu {low}-{high} min") == -middle


@given(_LENGTHS, _LENGTHS)
def test_a_comparison_turned_around_changes_its_sign(one: int, other: int) -> None:
    gained = minutes(f"{one} min au lieu de {other} min")
    assert gained == other - one
    assert minutes(f"{other} min au lieu de {one} min") == -gained
    assert minutes(f"d'habitude {other} min, là {one} min") == gained


@given(st.lists(st.integers(1, 300), min_size=2, max_size=4))
def test_gains_told_one_after_the_other_are_added(gains: list[int]) -> None:
    assert minutes(" et ".join(f"{n} min sur un mail" for n in gains)) == sum(gains)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("10 min", True),
        ("1h30", True),
        ("1:30", True),
        ("une demi-heure", True),
        ("j'ai gagné 10", True),
        ("j'ai perdu 20", True),
        ("40 -> 10", True),
        ("20 au lieu de 40", True),
        ("pas perdu de temps", True),
        ("merci 10 min gagnées", True),
        ("10", False),
        ("dix", False),
        ("2", False),
        ("rien", False),
        ("3 par semaine", False),
        ("<script>alert(1)</script>", False),
        ("merci dix minutes", False),
        ("merci, Dix Minutes !", False),
        ("bonjour dix minutes", False),
        ("à 14h", False),
        ("", False),
    ],
)
def test_a_gain_told_unasked_is_plain(text: str, states: bool) -> None:
    assert stated(text) is states


@given(st.text(max_size=200))
def test_what_is_stated_has_minutes(text: str) -> None:
    assert minutes(text) is not None or not stated(text)
