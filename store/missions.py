"""Missions of resource persons: two uses a week for three weeks, then what they learned."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.person import Person, Team
from store.db import earliest
from store.models import MissionRow, PersonRow
from store.seal import Keyring

RUNNING, SHARING, OVER, LEFT = "running", "sharing", "over", "left"
WEEKS = 3
USES = 2
"""A week: few enough to be done, often enough to become a habit (PRODUCT.md)."""


@dataclass(frozen=True, slots=True)
class Mission:
    """One mission of a person. `uses`: how many of each week's two were done."""

    id: int
    organisation_id: int
    person_id: int
    mission: str
    started_on: date
    week: int
    uses: tuple[int, ...]
    reminded: bool
    status: str
    shared: str

    @property
    def plan(self) -> str:
        """How the plan keys of its messages begin."""
        return f"mission:{self.id}:"

    @property
    def done(self) -> int:
        """How many of this week's uses were done."""
        return self.uses[self.week - 1]


_COLUMNS = (
    MissionRow.id,
    MissionRow.organisation_id,
    MissionRow.person_id,
    MissionRow.mission,
    MissionRow.started_on,
    MissionRow.week,
    MissionRow.uses,
    MissionRow.reminded,
    MissionRow.status,
    MissionRow.shared,
)


def _mission(row: Any) -> Mission:
    return Mission(**{**row._mapping, "uses": tuple(row.uses)})


def begin(tx: Connection, person: Person, mission: str, today: date, next_at: datetime) -> Mission:
    """Their mission begins today."""
    row = tx.execute(
        insert(MissionRow)
        .values(
            organisation_id=person.organisation_id,
            person_id=person.id,
            mission=mission,
            started_on=today,
            week=1,
            uses=[0] * WEEKS,
            reminded=False,
            status=RUNNING,
            next_at=next_at,
        )
        .returning(*_COLUMNS)
    ).one()
    return _mission(row)


def of(tx: Connection, person: Person) -> list[Mission]:
    """A person's missions, the newest first."""
    theirs = select(*_COLUMNS).where(MissionRow.person_id == person.id)
    return [_mission(row) for row in tx.execute(theirs.order_by(MissionRow.id.desc()))]


def held(tx: Connection, person: Person, number: int) -> Mission | None:
    """The mission of that number, locked, if it is this person's."""
    mine = MissionRow.id == number, MissionRow.person_id == person.id
    row = tx.execute(select(*_COLUMNS).where(*mine).with_for_update()).one_or_none()
    return None if row is None else _mission(row)


def due(tx: Connection, now: datetime, limit: int = 50) -> list[Mission]:
    """Those to be looked at: a week that begins, a reminder, the end."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(MissionRow.next_at <= now)
        .order_by(MissionRow.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_mission(row) for row in rows]


def next_look(tx: Connection) -> datetime | None:
    """When the next one is to be looked at."""
    return earliest(tx, MissionRow.next_at)


def save(tx: Connection, one: Mission, next_at: datetime | None) -> None:
    """Write how it stands, and when it is looked at again."""
    mine = update(MissionRow).where(MissionRow.id == one.id)
    tx.execute(
        mine.values(
            week=one.week,
            uses=list(one.uses),
            reminded=one.reminded,
            status=one.status,
            next_at=next_at,
        )
    )


def used(tx: Connection, one: Mission) -> None:
    """Write the uses alone."""
    tx.execute(update(MissionRow).where(MissionRow.id == one.id).values(uses=list(one.uses)))


def leave_all(tx: Connection, person: Person) -> int:
    """Whatever runs of a person's ends here. Returns how many."""
    open_ = MissionRow.person_id == person.id, MissionRow.status.in_((RUNNING, SHARING))
    return tx.execute(update(MissionRow).where(*open_).values(status=LEFT, next_at=None)).rowcount


def share(
    tx: Connection, keyring: Keyring, one: Mission, said: tuple[str, str], now: datetime
) -> None:
    """Keep (what they learned, how it is shown: no, anonymous or named); the mission is over."""
    text, how = said
    mine = update(MissionRow).where(MissionRow.id == one.id)
    values = {"sealed": keyring.seal(text), "shared": how, "shared_at": now}
    tx.execute(mine.values(**values, status=OVER, next_at=None))


def unshare(tx: Connection, one: Mission) -> None:
    """They took it back."""
    mine = update(MissionRow).where(MissionRow.id == one.id)
    tx.execute(mine.values(shared="no", sealed=None))


def learned(
    tx: Connection, keyring: Keyring, team: Team, since: datetime, until: datetime
) -> list[tuple[str, int | None]]:
    """What resource persons of a team told between two instants; with who, if they agreed."""
    rows = tx.execute(
        select(MissionRow.sealed, MissionRow.shared, MissionRow.person_id)
        .join(PersonRow, PersonRow.id == MissionRow.person_id)
        .where(
            PersonRow.team_id == team.id,
            MissionRow.shared != "no",
            MissionRow.sealed.is_not(None),
            MissionRow.shared_at >= since,
            MissionRow.shared_at < until,
        )
        .order_by(MissionRow.id)
    )
    return [
        (keyring.unseal(row.sealed or b""), row.person_id if row.shared == "named" else None)
        for row in rows
    ]
