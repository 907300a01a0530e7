"""What would tell who it is about does not leave; everything else stays as it was typed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.redact import KINDS, redact
from content.loader import load

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", lines("masked.tsv"))
def test_personal_data_is_masked(line: str) -> None:
    typed, leaves = line.split("\t")
    assert redact(typed).text == leaves
    assert redact(typed).found


@pytest.mark.parametrize("typed", lines("unmasked.tsv"))
def test_ordinary_words_and_numbers_stay(typed: str) -> None:
    assert redact(typed).text == typed
    assert redact(typed).found == ()


def test_what_was_masked_is_told_once_each() -> None:
    masked = redact("Sophie (06 12 34 56 78) et Karim (06 12 34 56 79), IBAN BE68 5390 0754 7034")
    assert masked.found == ("[IBAN]", "[téléphone]", "[nom]")


def test_our_own_prompts_to_copy_are_not_touched() -> None:
    prompts = [
        piece.prompt
        for variants in load().pieces.values()
        for piece in variants.values()
        if piece.prompt and piece.kind != "exercise"
    ]
    assert [one for one in prompts if redact(one).text != one] == []


@given(st.text(alphabet=st.sampled_from("abcMmeJean Dupont0123456789 .@+-/[]éÀ’\n"), max_size=80))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once


@given(st.text(max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    assert set(redact(text).found) <= set(KINDS)


@given(st.from_regex(r"0[1-9]([ .-]?[0-9]{2}){4}", fullmatch=True))
def test_no_french_phone_number_leaves(number: str) -> None:
    assert redact(f"rappelle le {number} demain").text == "rappelle le [téléphone] demain"
