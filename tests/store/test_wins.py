"""Declared time, feedback and confidence."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.person import Person
from store import wins
from store.db import Database
from store.models import FeedbackRow, ScoreRow, WinRow
from store.wins import Declared, Win
from tests.store.cast import KEYS, NOW, member, organisation


@pytest.fixture
def amina(database: Database) -> Person:
    return member(database, organisation(database), "amina")


def gained(minutes: int, source: str = "in:1", said: str = "une demi-heure") -> Win:
    return Win(source, minutes, "mail", "w1d1", said)


def record(database: Database, person: Person, *found: Win) -> None:
    with database.write() as tx:
        for one in found:
            wins.record(tx, KEYS, person, one, NOW)


def declared(database: Database, person: Person) -> Declared:
    with database.read() as tx:
        return wins.declared(tx, person.organisation_id, NOW)


def rows(database: Database, table: Any) -> list[Any]:
    with database.read() as tx:
        return list(tx.execute(select(table.__table__).order_by(table.id)))


def test_declaring_again_from_the_same_source_replaces(database: Database, amina: Person) -> None:
    record(database, amina, gained(10), gained(30), gained(5, "in:2"))
    with database.read() as tx:
        assert [minutes for _, minutes, _ in wins.of_person(tx, amina)] == [30, 5]
        assert wins.count(tx, amina.organisation_id) == 2


def test_zeros_and_losses_count(database: Database, amina: Person) -> None:
    record(database, amina, *(gained(n, f"in:{n}") for n in (30, 0, -20, 10)))
    assert declared(database, amina) == Declared(4, 1, 1, 20, 5)


def test_nothing_declared_has_no_median(database: Database, amina: Person) -> None:
    assert declared(database, amina) == Declared(0, 0, 0, 0, None)


def test_only_what_was_declared_since_counts(database: Database, amina: Person) -> None:
    record(database, amina, gained(10))
    with database.read() as tx:
        later = wins.declared(tx, amina.organisation_id, NOW + timedelta(seconds=1))
    assert later.answers == 0


def test_what_was_said_is_sealed(database: Database, amina: Person) -> None:
    record(database, amina, gained(30), gained(0, "in:2", said=""))
    first, second = rows(database, WinRow)
    assert KEYS.unseal(first.sealed) == "une demi-heure"
    assert second.sealed is None


def test_a_win_is_taken_back_once_and_can_be_declared_again(
    database: Database, amina: Person
) -> None:
    record(database, amina, gained(30))
    with database.write() as tx:
        assert wins.undo(tx, amina, "in:1", NOW)
        assert not wins.undo(tx, amina, "in:1", NOW)
        assert not wins.share(tx, amina, "in:1", "named")
    assert declared(database, amina).answers == 0
    record(database, amina, gained(20))
    assert declared(database, amina).total == 20


def test_undo_and_share_touch_this_persons_wins_only(database: Database, amina: Person) -> None:
    ecole = organisation(database, "ECOLE")
    bruno, claire = member(database, ecole, "bruno"), member(database, ecole, "claire")
    for one in (amina, bruno):
        record(database, one, gained(30))
    with database.write() as tx:
        assert not wins.undo(tx, claire, "in:1", NOW)
        assert not wins.share(tx, claire, "in:1", "named")
        assert not wins.undo(tx, amina, "in:2", NOW)
        assert wins.share(tx, bruno, "in:1", "anonymous")
    kept = [(one.person_id, one.shared, one.undone_at) for one in rows(database, WinRow)]
    assert kept == [(amina.id, "no", None), (bruno.id, "anonymous", None)]


def test_a_yes_taken_back_covers_every_win_of_that_person(
    database: Database, amina: Person
) -> None:
    bruno = member(database, organisation(database, "ECOLE"), "bruno")
    record(database, amina, gained(1), gained(2, "in:2"))
    record(database, bruno, gained(3))
    with database.write() as tx:
        assert wins.share(tx, amina, "in:1", "named")
        assert wins.share(tx, bruno, "in:1", "named")
        wins.unshare_all(tx, amina)
    assert [one.shared for one in rows(database, WinRow)] == ["no", "no", "named"]


def test_the_last_feedback_on_a_piece_counts(database: Database, amina: Person) -> None:
    with database.write() as tx:
        wins.feedback(tx, amina, "w1d1", "later", NOW)
        wins.feedback(tx, amina, "w1d1", "tried", NOW + timedelta(hours=1))
        wins.feedback(tx, amina, "w1d2", "not_for_me", NOW)
    kept = [(one.piece, one.verdict) for one in rows(database, FeedbackRow)]
    assert kept == [("w1d1", "tried"), ("w1d2", "not_for_me")]


def test_the_last_confidence_of_a_moment_counts(database: Database, amina: Person) -> None:
    with database.write() as tx:
        wins.score(tx, amina, "start", 2, NOW)
        wins.score(tx, amina, "start", 3, NOW)
        wins.score(tx, amina, "end", 5, NOW)
    kept = [(one.moment, one.confidence) for one in rows(database, ScoreRow)]
    assert kept == [("start", 3), ("end", 5)]
