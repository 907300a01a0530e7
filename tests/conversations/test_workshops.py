"""A workshop: planned from a kit, led case by case, followed up, told with a yes."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.person import Role
from store import organisations, teams
from store.models import AuditRow, OutboxRow, WorkshopAnswerRow, WorkshopPersonRow, WorkshopRow
from tests.chat import House, Member
from tests.conversations.test_groups import role
from tests.room import Room

DAY = timedelta(days=1)
HELD = datetime.fromisoformat("2026-11-10T13:00:00+00:00")
"""Tuesday 10 November 2026, 14:00 in Paris: the first moment the coach suggests on the 2nd."""
KIT = "matin-au-secretariat"


@pytest.fixture
def denis(house: House) -> Member:
    """The admin."""
    return role(house.member("denis").joins(), Role.ADMIN)


def reads(member: Member) -> Member:
    """Open what could only be announced."""
    while member.messages[-1].template and "Lire" in member.labels:
        member.taps("Lire")
    return member


def took_part(member: Member) -> bool:
    """Whether they were written to on the day of a workshop."""
    return any(key in member.keys for key in ("workshop.soon", "workshop.case"))


def lives(member: Member, until: datetime) -> None:
    """Days go by on which they read what comes."""
    house = member.house
    while house.clock.now() < until:
        house.until(min(until, house.clock.now() + DAY))
        if any(one.template for one in member.messages[-2:]):
            member.taps("Lire")


def planned(admin: Member) -> Member:
    """A workshop of three cases, next Tuesday at 14:00."""
    admin.says("ATELIER").hears("workshop.pick").presses(f"workshop.see:{KIT}")
    admin.hears("workshop.seen").taps("Choisir celui-ci").hears("workshop.cases")
    admin.taps("Les trois premiers").hears("workshop.when")
    admin.taps("mardi 10/11, 14 h").hears("workshop.summary")
    admin.taps("Inviter").hears("workshop.planned")
    admin.house.tick()
    return admin


def comes(*members: Member) -> None:
    """Each reads the invitation on their day, and says yes."""
    house = members[0].house
    while not all("workshop.invited" in one.keys for one in members):
        assert house.clock.now() < HELD, [one.keys for one in members]
        house.until(house.clock.now() + DAY)
    for one in members:
        reads(one).taps("Je viens").hears("workshop.coming")


def led(admin: Member, cases: int = 3) -> Member:
    """Let the day come, begin, and go through every case."""
    admin.house.until(HELD)
    reads(admin).taps("Commencer")
    for _ in range(cases):
        admin.taps("Suivant")
    return admin


@pytest.fixture
def team(house: House, denis: Member) -> list[Member]:
    """Amina and Bruno, who come to Denis's workshop; there is no group."""
    members = [house.member(name).joins() for name in ("amina", "bruno")]
    planned(denis)
    comes(*members)
    return members


