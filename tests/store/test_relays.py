"""Relayed questions: whose they are is known until it was used, and to nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from core.person import Organisation, Person, Role
from store import entries, relays
from store.db import Database
from store.models import PersonRow, RelayKeyRow, RelayRow
from store.relays import Relay
from tests.store.cast import KEYS, NOW, member, organisation

TODAY = NOW.date()


@pytest.fixture
def where(database: Database) -> Organisation:
    return organisation(database)


@pytest.fixture
def amina(database: Database, where: Organisation) -> Person:
    return member(database, where, "amina")


def asked(database: Database, person: Person, text: str = "Et la cantine ?") -> Relay:
    with database.write() as tx:
        return relays.ask(tx, KEYS, person, text, TODAY, share=False)


def champion(database: Database, where: Organisation, name: str) -> Person:
    person = member(database, where, name)
    with database.write() as tx:
        of_them = PersonRow.id == person.id
        tx.execute(
            update(PersonRow).where(of_them).values(role=Role.CHAMPION.value, state="active")
        )
    return person


def test_the_way_back_is_good_once(database: Database, amina: Person) -> None:
    relay = asked(database, amina)
    with database.write() as tx:
        assert relays.leads_to(tx, KEYS, relay) == amina.id
        assert relays.way_back(tx, KEYS, relay) == amina.id
        assert relays.way_back(tx, KEYS, relay) is None
        assert relays.leads_to(tx, KEYS, relay) is None
        assert tx.execute(select(RelayKeyRow.relay_id)).all() == []
        assert tx.execute(select(RelayRow.route)).scalars().all() == [None]


def test_without_its_own_key_a_route_leads_nowhere(database: Database, amina: Person) -> None:
    relay = asked(database, amina)
    with database.write() as tx:
        tx.execute(delete(RelayKeyRow))
        assert relays.leads_to(tx, KEYS, relay) is None


def test_nothing_lines_a_relay_up_with_its_moment(database: Database, amina: Person) -> None:
    first, second = asked(database, amina), asked(database, amina)
    assert abs(first.id - second.id) > 1_000_000
    with database.read() as tx:
        routes = tx.execute(select(RelayRow.route)).scalars().all()
        assert len({len(route or b"") for route in routes}) == 1
        assert {one.asked_on for one in relays.due(tx, KEYS, NOW + timedelta(days=1))} == {TODAY}


def test_only_the_champion_who_has_it_holds_it(
    database: Database, where: Organisation, amina: Person
) -> None:
    relay = asked(database, amina)
    claire, david = champion(database, where, "claire"), champion(database, where, "david")
    elsewhere = champion(database, organisation(database, "ECOLE"), "ines")
    with database.write() as tx:
        relays.give(tx, relay, claire.id, TODAY)
        held = relays.held(tx, KEYS, claire, relay.id)
        assert held is not None
        assert held.question == "Et la cantine ?"
        assert relays.held(tx, KEYS, david, relay.id) is None
        assert relays.held(tx, KEYS, elsewhere, relay.id) is None


def test_whoever_has_had_the_fewest_is_next(
    database: Database, where: Organisation, amina: Person
) -> None:
    claire, david = champion(database, where, "claire"), champion(database, where, "david")
    champion(database, organisation(database, "ECOLE"), "ines")
    with database.write() as tx:
        assert relays.champions(tx, where.id) == [claire.id, david.id]
    given = asked(database, amina)
    with database.write() as tx:
        relays.give(tx, given, claire.id, TODAY)
        assert relays.champions(tx, where.id) == [david.id, claire.id]


def test_forgetting_someone_ends_their_relays_and_no_others(
    database: Database, where: Organisation, amina: Person
) -> None:
    bruno = member(database, where, "bruno")
    asked(database, amina)
    kept = asked(database, bruno)
    with database.write() as tx:
        assert relays.forget(tx, KEYS, amina) == 1
        assert tx.execute(select(RelayRow.id)).scalars().all() == [kept.id]


def test_an_entry_belongs_to_its_organisation(database: Database, where: Organisation) -> None:
    other = organisation(database, "ECOLE")
    with database.write() as tx:
        before = entries.state(tx, where.id)
        number = entries.add(tx, KEYS, where.id, ("Et la cantine ?", "Le mardi."), TODAY)
        assert entries.state(tx, where.id) != before
        assert [one.answer for one in entries.every(tx, KEYS, where.id)] == ["Le mardi."]
        assert entries.every(tx, KEYS, other.id) == []
        assert not entries.remove(tx, other.id, number)
        assert entries.remove(tx, where.id, number)
        assert entries.every(tx, KEYS, where.id) == []
