"""The coach on WhatsApp: 24 hours to speak freely, an approved text beyond."""

from datetime import timedelta

import pytest

from channels.base import NotBefore, NotSent, WindowClosed
from channels.whatsapp import forms
from content import spoken
from core.message import Inbound, Outbound
from core.person import State
from store import wins
from tests.chat import House, Member
from tests.workers.stage import active, reply, stands
from workers import planner

DAY = timedelta(days=1)
READY = "Ton astuce du jour, «\N{NO-BREAK SPACE}"


def declared(member: Member) -> list[int]:
    """The minutes that stand for a person."""
    with member.house.context.database.read() as tx:
        return [minutes for _, minutes, _ in wins.of_person(tx, member.person)]


def labels(said: Outbound) -> list[str]:
    return [button.label for button in said.buttons]


class TestTheTipOutsideTheWindow:
    def test_is_an_approved_text_about_ones_own_course(self, told_ready: Member) -> None:
        said = told_ready.messages[-1]
        piece = told_ready.house.context.library.piece("w01d1", told_ready.person.job)
        assert piece is not None
        assert said.template is not None
        assert said.template.name == forms.READY
        assert piece.title in said.template.values[0]
        assert said.text.startswith(READY)
        assert labels(said) == ["Voir l’astuce"]
        assert said.prompt is None

    def test_comes_whole_after_one_tap_which_opens_the_window(self, told_ready: Member) -> None:
        told_ready.taps("Voir l’astuce").hears("tip.piece")
        said = told_ready.messages[-1]
        assert said.template is None
        assert said.prompt
        assert labels(said) == ["Testé ✅", "Plus tard", "Pas pour moi"]
        told_ready.says("testé").hears("win.ask").says("10 min").hears("win.gained")
        assert declared(told_ready) == [10]

    @pytest.mark.parametrize("word", ["1", "le premier", "voir l’astuce", "Voir lastuce", "ASTUCE"])
    def test_comes_whole_after_a_word(self, told_ready: Member, word: str) -> None:
        told_ready.says(word).hears("tip.piece")

    def test_comes_whole_weeks_later(self, told_ready: Member) -> None:
        told_ready.house.clock.advance(days=20)
        told_ready.taps("Voir l’astuce").hears("tip.piece")

    def test_comes_whole_to_somebody_who_stopped_since(self, told_ready: Member) -> None:
        told_ready.says("stop").hears("optdown.stopped")
        told_ready.taps("Voir l’astuce").hears("tip.piece")
        assert told_ready.person.state is State.STOPPED
        told_ready.house.until(told_ready.house.clock.now() + timedelta(days=10))
        told_ready.hears_nothing()

    def test_reads_word_for_word_as_it_was_approved(self, whatsapp: House) -> None:
        approved = forms.form(forms.READY).body
        said = whatsapp.context.library.message("tip.ready")
        assert said.text == str(approved["body"]).replace("{{1}}", "{title}")
        shown = [
            {"type": "QUICK_REPLY", "title": label, "id": f"tip.{choice}"}
            for choice, label in said.buttons.items()
        ]
        assert shown == approved["actions"]

    def test_fits_the_approved_text_whatever_the_piece(self, whatsapp: House) -> None:
        for by_job in whatsapp.context.library.pieces.values():
            for piece in by_job.values():
                said = Outbound("", template=planner.ready(piece))
                assert spoken.typeset(piece.title) in forms.variables(forms.READY, said)["1"]


def test_a_tip_inside_the_window_comes_whole(told_ready: Member) -> None:
    told_ready.taps("Voir l’astuce").says("merci !")
    house = told_ready.house
    house.until(house.clock.now() + timedelta(hours=23, minutes=30))
    told_ready.says("bonjour").hears("question.hello")
    house.until(house.clock.now() + timedelta(minutes=30))
    told_ready.hears("w01d2")
    assert told_ready.messages[-1].template is None
    assert len(labels(told_ready.messages[-1])) == 3


def test_one_message_each_way_a_day_keeps_the_tips_whole(whatsapp: House) -> None:
    amina = whatsapp.member("amina").joins()
    whatsapp.until(whatsapp.clock.now() + timedelta(hours=22))
    for _ in range(3):
        amina.says("bonjour")
        whatsapp.until(whatsapp.clock.now() + DAY)
    assert [said.template for said in amina.messages] == [None] * len(amina.messages)
    assert [key for key in amina.keys if key.startswith("w01")] == ["w01d1", "w01d2", "w01d3"]


