"""Everything an address said is answered in order, in one transaction; nothing blocks the rest."""

from typing import Any

import pytest

from core.message import Address, Inbound, Kind
from flows import router
from flows.talk import Next, Turn
from store.db import DatabaseAway
from tests.chat import House
from tests.workers.stage import active, inbox_statuses, said
from workers import inbound

POISON = "zarglouf"


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flow that breaks on one word, quoting it."""
    answer = router.answer

    def breaks(turn: Turn) -> Next:
        if POISON in turn.message.text:
            raise ValueError(turn.message.text)
        return answer(turn)

    monkeypatch.setattr(router, "answer", breaks)


def write(house: House, name: str, *texts: str) -> None:
    """Messages that wait for an answer."""
    where = Address("paper", name)
    house.take_in(*(Inbound(house.next_id(), where, text=text) for text in texts))


def test_all_that_was_said_is_answered_in_order(house: House) -> None:
    said_apart = (
        house.member("bruno").says("bonjour").says("REJOINDRE MAIRIE").says("n’importe quoi")
    )
    write(house, "amina", "bonjour", "REJOINDRE MAIRIE", "n’importe quoi")
    house.answer()
    keys = house.member("amina").keys
    assert keys[:2] == ["onboarding.stranger", "onboarding.notice"]
    assert keys == said_apart.keys
    assert inbox_statuses(house) == ["done"] * 6


def test_an_answer_is_given_once(house: House) -> None:
    write(house, "amina", "bonjour")
    for _ in range(3):
        house.answer()
    assert len(said(house)) == 1


def test_taps_are_acknowledged(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").taps("C’est parti")
    [tap] = house.paper.acknowledged
    assert (tap.kind, tap.address) == (Kind.BUTTON, amina.address)


@pytest.mark.usefixtures("poisoned")
class TestPoison:
    def test_is_set_aside_with_an_apology_and_the_others_are_answered(self, house: House) -> None:
        active(house, "amina")
        active(house, "bruno")
        write(house, "amina", POISON)
        write(house, "bruno", "bonjour")
        for _ in range(3):
            house.answer()
        assert house.member("amina").keys == ["system.trouble"]
        assert len(house.member("bruno").keys) == 1
        assert inbox_statuses(house) == ["failed", "done"]

    def test_does_not_take_what_stands_around_it(self, house: House) -> None:
        amina = active(house, "amina")
        write(house, "amina", "aide", POISON, "aide")
        for _ in range(3):
            house.answer()
        assert inbox_statuses(house) == ["done", "failed", "done"]
        assert sorted(amina.keys).count("system.trouble") == 1
        assert len(amina.keys) == 3

    def test_is_tried_three_times(self, house: House, capsys: pytest.CaptureFixture[str]) -> None:
        active(house, "amina")
        write(house, "amina", POISON)
        for _ in range(3):
            house.answer()
        told = "".join(capsys.readouterr())
        assert told.count("turn_failed") == 3
        assert POISON not in told

    def test_leaves_nothing_half_done(self, house: House) -> None:
        write(house, "amina", "REJOINDRE MAIRIE", POISON)
        lookup = house.context.keyring.lookup("paper:amina")
        assert inbound.answer(house.context, lookup).replies == []
        assert inbox_statuses(house) == ["new", "new"]
        assert house.member("amina").keys == []


def test_a_database_away_is_not_the_messages_fault(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    active(house, "amina")
    write(house, "amina", "bonjour")

    def away(_turn: Turn) -> Any:
        raise DatabaseAway("gone")

    with monkeypatch.context() as patch:
        patch.setattr(router, "answer", away)
        for _ in range(4):
            with pytest.raises(DatabaseAway):
                inbound.turn(house.context, house.courier)
    assert inbox_statuses(house) == ["new"]
    house.answer()
    assert inbox_statuses(house) == ["done"]
    assert "system.trouble" not in house.member("amina").keys


def test_many_people_are_answered_in_one_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "ADDRESSES_A_TURN", 3)
    for number in range(8):
        write(house, f"p{number}", "bonjour")
    house.answer()
    assert inbox_statuses(house) == ["done"] * 8
    assert {to.id for to, _ in house.paper.sent} == {f"p{number}" for number in range(8)}


def test_a_stranger_who_says_stop_hears_nothing(house: House) -> None:
    house.member("amina").says("STOP").hears_nothing()


def test_the_code_of_another_organisation_opens_nothing(house: House) -> None:
    house.organisation("ASSO")
    amina = active(house, "amina")
    before = amina.person.organisation_id
    amina.says("REJOINDRE ASSO").hears("onboarding.other_organisation")
    assert amina.person.organisation_id == before


def test_blocking_is_heard_and_undone(house: House) -> None:
    amina = active(house, "amina")
    amina.sends(Kind.BLOCKED).hears_nothing()
    assert amina.person.state.value == "stopped"
