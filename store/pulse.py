"""The pulse of an organisation: confidence and what holds people back, at three moments."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from core.person import Person
from store.models import BrakeRow, ScoreRow
from store.seal import Keyring


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
    """What an organisation's people answered, by moment: counts, never who."""
    notes: dict[str, Counter[int]] = {}
    for moment, note, times in tx.execute(
        select(ScoreRow.moment, ScoreRow.confidence, func.count())
        .where(ScoreRow.organisation_id == organisation_id)
        .group_by(ScoreRow.moment, ScoreRow.confidence)
    ):
        notes.setdefault(moment, Counter())[note] = times
    brakes: dict[str, Counter[str]] = {}
    for moment, brake, times in tx.execute(
        select(BrakeRow.moment, BrakeRow.brake, func.count())
        .where(BrakeRow.organisation_id == organisation_id)
        .group_by(BrakeRow.moment, BrakeRow.brake)
    ):
        brakes.setdefault(moment, Counter())[brake] = times
    return {
        moment: Answers(notes.get(moment, Counter()), brakes.get(moment, Counter()))
        for moment in notes.keys() | brakes.keys()
    }
