"""An admin launches a challenge from a phone; members play; the group sees the count."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.message import NOTICE
from core.person import Role, State
from store import challenges, organisations, teams
from store.db import Database
from store.models import AuditRow, OutboxRow
from tests import chat
from tests.chat import House, Member
from tests.conversations.test_groups import role
from tests.room import Room

DAY = timedelta(days=1)


@pytest.fixture
def denis(house: House) -> Member:
    """The admin."""
    return role(house.member("denis").joined(), Role.ADMIN)


def composes(admin: Member, when: str = "Maintenant") -> Member:
    """Choose the first of the library, for everyone, and look at it."""
    admin.says("DÉFI").hears("challenge.pick")
    admin.presses(admin.messages[-1].buttons[0].id).hears("challenge.to")
    admin.taps("Tout le monde").hears("challenge.when")
    return admin.taps(when).hears("challenge.shown", "challenge.summary")


def launches(admin: Member, when: str = "Maintenant") -> Member:
    """The same, confirmed."""
    composes(admin, when).taps("Lancer")
    admin.house.tick()
    return admin


def asked(member: Member) -> int:
    """How often somebody was sent the challenge."""
    return member.keys.count("challenge.asked")


def reads(member: Member) -> Member:
    """Open what could only be announced."""
    if member.messages[-1].template and "Lire" in member.labels:
        member.taps("Lire")
    return member


def test_a_challenge_is_seen_before_it_goes_and_goes_once(house: House, denis: Member) -> None:
    amina = house.member("amina").joins()
    house.until(house.clock.now() + DAY)
    composes(denis)
    assert "2 personnes" in denis.last
    assert asked(amina) == 0
    go = denis.button("Lancer")
    denis.taps("Lancer")
    house.tick()
    denis.presses(go).hears("challenge.used")
    # Both have had today's tip: the challenge has tomorrow, and the tip gives way.
    house.until(house.clock.now() + DAY)
    assert (asked(amina), asked(denis)) == (1, 1)
    house.until(house.clock.now() + 3 * DAY)
    assert (asked(amina), asked(denis)) == (1, 1)


def test_one_proactive_message_a_day_holds(house: House, denis: Member) -> None:
    amina = house.member("amina").joins()
    house.until(house.clock.now() + DAY)
    launches(denis)
    house.until(house.clock.now() + 5 * DAY)
    with house.context.database.read() as tx:
        days = list(
            tx.execute(
                select(OutboxRow.proactive_day).where(
                    OutboxRow.person_id == amina.person.id, OutboxRow.proactive_day.is_not(None)
                )
            ).scalars()
        )
    assert len(days) == len(set(days))
    assert "challenge.asked" in amina.keys


def test_a_member_tries_tells_and_is_counted(house: House, denis: Member) -> None:
    amina = house.member("amina").joins()
    launches(denis)
    house.until(house.clock.now() + DAY)
    reads(amina)
    amina.taps("Je tente").hears("challenge.trying")
    amina.taps("Fait ✅").hears("challenge.done", "win.ask")
    amina.says("10 min au lieu de 30").hears("win.gained")
    amina.taps("Pas cette fois").hears("challenge.not_now")


def test_the_last_answer_counts(house: House, denis: Member) -> None:
    amina = house.member("amina").joins()
    launches(denis)
    house.until(house.clock.now() + DAY)
    reads(amina)
    amina.taps("Je tente").taps("Pas cette fois")
    with house.context.database.read() as tx:
        (one,) = challenges.every(tx, house.context.keyring, denis.person.organisation_id)
        assert challenges.tally(tx, one) == {"not_now": 1}


@pytest.mark.parametrize("who", [Role.MEMBER, Role.CHAMPION])
def test_only_an_admin_composes_or_decides(house: House, denis: Member, who: Role) -> None:
    amina = role(house.member("amina").joins(), who)
    amina.says("DÉFI").hears("challenge.none")
    composes(denis)
    amina.presses(denis.button("Lancer")).hears("challenge.admins_only")
    amina.presses("challenge.stop:1").hears("challenge.admins_only")
    denis.taps("Lancer")
    house.tick()
    amina.says("DÉFI").hears("challenge.asked")


def test_an_admin_who_is_one_no_more_cannot_confirm(house: House, denis: Member) -> None:
    composes(denis)
    role(denis, Role.MEMBER)
    denis.taps("Lancer").hears("challenge.admins_only")


def test_one_of_one_s_own_words(house: House, denis: Member) -> None:
    amina = house.member("amina").joins()
    denis.says("lancer un défi").taps("Écrire le mien").hears("challenge.write")
    denis.says("x" * 601).hears("challenge.write_shorter")
    denis.says("Raconte ta pire réunion en six mots.").hears("challenge.to")
    denis.taps("Tout le monde").says("lundi").hears("challenge.shown", "challenge.summary")
    assert "Raconte ta pire réunion" in denis.messages[-2].text
    denis.taps("Lancer")
    house.tick()
    house.until(house.clock.now() + 6 * DAY)
    assert asked(amina) == 0, "not before Monday"
    house.until(house.clock.now() + 2 * DAY)
    assert asked(amina) == 1


def test_cancelled_nothing_leaves(house: House, denis: Member) -> None:
    composes(denis)
    go = denis.button("Lancer")
    denis.taps("Annuler").hears("challenge.dropped")
    denis.presses(go).hears("challenge.used")
    house.until(house.clock.now() + 3 * DAY)
    assert asked(denis) == 0


def test_who_is_left_out_is_told_by_cause_and_never_by_name(house: House, denis: Member) -> None:
    for name, said in (("amina", "pause 2 semaines"), ("bruno", "STOP"), ("claire", "")):
        member = house.member(name).joins()
        house.clock.advance(hours=8)
        if said:
            member.says(said)
    house.until(house.clock.now() + DAY)
    composes(denis)
    assert "2 personnes" in denis.last
    assert "par choix" in denis.last
    assert "amina" not in denis.last


def test_for_a_team_or_a_job_alone(house: House, denis: Member) -> None:
    amina, bruno = house.member("amina").joins(), house.member("bruno").joins()
    with house.context.database.write() as tx:
        mairie = organisations.by_code(tx, "MAIRIE")
        assert mairie is not None
        teams.move(tx, amina.person, teams.add(tx, mairie, "L’accueil", "ACCUEIL"))
    denis.says("DÉFI").presses(denis.messages[-1].buttons[0].id)
    denis.taps("L’accueil").taps("Maintenant").hears("challenge.shown", "challenge.summary")
    assert "1 personne" in denis.last
    denis.taps("Lancer")
    house.tick()
    house.until(house.clock.now() + DAY)
    assert (asked(amina), asked(bruno)) == (1, 0)


def test_stopped_and_resumed(house: House, denis: Member) -> None:
    members = [house.member(name).joins() for name in ("amina", "bruno", "claire")]
    launches(denis, "Demain")
    board = denis.keys.count("challenge.launched")
    assert board == 1
    stop = denis.button("Arrêter")
    denis.presses(stop).hears("challenge.stopped")
    house.until(house.clock.now() + DAY)
    assert [asked(one) for one in members] == [0, 0, 0]
    denis.presses(stop).hears("challenge.not_running")
    denis.taps("Reprendre").hears("challenge.resumed")
    house.tick()
    house.until(house.clock.now() + DAY)
    assert [asked(one) for one in members] == [1, 1, 1]
    assert asked(denis) == 1


def test_what_an_admin_does_to_others_is_noted(house: House, denis: Member) -> None:
    launches(denis)
    denis.taps("Arrêter").taps("Reprendre")
    with house.context.database.read() as tx:
        acts = list(tx.execute(select(AuditRow.act).order_by(AuditRow.id)).scalars())
    assert acts[-3:] == ["challenge_launched", "challenge_stopped", "challenge_resumed"]


class TestInTheGroup:
    @pytest.fixture
    def room(self, grouped: House) -> Room:
        """The team's group, tied by Denis."""
        admin = role(grouped.member("denis").joined(), Role.ADMIN)
        return Room(grouped).says(admin, "/lier MAIRIE").hears("group.bound")

    def test_it_is_posted_played_and_counted_where_it_stands(
        self, room: Room, grouped: House
    ) -> None:
        denis = grouped.member("denis")
        members = [grouped.member(name).joins() for name in ("amina", "bruno", "claire")]
        launches(denis)
        room.hears("challenge.post")
        for member in members:
            room.taps(member, "Fait ✅")
            member.hears("challenge.done", "win.ask").says("10").hears("win.gained")
        grouped.deliver()
        assert len(room.posts) == 2, "the welcome and the challenge: the count changes in place"
        assert "3 fait" in room.last
        grouped.until(grouped.clock.now() + 6 * DAY)
        over = [one for one in room.messages if "terminé" in one.text]
        assert [one.buttons for one in over] == [()]

    def test_before_three_answers_no_count_is_shown(self, room: Room, grouped: House) -> None:
        amina = grouped.member("amina").joins()
        launches(grouped.member("denis"))
        room.taps(amina, "Je tente")
        grouped.deliver()
        assert "à partir de trois" in room.last

    def test_a_stranger_s_tap_counts_for_nothing(self, room: Room, grouped: House) -> None:
        launches(grouped.member("denis"))
        room.taps(grouped.member("zoe"), "Fait ✅").hears()
        with grouped.context.database.read() as tx:
            (one,) = challenges.every(tx, grouped.context.keyring, 1)
            assert challenges.tally(tx, one) == {}


