"""On WhatsApp, where choices may go out as numbered text, a number is as good as a tap."""

from datetime import timedelta

import pytest

from store import wins
from store.db import Database
from tests import chat
from tests.chat import House, Member

DAY = timedelta(days=1)


def declared(member: Member) -> list[int]:
    """The minutes that stand for a person."""
    with member.house.context.database.read() as tx:
        return [minutes for _, minutes, _ in wins.of_person(tx, member.person)]


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        ("1", "win.ask"),
        ("le 1", "win.ask"),
        ("la première", "win.ask"),
        ("testé", "win.ask"),
        ("tésté", "win.ask"),
        ("2", "tip.later"),
        ("le deuxième", "tip.later"),
        ("plus tard", "tip.later"),
        ("3", "tip.not_for_me"),
        ("PLUS", "optdown.rhythm_5"),
        ("4", "question.unknown"),
        ("stop", "optdown.stopped"),
        ("AIDE", "system.help"),
    ],
)
def test_a_choice_may_be_typed(reading: Member, word: str, heard: str) -> None:
    reading.says(word).hears(heard)


def test_ten_is_ten_minutes_where_minutes_are_asked(reading: Member) -> None:
    reading.says("le 1").says("10").hears("win.gained")
    assert declared(reading) == [10]


@pytest.mark.parametrize(("word", "minutes"), [("1", 1), ("2", 2), ("5", 5), ("30 min", 30)])
def test_small_numbers_are_minutes_too(reading: Member, word: str, minutes: int) -> None:
    reading.says("testé").says(word).hears("win.gained")
    assert declared(reading) == [minutes]


def test_a_number_under_a_win_is_one_of_its_choices(reading: Member) -> None:
    reading.says("1").says("10 min").hears("win.gained")
    reading.says("2").hears("win.correct")
    reading.says("2").hears("win.gained")
    assert declared(reading) == [2], "minutes were asked, although 2 had been “Corriger”"
    reading.says("le dernier").hears("win.undone")
    assert declared(reading) == []


def test_a_number_under_a_doubt_answers_it(reading: Member) -> None:
    reading.says("1").says("une journée").hears("win.confirm_big")
    reading.says("1").hears("win.gained")
    assert declared(reading) == [420]


def test_minutes_said_under_a_doubt_stay_minutes(reading: Member) -> None:
    reading.says("1").says("une journée").says("45").hears("win.gained")
    assert declared(reading) == [45]


def test_a_number_means_the_open_question_before_an_older_choice(reading: Member) -> None:
    reading.says("1").says("c’est quoi un prompt ?").hears("question.answer")
    reading.says("15").hears("win.gained")


def test_a_choice_is_remembered_for_a_day(reading: Member) -> None:
    reading.house.clock.advance(hours=23)
    reading.says("2")
    assert reading.keys[-1] != "question.unknown"
    other = reading.house.member("bruno").joins()
    other.house.clock.advance(hours=25)
    other.says("2").hears("question.unknown")


def test_a_number_is_what_the_last_choices_say_also_after_a_word(reading: Member) -> None:
    reading.says("merci !").hears("question.thanks")
    reading.says("3").hears("tip.not_for_me")


def test_only_the_newest_messages_are_looked_at(reading: Member) -> None:
    for _ in range(5):
        reading.says("merci !")
    reading.says("3").hears("question.unknown")


def test_joining_takes_numbers(whatsapp: House) -> None:
    amina = whatsapp.member("amina").says("REJOINDRE MAIRIE")
    amina.says("1").hears("onboarding.ask_job").says("le 2").hears("onboarding.ask_rhythm")
    amina.says("3").hears("onboarding.ask_hour").says("12").hears("onboarding.ask_confidence")
    amina.says("4").hears("onboarding.ready")
    person = amina.person
    assert (person.job, person.rhythm, f"{person.hour:%H:%M}") == ("compta", 3, "12:00")


def test_erasing_by_number_says_what_it_does(told_ready: Member) -> None:
    told_ready.says("OUBLIE-MOI").hears("privacy.ask_forget")
    told_ready.says("1")
    assert told_ready.keys == []


def test_where_choices_are_never_numbered_a_number_is_only_a_text(database: Database) -> None:
    with chat.house(database) as house:
        house.organisation()
        amina = house.member("amina").joins()
        house.until(house.clock.now() + DAY)
        amina.says("2").hears("question.unknown")


def test_a_number_under_a_quoted_message_is_one_of_its_choices(reading: Member) -> None:
    reading.says("testé").says("10 min").hears("win.gained")
    reading.quotes("tip.piece", "2").hears("tip.later")


def test_under_a_quoted_message_a_number_is_no_minutes(reading: Member) -> None:
    reading.says("testé").quotes("tip.piece", "2").hears("tip.later")
    assert declared(reading) == []


def test_a_quoted_message_without_choices_has_no_first_one(reading: Member) -> None:
    reading.says("AIDE").quotes("system.help", "1").hears("question.unknown")


def test_a_quoted_message_nobody_knows_any_more_leaves_the_last_one(reading: Member) -> None:
    reading.quotes("", "2").hears("tip.later")
