"""`dixminutes ratings`: counts from five answers up, the least liked first, never whose."""

import pytest

from cli.ratings import table
from content import loader
from content.library import Library
from core.person import Organisation
from store import people, ratings, wins
from store.db import Database
from store.ratings import Rating
from tests.store.cast import NOW, member, organisation


@pytest.fixture(scope="module")
def library() -> Library:
    return loader.load()


def test_the_least_liked_comes_first_and_is_marked(library: Library) -> None:
    found = [Rating("w01d1", "mairie", 9, 1), Rating("w01d3", "mairie", 4, 6)]
    first, second = table(library, found)
    assert first.startswith("w01d3")
    assert first.endswith("(60 %)  à revoir")
    assert "testée    9" in second
    assert not second.endswith("à revoir")


def test_reasons_stand_under_a_piece_refused_often_masked_and_in_no_telling_order(
    library: Library,
) -> None:
    found = [Rating("w01d3", "mairie", 2, 3), Rating("w01d1", "mairie", 1, 1)]
    said = {
        ("w01d3", "mairie"): [
            "hard",
            "trop loin de mon guichet, demandez au 06 12 34 56 78",
            "hard",
        ],
        ("w01d1", "mairie"): ["known"],
    }
    lines = [line.strip() for line in table(library, found, said)]
    assert lines[1] == "2 × Trop compliqué"
    assert lines[2] == "« trop loin de mon guichet, demandez au [téléphone] »"
    assert lines[3].startswith("1 astuce a moins de 5 réponses")
    assert len(lines) == 4


def test_fewer_than_five_answers_are_not_shown(library: Library) -> None:
    (line,) = table(library, [Rating("w01d1", "mairie", 3, 1)])
    assert line == "1 astuce a moins de 5 réponses : rien n'en est montré."


def test_a_piece_that_is_the_same_for_all_is_counted_once(library: Library) -> None:
    found = [Rating("w01d1", "mairie", 3, 0), Rating("w01d1", "rh", 3, 0)]
    (line,) = table(library, found)
    assert "tous les métiers" in line
    assert "testée    6" in line


def test_tuesday_s_is_counted_for_its_job(library: Library) -> None:
    found = [Rating("w01d2", "mairie", 5, 0), Rating("w01d2", "rh", 0, 5)]
    first, second = table(library, found)
    assert "Ressources humaines" in first
    assert "Mairie" in second


def test_nobody_answered_yet(library: Library) -> None:
    assert list(table(library, [])) == ["Personne n'a encore répondu à une astuce."]


def test_counts_are_those_of_the_organisation(database: Database) -> None:
    here, there = organisation(database), organisation(database, "ECOLE")
    for where, name, verdict in (
        (here, "amina", "tried"),
        (here, "bruno", "not_for_me"),
        (here, "claire", "later"),
        (there, "ines", "tried"),
    ):
        _said(database, where, name, verdict)
    with database.read() as tx:
        (ours,) = ratings.counts(tx, here.id)
        (all_of_them,) = ratings.counts(tx)
    assert (ours.tried, ours.not_for_me) == (1, 1)
    assert (all_of_them.tried, all_of_them.not_for_me) == (2, 1)


def _said(database: Database, where: Organisation, name: str, verdict: str) -> None:
    person = member(database, where, name)
    with database.write() as tx:
        loaded = people.load(tx, person.id, where.id)
        assert loaded is not None
        wins.feedback(tx, loaded, "w01d1", verdict, NOW)
