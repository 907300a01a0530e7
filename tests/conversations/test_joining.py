"""Joining: a link or a code word, then at most five taps; understood in words as well."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.message import Kind
from core.person import Role, State
from store import organisations
from tests.chat import House
from tests.conversations.conftest import Opened


def test_a_stranger_is_asked_for_a_code(house: House) -> None:
    house.member("amina").says("bonjour").hears("onboarding.stranger")


def test_five_taps_and_the_first_tip_comes_the_next_working_day(house: House) -> None:
    amina = house.member("amina")
    amina.says("REJOINDRE MAIRIE").hears("onboarding.notice")
    amina.taps("C’est parti").hears("onboarding.ask_job")
    amina.taps("Mairie").hears("onboarding.ask_rhythm")
    amina.taps("Chaque jour").hears("onboarding.ask_hour")
    amina.taps("9 h").hears("onboarding.ask_confidence")
    amina.taps("3").hears("onboarding.ready")
    assert amina.person.state is State.ACTIVE
    assert "mardi 3 novembre" in amina.last
    house.until(house.clock.now() + timedelta(days=1))
    amina.hears("w01d1")


def test_the_first_message_says_who_why_a_machine_what_is_kept_and_how_to_stop(
    house: House,
) -> None:
    text = house.member("amina").says("rejoindre mairie").last
    for word in ("la Mairie de Vieux-Moulin", "machine", "30 jours", "STOP", "/vie-privee/MAIRIE"):
        assert word in text


def test_free_text_is_understood_as_well_as_taps(house: House) -> None:
    amina = house.member("amina").says("/start mairie").says("ok").says("compta")
    amina.says("3 par semaine").says("plutôt 10h15").says("4").hears("onboarding.ready")
    person = amina.person
    assert (person.job, person.rhythm, f"{person.hour:%H:%M}") == ("compta", 3, "10:15")


def test_a_half_finished_joining_is_picked_up_weeks_later(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").taps("C’est parti")
    house.clock.advance(days=25)
    amina.says("me revoilà").hears("onboarding.again_job", "onboarding.ask_job")
    amina.taps("RH").hears("onboarding.ask_rhythm")


def test_an_old_button_of_the_joining_only_repeats_the_open_question(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE")
    agreed = amina.button("C’est parti")
    amina.presses(agreed).taps("Mairie")
    amina.presses(agreed).hears("onboarding.again", "onboarding.ask_rhythm")


def test_no_thanks_is_respected_and_can_be_changed(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE")
    amina.taps("Non merci").hears("onboarding.declined")
    house.until(house.clock.now() + timedelta(days=5))
    amina.hears_nothing()
    amina.says("finalement si").hears("onboarding.notice")


def test_a_question_during_joining_is_answered_and_the_question_stays_open(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").taps("C’est parti")
    amina.says("ça garde une trace quelque part ?")
    amina.hears("question.answer", "onboarding.ask_job")
    amina.taps("Mairie").hears("onboarding.ask_rhythm")


def test_stop_works_before_anything_was_answered(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").says("stop").hears("optdown.stopped")
    assert amina.person.state is State.STOPPED


@pytest.mark.parametrize("word", ["REJOINDRE MAIRIE", "REPRENDRE"])
def test_a_stop_in_the_middle_of_joining_is_no_lock(house: House, word: str) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").taps("C’est parti").says("stop")
    amina.says(word).hears("onboarding.notice")
    amina.taps("C’est parti").taps("Mairie").taps("Chaque jour").taps("9 h").taps("3")
    amina.hears("onboarding.ready")
    assert amina.person.state is State.ACTIVE


def test_blocking_the_coach_in_the_middle_of_joining_is_no_lock(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE")
    agreed = amina.button("C’est parti")
    amina.sends(Kind.BLOCKED).sends(Kind.UNBLOCKED).presses(agreed).hears("onboarding.notice")
    amina.taps("C’est parti").hears("onboarding.ask_job")


def test_what_is_not_understood_is_asked_again_in_fewer_words(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE")
    amina.says("euh c’est-à-dire").hears("onboarding.again", "onboarding.ask_agree")
    amina.says("bonjour").hears("question.hello", "onboarding.ask_agree")
    amina.says("oui").hears("onboarding.ask_job")
    amina.says("dresseuse de lamas").hears("onboarding.again_job", "onboarding.ask_job")
    amina.says("autre métier").hears("onboarding.ask_rhythm")


@pytest.mark.parametrize("note", ["2/5", "je dirais 2/5", "2 sur 5", "plutôt 2", "deux"])
def test_confidence_in_words(house: House, note: str) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").says("oui").says("compta")
    amina.says("tous les jours").says("9h").hears("onboarding.ask_confidence")
    amina.says(note).hears("onboarding.ready")


@pytest.mark.parametrize(
    "button", ["onboarding.9999:hour", "onboarding.0²00:hour", "onboarding.x:hour", "onboarding.x"]
)
def test_a_button_nobody_made_asks_again(house: House, button: str) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").says("oui").says("compta").says("3")
    amina.presses(button).hears("onboarding.again", "onboarding.ask_hour")


@pytest.mark.parametrize("word", ["MES DONNÉES", "oublie-moi"])
def test_a_stranger_is_told_what_is_kept(house: House, word: str) -> None:
    house.member("amina").says(word).hears("onboarding.nothing_kept")


def invitation(house: House, role: Role, uses: int = 1) -> str:
    """An invitation of MAIRIE."""
    with house.context.database.write() as tx:
        mairie = organisations.by_code(tx, "MAIRIE")
        assert mairie is not None
        return organisations.invite(
            tx, house.context.keyring, mairie.id, role=role, uses=uses, expires_at=None
        )


def test_a_role_is_given_to_someone_already_in_and_never_taken(house: House) -> None:
    champion, admin = invitation(house, Role.CHAMPION, 2), invitation(house, Role.ADMIN)
    amina = (
        house.member("amina").joins().says(f"/start {champion}").hears("onboarding.now_champion")
    )
    amina.says(f"/start {champion}").hears("onboarding.already")
    amina.says(f"/start {admin}").hears("onboarding.now_admin")
    amina.says(f"/start {champion}").hears("onboarding.already")
    assert amina.person.role is Role.ADMIN
    house.member("bruno").says(f"/start {champion}").hears("onboarding.notice")
    house.member("denis").joins().says(f"/start {admin}").hears("onboarding.already")


def test_a_role_given_in_the_middle_of_joining(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").taps("C’est parti")
    amina.says(f"/start {invitation(house, Role.CHAMPION)}")
    amina.hears("onboarding.now_champion", "onboarding.ask_job")


@pytest.mark.parametrize("code", ["INCONNU", "mairie2", "x" * 64])
def test_an_unknown_code_opens_nothing(house: House, code: str) -> None:
    house.member("amina").says(f"REJOINDRE {code}").hears("onboarding.unknown_code")


def test_an_invitation_is_spent_expires_and_gives_its_role(house: House) -> None:
    now = house.clock.now()
    with house.context.database.write() as tx:
        mairie = organisations.by_code(tx, "MAIRIE")
        assert mairie is not None
        token = organisations.invite(
            tx,
            house.context.keyring,
            mairie.id,
            role=Role.CHAMPION,
            uses=1,
            expires_at=now + timedelta(days=2),
        )
        late = organisations.invite(
            tx, house.context.keyring, mairie.id, role=Role.ADMIN, uses=None, expires_at=now
        )
    claire = house.member("claire").says(f"/start {token}").hears("onboarding.notice")
    assert claire.person.role is Role.CHAMPION
    house.member("bruno").says(f"/start {token}").hears("onboarding.unknown_code")
    house.member("denis").says(f"/start {late}").hears("onboarding.unknown_code")


def test_a_code_of_another_organisation_changes_nothing(house: House) -> None:
    house.organisation("USINE")
    amina = house.member("amina").joins()
    before = amina.person.organisation_id
    amina.says("REJOINDRE USINE").hears("onboarding.other_organisation")
    assert amina.person.organisation_id == before


def test_a_talk_put_back_leaves_what_it_left_when_it_was_played(
    opening: Callable[[], Opened],
) -> None:
    def seen() -> list[object]:
        with opening() as house:
            zoe = house.member("zoe").joined()
            person, arrived = zoe.person, house.line and house.line.arrived(zoe.address)
            zoe.says("AIDE").hears("system.help")
            return [person, arrived, zoe.messages, zoe.keys, house.line and len(house.line.shown)]

    assert seen() == seen()


def test_joining_twice_says_so(house: House) -> None:
    house.member("amina").joins().says("REJOINDRE MAIRIE").hears("onboarding.already")


def test_an_evening_hour_is_kindly_refused(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").taps("C’est parti").taps("Mairie")
    amina.taps("Chaque jour").says("21h")
    amina.hears("onboarding.hour_quiet", "onboarding.ask_hour")
    amina.says("18h30").hears("onboarding.ask_confidence")
