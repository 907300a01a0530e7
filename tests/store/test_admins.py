"""Who answers for an organisation, and to whom messages will have to go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.message import Outbound, Template
from core.person import Person, Role, State
from store import addresses, admins, coming, notices, outbox, people
from store.admins import Admin
from store.coming import Coming
from store.db import Database
from store.outbox import NUDGE, Outcome, Status
from tests.store.cast import KEYS, NOW, claimed, member, nudge, organisation, paper, planned

LATER = NOW + timedelta(hours=1)


def changed(database: Database, person: Person, **changes: object) -> Person:
    after = replace(person, **changes)  # type: ignore[arg-type]
    with database.write() as tx:
        people.save(tx, person, after)
    return after


@pytest.fixture
def denis(database: Database) -> Person:
    """The admin of MAIRIE, heard on paper at 8:00."""
    return changed(database, member(database, organisation(database), "denis"), role=Role.ADMIN)


class TestAdmins:
    def test_are_those_with_the_role_in_every_organisation(
        self, database: Database, denis: Person
    ) -> None:
        ecole = organisation(database, "ECOLE")
        zoe = changed(database, member(database, ecole, "zoe"), role=Role.ADMIN)
        changed(database, member(database, ecole, "claire"), role=Role.CHAMPION)
        with database.read() as tx:
            assert admins.every(tx) == [
                Admin(denis.organisation_id, denis.id),
                Admin(ecole.id, zoe.id),
            ]

    @pytest.mark.parametrize("state", [State.INVITED, State.JOINING, State.STOPPED])
    def test_are_none_before_joining_or_after_a_stop(
        self, database: Database, denis: Person, state: State
    ) -> None:
        changed(database, denis, state=state)
        with database.read() as tx:
            assert admins.every(tx) == []

    @pytest.mark.parametrize("state", [State.PAUSED, State.FINISHED])
    def test_are_still_who_is_in(self, database: Database, denis: Person, state: State) -> None:
        changed(database, denis, state=state)
        with database.read() as tx:
            assert [one.person_id for one in admins.every(tx)] == [denis.id]

    def test_are_found_by_channel_and_by_silence(self, database: Database, denis: Person) -> None:
        before = NOW - timedelta(minutes=1)
        with database.read() as tx:
            assert len(admins.every(tx, ["paper"])) == 1
            assert admins.every(tx, ["whatsapp"]) == []
            assert admins.every(tx, ["paper"], unheard_since=before) == []
            assert len(admins.every(tx, ["paper"], unheard_since=NOW)) == 1

    def test_an_organisation_is_concerned_by_a_channel_its_people_are_on(
        self, database: Database, denis: Person
    ) -> None:
        organisation(database, "ECOLE")
        with database.read() as tx:
            assert admins.concerned(tx, ["paper"]) == [denis.organisation_id]
            assert admins.concerned(tx, ["whatsapp"]) == []

    def test_a_plan_is_known_by_its_key(self, database: Database, denis: Person) -> None:
        planned(database, nudge(denis, handle="denis"))
        with database.read() as tx:
            assert outbox.planned(tx, [f"tip:w1d1:{denis.id}", "tip:w1d2:9"]) == 1
            assert outbox.planned(tx, []) == 0


class TestComing:
    def test_whom_the_planner_looks_at_and_where(self, database: Database, denis: Person) -> None:
        changed(database, denis, next_at=LATER)
        with database.read() as tx:
            assert coming.before(tx, LATER, ["paper"]) == [Coming(denis.id, "paper", NOW)]
            assert coming.before(tx, NOW, ["paper"]) == []
            assert coming.before(tx, LATER, ["whatsapp"]) == []

    def test_the_address_heard_last_is_the_one(self, database: Database) -> None:
        amina = member(database, organisation(database), "old", "new")
        changed(database, amina, next_at=LATER)
        with database.write() as tx:
            addresses.unreachable(tx, KEYS, paper("old"))
        with database.read() as tx:
            assert len(coming.before(tx, LATER, ["paper"])) == 1
        with database.write() as tx:
            addresses.unreachable(tx, KEYS, paper("new"))
        with database.read() as tx:
            assert coming.before(tx, LATER, ["paper"]) == []


class TestNotices:
    def _announced(self, database: Database, person: Person, *keys: str) -> None:
        for key in keys:
            said = Outbound(f"le mot {key}", template=Template("notice", ("« un mot »",)))
            word = nudge(person, key, day=None, handle="denis")
            word = replace(word, body=said, kind="alert", priority=NUDGE, template=True)
            planned(database, word)
        sent = [Outcome(one.id, Status.SENT) for one in claimed(database)]
        with database.write() as tx:
            outbox.finish(tx, sent, now=NOW)

    def test_what_was_announced_is_given_oldest_first(
        self, database: Database, denis: Person
    ) -> None:
        self._announced(database, denis, "a", "b")
        with database.read() as tx:
            found = notices.announced(tx, KEYS, denis.id)
        assert [(one.key, one.body.text) for one in found] == [("a", "le mot a"), ("b", "le mot b")]

    def test_what_was_given_is_given_again_alone(self, database: Database, denis: Person) -> None:
        self._announced(database, denis, "a", "b")
        given = [replace(nudge(denis, key, handle="denis"), priority=0) for key in ("a", "b")]
        with database.write() as tx:
            plain = [replace(one, plan=None, proactive_day=None) for one in given]
            outbox.reply(tx, KEYS, plain, now=NOW, claimed_at=None)
        with database.read() as tx:
            assert [one.key for one in notices.announced(tx, KEYS, denis.id)] == ["b"]

    def test_nobody_reads_another_s(self, database: Database, denis: Person) -> None:
        self._announced(database, denis, "a")
        with database.read() as tx:
            assert notices.announced(tx, KEYS, denis.id + 1) == []
