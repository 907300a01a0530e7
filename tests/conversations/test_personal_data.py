"""MES DONNÉES and OUBLIE-MOI."""

from datetime import timedelta

import pytest

from store import people
from tests.chat import House, Member


@pytest.fixture
def amina(house: House) -> Member:
    """Amina has talked a little."""
    member = house.member("amina").joins()
    house.until(house.clock.now() + timedelta(days=1))
    return member.taps("Testé ✅").says("20 min sur le courrier de la mairie")


@pytest.mark.parametrize("word", ["MES DONNÉES", "mes donnees", "/mesdonnees"])
def test_my_data_says_everything_and_gives_a_link(amina: Member, word: str) -> None:
    amina.says(word).hears("privacy.my_data_summary")
    for told in ("paper:amina", "Mairie", "20 min", "https://dix.example/mes-donnees/"):
        assert told in amina.last


def test_forget_me_asks_once_then_erases_and_sends_a_receipt(amina: Member, house: House) -> None:
    amina.says("OUBLIE-MOI").hears("privacy.ask_forget")
    amina.taps("Oui, efface tout")
    assert "Reçu n°" in amina.last
    with house.context.database.read() as tx:
        assert people.find(tx, house.context.keyring, amina.address) is None
    assert amina.keys == []


def test_no_keeps_everything(amina: Member) -> None:
    amina.says("oublie moi").says("non").hears("privacy.kept")
    assert amina.person.job == "mairie"


def test_an_old_yes_does_not_erase(amina: Member) -> None:
    amina.says("oublie-moi")
    yes = amina.button("Oui, efface tout")
    amina.taps("Non, garde")
    amina.presses(yes).hears("system.old_button")
    assert amina.person.job == "mairie"


def test_after_being_forgotten_one_is_a_stranger(amina: Member) -> None:
    amina.says("oublie-moi").taps("Oui, efface tout").says("bonjour").hears("onboarding.stranger")
