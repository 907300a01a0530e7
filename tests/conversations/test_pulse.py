"""Confidence and brakes, asked at three moments, met with what reassures, counted, never told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.person import Role
from store import pulse
from store.models import BrakeRow, ScoreRow
from tests.chat import House, Member
from tests.conversations.test_groups import role

DAY = timedelta(days=1)


def brakes(house: House) -> list[tuple[str, str]]:
    """What is kept of what holds people back."""
    with house.context.database.read() as tx:
        rows = tx.execute(select(BrakeRow.moment, BrakeRow.brake).order_by(BrakeRow.id))
        return [(row.moment, row.brake) for row in rows]


def reach_week(house: House, member: Member, week: int) -> Member:
    """Let the weeks go by, a sign of life in each, until Tuesday's piece of that one was sent."""
    while member.person.week < week or member.person.last_piece < 2:
        if house.clock.now().weekday() == 0:
            member.presses("tip.tried:w01d1")
        house.until(house.clock.now() + DAY)
    return member.hears("win.ask", f"w{week:02d}d2").reads_tip()


@pytest.fixture
def amina(house: House) -> Member:
    """Amina joined on Monday, and has Tuesday's tip of week 1 before her."""
    return tuesday(house, "amina")


def tuesday(house: House, *names: str) -> Member:
    """People who joined, on their first Tuesday; the last of them."""
    members = [house.member(name).joins() for name in names]
    house.until(house.clock.now() + 2 * DAY)
    for member in members:
        member.reads_tip()
    return members[-1]


class TestAtTheStart:
    def test_it_is_behind_a_button_and_may_be_left_alone(self, house: House, amina: Member) -> None:
        assert amina.labels == ["Testé ✅", "Pas pour moi", "Ce qui me freine"]
        amina.says("C’est quoi un prompt au juste ?").hears("question.answer")
        assert brakes(house) == []

    @pytest.mark.parametrize(
        ("label", "says", "brake"),
        [
            ("Pas vu l’utilité", "métier", "use"),
            ("Pas le temps", "dix minutes", "time"),
            ("Peur de me tromper", "", "error"),
        ],
    )
    def test_a_named_fear_meets_its_reassurance(
        self, house: House, amina: Member, label: str, says: str, brake: str
    ) -> None:
        amina.taps("Ce qui me freine").hears("pulse.brake")
        amina.taps(label).hears("pulse.reassured")
        assert says in amina.last
        assert brakes(house) == [("start", brake)]

    def test_it_may_be_typed(self, house: House, amina: Member) -> None:
        amina.taps("Ce qui me freine").hears("pulse.brake")
        amina.says("pas le temps").hears("pulse.reassured")
        assert brakes(house) == [("start", "time")]

    def test_with_one_s_own_words(self, house: House, amina: Member) -> None:
        amina.taps("Ce qui me freine").hears("pulse.brake")
        amina.taps("Autre chose").hears("pulse.write")
        amina.says("x" * 301).hears("pulse.write_shorter")
        amina.says("j’ai peur que ça remplace mon travail").hears("pulse.reassured")
        assert "remplac" in amina.last or "métier" in amina.last
        assert brakes(house) == [("start", "other")]

    def test_words_no_entry_answers_are_thanked_for(self, house: House, amina: Member) -> None:
        amina.taps("Ce qui me freine").hears("pulse.brake")
        amina.taps("Autre chose").says("mon bureau donne sur un mur").hears("pulse.heard")
        with house.context.database.read() as tx:
            row = tx.execute(select(BrakeRow.sealed)).scalar_one()
        assert row is not None
        assert "mur" not in row.decode("latin-1"), "kept, and readable by nobody without the key"

    def test_a_win_told_instead_is_a_win(self, house: House, amina: Member) -> None:
        amina.taps("Ce qui me freine")
        amina.says("20 min au lieu d’une heure").hears("win.gained")
        assert brakes(house) == []

    def test_its_buttons_do_not_answer_for_another_moment(
        self, house: House, amina: Member
    ) -> None:
        amina.presses("pulse.3:mid").hears("system.old_button")
        amina.presses("pulse.time:end").hears("system.old_button")
        assert brakes(house) == []

    def test_answering_again_replaces(self, house: House, amina: Member) -> None:
        amina.taps("Ce qui me freine").hears("pulse.brake")
        amina.taps("Pas le temps").taps("Rien de tout ça").hears("pulse.no_brake")
        assert brakes(house) == [("start", "none")]


class TestOnTheWay:
    def test_in_week_six_behind_a_button_of_tuesday_s_piece(self, house: House) -> None:
        amina = reach_week(house, house.member("amina").joins(rhythm="1 par semaine"), 6)
        amina.taps("Faire le point").hears("pulse.confidence")
        amina.says("4 sur 5").hears("pulse.brake")
        amina.taps("Rien de tout ça").hears("pulse.no_brake")
        with house.context.database.read() as tx:
            known = {row.moment: row.confidence for row in tx.execute(select(ScoreRow))}
        assert known == {"start": 3, "mid": 4}
        assert brakes(house) == [("mid", "none")]


class TestResults:
    def people(self, house: House, *labels: str) -> Member:
        """Denis, who administers, and one person for each brake."""
        denis = role(house.member("denis").joins(), Role.ADMIN)
        names = [f"m{number}" for number in range(len(labels))]
        tuesday(house, *names)
        for name, label in zip(names, labels, strict=True):
            house.member(name).taps("Ce qui me freine").taps(label)
        return denis

    def test_nothing_of_fewer_than_five(self, house: House) -> None:
        denis = self.people(house, "Pas le temps", "Pas le temps", "Pas le temps")
        denis.says("POULS").hears("pulse.results")
        assert "Au départ : moins de cinq réponses." in denis.plain
        assert "le manque de temps" not in denis.last

    def test_numbers_from_five_and_never_a_text(self, house: House) -> None:
        denis = self.people(house, *["Pas le temps"] * 4, "Autre chose")
        house.member("m4").says("mon bureau donne sur un mur")
        denis.says("pouls").hears("pulse.results")
        assert "5 réponses, confiance 3,0 sur 5" in denis.last
        assert "le manque de temps 4, autre chose 1" in denis.last
        assert "mur" not in denis.last

    def test_brakes_of_fewer_than_five_stay_unsaid(self, house: House) -> None:
        denis = self.people(house, *["Pas le temps"] * 4)
        denis.says("POULS").hears("pulse.results")
        assert "5 réponses" in denis.last
        assert "le manque de temps" not in denis.last

    def test_one_more_answer_changes_nothing_that_is_shown(self, house: House) -> None:
        denis = self.people(house, *["Pas le temps"] * 5)
        before = denis.says("POULS").last
        zoe = house.member("zoe").says("REJOINDRE MAIRIE").taps("C’est parti").taps("Mairie")
        zoe.taps("Chaque jour").taps("9 h").taps("1").hears("onboarding.ready")
        assert denis.says("POULS").last == before, "the difference would be what Zoé said"

    @pytest.mark.parametrize("who", [Role.MEMBER, Role.CHAMPION])
    def test_only_an_admin_asks_for_them(self, house: House, who: Role) -> None:
        role(house.member("amina").joins(), who).says("POULS").hears("pulse.admins_only")

    def test_another_organisation_s_are_its_own(self, house: House) -> None:
        self.people(house, *["Pas le temps"] * 5)
        house.organisation("AUTRE")
        stranger = house.member("zoe").says("REJOINDRE AUTRE")
        with house.context.database.read() as tx:
            assert pulse.answers(tx, stranger.person.organisation_id) == {}
