"""Resource persons: found by what they do, named by colleagues, asked in private, free to leave."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.person import Role, State
from store.models import AuditRow, CandidateRow, HelpRow, MissionRow, OutboxRow
from tests.chat import House, Member
from tests.conversations.test_groups import role
from tests.room import Room
from workers.candidates import LATER

DAY = timedelta(days=1)
FRIDAY = datetime.fromisoformat("2026-11-06T14:30:00+00:00")
"""15:30 in Paris, when a team's week is told; the tests begin on Monday 2 November."""


def named(member: Member, name: str) -> Member:
    """Share a win with a first name, which the team then knows."""
    member.says("20 min au lieu d’une heure").taps("Partager").taps("Avec mon prénom")
    return member.says(name).hears("win.shared_named")


def asked(house: House, member: Member, within: timedelta = 9 * DAY) -> Member:
    """Wait until the question came, and read it."""
    end = house.clock.now() + within
    while "champion.would_you" not in member.keys and house.clock.now() < end:
        house.until(house.clock.now() + DAY)
    assert "champion.would_you" in member.keys, member.transcript()
    return member.taps("Lire") if member.messages[-1].template else member


def curious(house: House, name: str) -> Member:
    """Somebody who tries, asks, shares, and is thanked."""
    member = house.member(name).joins()
    for text in ("20 min au lieu d’une heure", "j’ai gagné 10 min sur un mail"):
        member.says(text).taps("Partager").taps("Avec mon prénom").says(name)
    member.says("C’est quoi un prompt au juste ?").says("Je peux utiliser ça pour les mails ?")
    return member


class TestFound:
    def test_the_curious_one_is_asked_and_nobody_else(self, house: House) -> None:
        amina, bruno = curious(house, "amina"), house.member("bruno").joins()
        house.until(FRIDAY)
        asked(house, amina)
        assert "je n’en parle qu’à toi" in amina.plain.replace("'", "’")
        assert "champion.would_you" not in bruno.keys

    def test_a_yes_makes_a_resource_person_and_offers_missions(self, house: House) -> None:
        amina = curious(house, "amina")
        house.until(FRIDAY)
        asked(house, amina).taps("Ça me dit").hears("champion.welcome", "mission.pick")
        assert amina.person.role is Role.CHAMPION
        with house.context.database.read() as tx:
            (line,) = tx.execute(select(AuditRow).where(AuditRow.act == "champion_joined")).all()
        assert line.detail == {"person": amina.person.id}

    def test_without_a_yes_nobody_is_one(self, house: House) -> None:
        amina = curious(house, "amina")
        house.until(FRIDAY)
        asked(house, amina).taps("Non merci").hears("champion.no")
        assert amina.person.role is Role.MEMBER
        before = amina.keys.count("champion.would_you")
        house.until(house.clock.now() + 70 * DAY)
        assert amina.keys.count("champion.would_you") == before, "a no is a no"

    def test_not_now_is_asked_again_after_eight_weeks(self, house: House) -> None:
        amina = curious(house, "amina")
        house.until(FRIDAY)
        asked(house, amina).taps("Pas maintenant").hears("champion.later")
        first = amina.keys.count("champion.would_you")
        for _ in range(7):
            house.until(house.clock.now() + 7 * DAY)
            amina.says("ASTUCE")
        assert amina.keys.count("champion.would_you") == first
        house.until(house.clock.now() + LATER - 49 * DAY + 3 * DAY)
        assert amina.keys.count("champion.would_you") == first + 1

    def test_what_they_did_is_kept_nowhere(self, house: House) -> None:
        curious(house, "amina")
        house.until(FRIDAY)
        with house.context.database.read() as tx:
            (row,) = tx.execute(select(CandidateRow.origin, CandidateRow.answer)).all()
        assert tuple(row) == ("curiosity", None)

    def test_the_question_is_the_one_proactive_message_of_its_day(self, house: House) -> None:
        amina = curious(house, "amina")
        house.until(FRIDAY)
        asked(house, amina)
        with house.context.database.read() as tx:
            days = tx.execute(
                select(OutboxRow.proactive_day).where(
                    OutboxRow.person_id == amina.person.id, OutboxRow.proactive_day.is_not(None)
                )
            ).scalars()
            every = list(days)
        assert len(every) == len(set(every))


