"""November in a town hall of twelve: tips, wins, a workshop, a challenge, a resource person found.

On WhatsApp there is no group: whoever wants the week writes SEMAINE, the rest is the same.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.person import Role
from store.db import Database
from store.models import DigestRow
from tests import chat
from tests.conversations.conftest import LINES
from tests.conversations.team import Team
from tests.lines import Providers

QUESTION = "Le logiciel Cirrus de la cantine lit-il les listes au format CSV ?"
ANSWER = "Oui, par le menu Importer. Enlève d’abord les noms des enfants."


@pytest.fixture(params=list(LINES))
def team(
    request: pytest.FixtureRequest, played: Providers, sqlite_database: Database
) -> Iterator[Team]:
    """Twelve people who joined on Monday 2 November at nine, and their group if there is one."""
    played.forget()
    # A month of one person's talk in a minute: Meta's own pace is tested where it is kept.
    with chat.house(
        sqlite_database,
        line=lambda house: LINES[request.param](house, played),
        whatsapp_seconds_per_person=0,
    ) as house:
        house.organisation()
        yield Team(house)


def test_a_month(team: Team) -> None:
    first_week(team)
    a_workshop(team)
    a_challenge(team)
    a_resource_person(team)
    what_is_left_of_it(team)


def first_week(team: Team) -> None:
    """Tips each day, a few wins told, the first Friday."""
    team.works_until("2026-11-04 13:00")
    for name in ("amina", "bruno", "claire"):
        team[name].taps("Ce qui me freine").taps("Pas le temps").hears("pulse.reassured")
    for name in ("david", "elise"):
        team[name].taps("Ce qui me freine").taps("Peur de me tromper").hears("pulse.reassured")
    amina = team["amina"]
    amina.says("SEMAINE").hears("digest.wanted")
    team.works_until("2026-11-05 13:00")
    team.everybody_has("w01d1")
    team.gains("amina", "20 min au lieu d’une heure").taps("Avec mon prénom")
    amina.says("Amina").hears("win.shared_named")
    team.gains("bruno", "j’ai gagné 10 min sur un mail")
    team.gains("claire", "un quart d’heure gagné sur un compte rendu")
    team["david"].says("j’ai perdu 20 min").hears("win.lost")
    claire = team["claire"]
    claire.says("C’est quoi un prompt au juste ?").hears("question.answer")
    claire.says("Je peux utiliser ça pour les mails ?").hears("question.answer")
    claire.taps("Partager").hears("win.shared").taps("Avec mon prénom").says("Claire")
    team["bruno"].says("Claire m’a bien aidé").hears("champion.helped")
    team["david"].says("c’est Claire qui m’a montré").hears("champion.helped")
    team["elise"].says("et si je me trompe, ça garde une trace ?").hears("question.answer")
    team["elise"].says("moins souvent").hears("optdown.rhythm_3")
    team["jules"].says("STOP").hears("optdown.stopped")
    team.works_until("2026-11-09 08:00")
    told = team.told()
    assert "Ensemble : 45 min déclarées gagnées, 4 réponses" in told
    assert "40 min gagnées" in told
    assert "(Amina)" in told
    assert "Bruno" not in told, "he did not give his name"


def a_workshop(team: Team) -> None:
    """Denis plans one for Thursday: on Wednesday, 11 November, nothing is sent at all."""
    denis = team.denis
    denis.says("ATELIER").presses("workshop.see:premiers-essais").taps("Choisir celui-ci")
    denis.taps("Les trois premiers").says("jeudi 12 novembre à 14h").hears("workshop.summary")
    denis.taps("Inviter").hears("workshop.planned")
    team.works_until("2026-11-10 13:00")
    team.everybody_has("workshop.invited", besides=("jules",))
    for name in ("amina", "bruno", "claire", "david", "elise", "farid"):
        team.reads(team[name])
        team[name].taps("Je viens").hears("workshop.coming")
    team["gaelle"].taps("Pas cette fois").hears("workshop.not_coming")
    team.works_until("2026-11-12 14:00")
    team.reads(denis)
    denis.taps("Commencer").taps("Encore").taps("Suivant").taps("Suivant").taps("Suivant")
    denis.hears("workshop.well_led")
    team.house.tick()
    for name, meant in (
        ("amina", "lundi, la réponse aux associations"),
        ("bruno", "mardi, le tableau des appels"),
        ("claire", "demain, le compte rendu du conseil"),
    ):
        team.reads(team[name])
        assert team[name].keys.count("workshop.material") >= 3
        team[name].says(meant).hears("workshop.committed")
    assert "workshop.case" not in team["gaelle"].keys
    team.one_a_day_and_none_on("2026-11-11")


def a_challenge(team: Team) -> None:
    """Monday the 16th: a challenge to everybody, played, counted, over in three days."""
    denis = team.denis
    team.works_until("2026-11-16 08:00")
    denis.says("DÉFI").presses(denis.messages[-1].buttons[0].id).taps("Tout le monde")
    denis.taps("Maintenant").hears("challenge.shown", "challenge.summary")
    assert "11 personnes" in denis.plain
    assert "1 par choix" in denis.plain
    denis.taps("Lancer")
    team.works_until("2026-11-18 13:00")
    for name in ("amina", "bruno", "claire", "farid"):
        team.reads(team[name])
        team[name].taps("Je tente").hears("challenge.trying")
        team[name].taps("Fait ✅").hears("challenge.done", "win.ask")
        team[name].says("10 min au lieu de 30").hears("win.gained")
    team.house.tick()
    if team.room:
        assert "Déjà 4 fait" in team.room.last.replace("\xa0", " ")
    team.works_until("2026-11-19 08:00")
    if team.room:
        assert "Défi terminé" in team.room.last, "on WhatsApp nothing changes where it stands"


def a_resource_person(team: Team) -> None:
    """Claire, who tries, asks, shares and helps, is asked in private; she answers a colleague."""
    claire, bruno = team["claire"], team["bruno"]
    assert "champion.would_you" in claire.keys
    assert not any(
        "champion.would_you" in one.keys for name, one in team.members.items() if name != "claire"
    )
    claire.presses("champion.yes").hears("champion.welcome", "mission.pick")
    assert claire.person.role is Role.CHAMPION
    claire.presses("mission.see:relais-mails").taps("Je la prends")
    claire.hears("mission.taken", "mission.week").taps("Une de faite")
    claire.hears("mission.one", "win.ask")
    bruno.says(QUESTION).hears("question.unknown_ask").taps("Demander sans nom")
    bruno.taps("Oui, et pour tous")
    team.works_until("2026-11-20 13:00")
    team.reads(claire)
    assert "relay.asked" in claire.keys
    assert "bruno" not in team.heard("claire", "Cirrus").lower()
    claire.taps("Répondre").says(ANSWER).taps("Envoyer").hears("relay.delivered")
    claire.taps("Pour l’équipe").hears("relay.shared")
    team.house.tick()
    team.reads(bruno)
    assert "menu Importer" in bruno.last
    team.works_until("2026-11-23 08:00")
    assert "La question sans nom" in team.told()
    assert "Cirrus" in team.told()


def what_is_left_of_it(team: Team) -> None:
    """The follow-ups of the workshop, the pulse, and what Denis never saw."""
    amina, denis = team["amina"], team.denis
    assert "workshop.followup" in amina.keys
    amina.presses("workshop.yes:1-7").hears("workshop.applied")
    amina.says("La réponse aux associations est partie en dix minutes")
    amina.taps("Sans mon nom").hears("workshop.told")
    team["bruno"].presses("workshop.no:1-7").hears("workshop.not_applied")
    team.works_until("2026-11-30 08:00")
    assert "La réponse aux associations est partie en dix minutes" in team.told()
    denis.says("POULS").hears("pulse.results")
    assert "10 réponses, confiance 3,0 sur 5" in denis.plain
    assert "le manque de temps 3, la peur de se tromper 2" in denis.plain
    read = "\n".join(one.text for one in denis.messages)
    for private in ("trace", "perdu 20 min", "compte rendu du conseil", "tableau des appels"):
        assert private not in read
    with team.house.context.database.read() as tx:
        weeks = list(tx.execute(select(DigestRow.week).order_by(DigestRow.week)).scalars())
    assert weeks == ["2026-W45", "2026-W47", "2026-W48"], "in W46 nobody had told anything"
    assert "w01d4" not in team["jules"].keys, "stopped on the Thursday, before any other"
    assert "digest.week" in amina.keys, "she wanted the week for herself"
    team.one_a_day_and_none_on("2026-11-11")
    team.every_row_has_an_end_and_a_reason()