@pytest.fixture
def crowd(database: Database) -> Iterator[House]:
    """On WhatsApp, where three people may be written to outside their window each day."""
    with chat.house(database, window=DAY, numbered=True, whatsapp_people_per_day=3) as opened:
        opened.organisation()
        opened.paper.approved.add(NOTICE)
        yield opened


def test_outside_the_window_it_is_announced_within_the_day_s_people(crowd: House) -> None:
    denis = role(crowd.member("denis").joins(), Role.ADMIN)
    members = [crowd.member(name).joins() for name in ("amina", "bruno", "claire", "emma")]
    crowd.clock.advance(days=3)
    composes(denis, "Demain")
    assert "WhatsApp" in denis.last
    denis.taps("Lancer")
    crowd.until(crowd.clock.now() + DAY)
    sent = [one for one in members if asked(one)]
    assert len(sent) <= 3
    for one in sent:
        assert one.person.state is State.ACTIVE
        assert one.messages[-1].template is not None
        one.taps("Lire")
        assert one.labels == ["Je tente", "Fait ✅", "Pas cette fois"]


def test_a_moment_of_one_s_own(house: House, denis: Member) -> None:
    denis.says("DÉFI").presses(denis.messages[-1].buttons[0].id).taps("Tout le monde")
    denis.says("le 3 juillet à 10h").hears("challenge.when_past")
    denis.says("jeudi 12 novembre à 10h").hears("challenge.shown", "challenge.summary")
    assert "jeudi 12 novembre à 10 h" in denis.plain


def test_the_admin_s_message_says_how_far_it_has_got(house: House, denis: Member) -> None:
    house.member("amina").joins()
    launches(denis)
    house.until(house.clock.now() + DAY + timedelta(minutes=1))
    if house.context.edits(denis.address):
        told = [one.text.replace("\xa0", " ") for one in denis.messages if one.edits]
        assert "Envoyés : 2 sur 2" in told[-1], denis.transcript()


def test_an_admin_asks_how_far_it_has_got(house: House, denis: Member) -> None:
    house.member("amina").joins()
    launches(denis)
    house.until(house.clock.now() + DAY)
    denis.says("DÉFI").hears("challenge.pick", "challenge.launched")
    assert "Envoyés : 2 sur 2" in denis.plain
    assert "Arrêter" in denis.labels


def test_its_end_reaches_the_admin_whose_channel_changes_nothing(
    house: House, denis: Member
) -> None:
    house.member("amina").joins()
    launches(denis)
    for _ in range(4):
        house.until(house.clock.now() + DAY)
        if denis.messages[-1].template:
            denis.presses("notice.read")
    assert any("est terminé" in one.text for one in denis.messages), denis.transcript()
