"""A question nobody's bank answers: asked without a name, answered, brought back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.person import Role
from store import entries, people, personal
from store.models import OutboxRow, RelayKeyRow, RelayRow
from tests.chat import House, Member

QUESTION = "Le logiciel Cirrus de la cantine lit-il les listes au format CSV ?"
ANSWER = "Oui, par le menu Importer. Enlève d’abord les noms des enfants."
DAY = timedelta(days=1)


def champion(house: House, name: str) -> Member:
    """Someone who joined and is a resource person."""
    member = house.member(name).joined()
    person = member.person
    with house.context.database.write() as tx:
        people.save(tx, person, replace(person, role=Role.CHAMPION))
    return member


@pytest.fixture
def claire(house: House) -> Member:
    """The only champion."""
    return champion(house, "claire")


@pytest.fixture
def amina(house: House, claire: Member) -> Member:
    """Amina, who just asked what the bank does not know."""
    return house.member("amina").joins().says(QUESTION).hears("question.unknown_ask")


def relayed(amina: Member) -> Member:
    """Her question is under way."""
    amina.taps("Demander sans nom").taps("Oui, envoie")
    amina.house.deliver()
    return amina


def has_it(champion: Member) -> Member:
    """The champion, at work, has the question at once."""
    champion.house.deliver()
    assert "relay.asked" in champion.keys, champion.transcript()
    return reads(champion)


def reads(member: Member) -> Member:
    """Open what could only be announced."""
    if member.messages[-1].template and "Lire" in member.labels:
        member.taps("Lire")
    return member


def answers(champion: Member, text: str = ANSWER) -> Member:
    """The champion writes an answer, looks at it, sends it."""
    champion.taps("Répondre").hears("relay.write")
    champion.says(text).hears("relay.check")
    return champion.taps("Envoyer").hears("relay.delivered")


class TestAsking:
    def test_the_exact_text_is_shown_before_it_leaves(self, amina: Member) -> None:
        amina.taps("Demander sans nom")
        assert QUESTION.removesuffix(" ?") in amina.last
        assert amina.labels == ["Oui, envoie", "Oui, et pour tous", "Non"]

    def test_what_was_masked_is_said(self, house: House, claire: Member) -> None:
        amina = house.member("amina").joins()
        amina.says("Le logiciel de la cantine lit-il les CSV de paul.durand@mairie.fr ?")
        amina.taps("Demander sans nom")
        assert "[e-mail]" in amina.last
        assert "durand" not in amina.last

    @pytest.mark.parametrize("no", ["Non", "non", "non merci"])
    def test_nothing_leaves_without_a_yes(self, amina: Member, claire: Member, no: str) -> None:
        amina.taps("Demander sans nom")
        amina.taps("Non") if no == "Non" else amina.says(no)
        assert "rien n’est parti" in amina.last
        claire.house.until(claire.house.clock.now() + DAY)
        assert "relay.asked" not in claire.keys

    @pytest.mark.parametrize("yes", ["oui", "oui vas-y", "ok"])
    def test_a_typed_yes_will_do(self, amina: Member, claire: Member, yes: str) -> None:
        amina.taps("Demander sans nom").says(yes)
        assert "C’est parti" in amina.last
        has_it(claire)

    def test_a_button_pressed_again_sends_nothing_again(self, amina: Member, house: House) -> None:
        amina.taps("Demander sans nom")
        yes = amina.button("Oui, envoie")
        amina.presses(yes)
        assert amina.presses(yes).keys[-1] == "system.old_button"
        with house.context.database.read() as tx:
            assert len(tx.execute(select(RelayRow.id)).all()) == 1

    def test_it_is_not_offered_where_nobody_could_answer(self, house: House) -> None:
        house.member("amina").joins().says(QUESTION).hears("question.unknown")

    def test_a_champion_is_not_asked_their_own_question(self, claire: Member) -> None:
        claire.says(QUESTION).hears("question.unknown")

    def test_somebody_else_s_question_cannot_be_sent(self, amina: Member, house: House) -> None:
        bruno = house.member("bruno").joins()
        bruno.presses(amina.button("Demander sans nom"))
        assert "n’est plus dans notre échange" in bruno.last


class TestTheChampion:
    def test_gets_it_without_a_name_on_a_working_day(self, amina: Member, claire: Member) -> None:
        relayed(amina)
        has_it(claire)
        assert "logiciel Cirrus" in claire.last
        assert "amina" not in claire.last
        assert claire.labels == ["Répondre", "À quelqu’un d’autre"]

    def test_s_answer_comes_back_and_the_way_is_erased(
        self, amina: Member, claire: Member, house: House
    ) -> None:
        relayed(amina)
        answers(has_it(claire))
        house.deliver()
        assert ANSWER in reads(amina).last
        with house.context.database.read() as tx:
            assert tx.execute(select(RelayKeyRow.relay_id)).all() == []
            assert tx.execute(select(RelayRow.route)).scalars().all() == [None]

    def test_may_correct_it_first(self, amina: Member, claire: Member, house: House) -> None:
        relayed(amina)
        has_it(claire).taps("Répondre").says("Non.").taps("Corriger").hears("relay.write")
        claire.says("C’est quoi un prompt ? Non, je plaisante : oui.").hears("relay.check")
        claire.says("oui").hears("relay.delivered")
        house.deliver()
        assert "je plaisante" in reads(amina).last

    def test_s_first_answer_is_the_only_one(self, amina: Member, claire: Member) -> None:
        relayed(amina)
        again = has_it(claire).button("Répondre")
        answers(claire)
        claire.presses(again).says("Autre chose").taps("Envoyer")
        assert claire.keys[-1] == "relay.over"

    def test_may_leave_it_to_another(self, house: House, amina: Member, claire: Member) -> None:
        david = champion(house, "david")
        relayed(amina)
        house.deliver()
        first, second = (claire, david) if "relay.asked" in claire.keys else (david, claire)
        reads(first).taps("À quelqu’un d’autre").hears("relay.passed")
        has_it(second)
        answers(second)

    def test_is_reminded_after_a_working_day_then_relieved(
        self, house: House, amina: Member, claire: Member
    ) -> None:
        relayed(amina)
        has_it(claire)
        house.until(house.clock.now() + 2 * DAY)
        assert "relay.reminder" in claire.keys
        david = champion(house, "david")
        house.until(house.clock.now() + 7 * DAY)
        assert "relay.asked" in david.keys
        assert claire.keys.count("relay.reminder") == 1

    def test_takes_turns_with_the_others(self, house: House, amina: Member, claire: Member) -> None:
        david = champion(house, "david")
        relayed(amina)
        house.until(house.clock.now() + DAY)
        bruno = (
            house.member("bruno").joins().says("Le badge du parking ouvre-t-il la barrière nord ?")
        )
        relayed(bruno)
        house.until(house.clock.now() + DAY)
        assert [one.keys.count("relay.asked") for one in (claire, david)] == [1, 1]

    def test_keeps_a_good_answer_for_everyone(
        self, house: House, amina: Member, claire: Member
    ) -> None:
        relayed(amina)
        answers(has_it(claire))
        claire.taps("À notre banque").hears("relay.kept")
        bruno = house.member("bruno").joins()
        bruno.says("le logiciel cirrus d la cantine il lit les listes csv ?")
        bruno.hears("question.own")
        assert ANSWER in bruno.last
        bruno.says("c’est quoi un prompt").hears("question.answer")

    def test_keeps_it_once(self, house: House, amina: Member, claire: Member) -> None:
        relayed(amina)
        answers(has_it(claire))
        keep = claire.button("À notre banque")
        claire.presses(keep).presses(keep)
        with house.context.database.read() as tx:
            organisation = claire.person.organisation_id
            assert len(entries.every(tx, house.context.keyring, organisation)) == 1

    @pytest.mark.parametrize(
        ("yes", "heard"),
        [("Oui, envoie", "relay.not_shared"), ("Oui, et pour tous", "relay.shared")],
    )
    def test_shares_it_only_with_the_yes_of_who_asked(
        self, amina: Member, claire: Member, yes: str, heard: str
    ) -> None:
        amina.taps("Demander sans nom").taps(yes)
        answers(has_it(claire))
        claire.taps("Pour l’équipe").hears(heard)


class TestNoTrace:
    def test_nothing_of_it_stays_with_who_asked(
        self, house: House, amina: Member, claire: Member
    ) -> None:
        relayed(amina)
        answers(has_it(claire))
        house.deliver()
        with house.context.database.read() as tx:
            told = str(personal.export(tx, house.context.keyring, amina.person))
            assert "relay" not in told
            assert "Cirrus" not in told
            rows = tx.execute(
                select(OutboxRow.kind, OutboxRow.key).where(OutboxRow.person_id == amina.person.id)
            ).all()
        assert not [row for row in rows if "relay" in f"{row.kind} {row.key}"]

    def test_no_other_message_is_of_the_same_instant(
        self, house: House, amina: Member, claire: Member
    ) -> None:
        relayed(amina)
        answers(has_it(claire))
        house.deliver()
        with house.context.database.read() as tx:
            told = tx.execute(
                select(OutboxRow.created_at, OutboxRow.sent_at).where(
                    OutboxRow.key == "relay.asked", OutboxRow.plan.is_not(None)
                )
            ).one()
        assert {(one.hour, one.minute, one.second) for one in told} == {(0, 0, 0)}

    def test_after_fourteen_days_who_asked_is_told_and_nothing_is_kept(
        self, house: House, amina: Member, claire: Member
    ) -> None:
        relayed(amina)
        house.until(house.clock.now() + 15 * DAY)
        said = [one.text for one in amina.messages]
        if any("une réponse à ta question" in one for one in said):
            said.append(amina.taps("Lire").last)
        assert any("pas trouvé de réponse en 14 jours" in one for one in said)
        with house.context.database.read() as tx:
            assert tx.execute(select(RelayRow.id)).all() == []
            assert tx.execute(select(RelayKeyRow.relay_id)).all() == []

    def test_oublie_moi_takes_the_question_along(
        self, house: House, amina: Member, claire: Member
    ) -> None:
        relayed(amina)
        amina.says("oublie-moi").taps("Oui, efface tout")
        with house.context.database.read() as tx:
            assert tx.execute(select(RelayRow.id)).all() == []
        claire.presses("relay.answer:12").says("Voilà").taps("Envoyer")
        assert claire.keys[-1] == "relay.over"
