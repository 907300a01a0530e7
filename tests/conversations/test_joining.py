"""Joining: a link or a code word, then at most five taps; understood in words as well."""

from datetime import timedelta

import pytest

from core.person import Role, State
from store import organisations
from tests.chat import House


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
    amina.says("me revoilà").hears("onboarding.again", "onboarding.ask_job")
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
    amina.says("ça garde une trace quelque part ?").hears("question.answer")
    amina.taps("Mairie").hears("onboarding.ask_rhythm")


def test_stop_works_before_anything_was_answered(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").says("stop").hears("optdown.stopped")
    assert amina.person.state is State.STOPPED


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


def test_joining_twice_says_so(house: House) -> None:
    house.member("amina").joins().says("REJOINDRE MAIRIE").hears("onboarding.already")


def test_an_evening_hour_is_kindly_refused(house: House) -> None:
    amina = house.member("amina").says("REJOINDRE MAIRIE").taps("C’est parti").taps("Mairie")
    amina.taps("Chaque jour").says("21h")
    amina.hears("onboarding.hour_quiet", "onboarding.ask_hour")
    amina.says("18h30").hears("onboarding.ask_confidence")
