"""A day with the coach: the tip, the win, the questions."""

from datetime import timedelta

import pytest

from core.message import Kind
from store import wins
from tests.chat import House, Member


@pytest.fixture
def amina(house: House) -> Member:
    """Amina joined on Monday; it is Tuesday, 9:00, and her first tip has come."""
    member = house.member("amina").joined()
    house.until(house.clock.now() + timedelta(days=1))
    return member.hears("w01d1").reads_tip()


def declared(member: Member) -> list[int]:
    """The minutes that stand for a person."""
    with member.house.context.database.read() as tx:
        return [minutes for _, minutes, _ in wins.of_person(tx, member.person)]


def test_the_tip_has_a_prompt_to_copy_and_three_buttons(amina: Member) -> None:
    tip = amina.messages[-1]
    assert tip.prompt
    assert [one.label for one in tip.buttons] == ["Testé ✅", "Plus tard", "Pas pour moi"]
    assert len(tip.text) <= 350


def test_tried_then_told_in_words(amina: Member) -> None:
    amina.taps("Testé ✅").hears("win.ask")
    amina.says("20 min au lieu d’une heure").hears("win.gained")
    assert "40 min" in amina.last
    assert declared(amina) == [40]


def test_nothing_gained_and_time_lost_are_welcome(amina: Member) -> None:
    amina.taps("Testé ✅").says("rien").hears("win.zero")
    amina.says("j’ai perdu 20 min sur un courrier").hears("win.lost")
    assert declared(amina) == [0, -20]


def test_an_unclear_answer_gets_one_friendly_question_with_buttons(amina: Member) -> None:
    amina.taps("Testé ✅").says("pas mal du tout").hears("win.unclear")
    amina.taps("30 min").hears("win.gained")
    assert declared(amina) == [30]


def test_a_button_pressed_twice_counts_once(amina: Member) -> None:
    amina.taps("Testé ✅")
    ten = amina.button("10 min")
    amina.presses(ten).presses(ten).hears("win.gained")
    assert declared(amina) == [10]


def test_correct_replaces_and_undo_takes_back(amina: Member) -> None:
    amina.taps("Testé ✅").taps("10 min").taps("Corriger").hears("win.correct")
    amina.says("un quart d’heure").hears("win.gained")
    assert declared(amina) == [15]
    amina.taps("Annuler").hears("win.undone")
    assert declared(amina) == []


def test_more_than_two_hours_is_confirmed_first(amina: Member) -> None:
    amina.taps("Testé ✅").says("une journée").hears("win.confirm_big")
    assert declared(amina) == []
    amina.taps("Oui, c’est ça").hears("win.gained")
    assert declared(amina) == [420]


def test_more_than_two_hours_can_be_corrected(amina: Member) -> None:
    amina.taps("Testé ✅").says("3 h").taps("Non, je corrige").hears("win.correct")
    amina.says("30 min").hears("win.gained")
    assert declared(amina) == [30]


def test_sharing_is_the_author_s_yes_and_can_be_taken_back(amina: Member) -> None:
    amina.taps("Testé ✅").taps("10 min").taps("Partager").hears("win.shared")
    amina.taps("Ne plus partager").hears("win.unshared")


def test_a_win_told_without_being_asked_is_counted(amina: Member) -> None:
    amina.says("j’ai gagné 10 minutes sur un mail").hears("win.gained")
    assert declared(amina) == [10]


def test_later_brings_it_back_once_the_same_day(amina: Member) -> None:
    amina.taps("Plus tard").hears("tip.later")
    assert "12 h" in amina.last
    amina.house.until(amina.house.clock.now() + timedelta(hours=9))
    amina.hears("w01d1")


def test_later_in_the_evening_makes_no_promise(amina: Member) -> None:
    amina.house.clock.advance(hours=9, minutes=45)
    amina.taps("Plus tard").hears("tip.later_no_room")


def test_not_for_me_is_noted_without_guilt(amina: Member) -> None:
    amina.taps("Pas pour moi").hears("tip.not_for_me")


def test_a_button_weeks_later_still_counts(amina: Member) -> None:
    tried = amina.button("Testé ✅")
    amina.house.clock.advance(days=40)
    amina.presses(tried).hears("win.ask")


@pytest.mark.parametrize(
    ("question", "ident"),
    [
        ("C’est quoi un prompt au juste ?", "prompt-definition"),
        ("Et si je me trompe, ça garde une trace quelque part ?", "trace"),
        ("Je peux utiliser ça pour les mails ?", "mails"),
    ],
)
def test_the_three_questions_of_the_brief(amina: Member, question: str, ident: str) -> None:
    amina.says(question).hears("question.answer")
    answer = amina.house.context.library.questions[ident].answer
    assert amina.last[:40] == answer[:40]


def test_a_silly_question_works_while_we_wait_for_minutes(amina: Member) -> None:
    amina.taps("Testé ✅").says("c’est quoi un prompt ?").hears("question.answer")
    amina.says("10 min").hears("win.gained")


def test_out_of_scope_is_admitted_and_names_a_human(amina: Member) -> None:
    amina.says("quel temps fera-t-il demain à Lille ?").hears("question.unknown")


def test_small_talk_gets_a_human_line(amina: Member) -> None:
    amina.says("merci !").hears("question.thanks")


@pytest.mark.parametrize(
    "kind", [Kind.STICKER, Kind.PHOTO, Kind.VOICE, Kind.LOCATION, Kind.CONTACT, Kind.OTHER]
)
def test_what_is_not_text_gets_a_friendly_line(amina: Member, kind: Kind) -> None:
    amina.sends(kind).hears(f"system.{kind.value}")


@pytest.mark.parametrize(
    "button", ["nope", "tip.tried:w99d9", "win.m10", "x.y:z", "win.big_yes:w01d1", "tip.tried"]
)
def test_a_button_nobody_knows_is_harmless(amina: Member, button: str) -> None:
    amina.presses(button).hears("system.old_button")
    assert declared(amina) == []


@pytest.mark.parametrize(
    "text", ["😀😀😀", "\u202eمرحبا", "x" * 5000, "<b>&</b>\x00\x07", "{outil}"]
)
def test_strange_texts_get_an_answer(amina: Member, text: str) -> None:
    before = len(amina.messages)
    amina.says(text)
    assert len(amina.messages) > before


def test_someone_else_cannot_undo_my_win(amina: Member, house: House) -> None:
    bruno = house.member("bruno").joins()
    amina.taps("Testé ✅").taps("10 min")
    bruno.presses(amina.button("Annuler"))
    assert declared(amina) == [10]


def test_the_last_piece_of_a_short_week_is_still_the_one_shown(house: House) -> None:
    bruno = house.member("bruno").joins()
    bruno.says("je travaille le lundi et le mardi")
    house.until(house.clock.now() + timedelta(days=1))
    tip = bruno.reads_tip().messages[-1]
    assert tip.prompt

    bruno.says("ASTUCE")
    assert bruno.messages[-1].prompt == tip.prompt

    bruno.says("testé").hears("win.ask")
    bruno.says("10 min").hears("win.gained")
    assert declared(bruno) == [10]
