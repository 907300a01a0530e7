"""A team's group: tied by an admin, silent but for what it is asked."""

from dataclasses import replace

import pytest

from channels.base import Unreachable
from core.message import Inbound, Kind, Outbound
from core.person import Group, Role
from store import groups, organisations, people, teams
from store.outbox import Message
from tests.chat import House, Member
from tests.room import Room
from workers import consequences


def role(member: Member, role: Role) -> Member:
    """Somebody's role, given."""
    person = member.person
    with member.house.context.database.write() as tx:
        people.save(tx, person, replace(person, role=role))
    return member


@pytest.fixture
def room(grouped: House) -> Room:
    """The team's group."""
    return Room(grouped)


@pytest.fixture
def denis(grouped: House) -> Member:
    """The admin."""
    return role(grouped.member("denis").joined(), Role.ADMIN)


def bound(room: Room) -> Group | None:
    with room.house.context.database.read() as tx:
        return groups.at(tx, room.house.context.keyring, room.address)


def test_an_admin_ties_the_group_to_the_team(room: Room, denis: Member) -> None:
    room.says(denis, "/lier MAIRIE").hears("group.bound")
    assert "Vieux-Moulin" in room.last
    assert bound(room) is not None
    room.says(denis, "/aide").hears("group.help")
    room.says(denis, "/delier").hears("group.unbound")
    assert bound(room) is None
    room.says(denis, "/aide").hears("group.help_unbound")


@pytest.mark.parametrize("who", [Role.MEMBER, Role.CHAMPION])
def test_only_an_admin_may(room: Room, grouped: House, who: Role) -> None:
    amina = role(grouped.member("amina").joins(), who)
    room.says(amina, "/lier MAIRIE").hears("group.admins_only")
    assert bound(room) is None


def test_a_stranger_is_told_to_join_first(room: Room, grouped: House) -> None:
    room.says(grouped.member("zoe"), "/lier MAIRIE").hears("group.stranger")


def test_a_code_is_needed_and_known_and_of_one_s_own_organisation(
    room: Room, grouped: House, denis: Member
) -> None:
    with grouped.context.database.write() as tx:
        organisations.add(
            tx,
            code="ATELIER",
            name="l’Atelier Lindon",
            zone="Europe/Paris",
            region="none",
            now=grouped.clock.now(),
        )
    room.says(denis, "/lier").hears("group.which_code")
    room.says(denis, "/lier NULLEPART").hears("group.unknown_code")
    room.says(denis, "/lier ATELIER").hears("group.other_organisation")
    assert bound(room) is None


def test_another_team_of_the_organisation_has_its_own_code(
    room: Room, grouped: House, denis: Member
) -> None:
    with grouped.context.database.write() as tx:
        mairie = organisations.by_code(tx, "MAIRIE")
        assert mairie is not None
        teams.add(tx, mairie, "l’accueil", "ACCUEIL")
    room.says(denis, "/lier accueil").hears("group.bound")
    assert "l’accueil" in room.last


def test_words_between_people_are_not_answered(room: Room, denis: Member) -> None:
    if room.house.line is None or room.house.line.channel.name != "telegram":
        room.says(denis, "on mange ensemble ?").hears()


def test_out_of_the_group_and_back(room: Room, grouped: House, denis: Member) -> None:
    room.says(denis, "/lier MAIRIE")
    for kind, there in ((Kind.REMOVED, False), (Kind.ADDED, True)):
        room.happens(Inbound(grouped.next_id(), room.address, kind, group=room.address)).hears()
        found = bound(room)
        assert found is not None
        assert found.on is there


def test_brought_to_a_group_nobody_tied_it_says_how(room: Room, grouped: House) -> None:
    came = Inbound(grouped.next_id(), room.address, Kind.ADDED, group=room.address)
    room.happens(came).hears("group.hello")


def test_a_group_with_a_new_id_is_the_same(room: Room, grouped: House, denis: Member) -> None:
    room.says(denis, "/lier MAIRIE")
    moved = Inbound(grouped.next_id(), room.address, Kind.MIGRATED, "-100777", group=room.address)
    room.happens(moved).hears()
    assert bound(room) is None
    room.address = replace(room.address, id="-100777")
    assert bound(room) is not None


def test_who_writes_in_the_group_s_name_is_told_why_nothing_happens(
    room: Room, grouped: House, denis: Member
) -> None:
    hidden = Inbound(
        grouped.next_id(), room.address, text="/lier MAIRIE", group=room.address, anonymous=True
    )
    room.happens(hidden).hears("group.anonymous")
    assert bound(room) is None


def test_who_leaves_the_group_is_named_there_no_more(
    room: Room, grouped: House, denis: Member
) -> None:
    room.says(denis, "/lier MAIRIE")
    keyring, person = grouped.context.keyring, denis.person
    with grouped.context.database.write() as tx:
        teams.show_as(tx, keyring, person, "Denis")
    room.happens(Inbound(grouped.next_id(), denis.address, Kind.LEFT, group=room.address)).hears()
    with grouped.context.database.read() as tx:
        assert teams.shown_as(tx, keyring, [person.id]) == {}


def test_shut_out_of_the_group_nothing_more_is_posted(
    room: Room, grouped: House, denis: Member
) -> None:
    room.says(denis, "/lier MAIRIE")
    with grouped.context.database.write() as tx:
        said = Message(
            room.address, Outbound("x"), "group", "group.help", 0, due_at=grouped.clock.now()
        )
        consequences.of(tx, grouped.context, said, Unreachable("blocked"))
    found = bound(room)
    assert found is not None
    assert not found.on
