"""Declared time, feedback on pieces, confidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.person import Person
from store.models import FeedbackRow, ScoreRow, WinRow
from store.seal import Keyring


@dataclass(frozen=True, slots=True)
class Win:
    """Minutes a person declares: gained, 0, or lost (negative). One per `source`."""

    source: str
    minutes: int
    use_case: str
    piece: str
    said: str


@dataclass(frozen=True, slots=True)
class Declared:
    """Time declared in an organisation: answers, zeros and losses counted (CONTENT.md)."""

    answers: int
    zeros: int
    losses: int
    total: int
    median: float | None


def record(tx: Connection, keyring: Keyring, person: Person, win: Win, now: datetime) -> None:
    """Store a win, once per source: declaring again replaces it, and it is shared no more."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    told = {
        "minutes": win.minutes,
        "sealed": keyring.seal(win.said) if win.said else None,
        "shared": "no",
        "declared_at": now,
    }
    tx.execute(
        dialect.insert(WinRow)
        .values(
            organisation_id=person.organisation_id,
            person_id=person.id,
            source=win.source,
            use_case=win.use_case,
            piece=win.piece,
            **told,
        )
        .on_conflict_do_update(
            index_elements=["person_id", "source"],
            set_={**told, "undone_at": None},
            where=WinRow.organisation_id == person.organisation_id,
        )
    )


def undo(tx: Connection, person: Person, source: str, now: datetime) -> bool:
    """Take a win back. False when it is not this person's or was taken back already."""
    return _change(tx, person, source, {"undone_at": now})


def share(tx: Connection, person: Person, source: str, how: str) -> bool:
    """Set who may see a win: `named`, `anonymous` or `no`. False when it is not this person's."""
    return _change(tx, person, source, {"shared": how})


def unshare_all(tx: Connection, person: Person) -> None:
    """The person took their yes back."""
    tx.execute(
        update(WinRow)
        .where(WinRow.person_id == person.id, WinRow.organisation_id == person.organisation_id)
        .values(shared="no")
    )


def _change(tx: Connection, person: Person, source: str, values: dict[str, object]) -> bool:
    changed = tx.execute(
        update(WinRow)
        .where(
            WinRow.source == source,
            WinRow.person_id == person.id,
            WinRow.organisation_id == person.organisation_id,
            WinRow.undone_at.is_(None),
        )
        .values(**values)
    )
    return changed.rowcount == 1


def of_person(tx: Connection, person: Person) -> list[tuple[datetime, int, str]]:
    """A person's own wins that stand: when, minutes, use case."""
    rows = tx.execute(
        select(WinRow.declared_at, WinRow.minutes, WinRow.use_case)
        .where(
            WinRow.person_id == person.id,
            WinRow.organisation_id == person.organisation_id,
            WinRow.undone_at.is_(None),
        )
        .order_by(WinRow.declared_at)
    )
    return [(row.declared_at, row.minutes, row.use_case) for row in rows]


def declared(tx: Connection, organisation_id: int, since: datetime) -> Declared:
    """What an organisation's people declared since an instant."""
    found: Sequence[int] = [
        row.minutes
        for row in tx.execute(
            select(WinRow.minutes).where(
                WinRow.organisation_id == organisation_id,
                WinRow.undone_at.is_(None),
                WinRow.declared_at >= since,
            )
        )
    ]
    return Declared(
        answers=len(found),
        zeros=sum(minutes == 0 for minutes in found),
        losses=sum(minutes < 0 for minutes in found),
        total=sum(found),
        median=median(found) if found else None,
    )


TIRED_AFTER = 3
"""Times somebody says of a use case that it is not for them before they get less of it."""


def feedback(
    tx: Connection, person: Person, piece: str, verdict: str, now: datetime, *, use_case: str = ""
) -> None:
    """What the person did with a piece; a later answer replaces an earlier one."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    tx.execute(
        dialect.insert(FeedbackRow)
        .values(
            organisation_id=person.organisation_id,
            person_id=person.id,
            piece=piece,
            verdict=verdict,
            use_case=use_case,
            at=now,
        )
        .on_conflict_do_update(
            index_elements=["person_id", "piece"],
            set_={"verdict": verdict, "use_case": use_case, "sealed": None, "at": now},
            where=FeedbackRow.organisation_id == person.organisation_id,
        )
    )


def comment(tx: Connection, keyring: Keyring, person: Person, piece: str, why: str) -> bool:
    """Why a piece was not for this person. False when they did not say so of it."""
    theirs = update(FeedbackRow).where(
        FeedbackRow.person_id == person.id,
        FeedbackRow.organisation_id == person.organisation_id,
        FeedbackRow.piece == piece,
        FeedbackRow.verdict == "not_for_me",
    )
    return tx.execute(theirs.values(sealed=keyring.seal(why))).rowcount == 1


def refused(tx: Connection, person_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How often these people said of each use case that it is not for them; 0 is left out."""
    rows = tx.execute(
        select(FeedbackRow.person_id, FeedbackRow.use_case, func.count())
        .where(
            FeedbackRow.person_id.in_(person_ids),
            FeedbackRow.verdict == "not_for_me",
            FeedbackRow.use_case != "",
        )
        .group_by(FeedbackRow.person_id, FeedbackRow.use_case)
    )
    found: dict[int, dict[str, int]] = {}
    for person_id, use_case, times in rows:
        if person_id is not None:
            found.setdefault(person_id, {})[use_case] = times
    return found


def score(tx: Connection, person: Person, moment: str, confidence: int, now: datetime) -> None:
    """Confidence from 1 to 5 at `start`, `mid` or `end`; answering again replaces it."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    tx.execute(
        dialect.insert(ScoreRow)
        .values(
            organisation_id=person.organisation_id,
            person_id=person.id,
            moment=moment,
            confidence=confidence,
            at=now,
        )
        .on_conflict_do_update(
            index_elements=["person_id", "moment"],
            set_={"confidence": confidence, "at": now},
            where=ScoreRow.organisation_id == person.organisation_id,
        )
    )


def count(tx: Connection, organisation_id: int) -> int:
    """How many wins stand in an organisation."""
    return tx.execute(
        select(func.count())
        .select_from(WinRow)
        .where(WinRow.organisation_id == organisation_id, WinRow.undone_at.is_(None))
    ).scalar_one()
