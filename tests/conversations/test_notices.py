"""On WhatsApp, after 24 hours: a word of the coach is announced, and one tap brings it."""

from datetime import timedelta

import pytest

from channels.whatsapp import forms
from core.message import NOTICE, READY, Outbound
from core.person import State
from store.db import Database
from tests import chat
from tests.chat import House, Member
from tests.workers.stage import active, stands
from workers import planner

DAY = timedelta(days=1)


@pytest.fixture
def tired(told_ready: Member) -> Member:
    """Amina has not answered for weeks, on a Tuesday; the notice is approved."""
    told_ready.house.paper.approved.add(NOTICE)
    return _until(told_ready, "pause_thanks")


def _until(member: Member, key: str) -> Member:
    """Let days pass until a message of this key went."""
    for _ in range(200):
        member.house.until(member.house.clock.now() + DAY)
        if key in member.keys:
            return member
    raise AssertionError(f"{key} never came:\n{member.transcript()}")


def labels(said: Outbound) -> list[str]:
    return [button.label for button in said.buttons]


class TestThePauseAfterSilence:
    def test_is_announced_by_an_approved_text(self, tired: Member) -> None:
        said = tired.messages[-1]
        assert said.template is not None
        assert (said.template.name, labels(said)) == (NOTICE, ["Lire"])
        assert "une pause, et merci" in said.text
        assert stands(tired.house, "pause_thanks") == ("sent", None)

    @pytest.mark.parametrize("word", ["1", "lire", "Lire"])
    def test_is_read_by_a_word(self, tired: Member, word: str) -> None:
        tired.says(word).hears("pause_thanks")

    def test_is_read_by_a_tap_which_is_no_answer_to_it(self, tired: Member) -> None:
        tired.taps("Lire").hears("pause_thanks")
        assert tired.messages[-1].template is None
        assert labels(tired.messages[-1]) == ["Reprendre", "Tout arrêter"]
        assert tired.person.paused_by_silence
        tired.taps("Reprendre").hears("optdown.resumed")
        assert tired.person.state is State.ACTIVE

    def test_is_read_twice_if_one_likes(self, tired: Member) -> None:
        tired.taps("Lire").hears("pause_thanks")
        tired.taps("Lire").hears("pause_thanks")

    def test_any_word_ends_it_as_ever(self, tired: Member) -> None:
        tired.says("coucou")
        assert tired.person.state is State.ACTIVE

    def test_is_not_kept_for_ever(self, tired: Member) -> None:
        house = tired.house
        with house.context.database.write() as tx:
            tx.exec_driver_sql("UPDATE outbox SET sealed = NULL WHERE \"key\" = 'pause_thanks'")
        tired.taps("Lire").hears("notice.gone")

    def test_is_for_who_it_was_written_to(self, tired: Member) -> None:
        bruno = tired.house.member("bruno").joins()
        bruno.presses(forms.READ_NOTICE).hears("notice.gone")


def test_the_end_of_the_course_is_announced_too(whatsapp: House) -> None:
    whatsapp.paper.approved.add(NOTICE)
    amina = whatsapp.member("amina").joins(rhythm="1 par semaine")
    for _ in range(14 * 7):
        whatsapp.until(whatsapp.clock.now() + DAY)
        if amina.messages[-1].template and "finished" not in amina.keys:
            amina.taps("Voir l’astuce")
    assert amina.messages[-1].template is not None
    amina.taps("Lire").hears("finished")
    assert amina.person.state is State.FINISHED


def test_a_notice_no_longer_approved_stays(tired: Member) -> None:
    tired.taps("Lire").taps("Reprendre")
    tired.house.paper.approved.discard(NOTICE)
    before = len(tired.messages)
    tired.house.until(tired.house.clock.now() + timedelta(weeks=12))
    assert all(said.template.name == READY for said in tired.messages[before:] if said.template)
    assert stands(tired.house, "finished") == ("skipped", "window")


def test_a_notice_takes_a_place_among_the_people_of_the_day(database: Database) -> None:
    few = chat.house(database, window=DAY, numbered=True, whatsapp_people_per_day=1)
    with few as house:
        house.organisation()
        house.paper.approved.add(NOTICE)
        due = house.clock.now() + 2 * DAY
        silent = {"next_at": due, "rhythm": 1, "unanswered": 10}
        everyone = [active(house, name, **silent) for name in ("amina", "bruno")]
        house.clock.set(due)
        house.tick()
        assert sorted(member.keys for member in everyone) == [[], ["pause_thanks"]]
        house.until(due + DAY)
        assert [member.keys for member in everyone] == [["pause_thanks"]] * 2


def test_it_reads_word_for_word_as_it_was_approved(whatsapp: House) -> None:
    approved = forms.form(NOTICE).body
    said = whatsapp.context.library.message("notice.ready")
    assert said.text == str(approved["body"]).replace("{{1}}", "{title}")
    shown = [
        {"type": "QUICK_REPLY", "title": label, "id": f"notice.{choice}"}
        for choice, label in said.buttons.items()
    ]
    assert shown == approved["actions"]


def test_it_fits_the_approved_text_whatever_it_announces(whatsapp: House) -> None:
    library = whatsapp.context.library
    for word in library.message("notice.titles").buttons:
        said = Outbound("", template=planner.announcing(library, word))
        assert forms.variables(NOTICE, said)["1"]
