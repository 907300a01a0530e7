"""Workshops: planned from a kit, led case by case, followed up; who comes, what they mean to do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.person import Person, Team
from store.db import earliest
from store.models import OutboxRow, PersonRow, WorkshopAnswerRow, WorkshopPersonRow, WorkshopRow
from store.outbox import Status, unbegun
from store.seal import Keyring

DRAFT, PLANNED, RUNNING, OVER, CANCELLED = "draft", "planned", "running", "over", "cancelled"
YES, PARTLY, NO = "yes", "partly", "no"


@dataclass(frozen=True, slots=True)
class Workshop:
    """One workshop. `cases` are numbers of the kit's exercises, from 1; `position`: the one under
    way, in that order, from 1; 0 before the first."""

    id: int
    organisation_id: int
    team_id: int
    kit: str
    cases: tuple[int, ...]
    leader_id: int | None
    starts_at: datetime
    status: str = DRAFT
    position: int = 0

    @property
    def plan(self) -> str:
        """How the plan keys of its messages begin."""
        return f"workshop:{self.id}:"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody invited: whether they come, how often they were asked afterwards."""

    workshop_id: int
    person_id: int
    coming: bool | None
    followed: int
    commitment: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What somebody told of a workshop; `person_id` only when they agreed to be named."""

    kit: str
    text: str
    person_id: int | None


_COLUMNS = (
    WorkshopRow.id,
    WorkshopRow.organisation_id,
    WorkshopRow.team_id,
    WorkshopRow.kit,
    WorkshopRow.cases,
    WorkshopRow.leader_id,
    WorkshopRow.starts_at,
    WorkshopRow.status,
    WorkshopRow.position,
)


def _workshop(row: Any) -> Workshop:
    return Workshop(**{**row._mapping, "cases": tuple(row.cases)})


def draft(tx: Connection, one: Workshop, now: datetime) -> Workshop:
    """Keep a draft: its number plans it, once, whatever restarts meanwhile."""
    row = tx.execute(
        insert(WorkshopRow)
        .values(
            organisation_id=one.organisation_id,
            team_id=one.team_id,
            kit=one.kit,
            cases=list(one.cases),
            leader_id=one.leader_id,
            starts_at=one.starts_at,
            status=DRAFT,
            position=0,
            next_at=None,
            created_at=now,
        )
        .returning(*_COLUMNS)
    ).one()
    return _workshop(row)


def forget_drafts(tx: Connection, before: datetime) -> int:
    """Drafts made before that instant, and what was dropped before it was planned, are deleted."""
    invited = select(WorkshopPersonRow.workshop_id)
    old = (
        WorkshopRow.status.in_((DRAFT, CANCELLED)),
        WorkshopRow.created_at < before,
        WorkshopRow.id.not_in(invited),
    )
    return tx.execute(delete(WorkshopRow).where(*old)).rowcount


def by_id(
    tx: Connection, number: int, organisation_id: int, *, lock: bool = False
) -> Workshop | None:
    """The workshop of that number, if it is this organisation's.

    `lock` is for who leads it. Those who take part do not hold it: they hold themselves already.
    """
    mine = WorkshopRow.id == number, WorkshopRow.organisation_id == organisation_id
    query = select(*_COLUMNS).where(*mine)
    query = query.with_for_update(key_share=True) if lock else query
    row = tx.execute(query).one_or_none()
    return None if row is None else _workshop(row)


def of_team(tx: Connection, team_id: int) -> Workshop | None:
    """The one that runs in a team, else the next planned."""
    open_ = WorkshopRow.team_id == team_id, WorkshopRow.status.in_((RUNNING, PLANNED))
    rows = tx.execute(select(*_COLUMNS).where(*open_).order_by(WorkshopRow.starts_at)).all()
    found = [_workshop(row) for row in rows]
    return next((one for one in found if one.status == RUNNING), found[0] if found else None)


def to_lead(tx: Connection, organisation_id: int, before: datetime) -> list[Workshop]:
    """What runs in an organisation, or begins before that instant, the soonest first."""
    soon = (WorkshopRow.status == PLANNED) & (WorkshopRow.starts_at < before)
    theirs = WorkshopRow.organisation_id == organisation_id, (WorkshopRow.status == RUNNING) | soon
    rows = tx.execute(select(*_COLUMNS).where(*theirs).order_by(WorkshopRow.starts_at))
    return [_workshop(row) for row in rows]


def every(tx: Connection, organisation_id: int) -> list[Workshop]:
    """An organisation's workshops that were planned, the newest first."""
    theirs = WorkshopRow.organisation_id == organisation_id, WorkshopRow.status != DRAFT
    rows = tx.execute(select(*_COLUMNS).where(*theirs).order_by(WorkshopRow.id.desc()))
    return [_workshop(row) for row in rows]


