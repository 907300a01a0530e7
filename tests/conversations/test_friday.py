"""Friday: first what one gained, then an invented colleague's answer, marked as invented."""

from datetime import timedelta

import pytest

from tests.chat import House, Member

ODILE, MATHIS = "Odile", "Mathis, plombier"


def on_friday(house: House, job: str = "Mairie") -> Member:
    """Amina on her first Friday, with the question of the week before her."""
    member = house.member("amina")
    member.says("REJOINDRE MAIRIE").taps("C’est parti").taps(job).taps("3 par semaine")
    member.taps("9 h").taps("3").hears("onboarding.ready")
    house.until(house.clock.now() + timedelta(days=4))
    assert member.keys[-1] == "w01d5"
    if member.messages[-1].template is not None:
        member.taps("Voir l’astuce").hears("win.friday")
    return member


@pytest.fixture
def amina(house: House) -> Member:
    return on_friday(house)


def test_the_question_comes_without_any_figure_of_others(amina: Member) -> None:
    assert not any(name in amina.last for name in (ODILE, MATHIS))


@pytest.mark.parametrize(
    ("typed", "noted"), [("10 min", "gained"), ("rien", "zero"), ("j’ai perdu 5 min", "lost")]
)
def test_after_the_answer_comes_an_example_marked_as_invented(
    amina: Member, typed: str, noted: str
) -> None:
    amina.says(typed)
    first, second = amina.keys[-2:]
    assert first == f"win.{noted}"
    assert second in {"win.example_gained", "win.example_zero"}
    assert amina.last.startswith("Exemple inventé")
    assert not amina.messages[-1].buttons


def test_the_example_is_of_one_s_own_job_where_there_is_one(house: House) -> None:
    plumber = on_friday(house, job="Terrain, atelier")
    plumber.taps("30 min").hears("win.gained", "win.example_zero")
    assert MATHIS in plumber.last


def test_an_assistant_reads_of_a_gain(house: House) -> None:
    assistant = on_friday(house, job="Assistanat")
    assistant.taps("Rien").hears("win.zero", "win.example_gained")
    assert ODILE in assistant.last
    assert "10 min" in assistant.last


def test_a_correction_tells_no_second_example(amina: Member) -> None:
    amina.taps("30 min").taps("Corriger").hears("win.correct")
    amina.says("20 min").hears("win.gained")


def test_a_second_tap_tells_no_second_example(amina: Member) -> None:
    amina.taps("30 min").presses("win.m10:w01d5").hears("win.gained")


def test_what_was_offered_under_the_win_still_stands(amina: Member) -> None:
    amina.taps("30 min").says("oui").hears("win.shared")


def test_an_answer_understood_at_the_second_try_has_its_example(amina: Member) -> None:
    amina.says("bof pas grand chose").hears("win.unclear")
    amina.says("20 min")
    assert amina.keys[-2] == "win.gained"
    assert amina.keys[-1].startswith("win.example_")


def test_another_day_s_win_has_none(house: House) -> None:
    member = house.member("amina").joins()
    house.until(house.clock.now() + timedelta(days=1))
    member.reads_tip().taps("Testé ✅").taps("10 min").hears("win.gained")
