"""One plain spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from french.fold import fold, words


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("J’ai  gagné", "j'ai gagne"),
        ("Œuvre ÇA", "oeuvre ca"),
        ("« Bonjour »", '" bonjour "'),
        ("1️⃣0️⃣ min", "10 min"),
        ("10\u00a0min\u202f!", "10 min !"),
        ("a\u200bb\u202ec\x00d", "abcd"),
        ("40 → 10", "40 -> 10"),
        ("½ heure", "1/2 heure"),
        ("10–15", "10-15"),
        ("👍🏽", "👍🏽"),
        ("", ""),
    ],
)
def test_folding(typed: str, plain: str) -> None:
    assert fold(typed) == plain


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_leave_punctuation_out() -> None:
    assert words("C'est quoi, un prompt ?") == ["c", "est", "quoi", "un", "prompt"]
