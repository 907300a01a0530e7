"""Every command and button that is not everybody's, pressed by each role, cell by cell.

flows/rights.py says who may; here it is pressed: a member's, a champion's and an admin's phone, and
somebody who administers another organisation.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.person import Role
from store import challenges, missions, workshops
from store.db import Database
from store.models import AuditRow
from tests import chat
from tests.chat import House
from tests.conversations.test_groups import role

A, C, M = Role.ADMIN, Role.CHAMPION, Role.MEMBER
KIT = "premiers-essais"

COMMANDS: tuple[tuple[str, dict[Role, str]], ...] = (
    ("DÉFI", {M: "challenge.asked", C: "challenge.asked", A: "challenge.pick challenge.launched"}),
    ("ATELIER", {M: "workshop.invited", C: "workshop.invited", A: "workshop.pick"}),
    ("POULS", {M: "pulse.admins_only", C: "pulse.admins_only", A: "pulse.results"}),
    ("MISSION", {M: "mission.champions_only", C: "mission.pick", A: "mission.pick"}),
    ("SEMAINE", dict.fromkeys(Role, "digest.wanted")),
    ("TEXTE À COLLER", dict.fromkeys(Role, "digest.nothing")),
    ("je propose Zoé", dict.fromkeys(Role, "champion.unknown_name")),
)
_CHALLENGE, _WORKSHOP = "challenge.admins_only", "workshop.admins_only"
BUTTONS: tuple[tuple[str, dict[Role, str]], ...] = (
    ("challenge.lib:panneau-lumineux", {M: _CHALLENGE, C: _CHALLENGE, A: "challenge.to"}),
    ("challenge.others:3", {M: _CHALLENGE, C: _CHALLENGE, A: "challenge.pick"}),
    ("challenge.write", {M: _CHALLENGE, C: _CHALLENGE, A: "challenge.write"}),
    ("challenge.go:abc", {M: _CHALLENGE, C: _CHALLENGE, A: "challenge.used"}),
    ("challenge.drop:abc", {M: _CHALLENGE, C: _CHALLENGE, A: "challenge.used"}),
    ("challenge.stop:1", {M: _CHALLENGE, C: _CHALLENGE, A: "challenge.stopped"}),
    ("challenge.resume:1", {M: _CHALLENGE, C: _CHALLENGE, A: "challenge.not_running"}),
    ("challenge.try:1", dict.fromkeys(Role, "challenge.trying")),
    (f"workshop.see:{KIT}", {M: _WORKSHOP, C: _WORKSHOP, A: "workshop.seen"}),
    (f"workshop.kit:{KIT}", {M: _WORKSHOP, C: _WORKSHOP, A: "workshop.cases"}),
    ("workshop.team:1", {M: _WORKSHOP, C: _WORKSHOP, A: "system.old_button"}),
    ("workshop.go:1", {M: _WORKSHOP, C: _WORKSHOP, A: "workshop.gone"}),
    ("workshop.drop:1", {M: _WORKSHOP, C: _WORKSHOP, A: "workshop.gone"}),
    ("workshop.cancel:1", {M: _WORKSHOP, C: _WORKSHOP, A: "workshop.cancelled_by_you"}),
    ("workshop.sheet:1", {M: _WORKSHOP, C: _WORKSHOP, A: "workshop.sheet"}),
    ("workshop.next:1-0", {M: _WORKSHOP, C: _WORKSHOP, A: "workshop.leading"}),
    ("workshop.again:1-0", {M: _WORKSHOP, C: _WORKSHOP, A: "workshop.moved_on"}),
    ("workshop.come:1", dict.fromkeys(Role, "workshop.coming")),
    ("workshop.yes:1-7", dict.fromkeys(Role, "workshop.gone")),
    (
        "mission.see:relais-mails",
        {M: "mission.champions_only", C: "mission.seen", A: "mission.seen"},
    ),
    ("mission.use:1", {M: "mission.champions_only", C: "mission.over", A: "mission.over"}),
    ("mission.leave:1", {M: "mission.champions_only", C: "mission.over", A: "mission.over"}),
    ("mission.unshare:1", {M: "mission.champions_only", C: "mission.over", A: "mission.over"}),
    ("relay.pass:1", dict.fromkeys(Role, "relay.over")),
    ("relay.keep:1", dict.fromkeys(Role, "relay.over")),
    ("champion.yes", {M: "system.old_button", C: "champion.already", A: "champion.already"}),
)


@pytest.fixture
def house(sqlite_database: Database) -> Iterator[House]:
    """MAIRIE, where a challenge runs, a workshop is planned, and somebody has a mission."""
    with chat.house(sqlite_database) as opened:
        opened.organisation()
        owner = role(opened.member("owner").joins(), Role.ADMIN)
        owner.says("DÉFI").presses(owner.messages[-1].buttons[0].id)
        owner.taps("Tout le monde").taps("Maintenant").taps("Lancer")
        owner.presses(f"workshop.see:{KIT}").taps("Choisir celui-ci").taps("Tous les cas")
        owner.says("jeudi 14h").taps("Inviter").hears("workshop.planned")
        owner.presses("mission.take:relais-mails").hears("mission.taken", "mission.week")
        yield opened


@pytest.mark.parametrize("who", Role)
@pytest.mark.parametrize(("says", "hears"), COMMANDS, ids=[one for one, _ in COMMANDS])
def test_each_command(house: House, who: Role, says: str, hears: dict[Role, str]) -> None:
    role(house.member("zoe").joins(), who).says(says).hears(*hears[who].split())


@pytest.mark.parametrize("who", Role)
@pytest.mark.parametrize(("button", "hears"), BUTTONS, ids=[one for one, _ in BUTTONS])
def test_each_button(house: House, who: Role, button: str, hears: dict[Role, str]) -> None:
    role(house.member("zoe").joins(), who).presses(button).hears(hears[who])


@pytest.mark.parametrize(
    "button",
    [
        "challenge.stop:1",
        "challenge.resume:1",
        "workshop.cancel:1",
        "workshop.next:1-0",
        "workshop.sheet:1",
        "workshop.come:1",
        "mission.use:1",
    ],
)
def test_an_admin_of_another_organisation_changes_nothing(house: House, button: str) -> None:
    house.organisation("AUTRE")
    stranger = house.member("ada").says("REJOINDRE AUTRE").taps("C’est parti").taps("Mairie")
    stranger.taps("Chaque jour").taps("9 h").taps("3")
    before = _state(house)
    role(stranger, Role.ADMIN).presses(button)
    assert _state(house) == before


@pytest.mark.parametrize("who", Role)
def test_whoever_stopped_decides_nothing(house: House, who: Role) -> None:
    member = role(house.member("zoe").joins(), who)
    member.says("STOP")
    before = _state(house)
    for button, _ in BUTTONS:
        if button.startswith(("challenge.stop", "workshop.cancel", "workshop.next", "mission.")):
            member.presses(button)
    assert _state(house) == before


def test_each_act_on_others_leaves_a_line_with_who_did_it(house: House) -> None:
    denis = role(house.member("denis").joins(), Role.ADMIN)
    denis.presses("challenge.stop:1").presses("challenge.resume:1")
    denis.presses("workshop.cancel:1")
    with house.context.database.read() as tx:
        lines = tx.execute(select(AuditRow.act, AuditRow.detail)).all()
    mine = [act for act, detail in lines if detail.get("by") == denis.person.id]
    assert mine == ["challenge_stopped", "challenge_resumed", "workshop_cancelled"]
    assert all(isinstance(value, int) for _, detail in lines for value in detail.values())


def _state(house: House) -> object:
    """What others could change: the challenge, the workshop, who comes, the mission."""
    owner = house.member("owner").person
    with house.context.database.read() as tx:
        keyring = house.context.keyring
        (challenge,) = challenges.every(tx, keyring, owner.organisation_id)
        (workshop,) = workshops.every(tx, owner.organisation_id)
        return (
            challenge.status,
            workshop,
            workshops.coming(tx, workshop),
            missions.of(tx, owner),
        )