def change(
    tx: Connection,
    one: Workshop,
    to: str,
    *,
    was: Sequence[str],
    next_at: datetime | None,
    position: int | None = None,
) -> bool:
    """The workshop moves on, from one of the states `was` and its present position. False when
    it had moved on already: a button pressed twice changes it once."""
    mine = (
        WorkshopRow.id == one.id,
        WorkshopRow.status.in_(was),
        WorkshopRow.position == one.position,
    )
    where = one.position if position is None else position
    values = {"status": to, "position": where, "next_at": next_at}
    return tx.execute(update(WorkshopRow).where(*mine).values(**values)).rowcount == 1


def look_again(tx: Connection, one: Workshop, when: datetime | None) -> None:
    """When it is looked at again."""
    tx.execute(update(WorkshopRow).where(WorkshopRow.id == one.id).values(next_at=when))


def due(tx: Connection, now: datetime, limit: int = 20) -> list[Workshop]:
    """Those to be looked at."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(WorkshopRow.next_at <= now)
        .order_by(WorkshopRow.next_at)
        .limit(limit)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return [_workshop(row) for row in rows]


def next_look(tx: Connection) -> datetime | None:
    """When the next workshop, or somebody who came to one, is to be looked at."""
    known = (earliest(tx, WorkshopRow.next_at), earliest(tx, WorkshopPersonRow.next_at))
    return min((one for one in known if one is not None), default=None)


def take_back(tx: Connection, one: Workshop, people: Sequence[int], reason: str) -> None:
    """Invitations to these people that have not begun to leave stay."""
    plans = [f"{one.plan}invite:{ident}" for ident in people]
    values = {"status": Status.SKIPPED.value, "reason": reason, "proactive_day": None}
    mine = OutboxRow.plan.in_(plans)
    tx.execute(update(OutboxRow).where(mine, unbegun()).values(**values))


# ---- who comes


_SEAT = (
    WorkshopPersonRow.workshop_id,
    WorkshopPersonRow.person_id,
    WorkshopPersonRow.coming,
    WorkshopPersonRow.followed,
    WorkshopPersonRow.sealed,
)


def _seat(keyring: Keyring, row: Any) -> Seat:
    said = keyring.unseal(row.sealed) if row.sealed else ""
    return Seat(row.workshop_id, row.person_id, row.coming, row.followed, said)


def invite(tx: Connection, one: Workshop, people: Sequence[Person]) -> None:
    """These people are invited; who was already stays as they are."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    rows = [{"workshop_id": one.id, "person_id": person.id, "followed": 0} for person in people]
    if rows:
        invited = dialect.insert(WorkshopPersonRow)
        keys = ["workshop_id", "person_id"]
        tx.execute(invited.on_conflict_do_nothing(index_elements=keys), rows)


def come(tx: Connection, one: Workshop, person: Person, coming: bool) -> None:
    """What the person says to the invitation."""
    invite(tx, one, [person])
    tx.execute(_of(one, person).values(coming=coming))


def _of(one: Workshop, person: Person) -> Any:
    return update(WorkshopPersonRow).where(
        WorkshopPersonRow.workshop_id == one.id, WorkshopPersonRow.person_id == person.id
    )


def seats(tx: Connection, keyring: Keyring, one: Workshop) -> list[Seat]:
    """Everybody invited, in order of their ids."""
    mine = select(*_SEAT).where(WorkshopPersonRow.workshop_id == one.id)
    return [_seat(keyring, row) for row in tx.execute(mine.order_by(WorkshopPersonRow.person_id))]


def coming(tx: Connection, one: Workshop) -> list[int]:
    """Ids of those who come."""
    mine = WorkshopPersonRow.workshop_id == one.id, WorkshopPersonRow.coming.is_(True)
    return sorted(tx.execute(select(WorkshopPersonRow.person_id).where(*mine)).scalars())


def commit(tx: Connection, keyring: Keyring, one: Workshop, person: Person, text: str) -> bool:
    """What the person means to do. False when they were not there."""
    there = _of(one, person).where(WorkshopPersonRow.coming.is_(True))
    return bool(tx.execute(there.values(sealed=keyring.seal(text))).rowcount == 1)


