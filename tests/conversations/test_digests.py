"""Friday: a team's week, told in its group or to those who want it, with nobody's name unasked."""

from datetime import date, datetime, timedelta

import pytest

from core.calendar import at
from core.person import Organisation, Role, Team
from store import digests as kept
from store import organisations, pictures, teams
from tests.chat import House, Member
from tests.conversations.test_groups import role
from tests.room import Room
from workers import digests

DAY = timedelta(days=1)
FRIDAY = datetime.fromisoformat("2026-11-06T14:30:00+00:00")
"""15:30 in Paris, in the first week: the tests begin on Monday 2 November."""


@pytest.fixture
def room(grouped: House) -> Room:
    """The team's group, tied by Denis."""
    admin = role(grouped.member("denis").joined(), Role.ADMIN)
    return Room(grouped).says(admin, "/lier MAIRIE").hears("group.bound")


def gains(house: House, *names: str, said: str = "20 min au lieu d’une heure") -> list[Member]:
    """Members who told a win and agreed to share it, without their name."""
    members = [house.member(name).joined() for name in names]
    for member in members:
        member.says(said).taps("Partager").hears("win.shared")
    return members


class TestInTheGroup:
    def test_the_week_is_told_once_on_friday(self, room: Room, grouped: House) -> None:
        gains(grouped, "amina", "bruno", "claire")
        grouped.until(FRIDAY - timedelta(minutes=1))
        room.hears()
        grouped.until(FRIDAY)
        room.hears("digest.week")
        assert "Ensemble : 2 h déclarées gagnées, 3 réponses" in room.last.replace("\xa0", " ")
        grouped.tick()
        grouped.until(FRIDAY + 2 * DAY)
        room.hears()

    def test_nobody_is_named_without_their_yes(self, room: Room, grouped: House) -> None:
        amina, *_ = gains(grouped, "amina", "bruno", "claire")
        amina.taps("Avec mon prénom").hears("win.first_name")
        amina.says("amina").hears("win.shared_named")
        grouped.until(FRIDAY)
        assert "(Amina)" in room.last
        assert "Bruno" not in room.last
        assert "bruno" not in room.last

    def test_a_no_to_the_name_leaves_it_told_without(self, room: Room, grouped: House) -> None:
        (amina,) = gains(grouped, "amina")
        amina.taps("Avec mon prénom").says("non").hears("win.unnamed")
        grouped.until(FRIDAY)
        assert "Amina" not in room.last
        assert "1. 40 min" in room.last.replace("\xa0", " ")

    def test_of_fewer_than_three_people_nothing_is_counted(
        self, room: Room, grouped: House
    ) -> None:
        gains(grouped, "amina", "bruno")
        grouped.until(FRIDAY)
        room.hears("digest.week")
        assert "Ensemble" not in room.last
        assert room.messages[-1].picture is None

    def test_with_nothing_to_say_nothing_is_said(self, room: Room, grouped: House) -> None:
        grouped.member("amina").joins().says("10 min").hears("win.gained")
        grouped.until(FRIDAY + 7 * DAY)
        room.hears()

    def test_what_was_taken_back_is_not_told(self, room: Room, grouped: House) -> None:
        (amina,) = gains(grouped, "amina")
        amina.taps("Ne plus partager").hears("win.unshared")
        grouped.until(FRIDAY)
        room.hears()

    def test_a_colleague_says_thanks_once_and_never_to_themselves(
        self, room: Room, grouped: House
    ) -> None:
        amina, *_ = gains(grouped, "amina", "bruno", "claire")
        grouped.until(FRIDAY)
        first = room.messages[-1].buttons[0].id
        bruno, denis = grouped.member("bruno"), grouped.member("denis")
        for _ in range(2):
            room.presses(denis, first)
        room.presses(bruno, first)
        grouped.deliver()
        shown = room.last
        assert "👏" in shown
        assert "👏 3" not in shown
        assert len(room.posts) == 2, "the welcome and the week: thanks change it where it stands"
        assert amina.keys.count("digest.week") == 0

    def test_thanks_of_monday_change_the_week_told_on_friday(
        self, room: Room, grouped: House
    ) -> None:
        gains(grouped, "amina", "bruno", "claire")
        grouped.until(FRIDAY + 3 * DAY)
        room.presses(grouped.member("denis"), room.messages[-1].buttons[0].id)
        grouped.deliver()
        assert "👏" in room.last
        assert "Ensemble : 2 h" in room.last.replace("\xa0", " ")

    def test_told_late_it_is_the_week_that_was_due(self, room: Room, grouped: House) -> None:
        gains(grouped, "amina", "bruno", "claire")
        grouped.tick()
        # The clock process was away from Friday noon until Monday morning.
        grouped.clock.set(FRIDAY + timedelta(days=2, hours=17))
        grouped.tick()
        room.hears("digest.week")
        assert "Ensemble : 2 h" in room.last.replace("\xa0", " ")
        grouped.member("amina").says("30 min gagnées").taps("Partager")
        grouped.until(FRIDAY + 7 * DAY)
        room.hears("digest.week")
        assert "30 min gagnées" in room.last.replace("\xa0", " ")

    def test_a_win_of_a_challenge_says_which(self, room: Room, grouped: House) -> None:
        denis = grouped.member("denis")
        denis.says("DÉFI").presses("challenge.lib:panneau-lumineux").taps("Tout le monde")
        denis.taps("Maintenant").taps("Lancer")
        grouped.tick()
        amina = grouped.member("amina").joins()
        amina.presses("challenge.done:1").says("15 min").hears("win.gained")
        amina.taps("Partager").hears("win.shared")
        grouped.until(FRIDAY)
        title = grouped.context.library.challenges["panneau-lumineux"].title
        assert f"15 min gagnées sur « {title} »" in room.last.replace("\xa0", " ")

    def test_a_card_goes_with_it(self, room: Room, grouped: House) -> None:
        gains(grouped, "amina", "bruno", "claire")
        grouped.until(FRIDAY)
        card = room.messages[-1].picture
        assert card is not None
        assert "2 h" in card.alt.replace("\xa0", " ")
        with grouped.context.database.read() as tx:
            png = pictures.find(tx, grouped.context.keyring, card.token)
        assert png.startswith(b"\x89PNG")

    def test_the_running_challenge_is_named(self, room: Room, grouped: House) -> None:
        gains(grouped, "amina")
        denis = grouped.member("denis")
        grouped.until(datetime.fromisoformat("2026-11-05T10:00:00+00:00"))
        denis.says("DÉFI").presses(denis.messages[-1].buttons[0].id)
        denis.taps("Tout le monde").taps("Maintenant").taps("Lancer")
        grouped.until(FRIDAY)
        assert "Le défi en cours" in room.last


