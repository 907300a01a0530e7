"""MES DONNÉES and OUBLIE-MOI."""

from datetime import timedelta

import pytest

from store import addresses, personal
from tests.chat import House, Member


@pytest.fixture
def amina(house: House) -> Member:
    """Amina has talked a little."""
    member = house.member("amina").joined()
    house.until(house.clock.now() + timedelta(days=1))
    return member.reads_tip().taps("Testé ✅").says("20 min sur le courrier de la mairie")


@pytest.mark.parametrize("word", ["MES DONNÉES", "mes donnees", "/mesdonnees"])
def test_my_data_says_everything_and_gives_a_link(amina: Member, word: str) -> None:
    amina.says(word).hears("privacy.my_data_summary")
    for told in (str(amina.address), "Mairie", "20 min", "https://dix.example/mes-donnees/"):
        assert told in amina.last


def test_forget_me_asks_once_then_erases_and_sends_a_receipt(amina: Member, house: House) -> None:
    amina.says("OUBLIE-MOI").hears("privacy.ask_forget")
    amina.taps("Oui, efface tout")
    assert "Reçu n°" in amina.last
    with house.context.database.read() as tx:
        assert addresses.find(tx, house.context.keyring, amina.address) is None
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


@pytest.mark.parametrize("word", ["👍", "ok", "vu", "top", "grave"])
def test_a_thumb_erases_nothing(amina: Member, word: str) -> None:
    amina.says("oublie-moi").says(word).hears("privacy.ask_plainly")
    amina.says("non").hears("privacy.kept")
    assert amina.person.job == "mairie"


@pytest.mark.parametrize("word", ["oui", "efface", "Oui, efface tout !", "efface tout"])
def test_words_that_say_it_erase(amina: Member, house: House, word: str) -> None:
    amina.says("oublie-moi").says(word)
    assert "messages reçus" in amina.last
    with house.context.database.read() as tx:
        assert addresses.find(tx, house.context.keyring, amina.address) is None


@pytest.mark.parametrize("between", ["aide", "c’est quoi un prompt ?", "mes données"])
def test_any_other_message_closes_the_question(amina: Member, between: str) -> None:
    amina.says("oublie-moi").says(between)
    amina.says("oui").hears("question.yes_to_what")
    assert amina.person.job == "mairie"


def test_a_yes_said_much_later_erases_nothing(amina: Member, house: House) -> None:
    amina.says("oublie-moi")
    house.clock.advance(minutes=16)
    amina.says("oui").hears("question.yes_to_what")


def test_one_can_be_forgotten_in_the_middle_of_joining(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").taps("C’est parti").says("oublie-moi")
    amina.says("non").hears("privacy.kept")
    amina.says("compta").hears("onboarding.ask_rhythm")
    amina.says("oublie-moi").says("oui")
    assert "Reçu n°" in amina.last


def test_every_table_of_the_receipt_has_a_french_name(house: House, amina: Member) -> None:
    named = house.context.library.message("privacy.erased").buttons
    with house.context.database.write() as tx:
        assert personal.erase(tx, house.context.keyring, amina.person).keys() == named.keys()