class TestPlanned:
    def test_it_is_seen_before_anybody_is_invited(self, house: House, denis: Member) -> None:
        amina = house.member("amina").joins()
        denis.says("organiser un atelier").presses(f"workshop.see:{KIT}")
        denis.taps("Choisir celui-ci").taps("Tous les cas").says("jeudi 12 novembre à 10h")
        denis.hears("workshop.summary")
        assert "jeudi 12 novembre à 10 h" in denis.plain
        assert "cas choisis : 4" in denis.plain
        assert "2 en tout" in denis.plain
        house.until(house.clock.now() + DAY)
        assert "workshop.invited" not in amina.keys

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("dimanche 15 novembre 10h", "workshop.when_off"),
            ("mercredi 11 novembre à 10h", "workshop.when_off"),
            ("jeudi 12 novembre à 22h", "workshop.when_off"),
            ("le 3 juillet à 10h", "workshop.when_past"),
        ],
    )
    def test_nobody_is_called_in_on_a_day_off(
        self, house: House, denis: Member, text: str, key: str
    ) -> None:
        denis.says("ATELIER").presses(f"workshop.see:{KIT}").taps("Choisir celui-ci")
        denis.taps("Tous les cas").says(text).hears(key, "workshop.when")
        denis.says("un de ces jours").hears("workshop.when_unclear", "workshop.when")

    def test_planned_for_tomorrow_everybody_is_still_invited(
        self, house: House, denis: Member
    ) -> None:
        amina = house.member("amina").joins()
        house.until(house.clock.now() + DAY + timedelta(hours=2))
        denis.says("ATELIER").presses(f"workshop.see:{KIT}").taps("Choisir celui-ci")
        denis.taps("Les trois premiers").says("demain à 14h").taps("Inviter")
        house.until(house.clock.now() + timedelta(hours=23))
        assert "workshop.invited" in amina.keys

    def test_a_word_that_is_no_answer_lets_go_the_second_time(
        self, house: House, denis: Member
    ) -> None:
        denis.says("ATELIER").presses(f"workshop.see:{KIT}").taps("Choisir celui-ci")
        denis.says("je voudrais voir la couleur du ciel").hears("workshop.choose")
        denis.says("je voudrais voir la couleur du ciel").hears("workshop.left")

    def test_another_admin_can_lead_it(
        self, house: House, denis: Member, team: list[Member]
    ) -> None:
        zoe = role(house.member("zoe").joins(), Role.ADMIN)
        house.until(HELD)
        zoe.says("ATELIER").hears("workshop.pick", "workshop.planned")
        zoe.taps("Commencer").hears("workshop.leading")
        zoe.says("ATELIER").hears("workshop.pick", "workshop.leading")

    def test_confirmed_once(self, house: House, denis: Member) -> None:
        amina = house.member("amina").joins()
        planned(denis)
        denis.taps("Inviter").hears("workshop.gone")
        house.until(house.clock.now() + 3 * DAY)
        assert amina.keys.count("workshop.invited") == 1

    def test_invited_on_a_day_of_their_own(self, house: House, denis: Member) -> None:
        amina = house.member("amina").joins()
        planned(denis)
        house.until(house.clock.now() + 3 * DAY)
        with house.context.database.read() as tx:
            days = list(
                tx.execute(
                    select(OutboxRow.proactive_day).where(
                        OutboxRow.person_id == amina.person.id,
                        OutboxRow.proactive_day.is_not(None),
                    )
                ).scalars()
            )
        assert "workshop.invited" in amina.keys
        assert len(days) == len(set(days))

    def test_cancelled_who_comes_is_told_and_nobody_else_is_asked(
        self, house: House, denis: Member, team: list[Member]
    ) -> None:
        amina, bruno = team
        bruno.presses(amina.button("Pas cette fois")).hears("workshop.not_coming")
        denis.taps("Annuler l’atelier").hears("workshop.cancelled_by_you")
        house.tick()
        assert (amina.keys.count("workshop.cancelled"), "workshop.cancelled" in bruno.keys) == (
            1,
            False,
        )
        denis.taps("Annuler l’atelier").hears("workshop.gone")
        house.until(HELD + DAY)
        assert "workshop.soon" not in amina.keys

    def test_what_nobody_leads_is_let_go(self, house: House, team: list[Member]) -> None:
        house.until(HELD + 90 * DAY)
        assert "workshop.followup" not in team[0].keys
        with house.context.database.read() as tx:
            assert tx.execute(select(WorkshopRow.status)).scalar_one() == "cancelled"

    def test_each_act_is_in_the_audit(
        self, house: House, denis: Member, team: list[Member]
    ) -> None:
        led(denis)
        with house.context.database.read() as tx:
            lines = tx.execute(select(AuditRow.act, AuditRow.detail)).all()
        acts = [act for act, _ in lines if act.startswith("workshop_")]
        assert acts == ["workshop_planned", "workshop_started", "workshop_ended"]
        assert all(
            detail["by"] == denis.person.id for act, detail in lines if act.startswith("workshop_")
        )


