"""Who might like to be a resource person: what they did lately, whether they were asked.

What a person did is added up for the one message that asks them, and kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Select, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.person import Person, Role, State, Team
from store.db import earliest
from store.models import (
    CandidateRow,
    ChallengeTryRow,
    HelpRow,
    OutboxRow,
    PersonRow,
    ThanksRow,
    WinRow,
)

CURIOSITY, PEER, ADMIN = "curiosity", "peer", "admin"
YES, LATER, NO = "yes", "later", "no"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to be asked, or who was. `answer` is None until they say."""

    person_id: int
    organisation_id: int
    origin: str
    asked_on: date | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Signs:
    """What somebody did of their own accord: times tried, asked, shared, thanked for, of help."""

    tries: int = 0
    questions: int = 0
    shares: int = 0
    thanks: int = 0
    helps: int = 0


_COLUMNS = (
    CandidateRow.person_id,
    CandidateRow.organisation_id,
    CandidateRow.origin,
    CandidateRow.asked_on,
    CandidateRow.answer,
)


def signs(tx: Connection, team: Team, since: datetime) -> dict[int, Signs]:
    """What members of a team did since an instant, of those nobody has asked yet."""
    counted = {
        # What answers a challenge is counted as a challenge.
        "tries": _wins(since, (WinRow.piece == "") & ~WinRow.source.startswith("c")),
        "shares": _wins(since, WinRow.shared != "no"),
        "questions": select(OutboxRow.person_id, func.count(OutboxRow.inbox_id.distinct()))
        .where(OutboxRow.created_at >= since, OutboxRow.key.startswith("question."))
        .group_by(OutboxRow.person_id),
        "thanks": select(WinRow.person_id, func.count())
        .join(ThanksRow, ThanksRow.win_id == WinRow.id)
        .where(ThanksRow.on >= since.date())
        .group_by(WinRow.person_id),
        # Who said so is not kept: however often it was said in a day, it counts once.
        "helps": select(HelpRow.person_id, func.count(HelpRow.on.distinct()))
        .where(HelpRow.on >= since.date())
        .group_by(HelpRow.person_id),
    }
    members = _askable(tx, team)
    found: dict[int, dict[str, int]] = {ident: {} for ident in members}
    for name, query in counted.items():
        who = next(iter(query.selected_columns))
        for ident, times in tx.execute(query.where(who.in_(members))):
            found[ident or 0][name] = times
    for ident, times in tx.execute(_done(since).where(ChallengeTryRow.person_id.in_(members))):
        found[ident]["tries"] = found[ident].get("tries", 0) + times
    return {ident: Signs(**counts) for ident, counts in found.items() if counts}


def _wins(since: datetime, which: object) -> Select[int | None, int]:
    stands = WinRow.undone_at.is_(None), WinRow.declared_at >= since
    counted = select(WinRow.person_id, func.count()).where(*stands, which)  # type: ignore[arg-type]
    return counted.group_by(WinRow.person_id)


def _done(since: datetime) -> Select[int, int]:
    tried = ChallengeTryRow.state == "done", ChallengeTryRow.at >= since
    counted = select(ChallengeTryRow.person_id, func.count()).where(*tried)
    return counted.group_by(ChallengeTryRow.person_id)


def _askable(tx: Connection, team: Team) -> list[int]:
    """Members in the course whom nobody thought of yet."""
    rows = tx.execute(
        select(PersonRow.id)
        .outerjoin(CandidateRow, CandidateRow.person_id == PersonRow.id)
        .where(
            PersonRow.team_id == team.id,
            PersonRow.role == Role.MEMBER.value,
            PersonRow.state.in_([State.ACTIVE.value, State.FINISHED.value]),
            CandidateRow.person_id.is_(None),
        )
    )
    return list(rows.scalars())


def think_of(tx: Connection, person: Person, origin: str, now: datetime) -> bool:
    """The person is to be asked. False when they were thought of before: once is enough."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    added = (
        dialect.insert(CandidateRow)
        .values(
            person_id=person.id,
            organisation_id=person.organisation_id,
            origin=origin,
            next_at=now,
        )
        .on_conflict_do_nothing(index_elements=["person_id"])
        .returning(CandidateRow.person_id)
    )
    return tx.execute(added).first() is not None


def of(tx: Connection, person: Person) -> Candidate | None:
    """What stands of a person's own, locked."""
    mine = select(*_COLUMNS).where(CandidateRow.person_id == person.id).with_for_update()
    row = tx.execute(mine).one_or_none()
    return None if row is None else Candidate(**row._mapping)


def due(tx: Connection, now: datetime, limit: int = 50) -> list[Candidate]:
    """Those to be asked now."""
    rows: Sequence[object] = tx.execute(
        select(*_COLUMNS)
        .where(CandidateRow.next_at <= now)
        .order_by(CandidateRow.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return [Candidate(**row._mapping) for row in rows]  # type: ignore[attr-defined]


def next_look(tx: Connection) -> datetime | None:
    """When the next one is to be asked."""
    return earliest(tx, CandidateRow.next_at)


def asked(tx: Connection, one: Candidate, day: date | None, again: datetime | None) -> None:
    """They are asked on that day; without one they are looked at again then, or never."""
    mine = update(CandidateRow).where(CandidateRow.person_id == one.person_id)
    tx.execute(mine.values(asked_on=day, next_at=again))


def answered(tx: Connection, person: Person, answer: str, again: datetime | None) -> None:
    """What they said; `again`: when they may be asked once more."""
    mine = update(CandidateRow).where(CandidateRow.person_id == person.id)
    tx.execute(mine.values(answer=answer, next_at=again))


def helped(tx: Connection, helper: Person, today: date) -> None:
    """A colleague said that this person helped them. Who said it is not kept."""
    tx.execute(
        insert(HelpRow).values(
            organisation_id=helper.organisation_id, person_id=helper.id, on=today
        )
    )
