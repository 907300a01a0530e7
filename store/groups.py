"""Chats that teams share: which group belongs to which team."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from core.message import Address
from core.person import Group, Team
from store.models import GroupRow
from store.seal import Keyring

_COLUMNS = (
    GroupRow.id,
    GroupRow.organisation_id,
    GroupRow.team_id,
    GroupRow.channel,
    GroupRow.sealed,
    GroupRow.thread,
    GroupRow.on,
)


def _group(keyring: Keyring, row: Any) -> Group:
    return Group(
        id=row.id,
        organisation_id=row.organisation_id,
        team_id=row.team_id,
        address=Address(row.channel, keyring.unseal(row.sealed)),
        thread=row.thread,
        on=row.on,
    )


def _one(tx: Connection, keyring: Keyring, condition: ColumnElement[bool]) -> Group | None:
    row = tx.execute(select(*_COLUMNS).where(condition)).one_or_none()
    return None if row is None else _group(keyring, row)


def at(tx: Connection, keyring: Keyring, where: Address) -> Group | None:
    """The group of an address, if it is tied to a team."""
    return _one(tx, keyring, GroupRow.lookup.in_(keyring.lookups(str(where))))


def of_team(tx: Connection, keyring: Keyring, team_id: int) -> Group | None:
    """The team's group, if the coach is in it."""
    return _one(tx, keyring, (GroupRow.team_id == team_id) & GroupRow.on.is_(True))


def bind(
    tx: Connection, keyring: Keyring, team: Team, where: Address, *, thread: str, now: datetime
) -> None:
    """Tie a group to a team. The team's former group, and the group's former team, let go."""
    lookups = keyring.lookups(str(where))
    former = or_(GroupRow.team_id == team.id, GroupRow.lookup.in_(lookups))
    tx.execute(delete(GroupRow).where(former))
    tx.execute(
        insert(GroupRow).values(
            organisation_id=team.organisation_id,
            team_id=team.id,
            channel=where.channel,
            lookup=keyring.lookup(str(where)),
            sealed=keyring.seal(where.id),
            thread=thread,
            on=True,
            bound_at=now,
        )
    )


def unbind(tx: Connection, group: Group) -> None:
    """The group belongs to no team any more."""
    tx.execute(delete(GroupRow).where(GroupRow.id == group.id))


def present(tx: Connection, group: Group, on: bool) -> None:
    """The coach is in the group, or was taken out of it."""
    tx.execute(update(GroupRow).where(GroupRow.id == group.id).values(on=on))


def topic(tx: Connection, group: Group, thread: str) -> None:
    """The topic the coach writes in; empty is the general one."""
    tx.execute(update(GroupRow).where(GroupRow.id == group.id).values(thread=thread))


def rename(tx: Connection, keyring: Keyring, old: Address, new: Address) -> None:
    """The channel gave a group a new id. Told twice, it changes nothing."""
    known = GroupRow.lookup.in_(keyring.lookups(str(old)))
    tx.execute(
        update(GroupRow)
        .where(known)
        .values(lookup=keyring.lookup(str(new)), sealed=keyring.seal(new.id))
    )
