"""The fourth piece of a week leads to a question about an earlier one, in the same message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store import wins
from tests.chat import House, Member

DAY = timedelta(days=1)
RIGHT, WRONG = "Je change de tâche", "Je donne le nom"


@pytest.fixture
def amina(house: House) -> Member:
    """Amina joined on Monday, so her first week ends with its fourth piece, on Friday."""
    member = house.member("amina").joined()
    house.until(house.clock.now() + 4 * DAY)
    assert member.keys[-1] == "w01d4"
    return member.reads_tip()


@pytest.fixture
def asked(amina: Member) -> Member:
    """She has the question before her."""
    return amina.taps("Question rappel").hears("recall.ask")


def labels(member: Member) -> list[str]:
    """The choices under what came last."""
    return [one.label for one in member.messages[-1].buttons]


def test_the_piece_leads_to_the_question_and_keeps_to_three_buttons(amina: Member) -> None:
    assert labels(amina) == ["Question rappel", "Testé ✅", "Pas pour moi"]
    heard = list(amina.keys)
    amina.house.until(amina.house.clock.now() + DAY)
    assert amina.keys == heard, "the question does not come by itself"


def test_other_pieces_lead_to_no_question(house: House) -> None:
    member = house.member("amina").joins()
    house.until(house.clock.now() + DAY)
    assert member.keys[-1] == "w01d1"
    assert "Question rappel" not in labels(member.reads_tip())


def test_the_choices_are_buttons(asked: Member) -> None:
    assert labels(asked) == [WRONG, RIGHT, "J’attends un cours"]


@pytest.mark.parametrize(
    ("chosen", "heard"),
    [(RIGHT, "recall.right"), (WRONG, "recall.wrong"), ("J’attends un cours", "recall.wrong")],
)
def test_why_is_said_whatever_was_chosen(asked: Member, chosen: str, heard: str) -> None:
    asked.taps(chosen).hears(heard)
    answer = asked.house.context.library.recalls[1].answer
    assert answer[:15] in asked.last
    assert RIGHT in asked.last


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("2", "recall.right"),
        ("le deuxième", "recall.right"),
        ("je change de tache", "recall.right"),
        ("1", "recall.wrong"),
        ("je donne le nom", "recall.wrong"),
    ],
)
def test_a_choice_may_be_typed(asked: Member, typed: str, heard: str) -> None:
    asked.says(typed).hears(heard)
    asked.says("merci").hears("question.thanks")


def test_the_question_is_no_trap(asked: Member) -> None:
    asked.says("laisse tomber").hears("recall.dropped")
    asked.taps("Question rappel").says("il fait moche à Lille aujourd’hui").hears("recall.ask")
    asked.says("patate chaude").hears("recall.left")
    asked.says("bonjour").hears("question.hello")


def test_a_silly_question_is_answered_and_the_choice_still_stands(asked: Member) -> None:
    asked.says("c’est quoi un prompt ?").hears("question.answer")
    asked.says("2").hears("recall.right")


def test_minutes_waited_for_are_not_lost_to_the_question(amina: Member) -> None:
    amina.taps("Testé ✅").taps("Question rappel").hears("recall.ask")
    amina.says("10 min").hears("win.gained")
    amina.taps(RIGHT).hears("recall.right")
    with amina.house.context.database.read() as tx:
        assert [minutes for _, minutes, _ in wins.of_person(tx, amina.person)] == [10]


def test_a_choice_weeks_later_is_still_explained(asked: Member) -> None:
    right = asked.button(RIGHT)
    asked.house.clock.advance(days=40)
    asked.presses(right).hears("recall.right")


@pytest.mark.parametrize(
    "button",
    ["recall.ask:w14", "recall.pick:w01-4", "recall.pick:w01", "recall.nope:w01", "recall.ask"],
)
def test_a_button_nobody_knows_is_harmless(amina: Member, button: str) -> None:
    amina.presses(button).hears("system.old_button")


def test_a_question_taken_away_meanwhile_is_let_go(asked: Member) -> None:
    context = asked.house.context
    with_all = context.library
    context.library = replace(with_all, recalls={})
    asked.says("patate chaude").hears("recall.left")
    asked.taps(RIGHT).hears("system.old_button")
    context.library = with_all
