"""A tip a little before the hour, where that lets it come whole, with the person's agreement."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from store import personal
from store.db import Database
from tests import chat
from tests.chat import House, Member

DAY = timedelta(days=1)
BUTTON = "Plus tôt si besoin"


@pytest.fixture
def amina(whatsapp: House) -> Member:
    """Amina joined on WhatsApp on Monday at 9:00; her hour is 14:00."""
    member = whatsapp.member("amina").joins().says("heure 14h")
    return member.hears("optdown.hour_changed")


@pytest.fixture
def free(database: Database) -> Iterator[House]:
    """The product on a channel like Telegram."""
    with chat.house(database) as house:
        house.organisation()
        yield house


def tips(member: Member) -> list[tuple[str, bool]]:
    """The pieces received, and whether each came whole."""
    found = zip(member.keys, member.messages, strict=True)
    return [(key, said.template is None) for key, said in found if key.startswith("w0")]


def agreements(member: Member) -> list[tuple[str, bool]]:
    """Those to an earlier minute: the version, and whether it stands."""
    with member.house.context.database.read() as tx:
        held = personal.export(tx, member.house.context.keyring, member.person)
    return [
        (one["version"], one["withdrawn_at"] is None)
        for one in held["agreements"]
        if one["subject"] == "leeway"
    ]


def wait(member: Member, **amount: float) -> None:
    """Let time pass."""
    member.house.until(member.house.clock.now() + timedelta(**amount))


def test_the_tip_comes_whole_before_the_window_closes(amina: Member) -> None:
    amina.taps(BUTTON).hears("optdown.flexible")
    wait(amina, hours=23, minutes=49)
    assert tips(amina) == []
    wait(amina, minutes=1)
    assert tips(amina) == [("w01d1", True)]
    wait(amina, hours=10)
    assert tips(amina) == [("w01d1", True)]


def test_without_agreement_it_comes_at_the_hour_as_the_approved_text(amina: Member) -> None:
    wait(amina, hours=28)
    assert tips(amina) == []
    wait(amina, hours=1)
    assert tips(amina) == [("w01d1", False)]


@pytest.mark.parametrize("word", ["HEURE SOUPLE", "plus tôt si besoin", "1"])
def test_it_is_agreed_to_in_words_too_and_recorded_once(amina: Member, word: str) -> None:
    amina.says(word).hears("optdown.flexible")
    amina.says("heure souple").hears("optdown.flexible")
    assert agreements(amina) == [("2026-11", True)]


def test_it_is_taken_back_in_words(amina: Member) -> None:
    amina.says("heure souple").says("heure fixe").hears("optdown.fixed")
    assert agreements(amina) == [("2026-11", False)]
    wait(amina, hours=29)
    assert tips(amina) == [("w01d1", False)]


def test_it_is_shown_with_ones_data(amina: Member) -> None:
    amina.says("mes données")
    assert "heure fixe" in amina.last
    amina.says("heure souple").says("mes données")
    assert "un peu plus tôt" in amina.last


def test_it_is_asked_once(amina: Member) -> None:
    assert [one.label for one in amina.messages[-1].buttons] == [BUTTON]
    amina.taps(BUTTON).says("heure 15h").hears("optdown.hour_changed")
    assert amina.messages[-1].buttons == ()


def test_it_is_not_asked_where_no_window_closes(free: House) -> None:
    amina = free.member("amina").joins().says("heure 14h").hears("optdown.hour_changed")
    assert amina.messages[-1].buttons == ()
    amina.says("heure souple").hears("optdown.flexible")
    wait(amina, hours=28)
    assert tips(amina) == []
    wait(amina, hours=1)
    assert tips(amina) == [("w01d1", True)]


def test_nothing_comes_while_others_sleep(amina: Member) -> None:
    amina.taps(BUTTON)
    wait(amina, hours=21, minutes=30)
    amina.says("bonjour").hears("question.hello")
    wait(amina, hours=8)
    assert tips(amina) == [("w01d1", True)]
    wait(amina, hours=20)
    assert tips(amina) == [("w01d1", True)]
    wait(amina, hours=4)
    assert tips(amina) == [("w01d1", True), ("w01d2", False)]


def test_a_window_open_at_the_hour_moves_nothing(amina: Member) -> None:
    amina.taps(BUTTON)
    wait(amina, hours=9)
    amina.says("bonjour")
    wait(amina, hours=19, minutes=59)
    assert tips(amina) == []
    wait(amina, minutes=1)
    assert tips(amina) == [("w01d1", True)]