class TestRights:
    @pytest.mark.parametrize("who", [Role.MEMBER, Role.CHAMPION])
    def test_only_an_admin_plans_or_leads(
        self, house: House, denis: Member, team: list[Member], who: Role
    ) -> None:
        amina = role(team[0], who)
        amina.says("ATELIER").hears("workshop.invited")
        for button in ("go:1", "cancel:1", "next:1-0", "sheet:1", f"see:{KIT}", "team:1"):
            amina.presses(f"workshop.{button}").hears("workshop.admins_only")

    def test_another_organisation_s_is_out_of_reach(
        self, house: House, denis: Member, team: list[Member]
    ) -> None:
        house.organisation("AUTRE")
        zoe = house.member("zoe").says("REJOINDRE AUTRE")
        zoe.taps("C’est parti").taps("Mairie").taps("Chaque jour").taps("9 h").taps("3")
        zoe.presses("workshop.come:1").hears("workshop.gone")
        zoe.presses("workshop.yes:1-7").hears("workshop.gone")
        role(zoe, Role.ADMIN).presses("workshop.cancel:1").hears("workshop.gone")


class TestLedWithoutAGroup:
    def test_each_case_comes_to_each_phone_with_its_text(
        self, house: House, denis: Member, team: list[Member]
    ) -> None:
        amina, _ = team
        house.until(HELD)
        reads(amina)
        said = [one.text for one in amina.messages if "j’y envoie les textes" in one.text]
        assert len(said) == 1
        reads(denis).taps("Commencer").hears("workshop.leading")
        house.tick()
        assert amina.keys[-2:] == ["workshop.case", "workshop.material"]
        assert "Fil de mails" in (amina.messages[-1].prompt or "")
        assert "Cas 1 sur 3" in amina.messages[-2].text
        denis.taps("Encore").hears("workshop.leading")
        house.tick()
        assert "Vendredi, un train l’empêche" in amina.last

    def test_a_button_pressed_twice_moves_once(
        self, house: House, denis: Member, team: list[Member]
    ) -> None:
        house.until(HELD)
        reads(team[0])
        begin = reads(denis).button("Commencer")
        denis.presses(begin).hears("workshop.leading").presses(begin).hears("workshop.moved_on")
        house.tick()
        assert team[0].keys.count("workshop.case") == 1

    def test_who_did_not_say_yes_is_not_written_to_but_may_join_in(
        self, house: House, denis: Member, team: list[Member]
    ) -> None:
        claire = house.member("claire").joins()
        house.until(HELD)
        reads(denis).taps("Commencer")
        house.tick()
        assert "workshop.case" not in claire.keys
        claire.says("ATELIER")
        house.tick()
        assert sorted(claire.keys[-3:]) == [
            "workshop.case",
            "workshop.fetched",
            "workshop.material",
        ]

    def test_each_writes_what_they_mean_to_do(
        self, house: House, denis: Member, team: list[Member]
    ) -> None:
        amina, bruno = team
        led(denis).hears("workshop.well_led")
        house.tick()
        reads(amina).says("x" * 301).hears("workshop.shorter")
        amina.says("lundi, je trie les appels du matin avec, sans M. Durand")
        amina.hears("workshop.committed")
        assert "Durand" not in amina.last
        assert "trie les appels" in amina.last
        amina.taps("Corriger").hears("workshop.commit").says("mardi, le tableau des appels")
        amina.hears("workshop.committed")
        bruno.says("C’est quoi un prompt au juste ?").hears("question.answer")

    @pytest.mark.parametrize("text", ["merci !", "oui", "j’ai gagné 20 min sur un mail"])
    def test_what_is_no_commitment_is_not_taken_for_one(
        self, house: House, denis: Member, team: list[Member], text: str
    ) -> None:
        amina, _ = team
        led(denis)
        house.tick()
        reads(amina).says(text)
        assert "workshop.committed" not in amina.keys