def test_whoever_asked_for_it_gets_it_on_a_day_of_its_own(house: House) -> None:
    amina, bruno, claire = gains(house, "amina", "bruno", "claire")
    amina.says("SEMAINE").hears("digest.wanted")
    bruno.says("SEMAINE").taps("Non merci").hears("digest.unwanted")
    house.until(FRIDAY + 4 * DAY)
    assert amina.keys.count("digest.week") == 1
    assert bruno.keys.count("digest.week") == claire.keys.count("digest.week") == 0


def test_the_digest_alone_is_a_rhythm(house: House) -> None:
    gains(house, "amina", "bruno", "claire")
    emma = house.member("emma").joins()
    for _ in range(3):
        emma.says("MOINS")
    house.until(FRIDAY)
    assert emma.keys.count("digest.week") == 1


def test_a_text_to_paste_into_the_company_s_own_group(house: House) -> None:
    amina, *_ = gains(house, "amina", "bruno", "claire")
    house.clock.advance(hours=1)
    amina.says("TEXTE À COLLER").hears("digest.paste")
    house.until(FRIDAY + 3 * DAY)
    amina.says("texte à coller").hears("digest.paste")
    assert "La semaine de" in (amina.messages[-1].prompt or "")


def test_two_teams_do_not_read_each_other(house: House) -> None:
    gains(house, "amina", "bruno", "claire")
    emma = house.member("emma").joins()
    with house.context.database.write() as tx:
        mairie = organisations.by_code(tx, "MAIRIE")
        assert mairie is not None
        teams.move(tx, emma.person, teams.add(tx, mairie, "L’accueil", "ACCUEIL"))
    emma.says("texte à coller").hears("digest.nothing")


PARIS = Organisation(1, "MAIRIE", "la Mairie", "Europe/Paris", "none")
TEAM = Team(1, 1, "la Mairie", "MAIRIE")


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ("2026-11-02", "2026-11-06"),
        # 25 December is a Friday: the day before.
        ("2026-12-21", "2026-12-24"),
        # 1 January too.
        ("2026-12-28", "2026-12-31"),
    ],
)
def test_a_public_holiday_brings_it_forward(after: str, told: str) -> None:
    start = at(date.fromisoformat(after), TEAM.digest_at, "Europe/Paris")
    expected = at(date.fromisoformat(told), TEAM.digest_at, "Europe/Paris")
    assert digests.moment(TEAM, PARIS, start) == expected


def test_a_week_begun_is_not_told_again(house: House) -> None:
    gains(house, "amina", "bruno", "claire")
    house.until(FRIDAY)
    with house.context.database.write() as tx:
        team = teams.every(tx, 1)[0]
        assert not kept.begin(tx, team, "2026-W45", house.clock.now())
