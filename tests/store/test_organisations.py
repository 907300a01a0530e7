"""Organisations, their code words and invitations."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from core.person import Organisation, Role
from store import organisations, teams
from store.db import Database
from store.organisations import CodeTaken, Welcome
from store.seal import Keyring
from tests.store.cast import KEYS, NOW, organisation


def invited(
    database: Database,
    where: Organisation,
    *,
    uses: int | None = None,
    until: datetime | None = None,
    role: Role = Role.CHAMPION,
) -> str:
    with database.write() as tx:
        return organisations.invite(tx, KEYS, where.id, role=role, uses=uses, expires_at=until)


def welcomed(
    database: Database, code: str, now: datetime = NOW, keys: Keyring = KEYS
) -> Welcome | None:
    with database.read() as tx:
        return organisations.welcome(tx, keys, code, now)


def used(database: Database, code: str) -> bool:
    found = welcomed(database, code)
    assert found is not None
    assert found.invitation_id is not None
    with database.write() as tx:
        return organisations.use(tx, found.invitation_id)


@pytest.mark.parametrize("code", ["MAIRIE", "mairie", " Mairie "])
def test_a_code_word_is_found_whatever_its_case(database: Database, code: str) -> None:
    where = organisation(database, "mairie")
    assert where.code == "MAIRIE"
    with database.read() as tx:
        assert organisations.by_code(tx, code) == where


def test_a_code_word_belongs_to_one_organisation(database: Database) -> None:
    first = organisation(database)
    with pytest.raises(CodeTaken):
        organisation(database, "Mairie")
    with database.read() as tx:
        assert organisations.every(tx) == [first]


def test_a_taken_code_leaves_the_transaction_usable(database: Database) -> None:
    organisation(database)
    with database.write() as tx:
        with pytest.raises(CodeTaken):
            organisations.add(tx, code="MAIRIE", name="", zone="UTC", region="none", now=NOW)
        organisations.add(tx, code="ECOLE", name="", zone="UTC", region="none", now=NOW)
        assert [one.code for one in organisations.every(tx)] == ["ECOLE", "MAIRIE"]


def test_a_code_word_opens_to_members(database: Database) -> None:
    where = organisation(database)
    with database.read() as tx:
        (team,) = teams.every(tx, where.id)
    assert welcomed(database, "mairie") == Welcome(where, Role.MEMBER, team_id=team.id)
    assert welcomed(database, "ECOLE") is None
    assert welcomed(database, "") is None


def test_an_invitation_opens_its_organisation_with_its_role(database: Database) -> None:
    where = organisation(database)
    organisation(database, "ECOLE")
    found = welcomed(database, f" {invited(database, where)} ")
    assert found is not None
    assert (found.organisation, found.role) == (where, Role.CHAMPION)


def test_an_invitation_is_kept_as_a_hash_that_needs_the_key(database: Database) -> None:
    token = invited(database, organisation(database))
    assert welcomed(database, token, keys=Keyring("another")) is None
    assert welcomed(database, token, keys=Keyring("new", "a secret for tests")) is not None


def test_an_invitation_ends_at_its_instant(database: Database) -> None:
    until = organisations.days_from(NOW, 2)
    token = invited(database, organisation(database), until=until)
    assert welcomed(database, token, NOW + timedelta(days=2, seconds=-1)) is not None
    assert welcomed(database, token, NOW + timedelta(days=2)) is None


def test_an_invitation_without_end_or_count_lasts(database: Database) -> None:
    token = invited(database, organisation(database), until=organisations.days_from(NOW, None))
    assert all(used(database, token) for _ in range(5))
    assert welcomed(database, token, NOW + timedelta(days=4000)) is not None


def test_an_invitation_is_spent_after_its_uses(database: Database) -> None:
    token = invited(database, organisation(database), uses=2)
    assert used(database, token)
    assert used(database, token)
    assert welcomed(database, token) is None


def test_of_two_people_who_read_the_last_use_one_gets_it(database: Database) -> None:
    token = invited(database, organisation(database), uses=1)
    found = welcomed(database, token)
    assert found is not None
    assert found.invitation_id is not None
    invitation = found.invitation_id

    def use() -> bool:
        with database.write() as tx:
            return organisations.use(tx, invitation)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: use(), range(8))) == 1
