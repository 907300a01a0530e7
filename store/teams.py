"""Teams: people of one organisation who see each other's wins, and when their week is told."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.person import Organisation, Person, Team
from store.db import earliest
from store.models import PersonRow, TeamRow
from store.seal import Keyring

_COLUMNS = (
    TeamRow.id,
    TeamRow.organisation_id,
    TeamRow.name,
    TeamRow.code,
    TeamRow.digest_day,
    TeamRow.digest_at,
)


class TeamTaken(Exception):
    """Another team already uses this code, or this name in its organisation."""


def _team(row: Any) -> Team:
    return Team(
        id=row.id,
        organisation_id=row.organisation_id,
        name=row.name,
        code=row.code or "",
        digest_day=row.digest_day,
        digest_at=time.fromisoformat(row.digest_at),
    )


def add(tx: Connection, organisation: Organisation, name: str, code: str) -> Team:
    """Create a team; its code is stored upper-case. Raises TeamTaken."""
    values = {"organisation_id": organisation.id, "name": name, "code": code.upper()}
    try:
        with tx.begin_nested():
            number = tx.execute(insert(TeamRow).values(**values).returning(TeamRow.id)).scalar_one()
    except IntegrityError as error:
        raise TeamTaken(code.upper()) from error
    found = by_id(tx, number)
    assert found is not None  # noqa: S101 - inserted in this very transaction
    return found


def by_id(tx: Connection, team_id: int) -> Team | None:
    """The team with this id."""
    row = tx.execute(select(*_COLUMNS).where(TeamRow.id == team_id)).one_or_none()
    return None if row is None else _team(row)


def by_code(tx: Connection, code: str) -> Team | None:
    """The team with this code word, whatever the case."""
    wanted = TeamRow.code == code.strip().upper()
    row = tx.execute(select(*_COLUMNS).where(wanted)).one_or_none()
    return None if row is None else _team(row)


def every(tx: Connection, organisation_id: int) -> list[Team]:
    """The teams of an organisation, the first one first."""
    theirs = select(*_COLUMNS).where(TeamRow.organisation_id == organisation_id)
    return [_team(row) for row in tx.execute(theirs.order_by(TeamRow.id))]


def move(tx: Connection, person: Person, team: Team) -> bool:
    """The person is of that team from now on. False for a team of another organisation."""
    if team.organisation_id != person.organisation_id:
        return False
    theirs = update(PersonRow).where(
        PersonRow.id == person.id, PersonRow.organisation_id == person.organisation_id
    )
    tx.execute(theirs.values(team_id=team.id))
    return True


def set_digest(tx: Connection, team: Team, day: int, at: time) -> None:
    """When the team's week is told: a weekday (Monday = 0), a time of the organisation's zone."""
    values = {"digest_day": day, "digest_at": f"{at:%H:%M}"}
    tx.execute(update(TeamRow).where(TeamRow.id == team.id).values(**values))


def look_again(tx: Connection, team: Team, when: datetime | None) -> None:
    """When the team's week is told next."""
    tx.execute(update(TeamRow).where(TeamRow.id == team.id).values(next_digest_at=when))


def unarmed(tx: Connection, limit: int = 50) -> list[Team]:
    """Teams whose week has no moment yet."""
    waiting = select(*_COLUMNS).where(TeamRow.next_digest_at.is_(None)).limit(limit)
    return [_team(row) for row in tx.execute(waiting)]


def due(tx: Connection, now: datetime, limit: int = 50) -> list[tuple[Team, datetime]]:
    """The teams whose week is to be told, and since when."""
    rows = tx.execute(
        select(*_COLUMNS, TeamRow.next_digest_at)
        .where(TeamRow.next_digest_at <= now)
        .order_by(TeamRow.next_digest_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(_team(row), row.next_digest_at or now) for row in rows]


def next_look(tx: Connection) -> datetime | None:
    """When the next team's week is told."""
    return earliest(tx, TeamRow.next_digest_at)


def shown_as(tx: Connection, keyring: Keyring, person_ids: list[int]) -> dict[int, str]:
    """The first names people gave to be shown to their team; those who gave none are left out."""
    rows = tx.execute(
        select(PersonRow.id, PersonRow.shown_as).where(
            PersonRow.id.in_(person_ids), PersonRow.shown_as.is_not(None)
        )
    )
    return {row.id: keyring.unseal(row.shown_as) for row in rows}


def show_as(tx: Connection, keyring: Keyring, person: Person, name: str) -> None:
    """The first name the team may see; empty takes it back."""
    theirs = update(PersonRow).where(
        PersonRow.id == person.id, PersonRow.organisation_id == person.organisation_id
    )
    tx.execute(theirs.values(shown_as=keyring.seal(name) if name else None))