class TestNamed:
    def test_a_colleague_helped_and_who_says_so_is_not_kept(self, house: House) -> None:
        amina, bruno = named(house.member("amina").joins(), "Amina"), house.member("bruno").joins()
        bruno.says("Amina m’a bien aidé ce matin").hears("champion.helped")
        with house.context.database.read() as tx:
            rows = tx.execute(select(HelpRow)).scalars().all()
            columns = set(HelpRow.__table__.columns.keys())
            assert len(rows) == 1
        assert columns == {"id", "organisation_id", "person_id", "on"}
        assert amina.keys.count("champion.helped") == 0

    def test_the_button_under_a_shared_win_asks_who(self, house: House) -> None:
        named(house.member("amina").joins(), "Amina")
        bruno = house.member("bruno").joins()
        bruno.says("j’ai gagné 10 min sur un mail").taps("Partager").taps("On m’a aidé")
        bruno.hears("champion.who_helped").says("c’est amina").hears("champion.helped")

    def test_a_name_the_team_was_never_given_is_not_guessed(self, house: House) -> None:
        house.member("amina").joins()
        house.member("bruno").joins().says("Amina m’a aidé").hears("champion.unknown_name")

    def test_one_cannot_thank_oneself(self, house: House) -> None:
        amina = named(house.member("amina").joins(), "Amina")
        amina.says("Amina m’a aidée").hears("champion.yourself")

    def test_minutes_told_with_it_are_a_win(self, house: House) -> None:
        named(house.member("amina").joins(), "Amina")
        bruno = house.member("bruno").joins()
        bruno.says("Amina m’a aidé, j’ai gagné 20 min").hears("win.gained")

    @pytest.mark.parametrize(
        ("who", "says"),
        [
            (Role.MEMBER, "Une personne de ton équipe trouve"),
            (Role.ADMIN, "La personne qui administre le parcours"),
        ],
    )
    def test_a_peer_or_an_admin_names_somebody_who_is_asked(
        self, house: House, who: Role, says: str
    ) -> None:
        amina = named(house.member("amina").joins(), "Amina")
        bruno = role(house.member("bruno").joins(), who)
        bruno.says("je propose Amina comme personne-ressource").hears("champion.named")
        asked(house, amina)
        assert says in amina.last
        bruno.says("je propose amina").hears("champion.named")
        house.until(house.clock.now() + 20 * DAY)
        assert amina.keys.count("champion.would_you") <= 2, "once, and as its template's text"

    def test_who_names_is_told_nothing_of_the_answer(self, house: House) -> None:
        amina = named(house.member("amina").joins(), "Amina")
        bruno = house.member("bruno").joins()
        bruno.says("proposer").hears("champion.who_then").says("Amina").hears("champion.named")
        asked(house, amina).taps("Non merci")
        bruno.says("je propose Amina").hears("champion.named")

    def test_a_peer_is_not_in_the_audit_and_an_admin_is(self, house: House) -> None:
        named(house.member("amina").joins(), "Amina")
        bruno = house.member("bruno").joins()
        denis = role(house.member("denis").joins(), Role.ADMIN)
        bruno.says("je propose Amina")
        denis.says("je propose Amina")
        with house.context.database.read() as tx:
            lines = tx.execute(select(AuditRow.detail).where(AuditRow.act == "candidate_named"))
            assert ["by" in detail for (detail,) in lines] == [False, True]


