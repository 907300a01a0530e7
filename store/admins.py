"""Who answers for an organisation: its people with the role admin who are in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, select

from core.person import Role, State
from store.models import AddressRow, PersonRow

_IN = (State.ACTIVE.value, State.PAUSED.value, State.FINISHED.value)


@dataclass(frozen=True, slots=True)
class Admin:
    """One admin, and whose."""

    organisation_id: int
    person_id: int


def every(
    tx: Connection,
    channels: Sequence[str] | None = None,
    *,
    unheard_since: datetime | None = None,
) -> list[Admin]:
    """The admins of all organisations, those who stopped or never joined apart.

    With `channels`, those who have an address there; with `unheard_since` too, from which nothing
    came after that instant. For the clock process and the operator only.
    """
    query = select(PersonRow.organisation_id, PersonRow.id).where(
        PersonRow.role == Role.ADMIN.value, PersonRow.state.in_(_IN)
    )
    if channels is not None:
        query = query.where(_addressed(AddressRow.channel.in_(channels)))
        if unheard_since is not None:
            heard = AddressRow.last_inbound_at > unheard_since
            query = query.where(~_addressed(AddressRow.channel.in_(channels), heard))
    return [Admin(*row) for row in tx.execute(query.order_by(PersonRow.id))]


def concerned(tx: Connection, channels: Sequence[str]) -> list[int]:
    """Ids of the organisations who have people on these channels."""
    here = _addressed(AddressRow.channel.in_(channels))
    query = select(PersonRow.organisation_id).where(here).distinct()
    return sorted(tx.execute(query).scalars())


def _addressed(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(AddressRow.person_id == PersonRow.id, *conditions)
