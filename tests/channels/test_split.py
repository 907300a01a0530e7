"""Long texts are cut where people would cut them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.split import is_boundary, split, utf16_length, well_formed

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
ASTRAL = ["😀", "👍🏽", "🇫🇷", "🇧🇪", FAMILY, "❤️", "1️⃣", "e\u0301", "\r\n", "각", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]
graphemes = st.one_of(st.sampled_from(ASTRAL), st.sampled_from("abc é.!?,\n\t \u00a0"))
texts = st.one_of(st.text(max_size=300), st.lists(graphemes, max_size=200).map("".join))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(texts, st.integers(2, 80))
def test_every_part_fits(text: str, limit: int) -> None:
    assert all(0 < utf16_length(part) <= limit for part in split(text, limit))


@given(texts, st.integers(2, 80))
def test_nothing_is_lost_but_white_space_at_the_cuts(text: str, limit: int) -> None:
    parts = split(text, limit)
    rest = text
    for part in parts:
        at = rest.index(part)
        assert not bare(rest[:at])
        rest = rest[at + len(part) :]
    assert not bare(rest)


@given(st.lists(st.sampled_from(ASTRAL[:7]), min_size=1, max_size=60), st.integers(11, 40))
def test_no_emoji_is_ever_broken(emojis: list[str], limit: int) -> None:
    whole = re.compile("|".join(map(re.escape, sorted(ASTRAL[:7], key=len, reverse=True))))
    found = [emoji for part in split("".join(emojis), limit) for emoji in whole.findall(part)]
    assert found == emojis


@given(st.lists(graphemes, max_size=100).map("".join), st.integers(14, 60))
def test_cuts_fall_between_graphemes(text: str, limit: int) -> None:
    at = 0
    for part in split(text, limit):
        at = text.index(part, at)
        assert is_boundary(text, at) or text[at - 1].isspace()
        at += len(part)


@given(st.text(alphabet=st.characters(codec=None), max_size=80))
def test_a_well_formed_text_can_be_written_anywhere(text: str) -> None:
    clean = well_formed(text)
    clean.encode("utf-8")
    assert "\0" not in clean
    assert well_formed(clean) == clean


@given(st.text(max_size=80).filter(lambda text: "\0" not in text))
def test_a_good_text_is_left_alone(text: str) -> None:
    assert well_formed(text) == text


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, []),
        (" \n ", 10, []),
        ("court", 10, ["court"]),
        ("un deux\n\ntrois quatre", 14, ["un deux", "trois quatre"]),
        ("Une ligne\nune autre ligne", 16, ["Une ligne", "une autre ligne"]),
        ("Oui. Non ? Peut-être bien", 15, ["Oui. Non ?", "Peut-être bien"]),
        ("aaa bbb ccc", 7, ["aaa bbb", "ccc"]),
        ("C'est bien\u00a0!", 11, ["C'est", "bien\u00a0!"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("😀😀😀", 5, ["😀😀", "😀"]),
        ("🇫🇷🇧🇪🇫🇷", 6, ["🇫🇷", "🇧🇪", "🇫🇷"]),
    ],
)
def test_where_cuts_fall(text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit) == parts


def test_a_limit_too_small_for_an_emoji_is_refused() -> None:
    with pytest.raises(ValueError, match="two UTF-16 units"):
        split("texte", 1)


def test_a_long_text_is_cut_quickly_enough_to_be_sent() -> None:
    assert len(split("a" * 100_000, 4096)) == 25
