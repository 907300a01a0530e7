"""While the coach waits for an answer, and right after: no trap, no cold line."""

from datetime import timedelta

import pytest

from core.person import State
from store import personal, wins
from tests.chat import House, Member

FRIDAY = timedelta(days=4)


@pytest.fixture
def amina(house: House) -> Member:
    """Amina joined on Monday; it is Tuesday, 9:00, and her first tip has come."""
    member = house.member("amina").joined()
    house.until(house.clock.now() + timedelta(days=1))
    return member.hears("w01d1").reads_tip()


@pytest.fixture
def friday(house: House) -> Member:
    """Amina on Friday, just after the question of the week."""
    member = house.member("amina").joins(rhythm="3 par semaine")
    house.until(house.clock.now() + FRIDAY)
    assert member.keys[-1] == "w01d5"
    return member


def held(member: Member) -> list[tuple[int, str, str]]:
    """The minutes that stand, with their use case and who may see them."""
    with member.house.context.database.read() as tx:
        found = personal.export(tx, member.house.context.keyring, member.person)["wins"]
    return [
        (one["minutes"], one["use_case"], one["shared"]) for one in found if not one["undone_at"]
    ]


def yeses(member: Member) -> list[tuple[str, bool]]:
    """The agreements to share: about what, and whether they stand."""
    with member.house.context.database.read() as tx:
        found = personal.export(tx, member.house.context.keyring, member.person)["agreements"]
    return [
        (one["subject"], one["withdrawn_at"] is None)
        for one in found
        if one["subject"].startswith("share")
    ]


@pytest.mark.parametrize("question", ["PAUSE", "HEURE", "JOURS", "CONGÉS"])
def test_a_question_about_pace_is_no_trap(amina: Member, question: str) -> None:
    again = amina.says(question).keys[-1]
    for word in ("non finalement", "laisse tomber", "plus tard"):
        amina.says(question).says(word).hears("optdown.dropped")
    amina.says(question).says("merci").hears("question.thanks")
    amina.says("bonjour").hears("question.hello")
    amina.says("il fait vraiment moche à Lille aujourd’hui").hears("question.unknown")
    amina.says(question).says("patate chaude").hears(again)
    amina.says("patate douce").hears("optdown.left")
    amina.says(question).says("j’ai gagné 10 min sur un mail").hears("win.gained")
    assert amina.person.state is State.ACTIVE


@pytest.mark.parametrize(
    ("typed", "day"), [("1", "10 novembre"), ("2", "17 novembre"), ("1 mois", "3 décembre")]
)
def test_the_number_or_the_label_of_a_button_is_a_tap(amina: Member, typed: str, day: str) -> None:
    amina.says("pause").says(typed).hears("optdown.paused")
    assert day in amina.last


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("merci", "question.thanks"),
        ("bonjour", "question.hello"),
        ("non merci", "win.dropped"),
        ("plus tard", "win.dropped"),
        ("j’ai pas eu le temps", "win.dropped"),
        ("ça n’a pas marché", "win.dropped"),
        ("je sais pas", "win.dropped"),
        ("pas mal du tout", "win.unclear"),
    ],
)
def test_after_tried_no_answer_is_met_kindly(amina: Member, typed: str, heard: str) -> None:
    amina.taps("Testé ✅").says(typed).hears(heard)
    assert held(amina) == []


def test_a_second_miss_lets_go_of_the_minutes(amina: Member) -> None:
    amina.taps("Testé ✅").says("pas mal").hears("win.unclear")
    amina.says("vraiment pas mal").hears("win.left")
    amina.taps("10 min").hears("win.gained")


@pytest.mark.parametrize(
    ("typed", "heard", "left"),
    [
        ("oui", "win.shared", [(10, "anonymous")]),
        ("Partager", "win.shared", [(10, "anonymous")]),
        ("non", "win.unshared", [(10, "no")]),
        ("annuler", "win.undone", []),
        ("annule", "win.undone", []),
        ("corriger", "win.correct", [(10, "no")]),
        ("👍", "question.thumb", [(10, "no")]),
        ("merci", "question.thanks", [(10, "no")]),
    ],
)
def test_what_was_just_offered_may_be_typed(
    amina: Member, typed: str, heard: str, left: list[tuple[int, str]]
) -> None:
    amina.taps("Testé ✅").taps("10 min").says(typed).hears(heard)
    assert [(minutes, shared) for minutes, _, shared in held(amina)] == left