class TestComingAndGoing:
    def test_one_may_ask_oneself(self, house: House) -> None:
        amina = house.member("amina").joins()
        amina.says("je veux être ressource").hears("champion.welcome", "mission.pick")
        amina.says("je veux être ressource").hears("champion.already")
        assert amina.person.role is Role.CHAMPION

    def test_and_leave_without_a_reason(self, house: House) -> None:
        amina = house.member("amina").joins()
        amina.says("je veux être ressource")
        amina.says("je ne suis plus ressource").hears("champion.stepped_back")
        assert (amina.person.role, amina.person.state) == (Role.MEMBER, State.ACTIVE)
        amina.says("plus ressource").hears("champion.are_none")
        amina.says("MISSION").hears("mission.champions_only")

    def test_a_question_they_held_goes_to_somebody_else(self, house: House) -> None:
        amina, claire = house.member("amina").joins(), house.member("claire").joins()
        amina.says("je veux être ressource")
        bruno = house.member("bruno").joins()
        bruno.says("Le logiciel Cirrus de la cantine lit-il les listes au format CSV ?")
        bruno.taps("Demander sans nom").taps("Oui, envoie")
        claire.says("je veux être ressource")
        house.tick()
        assert "relay.asked" in amina.keys
        amina.says("je ne suis plus ressource")
        house.until(house.clock.now() + 2 * DAY)
        assert "relay.asked" in claire.keys

    def test_an_old_yes_after_a_stop_changes_nothing(self, house: House) -> None:
        amina = curious(house, "amina")
        house.until(FRIDAY)
        asked(house, amina)
        yes = amina.button("Ça me dit")
        house.member("bruno").joins().presses(yes).hears("system.old_button")


class TestMission:
    @pytest.fixture
    def amina(self, house: House) -> Member:
        """A resource person who took her first mission on Monday at 9:00."""
        amina = house.member("amina").joins()
        amina.says("je veux être ressource").presses("mission.see:relais-mails")
        return (
            amina.hears("mission.seen").taps("Je la prends").hears("mission.taken", "mission.week")
        )

    def test_two_uses_a_week_with_minutes(self, house: House, amina: Member) -> None:
        assert "semaine 1 sur 3" in amina.plain
        amina.taps("Une de faite").hears("mission.one", "win.ask")
        amina.says("10 min au lieu de 30").hears("win.gained")
        amina.taps("Une de faite").hears("mission.both", "win.ask")

    def test_who_did_neither_is_reminded_once(self, house: House, amina: Member) -> None:
        house.until(house.clock.now() + 6 * DAY)
        assert amina.keys.count("mission.reminder") == 1

    def test_who_did_both_is_left_alone(self, house: House, amina: Member) -> None:
        amina.taps("Une de faite").taps("Une de faite")
        house.until(house.clock.now() + 6 * DAY)
        assert "mission.reminder" not in amina.keys

    def test_three_weeks_then_telling(self, house: House, amina: Member) -> None:
        for _ in range(25):
            house.until(house.clock.now() + DAY)
            amina.says("merci")
        sent = [key for key in amina.keys if key.startswith("mission.")]
        assert sent.count("mission.week") == 3
        assert sent[-1] == "mission.share"

    @pytest.mark.parametrize("said", ["10", "rien", "une demi-heure"])
    def test_the_minutes_after_a_use_are_heard(
        self, house: House, amina: Member, said: str
    ) -> None:
        amina.taps("Une de faite").says(said)
        assert amina.keys[-1] in ("win.gained", "win.zero")

    @pytest.mark.parametrize("said", ["oui", "merci", "plus tard"])
    def test_a_word_is_no_first_name(self, house: House, amina: Member, said: str) -> None:
        number = amina.button("Une de faite").rpartition(":")[2]
        amina.presses(f"mission.write:{number}").says("Un modèle à trous vaut vingt mails.")
        amina.taps("Avec mon prénom").says(said)
        with house.context.database.read() as tx:
            assert tx.execute(select(MissionRow.shared)).scalar_one() != "named"

    @pytest.mark.parametrize(
        "text", ["Oublie tes longs prompts, donne un exemple.", "Moins on écrit, mieux ça marche."]
    )
    def test_a_sentence_for_the_team_is_no_order(
        self, house: House, amina: Member, text: str
    ) -> None:
        number = amina.button("Une de faite").rpartition(":")[2]
        amina.presses(f"mission.write:{number}").says(text).hears("mission.check")
        rhythm = amina.person.rhythm
        assert rhythm == 5

    def test_told_late_is_told_all_the_same(self, house: House, amina: Member) -> None:
        number = amina.button("Une de faite").rpartition(":")[2]
        for _ in range(6):
            house.until(house.clock.now() + 7 * DAY)
            amina.says("ASTUCE")
        amina.presses(f"mission.write:{number}").says("Un modèle à trous vaut vingt mails.")
        amina.taps("Sans mon nom").hears("mission.posted_week")

    def test_one_at_a_time(self, house: House, amina: Member) -> None:
        amina.says("MISSION").hears("mission.pick").presses("mission.take:relais-tableaux")
        amina.hears("mission.already")

    def test_it_may_end_before_its_time(self, house: House, amina: Member) -> None:
        amina.taps("Arrêter la mission").hears("mission.left_alone")
        house.until(house.clock.now() + 10 * DAY)
        assert amina.keys.count("mission.week") == 1
        amina.taps("Une de faite").hears("mission.over")

    def test_a_stranger_s_button_is_nobody_s(self, house: House, amina: Member) -> None:
        use = amina.button("Une de faite")
        bruno = house.member("bruno").joins()
        bruno.presses(use).hears("mission.champions_only")
        bruno.says("je veux être ressource").presses(use).hears("mission.over")

    def test_what_was_learned_is_told_in_the_week_where_there_is_no_group(
        self, house: House, amina: Member
    ) -> None:
        bruno = house.member("bruno").joins()
        bruno.says("SEMAINE")
        number = amina.button("Une de faite").rpartition(":")[2]
        amina.presses(f"mission.write:{number}").hears("mission.write")
        amina.says("Un modèle à trous vaut mieux que vingt mails. M. Durand l’a vu.")
        amina.hears("mission.check")
        assert "Durand" not in amina.last, "nobody else is named"
        amina.taps("Avec mon prénom").hears("win.first_name").says("amina")
        amina.hears("mission.posted_week")
        house.until(FRIDAY + 4 * DAY)
        week = bruno.taps("Lire") if bruno.messages[-1].template else bruno
        told = next(one.text for one in reversed(week.messages) if "La semaine de" in one.text)
        assert "Amina, après sa mission" in told.replace("\xa0", " ")
        assert "modèle à trous" in told

    def test_a_reading_back_can_be_corrected_and_dropped(self, house: House, amina: Member) -> None:
        number = amina.button("Une de faite").rpartition(":")[2]
        amina.presses(f"mission.write:{number}").says("Brouillon.").hears("mission.check")
        amina.taps("Corriger").hears("mission.write").says("x" * 601)
        amina.hears("mission.write_shorter").says("Mieux.").hears("mission.check")
        amina.says("laisse tomber").hears("mission.write")
        amina.presses("mission.post").hears("system.old_button")


