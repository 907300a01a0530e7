"""Everything held about a person is told to them, and erased when they ask."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from core.person import Leave, Person
from store import inbox, ledger, outbox, personal, phones
from store.db import Database
from store.models import Base, ChallengeRow, InboxRow
from store.personal import NoSuchPerson
from tests.store.cast import KEYS, NOW, TODAY, claimed, member, organisation, text
from tests.store.life import Life, lived, write
from tests.store.traces import files, sealed, traces

NOT_ABOUT_PEOPLE = {
    "model_tokens",
    "organisations",
    "teams",
    "groups",
    "pictures",
    "challenges",
    "digests",
    "workshops",
    "invitations",
    "audit",
    "clock",
    "leases",
    "installation",
    "provider_contents",
    "relay_keys",
    "entries",
}


@pytest.fixture
def amina(database: Database) -> Life:
    return lived(database, organisation(database), "amina")


def erase(database: Database, person: Person) -> dict[str, int]:
    with database.write() as tx:
        return personal.erase(tx, KEYS, person)


def held(database: Database, person: Person) -> dict[str, Any]:
    with database.read() as tx:
        return personal.export(tx, KEYS, person)


# ---- erasing -----------------------------------------------------------------------------------


def test_the_cast_leaves_something_in_every_table_about_people(
    database: Database, amina: Life
) -> None:
    found = {table for table, _ in traces(database, KEYS, amina.person.id, amina.words)}
    assert found == set(Base.metadata.tables) - NOT_ABOUT_PEOPLE


def test_after_erasing_nothing_of_the_person_is_left(database: Database, amina: Life) -> None:
    erase(database, amina.person)
    assert traces(database, KEYS, amina.person.id, amina.words) == []


def test_another_person_keeps_everything(database: Database, amina: Life) -> None:
    bruno = lived(database, organisation(database, "ECOLE"), "bruno")
    before = traces(database, KEYS, bruno.person.id, bruno.words)
    told = held(database, bruno.person)
    erase(database, amina.person)
    assert traces(database, KEYS, bruno.person.id, bruno.words) == before
    assert held(database, bruno.person) == told


def test_the_counts_tell_what_was_touched(database: Database, amina: Life) -> None:
    assert erase(database, amina.person) == {
        "outbox": 4,
        "inbox": 2,
        "phone_messages": 1,
        "wins": 1,
        "feedback": 1,
        "scores": 1,
        "agreements": 1,
        "conversations": 1,
        "crossings": 1,
        "model_calls": 1,
        "addresses": 1,
        "enrolments": 1,
        "thanks": 1,
        "helps": 1,
        "challenge_tries": 1,
        "candidates": 1,
        "missions": 1,
        "workshop_answers": 1,
        "workshop_people": 1,
        "brakes": 1,
        "relays": 1,
        "people": 1,
    }


def test_nothing_planned_goes_out_any_more(database: Database, amina: Life) -> None:
    erase(database, amina.person)
    assert claimed(database) == []
    with database.write() as tx:
        assert outbox.recover(tx, real_now=NOW.replace(year=2027)) == 0
        assert ledger.counts(tx) == {("skipped", "erased"): 3, ("sent", ""): 1}


def test_nobody_is_erased_twice(database: Database, amina: Life) -> None:
    erase(database, amina.person)
    with pytest.raises(NoSuchPerson):
        erase(database, amina.person)


def test_a_repeat_of_an_erased_message_is_still_kept_out(database: Database, amina: Life) -> None:
    with database.read() as tx:
        numbers = list(tx.execute(select(InboxRow.provider_id)).scalars())
    erase(database, amina.person)
    with database.write() as tx:
        again = [text(number, "amina") for number in numbers]
        assert inbox.take_in(tx, KEYS, again, NOW) == 0


def test_a_message_not_yet_answered_is_not_lost(database: Database, amina: Life) -> None:
    waiting = write(database, "3", "amina")
    erase(database, amina.person)
    with database.read() as tx:
        (left,) = inbox.waiting(tx, KEYS, [KEYS.lookup("paper:amina")])
    assert left.id == waiting


def test_a_person_with_two_phones_is_erased_from_both(database: Database) -> None:
    amina = member(database, organisation(database), "amina", "amina-perso")
    with database.write() as tx:
        for phone in ("paper:amina", "paper:amina-perso"):
            phones.show(tx, KEYS, phone, sender="bot", body={"text": "bonjour"}, now=NOW)
    assert erase(database, amina)["phone_messages"] == 2
    assert traces(database, KEYS, amina.id, ["amina", "paper:amina", "paper:amina-perso"]) == []


def test_sqlites_files_keep_neither_the_words_nor_the_sealed_bytes(
    sqlite_database: Database,
) -> None:
    life = lived(sqlite_database, organisation(sqlite_database), "amina")
    with sqlite_database.write() as tx:
        tx.execute(update(ChallengeRow).values(sealed=b""))  # an admin's words, not theirs
    before = sealed(sqlite_database) - {b""}
    assert all(one in files(sqlite_database) for one in before), "the files are looked at rightly"
    erase(sqlite_database, life.person)
    sqlite_database.scrub()
    kept = files(sqlite_database)
    assert sealed(sqlite_database) == {b""}
    assert [one for one in before if one in kept] == []
    assert [word for word in life.words if word.encode() in kept] == []
    assert KEYS.lookup("paper:amina").encode() not in kept


# ---- telling -----------------------------------------------------------------------------------


def test_everything_held_is_told(database: Database, amina: Life) -> None:
    told = held(database, amina.person)
    assert told["addresses"] == ["paper:amina"]
    assert [one["subject"] for one in told["agreements"]] == ["messages"]
    assert [one["confidence"] for one in told["scores"]] == [3]
    assert [(one["minutes"], one["said"]) for one in told["wins"]] == [(30, "said by amina")]
    assert [(one["piece"], one["verdict"]) for one in told["feedback"]] == [("w1d1", "not_for_me")]
    assert "said by amina" in {one["text"] for one in told["messages_received"]}
    assert {one["key"] for one in told["messages_sent"]} == {"sent", "next"}


def test_what_is_told_can_be_written_down(database: Database, amina: Life) -> None:
    told = held(database, amina.person)
    assert json.loads(json.dumps(told)) == told
    assert told["messages_sent"][0]["due_at"] == "2026-11-02T08:00:00+00:00"


def test_every_field_of_the_person_is_told(database: Database, amina: Life) -> None:
    away = Leave(TODAY, TODAY)
    told = held(database, replace(amina.person, leaves=(away,), started_on=TODAY))
    assert set(told["person"]) == set(Person.__dataclass_fields__) - {"taken"}
    assert told["person"]["leaves"] == [["2026-11-02", "2026-11-02"]]
    assert told["person"]["state"] == "active"
    assert told["person"]["days"] == [0, 1, 2, 3, 4]


def test_nothing_of_another_person_is_told(database: Database, amina: Life) -> None:
    bruno = lived(database, organisation(database, "ECOLE"), "bruno")
    assert "bruno" not in json.dumps(held(database, amina.person))
    assert "amina" not in json.dumps(held(database, bruno.person))


def test_wiped_texts_are_told_as_wiped(database: Database, amina: Life) -> None:
    with database.write() as tx:
        tx.execute(update(InboxRow).values(sealed=None))
    assert {one["text"] for one in held(database, amina.person)["messages_received"]} == {None}