def follow(tx: Connection, one: Seat, followed: int, next_at: datetime | None) -> None:
    """So many of the follow-ups were planned; the next one is looked at then."""
    mine = update(WorkshopPersonRow).where(
        WorkshopPersonRow.workshop_id == one.workshop_id,
        WorkshopPersonRow.person_id == one.person_id,
    )
    tx.execute(mine.values(followed=followed, next_at=next_at))


def to_follow(tx: Connection, keyring: Keyring, now: datetime, limit: int = 100) -> list[Seat]:
    """Those to be asked what they could apply."""
    rows = tx.execute(
        select(*_SEAT)
        .where(WorkshopPersonRow.next_at <= now)
        .order_by(WorkshopPersonRow.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_seat(keyring, row) for row in rows]


def many(tx: Connection, numbers: Sequence[int]) -> dict[int, Workshop]:
    """Several workshops at once, by number: for those who came to them."""
    rows = tx.execute(select(*_COLUMNS).where(WorkshopRow.id.in_(numbers)))
    return {row.id: _workshop(row) for row in rows}


# ---- what they could apply


def answer(
    tx: Connection, one: Workshop, person: Person, said: tuple[int, str], now: datetime
) -> bool:
    """Keep (days after the workshop, yes, partly or no); later answers replace earlier ones.

    What was told of it, and when, stays as it is. False when the person was not there.
    """
    days, applied = said
    if person.id not in coming(tx, one):
        return False
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {"applied": applied}
    tx.execute(
        dialect.insert(WorkshopAnswerRow)
        .values(workshop_id=one.id, person_id=person.id, days=days, shared="no", at=now, **values)
        .on_conflict_do_update(index_elements=["workshop_id", "person_id", "days"], set_=values)
    )
    return True


def tell(
    tx: Connection,
    keyring: Keyring,
    where: tuple[Workshop, Person, int],
    said: tuple[str, str],
    now: datetime,
) -> bool:
    """Keep (what they tell, how: anonymous or named) of (workshop, person, days)."""
    one, person, days = where
    text, how = said
    mine = update(WorkshopAnswerRow).where(
        WorkshopAnswerRow.workshop_id == one.id,
        WorkshopAnswerRow.person_id == person.id,
        WorkshopAnswerRow.days == days,
    )
    values = {"sealed": keyring.seal(text) if text else None, "shared": how, "at": now}
    return tx.execute(mine.values(**values)).rowcount == 1


def untell(tx: Connection, one: Workshop, person: Person, days: int) -> bool:
    """They take back what they told. False when nothing is told."""
    mine = update(WorkshopAnswerRow).where(
        WorkshopAnswerRow.workshop_id == one.id,
        WorkshopAnswerRow.person_id == person.id,
        WorkshopAnswerRow.days == days,
        WorkshopAnswerRow.shared != "no",
    )
    return tx.execute(mine.values(sealed=None, shared="no")).rowcount == 1


def answers(tx: Connection, one: Workshop, days: int) -> Counter[str]:
    """How many answered yes, partly, no, so many days after."""
    mine = WorkshopAnswerRow.workshop_id == one.id, WorkshopAnswerRow.days == days
    rows = tx.execute(
        select(WorkshopAnswerRow.applied, func.count())
        .where(*mine)
        .group_by(WorkshopAnswerRow.applied)
    )
    return Counter({row[0]: row[1] for row in rows})


def told(
    tx: Connection, keyring: Keyring, team: Team, since: datetime, until: datetime
) -> list[Applied]:
    """What people of a team agreed to tell between two instants, the oldest first."""
    rows = tx.execute(
        select(
            WorkshopRow.kit,
            WorkshopAnswerRow.sealed,
            WorkshopAnswerRow.shared,
            WorkshopAnswerRow.person_id,
        )
        .join(WorkshopRow, WorkshopRow.id == WorkshopAnswerRow.workshop_id)
        .join(PersonRow, PersonRow.id == WorkshopAnswerRow.person_id)
        .where(
            PersonRow.team_id == team.id,
            WorkshopAnswerRow.shared != "no",
            WorkshopAnswerRow.sealed.is_not(None),
            WorkshopAnswerRow.at >= since,
            WorkshopAnswerRow.at < until,
        )
        .order_by(WorkshopAnswerRow.at, WorkshopAnswerRow.person_id)
    )
    return [
        Applied(
            row.kit,
            keyring.unseal(row.sealed or b""),
            row.person_id if row.shared == "named" else None,
        )
        for row in rows
    ]
