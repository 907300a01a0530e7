"""Who the planner will look at, and where their messages go. No address is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from store.models import AddressRow, EnrolmentRow


@dataclass(frozen=True, slots=True)
class Coming:
    """One person whose next message goes to a channel, heard there last at `heard_at` (UTC)."""

    person_id: int
    channel: str
    heard_at: datetime | None


def before(tx: Connection, until: datetime, channels: Sequence[str]) -> list[Coming]:
    """Whom the planner looks at until an instant and reaches on one of these channels."""
    rows = tx.execute(
        select(
            AddressRow.person_id,
            AddressRow.channel,
            AddressRow.reachable,
            AddressRow.last_inbound_at,
        )
        .join(EnrolmentRow, EnrolmentRow.person_id == AddressRow.person_id)
        .where(EnrolmentRow.next_at <= until)
        .order_by(
            AddressRow.reachable,
            AddressRow.chosen,
            AddressRow.last_inbound_at.nulls_first(),
            AddressRow.id,
        )
    )
    # In the order of `addresses.reach`: the address that is next comes last.
    found = {row.person_id: row for row in rows}
    return [
        Coming(row.person_id, row.channel, row.last_inbound_at)
        for row in found.values()
        if row.reachable and row.channel in channels
    ]
