"""Finding a piece, filling words, making a message ready to send."""

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import DEFAULT_WORDS, PLACEHOLDER, fill, words
from core.message import Button
from tests.content.shelf import message, piece, shelf

names = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8)
library = shelf(message("win.ask", " Avec {outil} ? ", m5="5 min", none="Rien avec {outil}"))


def test_a_job_without_its_own_variant_gets_the_general_piece() -> None:
    general, own = piece(title="Pour tous"), piece(title="Pour la RH")
    two = replace(library, pieces={"w03d2": {"general": general, "rh": own}})
    assert two.piece("w03d2", "rh") is own
    assert two.piece("w03d2", "compta") is general
    assert two.piece("w99d1", "rh") is None


def test_a_message_no_file_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        library.message("win.nope")


def test_buttons_carry_their_flow_their_choice_and_the_reference() -> None:
    said = library.render("win.ask", {"outil": "X"}, ref="w03d2")
    assert said.text == "Avec X\N{NO-BREAK SPACE}?"
    assert said.buttons == (
        Button("win.m5:w03d2", "5 min"),
        Button("win.none:w03d2", "Rien avec X"),
    )


def test_without_a_reference_the_id_ends_with_the_choice() -> None:
    assert [button.id for button in library.render("win.ask", {}).buttons] == ["win.m5", "win.none"]


def test_choices_pick_among_the_buttons_and_others_come_first() -> None:
    more = (Button("question.show:mails", "Les mails ?"),)
    said = library.render("win.ask", {}, choices=["none"], more=more)
    assert [button.id for button in said.buttons] == ["question.show:mails", "win.none"]
    assert library.render("win.ask", {}, choices=()).buttons == ()


def test_a_choice_the_message_does_not_offer_is_an_error() -> None:
    with pytest.raises(KeyError):
        library.render("win.ask", {}, choices=["nope"])


def test_a_prompt_goes_out_as_given() -> None:
    said = library.render("win.ask", {"outil": "X"}, prompt="Écris {outil} à [nom]")
    assert said.prompt == "Écris {outil} à [nom]"
    assert library.render("win.ask", {}).prompt is None


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    assert fill("{a} {b}", {"a": "{b}", "b": "{a}"}) == "{b} {a}"


def test_an_unknown_placeholder_stays_as_it_is() -> None:
    assert fill("{a} {b}", {"a": "1"}) == "1 {b}"


@given(st.text(), st.text(), names)
def test_braces_in_a_value_are_untouched(before: str, value: str, name: str) -> None:
    plain = PLACEHOLDER.sub("", before).replace("{", "").replace("}", "")
    assert fill(f"{plain}{{{name}}}", {name: value}) == plain + value


@given(st.text(alphabet=st.characters(exclude_characters="{}")), st.dictionaries(names, st.text()))
def test_a_text_without_braces_is_never_changed(text: str, values: dict[str, str]) -> None:
    assert fill(text, values) == text


def test_an_organisation_has_its_words_its_name_and_our_defaults() -> None:
    said = words({"outil": "Copilot"}, "Mairie de Vaux")
    assert said == {**DEFAULT_WORDS, "outil": "Copilot", "organisation": "Mairie de Vaux"}


def test_a_nameless_organisation_is_called_yours() -> None:
    assert words({})["organisation"] == "ton organisation"
    assert words({"organisation": "l’atelier"}, "SARL X")["organisation"] == "l’atelier"
