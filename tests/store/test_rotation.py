"""A new SECRET_KEY: everything moves to it, and the product runs meanwhile."""

from itertools import islice
from typing import Any

import pytest
from sqlalchemy import insert

from core.person import Organisation
from store import addresses, canary, entries, groups, inbox, people, phones, relays, rotation, teams
from store.db import Database
from store.models import PictureRow
from store.seal import Keyring, Unsealable
from tests.store.cast import KEYS, NOW, claimed, member, organisation, paper, text
from tests.store.life import Life, lived, write
from tests.store.traces import cells

BOTH = Keyring("the new secret", "a secret for tests")
NEW = Keyring("the new secret")
SEALED = {
    "addresses.sealed",
    "conversations.sealed",
    "inbox.sealed",
    "outbox.sealed",
    "outbox.to_sealed",
    "wins.sealed",
    "phone_messages.sealed",
    "feedback.sealed",
    "relays.sealed",
    "relays.answer",
    "relay_keys.sealed",
    "entries.sealed",
    "entries.answer",
    "people.shown_as",
    "groups.sealed",
    "pictures.sealed",
    "challenges.sealed",
    "missions.sealed",
    "workshop_people.sealed",
    "workshop_answers.sealed",
    "brakes.sealed",
    "installation.sealed",
}

OWN_KEY = {"relays.route"}


@pytest.fixture
def where(database: Database) -> Organisation:
    with database.write() as tx:
        canary.keep(tx, KEYS)
    return organisation(database)


@pytest.fixture
def amina(database: Database, where: Organisation) -> Life:
    life = lived(database, where, "amina")
    with database.write() as tx:
        relay = relays.ask(tx, KEYS, life.person, "asked", NOW.date(), share=True)
        relays.answered(tx, KEYS, relay, "answered")
        entries.add(tx, KEYS, where.id, ("asked", "answered"), NOW.date())
        (team,) = teams.every(tx, where.id)
        groups.bind(tx, KEYS, team, paper("group"), thread="", now=NOW)
        picture = {"token": "t", "organisation_id": where.id, "made_at": NOW}
        tx.execute(insert(PictureRow).values(sealed=KEYS.seal("drawn"), **picture))
    return life


def rotate(database: Database) -> dict[str, int]:
    return dict(rotation.rotate(database, BOTH))


def look_ups(database: Database) -> set[str]:
    # A link that is good for half an hour is over before the old key is taken away.
    kept = (cell for cell in cells(database) if cell[0] != "crossings")
    return {value for _, column, value in kept if column.endswith("lookup")}


def test_every_sealed_value_moves_to_the_new_key(database: Database, amina: Life) -> None:
    found = {f"{table}.{column}" for table, column, one in cells(database) if type(one) is bytes}
    assert found == SEALED | OWN_KEY
    assert set(rotate(database)) == SEALED
    for table, column, value in cells(database):
        if isinstance(value, bytes) and f"{table}.{column}" not in OWN_KEY:
            assert NEW.current(value)
            NEW.unseal(value)


def test_every_look_up_moves_to_the_new_key(database: Database, amina: Life) -> None:
    before = look_ups(database)
    rotate(database)
    after = look_ups(database)
    assert len(before) == len(after)
    assert not before & after
    assert after == {
        NEW.lookup(one)
        for one in ("paper:amina", "paper:amina/ref-amina", "paper:amina/c", "paper:group")
    }


def test_rotating_again_rewrites_nothing(database: Database, amina: Life) -> None:
    assert all(count > 0 for count in rotate(database).values())
    before = list(cells(database))
    assert set(rotate(database).values()) == {0}
    assert list(cells(database)) == before


def test_without_the_old_key_the_product_knows_everybody(database: Database, amina: Life) -> None:
    write(database, "waiting", "amina")
    told = everything(database, BOTH, amina)
    rotate(database)
    assert everything(database, NEW, amina) == told
    assert [one.to for one in claimed(database, keys=NEW)] == [paper("amina")]


@pytest.mark.parametrize("steps", range(1, len(SEALED)))
def test_midway_both_keys_know_everybody(database: Database, amina: Life, steps: int) -> None:
    write(database, "waiting", "amina")
    told = everything(database, BOTH, amina)
    list(islice(rotation.rotate(database, BOTH), steps))
    assert everything(database, BOTH, amina) == told


def everything(database: Database, keys: Keyring, life: Life) -> list[Any]:
    """What the product finds when amina writes."""
    where = paper(life.name)
    with database.write() as tx:
        known = addresses.address(tx, keys, where, now=NOW)
        waiting = inbox.waiting(tx, keys, keys.lookups(str(where)))
        return [
            known.person_id,
            addresses.reach(tx, keys, [life.person.id]),
            people.conversation(tx, keys, life.person.id, NOW),
            waiting,
            phones.shown(tx, keys, str(where)),
        ]


def test_what_comes_in_meanwhile_is_answered_in_order(database: Database, where: Any) -> None:
    member(database, where, "amina")
    with database.write() as tx:
        inbox.take_in(tx, KEYS, [text("1", "amina", "un")], NOW)
        inbox.take_in(tx, BOTH, [text("2", "amina", "deux")], NOW)
    rotate(database)
    with database.read() as tx:
        (lookup,) = inbox.waiting_addresses(tx, 10)
        found = inbox.waiting(tx, NEW, [lookup])
    assert [one.message.text for one in found] == ["un", "deux"]


def test_more_rows_than_a_batch_are_all_moved(
    database: Database, where: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    for number in range(10):
        member(database, where, f"p{number}")
    assert rotate(database)["addresses.sealed"] == 10
    with database.read() as tx:
        assert all(addresses.find(tx, NEW, paper(f"p{number}")) for number in range(10))


def test_a_row_that_neither_key_opens_is_said(database: Database, amina: Life) -> None:
    with pytest.raises(Unsealable):
        dict(rotation.rotate(database, Keyring("one", "another")))
