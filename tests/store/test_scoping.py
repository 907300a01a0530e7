"""Promise P7: whoever acts for another organisation reads nothing and changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.person import Conversation, Person, State
from store import addresses, crossings, ledger, people, personal, wins
from store.db import Database, Transaction
from store.models import AddressRow
from store.personal import NoSuchPerson
from store.wins import Declared, Win
from tests.store.cast import KEYS, NOW, organisation, paper
from tests.store.life import lived
from tests.store.traces import cells

LATER = NOW + timedelta(days=1)
LONG_AGO = NOW - timedelta(days=1)


@dataclass(frozen=True)
class Act:
    """A call that names amina's id with another organisation, and what it must answer."""

    call: Callable[[Transaction, Person], Any]
    answer: Any = None


def _crossed(tx: Transaction) -> int:
    """The id of amina's address, which a link brought."""
    return tx.execute(select(AddressRow.id)).scalars().one()


ACTS = {
    "load": Act(lambda tx, who: people.load(tx, who.id, who.organisation_id)),
    "load and lock": Act(lambda tx, who: people.load(tx, who.id, who.organisation_id, lock=True)),
    "members": Act(lambda tx, who: people.members(tx, who.organisation_id), []),
    "save the person": Act(lambda tx, who: people.save(tx, who, replace(who, state=State.STOPPED))),
    "save the enrolment": Act(lambda tx, who: people.save(tx, who, replace(who, rhythm=1))),
    "save the open question": Act(
        lambda tx, who: people.save_conversation(tx, KEYS, who, Conversation("x", "y"))
    ),
    "withdraw a yes": Act(lambda tx, who: people.withdraw(tx, who, "messages", LATER)),
    "withdraw a link": Act(crossings.withdraw),
    "choose a channel": Act(lambda tx, who: addresses.choose(tx, who, "paper"), False),
    "where one is reached": Act(addresses.reachable_channels, []),
    "detach an address": Act(
        lambda tx, who: addresses.detach(tx, KEYS, who, _crossed(tx), paper("another")), False
    ),
    "record a win": Act(
        lambda tx, who: wins.record(tx, KEYS, who, Win("in:1", 1, "x", "y", "z"), LATER)
    ),
    "undo a win": Act(lambda tx, who: wins.undo(tx, who, "in:1", LATER), False),
    "share a win": Act(lambda tx, who: wins.share(tx, who, "in:1", "named"), False),
    "unshare wins": Act(wins.unshare_all),
    "a person's wins": Act(wins.of_person, []),
    "declared time": Act(
        lambda tx, who: wins.declared(tx, who.organisation_id, LONG_AGO),
        Declared(0, 0, 0, 0, None),
    ),
    "count wins": Act(lambda tx, who: wins.count(tx, who.organisation_id), 0),
    "feedback": Act(lambda tx, who: wins.feedback(tx, who, "w1d1", "not_for_me", LATER)),
    "confidence": Act(lambda tx, who: wins.score(tx, who, "start", 5, LATER)),
    "history": Act(lambda tx, who: ledger.history(tx, who.organisation_id, who.id), []),
}
REFUSED: dict[str, Callable[[Transaction, Person], Any]] = {
    "export": lambda tx, who: personal.export(tx, KEYS, who),
    "erase": lambda tx, who: personal.erase(tx, KEYS, who),
}


@pytest.fixture
def amina(database: Database) -> Person:
    person = lived(database, organisation(database), "amina").person
    with database.write() as tx:
        addresses.cross(tx, _crossed(tx), person.id, NOW)
    return person


@pytest.fixture
def posing(database: Database, amina: Person) -> Person:
    """Amina's id in the hands of another organisation."""
    return replace(amina, organisation_id=organisation(database, "ECOLE").id)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_acting_for_another_organisation(database: Database, posing: Person, act: Act) -> None:
    before = list(cells(database))
    with database.write() as tx:
        assert act.call(tx, posing) == act.answer
    assert list(cells(database)) == before


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED)
def test_what_is_refused_aloud(
    database: Database, posing: Person, act: Callable[[Transaction, Person], Any]
) -> None:
    before = list(cells(database))
    with pytest.raises(NoSuchPerson), database.write() as tx:
        act(tx, posing)
    assert list(cells(database)) == before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_acting_for_ones_own(database: Database, amina: Person, act: Act) -> None:
    before = list(cells(database))
    with database.write() as tx:
        if act is ACTS["unshare wins"]:
            wins.share(tx, amina, "in:1", "named")
            before = []
        answer = act.call(tx, amina)
    assert answer != act.answer or list(cells(database)) != before
