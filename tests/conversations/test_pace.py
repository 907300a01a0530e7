"""Less, later, a pause, a stop: in plain words, in any state."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.person import State
from store import people
from tests.chat import House, Member


@pytest.fixture
def amina(house: House) -> Member:
    """Amina joined on Monday and had her first tip on Tuesday."""
    member = house.member("amina").joined()
    house.until(house.clock.now() + timedelta(days=1))
    return member.hears("w01d1").reads_tip()


def standing(member: Member) -> tuple[str, int]:
    """The state and rhythm in force."""
    return member.person.state.value, member.person.pieces_a_week


@pytest.mark.parametrize(
    "word", ["STOP", "stop", "Arrêt", "ARRET", "/stop", "Arrêter.", "désinscription", "STOPALL"]
)
def test_stop_in_any_spelling_ends_everything(amina: Member, word: str) -> None:
    amina.says(word).hears("optdown.stopped")
    amina.house.until(amina.house.clock.now() + timedelta(days=30))
    amina.hears_nothing()


def test_stop_while_a_question_is_open(amina: Member) -> None:
    amina.taps("Testé ✅").says("stop").hears("optdown.stopped")
    assert amina.person.state is State.STOPPED


def test_after_a_stop_questions_are_still_answered(amina: Member) -> None:
    amina.says("stop")
    amina.says("c’est quoi un prompt ?").hears("question.answer")
    assert amina.person.state is State.STOPPED


def test_resume_after_a_stop(amina: Member) -> None:
    amina.says("stop")
    amina.says("REPRENDRE").hears("optdown.resumed")
    amina.house.until(amina.house.clock.now() + timedelta(days=1))
    amina.hears("w01d2")


def test_pause_two_weeks(amina: Member) -> None:
    amina.says("pause 2 semaines").hears("optdown.paused")
    assert "17 novembre" in amina.last
    amina.house.until(amina.house.clock.now() + timedelta(days=13))
    amina.hears_nothing()
    amina.house.until(amina.house.clock.now() + timedelta(days=2))
    assert amina.keys[-1].startswith("w02")


def test_pause_until_a_date(amina: Member) -> None:
    amina.says("PAUSE jusqu’au 12 janvier").hears("optdown.paused")
    assert "12 janvier" in amina.last


def test_pause_without_a_length_asks_for_one(amina: Member) -> None:
    amina.says("pause").hears("optdown.ask_pause")
    amina.taps("2 semaines").hears("optdown.paused")


def test_less_and_more_step_by_step(amina: Member) -> None:
    amina.says("moins souvent").hears("optdown.rhythm_3")
    amina.says("moins").hears("optdown.rhythm_1")
    amina.says("MOINS").hears("optdown.rhythm_0")
    amina.says("plus").hears("optdown.rhythm_1")


def test_another_hour(amina: Member) -> None:
    amina.says("plutôt 14h").hears("optdown.hour_changed")
    amina.house.until(amina.house.clock.now().replace(hour=8) + timedelta(days=1))
    amina.hears_nothing()
    amina.house.until(amina.house.clock.now() + timedelta(hours=5, minutes=1))
    amina.hears("w01d2")


def test_a_night_hour_is_refused_kindly(amina: Member) -> None:
    amina.says("heure 22h").hears("optdown.hour_quiet")
    amina.says("10h").hears("optdown.hour_changed")


def test_leave_and_working_days(amina: Member) -> None:
    amina.says("congés du 4 au 6 novembre").hears("optdown.leave_noted")
    amina.says("je travaille lundi, mardi et jeudi").hears("optdown.days_changed")
    amina.house.until(amina.house.clock.now() + timedelta(days=5))
    amina.hears_nothing()


@pytest.mark.parametrize("word", ["AIDE", "/aide", "help", "Aide !"])
def test_help_in_any_state(house: House, amina: Member, word: str) -> None:
    amina.says(word).hears("system.help")
    newcomer = house.member("bruno").says("REJOINDRE MAIRIE")
    newcomer.says(word).hears("system.help", "onboarding.ask_agree")


def test_nothing_on_11_november(amina: Member) -> None:
    house = amina.house
    house.until(house.clock.now() + timedelta(days=7, hours=12))
    before = list(amina.keys)
    house.until(house.clock.now() + timedelta(days=1))
    assert amina.keys == before


def test_silence_slows_down_then_pauses_with_thanks_and_a_word_resumes(amina: Member) -> None:
    house = amina.house
    house.until(house.clock.now() + timedelta(weeks=12))
    assert amina.keys[-1] == "pause_thanks"
    # Who opened the first piece was not silent about that one.
    opened = amina.keys.count("tip.piece")
    assert len([key for key in amina.keys if key.startswith("w")]) == opened + 10 + 6 + 4
    assert standing(amina) == ("paused", 1)
    amina.says("coucou")
    assert standing(amina) == ("active", 5)


@pytest.mark.parametrize(
    ("says", "hears"),
    [
        ("pause 1 semaine", "optdown.still_stopped"),
        ("moins", "optdown.still_stopped"),
        ("heure 14h", "optdown.still_stopped"),
        ("je travaille lundi et mardi", "optdown.still_stopped"),
    ],
)
def test_after_a_stop_no_next_tip_is_promised(amina: Member, says: str, hears: str) -> None:
    amina.says("stop")
    amina.says(says).hears(hears)
    assert amina.person.state is State.STOPPED


def test_during_a_pause_a_change_says_that_the_pause_stands(amina: Member) -> None:
    amina.says("pause 2 semaines")
    amina.says("heure 14h").hears("optdown.still_paused")


def test_with_the_digest_only_no_next_tip_is_promised(amina: Member) -> None:
    amina.says("moins").says("moins").says("moins").hears("optdown.rhythm_0")
    amina.says("heure 15h").hears("optdown.still_digest")
    amina.says("reprendre").hears("optdown.still_digest")
    amina.says("plus").hears("optdown.rhythm_1")
    assert "—" not in amina.last


def test_after_the_end_of_the_course_no_next_tip_is_promised(amina: Member) -> None:
    over = replace(amina.person, state=State.FINISHED, week=14, last_piece=0, next_at=None)
    with amina.house.context.database.write() as tx:
        people.save(tx, amina.person, over)
    for word in ("moins", "plus", "heure 14h", "reprendre"):
        amina.says(word).hears("optdown.still_finished")
    amina.says("ASTUCE").hears("tip.over")


@pytest.mark.parametrize(
    "button", ["optdown.h99", "optdown.h²", "optdown.h9999", "optdown.h", "optdown.hier"]
)
def test_an_hour_nobody_offered_is_harmless(amina: Member, button: str) -> None:
    amina.presses(button).hears("system.old_button")
