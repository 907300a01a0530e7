"""On WhatsApp: the words that stop, resume and help, and the stops its provider hears."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.message import Kind
from core.person import State
from store.db import Database
from tests import chat
from tests.chat import House, Member
from tests.workers.stage import active

DAY = timedelta(days=1)

STOPS = ("STOP", "STOPALL", "UNSUBSCRIBE", "REVOKE", "OPTOUT", "ARRET", "ARRÊT", "ARRÊTER",
         "STOPPER", "DÉSINSCRIRE", "DÉSABONNER", "DÉSINSCRIPTION")  # fmt: skip
WHEN_NOTHING_IS_OPEN = ("END", "CANCEL", "QUIT")


@pytest.mark.parametrize("word", [*STOPS, *WHEN_NOTHING_IS_OPEN])
@pytest.mark.parametrize("spelt", [str.upper, str.lower, str.title], ids=["UP", "low", "Title"])
def test_a_stop_word_as_a_whole_message_stops(
    sqlite_database: Database, word: str, spelt: Callable[[str], str]
) -> None:
    with chat.house(sqlite_database, window=DAY, numbered=True) as house:
        house.organisation()
        amina = active(house, "amina", next_at=house.clock.now() + DAY)
        amina.says(spelt(word)).hears("optdown.stopped")
        assert amina.person.state is State.STOPPED
        house.until(house.clock.now() + timedelta(days=3))
        amina.hears_nothing()


@pytest.mark.parametrize("word", STOPS)
def test_a_stop_word_stops_whatever_is_open(reading: Member, word: str) -> None:
    reading.says("1").says(word).hears("optdown.stopped")
    assert reading.person.state is State.STOPPED


@pytest.mark.parametrize("word", WHEN_NOTHING_IS_OPEN)
def test_end_cancel_and_quit_leave_an_open_question_first(reading: Member, word: str) -> None:
    reading.says("1").says(word).hears("win.dropped")
    assert reading.person.state is State.ACTIVE
    reading.says(word).hears("optdown.stopped")


@pytest.mark.parametrize("word", WHEN_NOTHING_IS_OPEN)
def test_end_cancel_and_quit_keep_what_was_to_be_erased(told_ready: Member, word: str) -> None:
    told_ready.says("OUBLIE-MOI").says(word).hears("privacy.kept")


@pytest.mark.parametrize("word", [*STOPS, *WHEN_NOTHING_IS_OPEN])
def test_a_stop_word_ends_the_joining(whatsapp: House, word: str) -> None:
    amina = whatsapp.member("amina").says("REJOINDRE MAIRIE").says("1")
    amina.says(word).hears("optdown.stopped")
    assert amina.person.state is State.STOPPED


@pytest.mark.parametrize("word", [*STOPS, *WHEN_NOTHING_IS_OPEN])
def test_a_stranger_who_stops_hears_nothing(whatsapp: House, word: str) -> None:
    whatsapp.member("amina").says(word).hears_nothing()


@pytest.mark.parametrize("word", ["START", "UNSTOP", "REPRENDRE"])
def test_a_word_resumes(told_ready: Member, word: str) -> None:
    told_ready.says("STOP").says(word).hears("optdown.resumed")
    assert told_ready.person.state is State.ACTIVE


@pytest.mark.parametrize("word", ["HELP", "AIDE"])
def test_a_word_helps(told_ready: Member, word: str) -> None:
    told_ready.says(word).hears("system.help")


@pytest.mark.parametrize(
    "text", ["je ne veux pas d’un stop", "à la fin, the end", "quitte à rater"]
)
def test_a_stop_word_inside_a_text_is_no_stop(told_ready: Member, text: str) -> None:
    told_ready.says(text)
    assert told_ready.person.state is State.ACTIVE


def test_a_stop_the_provider_heard_is_kept_in_silence(told_ready: Member) -> None:
    told_ready.sends(Kind.BLOCKED).hears_nothing()
    assert told_ready.person.state is State.STOPPED
    told_ready.house.until(told_ready.house.clock.now() + timedelta(days=7))
    told_ready.hears_nothing()


def test_a_start_the_provider_heard_resumes_nothing_by_itself(told_ready: Member) -> None:
    told_ready.sends(Kind.BLOCKED).sends(Kind.UNBLOCKED).hears_nothing()
    assert told_ready.person.state is State.STOPPED
    told_ready.house.until(told_ready.house.clock.now() + timedelta(days=7))
    told_ready.hears_nothing()
    told_ready.says("REPRENDRE").hears("optdown.resumed")


def test_a_help_the_provider_answered_opens_the_window_in_silence(told_ready: Member) -> None:
    house = told_ready.house
    house.clock.advance(hours=1)
    told_ready.sends(Kind.NOTED).hears_nothing()
    house.until(house.clock.now() + timedelta(hours=23))
    assert told_ready.messages[-1].template is None, "heard less than a day ago"


def test_a_help_the_provider_answered_lets_nobody_in(whatsapp: House) -> None:
    whatsapp.member("amina").sends(Kind.NOTED).hears_nothing()
