"""The pulse of an organisation: confidence and what holds people back, at three moments."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from core.person import Person
from store.models import BrakeRow, ScoreRow
from store.seal import Keyring

TOGETHER = 5
"""People whose answers are counted at once: never one alone."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How many people chose each confidence from 1 to 5, and named each brake, at one moment."""

    confidence: Mapping[int, int]
    brakes: Mapping[str, int]


def held_back(
    tx: Connection,
    keyring: Keyring,
    person: Person,
    said: tuple[str, str, str],
    now: datetime,
) -> None:
    """Keep (moment, brake, what they wrote); answering again replaces it."""
    moment, brake, text = said
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {"brake": brake, "sealed": keyring.seal(text) if text else None, "at": now}
    tx.execute(
        dialect.insert(BrakeRow)
        .values(
            organisation_id=person.organisation_id, person_id=person.id, moment=moment, **values
        )
        .on_conflict_do_update(
            index_elements=["person_id", "moment"],
            set_=values,
            where=BrakeRow.organisation_id == person.organisation_id,
        )
    )


def answered(tx: Connection, person: Person, moment: str) -> bool:
    """Whether the person said at that moment what holds them back."""
    theirs = BrakeRow.person_id == person.id, BrakeRow.moment == moment
    return tx.execute(select(BrakeRow.id).where(*theirs)).first() is not None


def answers(tx: Connection, organisation_id: int) -> dict[str, Answers]:
    """What an organisation's people answered, by moment: counts, never who.

    Answers join by TOGETHER: asked before and after somebody answered, the difference would be
    what that one person said.
    """
    notes = _joined(tx, organisation_id, (ScoreRow.moment, ScoreRow.confidence, ScoreRow.id))
    brakes = _joined(tx, organisation_id, (BrakeRow.moment, BrakeRow.brake, BrakeRow.id))
    return {
        moment: Answers(Counter(notes.get(moment, ())), Counter(brakes.get(moment, ())))
        for moment in notes.keys() | brakes.keys()
    }


def _joined(
    tx: Connection, organisation_id: int, columns: tuple[Any, Any, Any]
) -> dict[str, list[Any]]:
    """By moment, the answers of the people who gave one first, as many as make whole groups."""
    moment, answer, ident = columns
    rows = tx.execute(
        select(moment, answer)
        .where(ident.class_.organisation_id == organisation_id)
        .order_by(moment, ident)
    )
    found: dict[str, list[Any]] = {}
    for at, said in rows:
        found.setdefault(at, []).append(said)
    return {at: said[: len(said) - len(said) % TOGETHER] for at, said in found.items()}