def test_the_offer_is_over_after_anything_else(amina: Member) -> None:
    amina.taps("Testé ✅").taps("10 min").says("c’est quoi un prompt ?").hears("question.answer")
    amina.says("oui").hears("question.yes_to_what")
    amina.house.clock.advance(days=1)
    assert [shared for _, _, shared in held(amina)] == ["no"]


def test_a_yes_the_next_day_is_about_something_else(amina: Member) -> None:
    amina.taps("Testé ✅").taps("10 min")
    amina.house.until(amina.house.clock.now() + timedelta(days=1))
    amina.says("oui").hears("question.yes_to_what")


def test_the_yes_to_sharing_is_recorded_and_taken_back(amina: Member) -> None:
    amina.taps("Testé ✅").taps("10 min").taps("Partager").hears("win.shared")
    assert yeses(amina) == [("share:w01d1", True)]
    amina.taps("Ne plus partager").hears("win.unshared")
    assert yeses(amina) == [("share:w01d1", False)]


def test_a_corrected_win_is_not_shared_without_being_asked_again(amina: Member) -> None:
    amina.taps("Testé ✅").taps("10 min").taps("Partager").taps("Corriger")
    amina.says("j’ai perdu 10 min").hears("win.lost")
    assert [(minutes, shared) for minutes, _, shared in held(amina)] == [(-10, "no")]
    assert yeses(amina) == [("share:w01d1", False)]


@pytest.mark.parametrize("choice", ["share", "unshare", "undo"])
def test_a_win_that_does_not_stand_is_said_to_be_gone(amina: Member, choice: str) -> None:
    amina.presses(f"win.{choice}:w01d2").hears("win.gone")
    amina.taps("Testé ✅").taps("10 min").taps("Annuler")
    amina.presses(f"win.{choice}:w01d1").hears("win.gone")
    assert yeses(amina) == []


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("testé", "win.ask"),
        ("Testé ✅", "win.ask"),
        ("j’ai testé", "win.ask"),
        ("plus tard", "tip.later"),
        ("pas pour moi", "tip.not_for_me"),
        ("pas testé", "question.no_then"),
        ("non", "question.no_then"),
        ("non merci", "question.no_then"),
        ("bof", "question.no_then"),
        ("oui", "question.yes_to_what"),
    ],
)
def test_the_buttons_of_the_tip_may_be_typed(amina: Member, typed: str, heard: str) -> None:
    amina.says(typed).hears(heard)


def test_an_old_tip_is_not_answered_by_a_word(amina: Member) -> None:
    amina.says("pause 2 semaines")
    amina.house.clock.advance(days=3)
    amina.says("plus tard").hears("question.no_then")


@pytest.mark.parametrize(
    ("typed", "minutes"), [("20 min", 20), ("20", 20), ("rien", 0), ("j’ai perdu 5 min", -5)]
)
def test_friday_s_answer_is_kept_with_its_piece(friday: Member, typed: str, minutes: int) -> None:
    friday.says(typed)
    use_case = friday.house.context.library.pieces["w01d5"]["general"].use_case
    assert held(friday) == [(minutes, use_case, "no")]
    friday.presses("win.m10:w01d5").hears("win.gained")
    assert held(friday) == [(10, use_case, "no")]


def test_friday_s_answer_is_asked_once_more_then_let_go(friday: Member) -> None:
    friday.says("bof pas grand chose").hears("win.unclear")
    friday.says("oui un peu").hears("win.left")


def test_friday_without_a_try_is_fine(friday: Member) -> None:
    friday.says("pas testé cette semaine").hears("win.dropped")
    assert held(friday) == []


def test_another_win_after_friday_s_answer_is_another_win(friday: Member) -> None:
    friday.says("20 min").says("merci").says("j’ai gagné 10 min sur un mail").hears("win.gained")
    with friday.house.context.database.read() as tx:
        assert [minutes for _, minutes, _ in wins.of_person(tx, friday.person)] == [20, 10]


def test_one_hour_and_one_minute_agree(amina: Member) -> None:
    amina.taps("Testé ✅").says("1 h")
    assert "gain déclaré de 1 h" in amina.last
