"""A piece that is not for somebody: taken as said, explained if they like, heeded in the end."""

from datetime import timedelta

import pytest

from core.person import Person
from store import ledger, ratings, wins
from tests.chat import House, Member

DAY = timedelta(days=1)


@pytest.fixture
def amina(house: House) -> Member:
    """Amina joined on Monday; it is Tuesday, 9:00, and her first tip has come."""
    member = house.member("amina").joined()
    house.until(house.clock.now() + DAY)
    return member.hears("w01d1").reads_tip()


def reasons(member: Member) -> list[str]:
    context = member.house.context
    with context.database.read() as tx:
        return [one for some in ratings.comments(tx, context.keyring).values() for one in some]


def refuses(member: Member, use_case: str, *pieces: str) -> None:
    """Said of these pieces before."""
    context = member.house.context
    with context.database.write() as tx:
        for piece in pieces:
            wins.feedback(
                tx, member.person, piece, "not_for_me", context.clock.now(), use_case=use_case
            )


def use_case_of(member: Member, key: str) -> str:
    found = member.house.context.library.piece(key, member.person.job)
    assert found is not None
    return found.use_case


def skipped(member: Member) -> dict[str, str]:
    person: Person = member.person
    with member.house.context.database.read() as tx:
        rows = ledger.history(tx, person.organisation_id, person.id)
    return {row.key: row.reason for row in rows if row.status == "skipped"}


class TestWhy:
    def test_a_tap_is_enough(self, amina: Member) -> None:
        amina.taps("Pas pour moi").hears("tip.not_for_me")
        amina.taps("Trop compliqué").hears("tip.thanks_for_why")
        assert reasons(amina) == ["hard"]

    def test_words_are_kept_as_they_are_written(self, amina: Member) -> None:
        amina.taps("Pas pour moi").says("je n’écris jamais de courrier").hears("tip.thanks_for_why")
        assert reasons(amina) == ["je n’écris jamais de courrier"]

    def test_none_is_needed(self, amina: Member) -> None:
        amina.taps("Pas pour moi").says("laisse tomber").hears("tip.no_reason")
        assert reasons(amina) == []

    def test_a_question_is_answered_and_is_no_reason(self, amina: Member) -> None:
        amina.taps("Pas pour moi").says("c’est quoi un prompt ?").hears("question.answer")
        assert reasons(amina) == []

    def test_stop_is_a_stop(self, amina: Member) -> None:
        amina.taps("Pas pour moi").says("STOP").hears("optdown.stopped")

    def test_a_change_of_mind_forgets_it(self, amina: Member) -> None:
        tried = amina.button("Testé ✅")
        amina.taps("Pas pour moi").taps("Je le fais déjà").presses(tried).hears("win.ask")
        assert reasons(amina) == []


class TestThreeTimes:
    def test_the_third_time_is_said_once(self, amina: Member) -> None:
        refuses(amina, use_case_of(amina, "w01d1"), "w09d1", "w09d3")
        amina.taps("Pas pour moi").hears("tip.not_for_me", "tip.fewer")
        amina.presses("tip.not_for_me:w01d1").hears("tip.not_for_me")

    def test_less_of_it_comes_and_the_reason_is_told(self, amina: Member) -> None:
        refuses(amina, use_case_of(amina, "w01d3"), "w09d1", "w09d3", "w09d4")
        amina.house.until(amina.house.clock.now() + 7 * DAY)
        assert skipped(amina).get("w01d3") == "not_for_me"
        assert "w01d3" not in amina.keys

    def test_the_piece_of_one_s_own_job_still_comes(self, amina: Member) -> None:
        refuses(amina, use_case_of(amina, "w01d2"), "w09d1", "w09d3", "w09d4")
        amina.house.until(amina.house.clock.now() + 7 * DAY)
        assert "w01d2" not in skipped(amina)

    def test_a_piece_left_out_is_no_silence(self, amina: Member) -> None:
        refuses(amina, use_case_of(amina, "w01d3"), "w09d1", "w09d3", "w09d4")
        before = amina.person.unanswered
        amina.house.until(amina.house.clock.now() + 2 * DAY)
        sent = sum(key.startswith("w01") for key in amina.keys)
        assert amina.person.unanswered - before <= sent
