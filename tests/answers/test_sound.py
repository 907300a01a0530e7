"""Words that sound alike meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.sms import written_out
from answers.sound import sound


@pytest.mark.parametrize(
    "alike",
    [
        ("prompt", "pronpt", "prompts", "promt"),
        ("trompe", "tromper", "trompes", "trompez"),
        ("mail", "mails"),
        ("photo", "foto"),
        ("hallucination", "halucination"),
        ("quoi", "koi"),
    ],
)
def test_spellings_meet(alike: tuple[str, ...]) -> None:
    assert len({sound(word) for word in alike}) == 1


def test_faut_is_not_a_faute() -> None:
    assert sound("faut") != sound("faute")


def test_short_forms_are_written_out() -> None:
    assert written_out(["jpeu", "lutiliser", "pr", "me", "mels"]) == [
        *("je", "peux", "lutiliser", "pour", "me", "mail")
    ]


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_a_word_always_has_a_sound_no_longer_than_twice_itself(word: str) -> None:
    assert len(sound(word)) <= 2 * len(word)
