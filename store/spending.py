"""What left in a stretch of time, and what a limit held back: counted, never read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from core.reasons import Reason
from store.models import OutboxRow
from store.outbox import ARRIVED, Status

_LEFT = (Status.SENT.value, *ARRIVED, Status.UNKNOWN.value)
_HELD = (Reason.PEOPLE_LIMIT.value, Reason.MONTHLY_CAP.value, Reason.NO_ADMIN.value)


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages of a kind left an organisation on a channel, as a template or as written.

    `arrived` is what the provider told of: WhatsApp tells, others do not. No organisation: people
    nobody had let in, or who were erased.
    """

    organisation_id: int | None
    channel: str
    kind: str
    template: bool
    left: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Held:
    """How often something was held back in an organisation, and why."""

    organisation_id: int | None
    reason: str
    count: int


def counts(tx: Connection, since: datetime, until: datetime) -> list[Count]:
    """What left of what was written between two instants, in all organisations.

    What may have left counts: it may be billed. For the operator only.
    """
    arrived = func.sum(case((OutboxRow.status.in_(ARRIVED), 1), else_=0))
    key = (OutboxRow.organisation_id, OutboxRow.channel, OutboxRow.kind, OutboxRow.template)
    rows = tx.execute(
        select(*key, func.count(), arrived)
        .where(
            OutboxRow.created_at >= since,
            OutboxRow.created_at < until,
            OutboxRow.status.in_(_LEFT),
        )
        .group_by(*key)
        .order_by(*key)
    )
    return [Count(*row) for row in rows]


def held(
    tx: Connection, since: datetime, until: datetime, reasons: Sequence[str] = _HELD
) -> list[Held]:
    """What a limit held back between two instants, and alerts nobody could be told."""
    key = (OutboxRow.organisation_id, OutboxRow.reason)
    rows = tx.execute(
        select(*key, func.count())
        .where(
            OutboxRow.created_at >= since,
            OutboxRow.created_at < until,
            OutboxRow.status == Status.SKIPPED.value,
            OutboxRow.reason.in_(reasons),
        )
        .group_by(*key)
        .order_by(*key)
    )
    return [Held(row[0], row[1] or "", row[2]) for row in rows]
