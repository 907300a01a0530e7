"""People, and what is open with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from core.person import Conversation, Leave, Person, Role, State
from store import people, teams
from store.db import Database
from store.models import AgreementRow, ConversationRow, PersonRow
from tests.store.cast import KEYS, NOW, member, organisation
from tests.store.traces import cells

EVERYTHING: dict[str, Any] = {
    "state": State.PAUSED,
    "role": Role.ADMIN,
    "job": "accueil",
    "rhythm": 3,
    "slowed_to": 1,
    "hour": time(14, 30),
    "zone": "Indian/Reunion",
    "region": "reunion",
    "days": (0, 2, 6),
    "leaves": (Leave(date(2026, 12, 21), date(2027, 1, 3)),),
    "paused_until": date(2027, 1, 4),
    "unanswered": 7,
    "week": 5,
    "week_monday": date(2026, 11, 30),
    "last_piece": 4,
    "next_at": NOW + timedelta(microseconds=1),
    "started_on": date(2026, 11, 3),
    "joined_at": NOW,
    "last_heard_at": NOW + timedelta(hours=1),
    "share": "never",
    "last_planned_on": date(2026, 12, 1),
    "paused_by_silence": True,
    "flexible": True,
}


@contextmanager
def writes(database: Database) -> Iterator[list[str]]:
    """The statements that change rows."""
    seen: list[str] = []

    def look(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("UPDATE", "INSERT", "DELETE")):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", look)
    yield seen
    event.remove(database.engine, "before_cursor_execute", look)


def saved(database: Database, *changes: tuple[Person, Person]) -> None:
    with database.write() as tx:
        people.save_many(tx, changes)


def loaded(database: Database, person: Person) -> Person:
    with database.read() as tx:
        found = people.load(tx, person.id, person.organisation_id)
    assert found is not None
    return found


def test_a_new_member_takes_zone_and_region_from_the_organisation(database: Database) -> None:
    where = organisation(database)
    with database.write() as tx:
        person = people.create(tx, where, role=Role.CHAMPION, state=State.INVITED, now=NOW)
    assert person == Person(
        id=person.id,
        organisation_id=where.id,
        team_id=person.team_id,
        role=Role.CHAMPION,
        zone=where.zone,
        region=where.region,
    )


def test_every_field_of_a_person_comes_back(database: Database) -> None:
    before = member(database, organisation(database))
    after = replace(before, **EVERYTHING)
    assert {one.name for one in fields(Person)} == {
        *EVERYTHING,
        *("id", "organisation_id", "team_id", "taken"),
    }
    saved(database, (before, after))
    assert loaded(database, before) == after


@pytest.mark.parametrize("name", EVERYTHING)
def test_saving_writes_what_changed_and_only_that(sqlite_database: Database, name: str) -> None:
    before = member(sqlite_database, organisation(sqlite_database))
    with writes(sqlite_database) as seen:
        saved(sqlite_database, (before, replace(before, **{name: EVERYTHING[name]})))
    (statement,) = seen
    assert statement.count("?") == 3, "one column, the person and their organisation"
    assert f"SET {name}=?" in statement


def test_saving_nothing_writes_nothing(database: Database) -> None:
    person = member(database, organisation(database))
    with writes(database) as seen:
        saved(database, (person, person))
    assert seen == []


def test_saving_does_not_undo_what_another_process_changed(database: Database) -> None:
    before = member(database, organisation(database))
    saved(database, (before, replace(before, job="accueil")))
    saved(database, (before, replace(before, rhythm=3)))
    assert loaded(database, before) == replace(before, job="accueil", rhythm=3)


def test_many_people_who_change_alike_are_saved_together(database: Database) -> None:
    where = organisation(database)
    crowd = [member(database, where) for _ in range(5)]
    moved = [replace(one, next_at=NOW + timedelta(days=one.id)) for one in crowd]
    with writes(database) as seen:
        saved(database, *zip(crowd, moved, strict=True))
    assert len(seen) == 1
    assert [loaded(database, one) for one in crowd] == moved


def due_at(database: Database, person: Person, instant: datetime | None) -> None:
    saved(database, (person, replace(person, next_at=instant)))


def test_who_is_due_comes_longest_due_first(database: Database) -> None:
    where = organisation(database)
    late, later, just, not_yet, never = [member(database, where) for _ in range(5)]
    due_at(database, later, NOW - timedelta(minutes=1))
    due_at(database, late, NOW - timedelta(minutes=2))
    due_at(database, just, NOW)
    due_at(database, not_yet, NOW + timedelta(microseconds=1))
    due_at(database, never, None)
    with database.write() as tx:
        assert [one.id for one in people.due(tx, NOW, 10)] == [late.id, later.id, just.id]
        assert [one.id for one in people.due(tx, NOW, 2)] == [late.id, later.id]
        assert people.next_due(tx) == NOW - timedelta(minutes=2)


def test_nobody_due_has_no_next_instant(database: Database) -> None:
    member(database, organisation(database))
    with database.write() as tx:
        assert people.due(tx, NOW, 10) == []
        assert people.next_due(tx) is None


def test_on_postgresql_two_planners_look_at_different_people(postgres_database: Database) -> None:
    where = organisation(postgres_database)
    for _ in range(4):
        due_at(postgres_database, member(postgres_database, where), NOW)
    with postgres_database.write() as first, postgres_database.write() as second:
        second.execute(text("SET LOCAL lock_timeout = '2s'"))
        one = {person.id for person in people.due(first, NOW, 2)}
        other = {person.id for person in people.due(second, NOW, 4)}
    assert len(one) == len(other) == 2
    assert not one & other


def test_members_and_loads_know_their_organisation(database: Database) -> None:
    mairie, ecole = organisation(database), organisation(database, "ECOLE")
    amina, bruno = member(database, mairie), member(database, ecole)
    with database.read() as tx:
        assert people.members(tx, mairie.id) == [amina]
        assert people.load(tx, bruno.id, mairie.id) is None
        assert people.load(tx, bruno.id) == bruno
        assert people.load_many(tx, [amina.id, bruno.id, 999]) == {
            amina.id: amina,
            bruno.id: bruno,
        }


def test_the_open_question_lasts_until_its_end(database: Database) -> None:
    amina = member(database, organisation(database))
    end = NOW + timedelta(days=2)
    asked = Conversation("win", "minutes", {"piece": "w1d1", "said": "une demi-heure"}, end)
    with database.write() as tx:
        assert people.conversation(tx, KEYS, amina.id, NOW) == Conversation()
        people.save_conversation(tx, KEYS, amina, asked)
        assert people.conversation(tx, KEYS, amina.id, end - timedelta(seconds=1)) == asked
        assert people.conversation(tx, KEYS, amina.id, end) == Conversation()
        sealed = tx.execute(select(ConversationRow.sealed)).scalar_one()
    assert sealed is not None
    assert b"heure" not in sealed


def test_a_question_replaces_the_one_before(database: Database) -> None:
    amina = member(database, organisation(database))
    with database.write() as tx:
        people.save_conversation(tx, KEYS, amina, Conversation("win", "minutes", {"piece": "a"}))
        people.save_conversation(tx, KEYS, amina, Conversation("tip", "why"))
        far = datetime(2100, 1, 1, tzinfo=UTC)
        assert people.conversation(tx, KEYS, amina.id, far) == Conversation("tip", "why")
        assert tx.execute(select(func.count()).select_from(ConversationRow)).scalar_one() == 1


def test_a_yes_is_kept_with_its_version_and_its_end(database: Database) -> None:
    amina = member(database, organisation(database))
    later = NOW + timedelta(days=1)
    with database.write() as tx:
        people.agree(tx, amina, "share", "2026-1", NOW)
        people.agree(tx, amina, "messages", "2026-1", NOW)
        people.withdraw(tx, amina, "share", later)
        people.withdraw(tx, amina, "share", later + timedelta(days=1))
        rows = tx.execute(
            select(AgreementRow.subject, AgreementRow.version, AgreementRow.withdrawn_at)
        ).all()
    assert sorted(map(tuple, rows)) == [("messages", "2026-1", None), ("share", "2026-1", later)]


def test_no_name_has_a_column() -> None:
    assert not {"name", "first_name", "last_name"} & set(PersonRow.__table__.columns.keys())


def test_a_first_name_is_kept_sealed_and_only_until_it_is_taken_back(database: Database) -> None:
    amina = member(database, organisation(database))
    with database.write() as tx:
        assert teams.shown_as(tx, KEYS, [amina.id]) == {}
        teams.show_as(tx, KEYS, amina, "Amina")
        assert teams.shown_as(tx, KEYS, [amina.id]) == {amina.id: "Amina"}
    assert not [value for *_, value in cells(database) if "Amina" in str(value)]
    with database.write() as tx:
        teams.show_as(tx, KEYS, amina, "")
        assert teams.shown_as(tx, KEYS, [amina.id]) == {}