class TestWhoIsLeftAlone:
    def test_whoever_stopped_after_a_yes(
        self, house: House, denis: Member, team: list[Member]
    ) -> None:
        amina, _ = team
        amina.says("STOP").hears("optdown.stopped")
        led(denis)
        house.tick()
        assert not took_part(amina)

    def test_whoever_is_away_by_then(self, house: House, denis: Member, team: list[Member]) -> None:
        amina, bruno = team
        amina.says("congés du 9 au 13 novembre").hears("optdown.leave_noted")
        led(denis)
        house.tick()
        assert not took_part(amina)
        assert took_part(reads(bruno))

    def test_nobody_in_the_evening_when_the_last_press_was_forgotten(
        self, house: House, denis: Member, team: list[Member]
    ) -> None:
        house.until(HELD)
        reads(denis).taps("Commencer").taps("Suivant")
        house.until(HELD.replace(hour=22))
        assert "workshop.closing" not in team[0].keys
        house.until(HELD + DAY)
        assert team[0].keys.count("workshop.closing") == 0, "the 11th is a holiday"
        house.until(HELD + 2 * DAY)
        assert "workshop.closing" in team[0].keys

    def test_who_said_yes_in_the_group_is_not_asked_again(self, grouped: House) -> None:
        admin = role(grouped.member("denis").joins(), Role.ADMIN)
        room = Room(grouped).says(admin, "/lier MAIRIE").hears("group.bound")
        amina = grouped.member("amina").joins()
        grouped.until(grouped.clock.now() + DAY + timedelta(hours=2))
        planned(admin)
        room.taps(amina, "Je viens")
        grouped.until(grouped.clock.now() + 3 * DAY)
        assert "workshop.invited" not in amina.keys


class TestInTheGroup:
    def test_the_group_is_led_and_the_texts_come_to_the_phones(self, grouped: House) -> None:
        denis = role(grouped.member("denis").joins(), Role.ADMIN)
        room = Room(grouped).says(denis, "/lier MAIRIE").hears("group.bound")
        amina, bruno = (grouped.member(name).joins() for name in ("amina", "bruno"))
        planned(denis)
        room.hears("workshop.post")
        room.taps(amina, "Je viens")
        grouped.until(HELD)
        denis.taps("Commencer").hears("workshop.leading")
        grouped.tick()
        assert room.keys[-1] == "workshop.case"
        assert "{" not in room.last
        assert amina.keys[-1] == "workshop.material"
        assert "workshop.material" not in bruno.keys
        room.taps(bruno, "Sur mon téléphone")
        grouped.tick()
        assert bruno.keys[-1] == "workshop.material"
        room.taps(amina, "Suivant")
        grouped.tick()
        assert "Cas 1 sur 3" in room.last.replace("\xa0", " "), "a member's press moves nothing"
        room.taps(denis, "Encore")
        room.presses(denis, room.button("Suivant"))
        grouped.tick()
        assert "Cas 2 sur 3" in room.last.replace("\xa0", " ")


