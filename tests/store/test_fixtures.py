"""The ground the other tests stand on."""

from pathlib import Path

import pytest

from core.person import Organisation
from core.settings import settings
from store import organisations
from store.db import Database
from tests.chat import House
from tests.store.cast import organisation


@pytest.mark.parametrize("time", ["first", "again"])
def test_every_test_finds_an_empty_database(database: Database, time: str) -> None:
    with database.read() as tx:
        assert organisations.every(tx) == []
    organisation(database)


def test_a_file_of_settings_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PORT=1\nDATABASE_URL=sqlite:///mine.db\n")
    monkeypatch.chdir(tmp_path)
    assert (settings().port, settings().database_url) == (8000, None)


@pytest.mark.parametrize("port", ["1001", "1002"])
def test_settings_are_those_of_the_test(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    assert settings().port == int(port)


def test_the_house_talks_on_either_database(house: House) -> None:
    amina = house.member("amina").joins()
    assert amina.person.organisation_id == _mairie(house).id


def _mairie(house: House) -> Organisation:
    with house.context.database.read() as tx:
        found = organisations.by_code(tx, "MAIRIE")
    assert found is not None
    return found