class TestInTheGroup:
    def test_the_lesson_is_posted_with_a_yes_and_can_be_taken_back(self, grouped: House) -> None:
        denis = role(grouped.member("denis").joins(), Role.ADMIN)
        room = Room(grouped).says(denis, "/lier MAIRIE").hears("group.bound")
        amina = grouped.member("amina").joins()
        amina.says("je veux être ressource").presses("mission.take:relais-mails")
        number = amina.button("Une de faite").rpartition(":")[2]
        amina.presses(f"mission.write:{number}").says("Un modèle à trous vaut vingt mails.")
        room.hears()
        amina.taps("Sans mon nom").hears("mission.posted")
        grouped.tick()
        room.hears("mission.post")
        assert "Une personne-ressource de l’équipe" in room.last
        amina.taps("Le retirer").hears("mission.unshared")
        grouped.tick()
        assert "retiré" in room.last
        amina.taps("Le retirer").hears("mission.over")

    def test_oublie_moi_leaves_nothing_of_it(self, grouped: House) -> None:
        denis = role(grouped.member("denis").joins(), Role.ADMIN)
        Room(grouped).says(denis, "/lier MAIRIE")
        amina = grouped.member("amina").joins()
        amina.says("je veux être ressource").presses("mission.take:relais-mails")
        number = amina.button("Une de faite").rpartition(":")[2]
        amina.presses(f"mission.write:{number}").says("Un modèle à trous vaut vingt mails.")
        amina.taps("Avec mon prénom").says("Amina").hears("mission.posted")
        grouped.tick()
        amina.says("OUBLIE-MOI").taps("Oui, efface tout")
        with grouped.context.database.read() as tx:
            kept = tx.execute(select(OutboxRow.sealed).where(OutboxRow.key == "mission.post"))
            assert set(kept.scalars()) == {None}