class TestFollowedUp:
    @pytest.fixture
    def over(self, house: House, denis: Member, team: list[Member]) -> list[Member]:
        """The workshop is over, and Amina wrote what she means to do."""
        led(denis)
        house.tick()
        reads(team[0]).says("lundi, je trie les appels du matin avec").hears("workshop.committed")
        return team

    def asked(self, member: Member, times: int) -> Member:
        """Wait until they were asked so many times, alive meanwhile."""
        house, end = member.house, HELD + 75 * DAY
        while member.keys.count("workshop.followup") < times and house.clock.now() < end:
            house.until(house.clock.now() + DAY)
            if house.clock.now().weekday() == 0:
                member.says("ASTUCE")
        assert member.keys.count("workshop.followup") >= times, member.keys
        return reads(member)

    def test_three_times_on_working_days(self, house: House, over: list[Member]) -> None:
        amina = self.asked(over[0], 3)
        with house.context.database.read() as tx:
            days = tx.execute(
                select(OutboxRow.proactive_day)
                .where(OutboxRow.kind == "followup", OutboxRow.person_id == amina.person.id)
                .order_by(OutboxRow.id)
            ).scalars()
            found = [day for day in days if day is not None]
        ahead = [(day - HELD.date()).days for day in found]
        assert [one >= wanted for one, wanted in zip(ahead, (7, 21, 60), strict=True)] == [True] * 3
        assert all(one <= wanted + 6 for one, wanted in zip(ahead, (7, 21, 60), strict=True))
        assert all(day.weekday() < 5 for day in found)

    def test_their_own_words_come_back(self, house: House, over: list[Member]) -> None:
        amina, bruno = over
        self.asked(amina, 1)
        assert any("je trie les appels du matin avec" in one.text for one in amina.messages[-2:])
        self.asked(bruno, 1)
        assert "as-tu pu appliquer" in bruno.plain

    def test_told_in_the_week_with_a_yes_alone(self, house: House, over: list[Member]) -> None:
        amina, bruno = over
        self.asked(amina, 1).taps("Oui, je l’ai fait").hears("workshop.applied")
        amina.says("Le tri des appels me prend dix minutes de moins").hears("workshop.tell_check")
        amina.taps("Avec mon prénom").says("Amina").hears("workshop.told")
        self.asked(bruno, 1).taps("Un peu").hears("workshop.applied_partly")
        bruno.says("J’ai encore oublié").hears("workshop.tell_check").taps("Entre nous")
        bruno.hears("workshop.kept").says("SEMAINE")
        lives(bruno, HELD + 14 * DAY)
        told = [
            one.text.replace("\xa0", " ") for one in bruno.messages if "La semaine de" in one.text
        ]
        assert any(
            "Le tri des appels me prend dix minutes de moins » (Amina)" in one for one in told
        )
        assert not any("oublié" in one for one in told)
        with house.context.database.read() as tx:
            rows = tx.execute(select(WorkshopAnswerRow.shared, WorkshopAnswerRow.sealed)).all()
        assert {(shared, sealed is None) for shared, sealed in rows} == {
            ("named", False),
            ("no", True),
        }

    def test_told_once_and_taken_back(self, house: House, over: list[Member]) -> None:
        amina, bruno = over
        bruno.says("SEMAINE")
        self.asked(amina, 1)
        again = amina.button("Un peu")
        amina.taps("Un peu").says("Le tri va plus vite").taps("Sans mon nom")
        amina.hears("workshop.told").presses(again).taps("Ne plus partager")
        amina.hears("workshop.untold")
        lives(bruno, HELD + 16 * DAY)
        assert not any("Le tri va plus vite" in one.text for one in bruno.messages)

    def test_who_changed_teams_since_still_answers(self, house: House, over: list[Member]) -> None:
        amina = over[0]
        with house.context.database.write() as tx:
            where = organisations.by_code(tx, "MAIRIE")
            assert where is not None
            teams.move(tx, amina.person, teams.add(tx, where, "L’accueil", "ACCUEIL"))
        self.asked(amina, 1).taps("Pas encore").hears("workshop.not_applied")

    def test_not_yet_is_an_answer_and_may_stay_without_a_word(
        self, house: House, over: list[Member]
    ) -> None:
        amina = self.asked(over[0], 1)
        amina.taps("Pas encore").hears("workshop.not_applied")
        amina.says("non").hears("workshop.dropped")

    def test_who_led_it_gets_numbers(self, house: House, denis: Member, over: list[Member]) -> None:
        lives(denis, HELD + 3 * DAY)
        told = next(one for one in reversed(denis.messages) if "présences" in one.text)
        assert "présences 3, intentions écrites 1" in told.text.replace("\xa0", " ")
        assert "trie les appels" not in told.text

    def test_what_was_meant_is_forgotten_after_the_last_time(
        self, house: House, over: list[Member]
    ) -> None:
        from workers import retention

        self.asked(over[0], 3)
        retention.sweep(house.context, house.clock.now())
        with house.context.database.read() as tx:
            left = tx.execute(select(WorkshopPersonRow.sealed)).scalars()
            assert set(left) == {None}
