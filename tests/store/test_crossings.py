"""Links to another channel: short, single use, known by their hash alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core.person import Person
from store import crossings
from store.db import Database
from store.seal import Keyring
from tests.store.cast import KEYS, NOW, member, organisation
from tests.store.traces import cells


@pytest.fixture
def amina(database: Database) -> Person:
    return member(database, organisation(database), "amina")


def opened(database: Database, person: Person) -> str:
    with database.write() as tx:
        return crossings.open_link(tx, KEYS, person, "telegram", NOW)


def leads_to(
    database: Database, token: str, after: timedelta = timedelta(), keys: Keyring = KEYS
) -> int | None:
    with database.read() as tx:
        found = crossings.find(tx, keys, token, NOW + after)
    return found.person_id if found else None


def test_a_link_leads_to_its_person_until_its_instant(database: Database, amina: Person) -> None:
    token = opened(database, amina)
    assert crossings.is_one(token)
    assert leads_to(database, token, crossings.VALID - timedelta(seconds=1)) == amina.id
    assert leads_to(database, token, crossings.VALID) is None
    assert leads_to(database, f"{token}x") is None


def test_the_token_itself_is_not_kept(database: Database, amina: Person) -> None:
    token = opened(database, amina)
    assert not [value for _, _, value in cells(database) if token in str(value)]
    assert leads_to(database, token, keys=Keyring("another")) is None
    assert leads_to(database, token, keys=Keyring("new", "a secret for tests")) == amina.id


def test_a_new_link_voids_the_one_before(database: Database, amina: Person) -> None:
    first, second = opened(database, amina), opened(database, amina)
    assert leads_to(database, first) is None
    assert leads_to(database, second) == amina.id


def test_of_several_who_say_a_link_together_one_is_let_in(
    database: Database, amina: Person
) -> None:
    token = opened(database, amina)

    def use() -> bool:
        with database.write() as tx:
            return crossings.use(tx, KEYS, token, NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: use(), range(8))) == 1