def test_nothing_free_form_goes_outside_the_window(whatsapp: House) -> None:
    amina = active(whatsapp, "amina")
    reply(whatsapp, amina, "late", due_at=whatsapp.clock.now() + timedelta(hours=23, minutes=59))
    reply(whatsapp, amina, "in time", due_at=whatsapp.clock.now() + timedelta(hours=23))
    whatsapp.until(whatsapp.clock.now() + timedelta(hours=30))
    assert stands(whatsapp, "late") == ("skipped", "window")
    assert stands(whatsapp, "in time") == ("sent", None)


def test_a_word_of_the_coach_that_no_approved_text_says_is_left_out(told_ready: Member) -> None:
    house = told_ready.house
    house.until(house.clock.now() + timedelta(weeks=12))
    assert stands(house, "pause_thanks") == ("skipped", "window")
    assert all(said.template for said in told_ready.messages[-10:])
    assert told_ready.person.paused_by_silence
    told_ready.says("coucou")
    assert told_ready.person.state is State.ACTIVE


def test_a_receipt_of_an_erasure_held_up_still_comes(told_ready: Member) -> None:
    told_ready.says("OUBLIE-MOI")
    told_ready.house.paper.refusing.append(NotSent("rate"))
    told_ready.says("oui")
    before = len(told_ready.messages)
    told_ready.house.until(told_ready.house.clock.now() + timedelta(minutes=5))
    assert len(told_ready.messages) == before + 1
    assert "effac" in told_ready.last


# ---- the provider knows better ---------------------------------------------------------------


def test_a_window_the_provider_calls_closed_gets_the_template_once(told_ready: Member) -> None:
    told_ready.taps("Voir l’astuce")
    house = told_ready.house
    house.clock.advance(hours=2)
    told_ready.says("bonjour").hears("question.hello")
    house.paper.refusing.append(WindowClosed("window_63016"))
    house.until(house.clock.now() + timedelta(hours=22))
    told_ready.hears("w01d2")
    assert told_ready.messages[-1].template is not None
    assert stands(house, "w01d2") == ("sent", None)
    house.until(house.clock.now() + timedelta(hours=5))
    told_ready.hears_nothing()


def test_a_template_refused_as_well_fails_and_is_not_repeated(told_ready: Member) -> None:
    told_ready.says("bonjour").hears("question.hello")
    house = told_ready.house
    house.paper.refusing += [WindowClosed("window_63016")] * 2
    house.until(house.clock.now() + timedelta(hours=23, minutes=59))
    house.until(house.clock.now() + timedelta(hours=3))
    told_ready.hears_nothing()
    assert stands(house, "w01d2") == ("failed", "window_63016")


def test_a_reply_refused_for_its_window_fails(told_ready: Member) -> None:
    told_ready.house.paper.refusing.append(WindowClosed("window_63016"))
    told_ready.says("bonjour").hears_nothing()
    assert stands(told_ready.house, "question.hello") == ("failed", "window_63016")


class TestAfterALongBreak:
    """Nobody answered for more than a day: the window counts from when people wrote."""

    def test_an_answer_that_comes_too_late_is_not_tried_as_free_text(self, whatsapp: House) -> None:
        amina = whatsapp.member("amina").joins()
        whatsapp.take_in(Inbound(whatsapp.next_id(), amina.address, text="merci"))
        before = len(amina.messages)
        whatsapp.clock.advance(hours=30)
        whatsapp.answer()
        whatsapp.deliver()
        assert len(amina.messages) == before
        assert stands(whatsapp, "question.thanks") == ("skipped", "window")

    def test_the_next_tip_goes_as_its_template(self, whatsapp: House) -> None:
        amina = whatsapp.member("amina").joins()
        whatsapp.take_in(Inbound(whatsapp.next_id(), amina.address, text="merci"))
        whatsapp.clock.advance(hours=30)
        whatsapp.answer()
        whatsapp.tick()
        whatsapp.until(whatsapp.clock.now() + DAY)
        assert amina.messages[-1].template is not None


class TestWhatMetaWithheld:
    def test_nothing_more_is_tried_for_a_day(self, whatsapp: House) -> None:
        amina = active(whatsapp, "amina", next_at=whatsapp.clock.now() + DAY)
        whatsapp.clock.advance(days=1)
        whatsapp.paper.refusing = [NotBefore("meta_withheld_63049", 86_400.0)]
        whatsapp.tick()
        whatsapp.clock.advance(hours=23, minutes=30)
        whatsapp.tick()
        assert amina.messages == [], "half an hour too early"
        whatsapp.until(whatsapp.clock.now() + 2 * DAY)
        assert [one.template is not None for one in amina.messages[:1]] == [True]
