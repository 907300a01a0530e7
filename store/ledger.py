"""Questions about the ledger of messages: what is due, what became of it. Nothing is written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from core.message import Address
from store.models import OutboxRow
from store.outbox import Status
from store.seal import Keyring


def due_count(tx: Connection, now: datetime) -> int:
    """How many messages wait to leave."""
    return tx.execute(
        select(func.count())
        .select_from(OutboxRow)
        .where(OutboxRow.status == Status.PLANNED.value, OutboxRow.due_at <= now)
    ).scalar_one()


def anything_due(tx: Connection, now: datetime, channels: Sequence[str]) -> bool:
    """Whether the bell should ring: something is due on a channel that is on."""
    return (
        tx.execute(
            select(OutboxRow.id)
            .where(
                OutboxRow.status == Status.PLANNED.value,
                OutboxRow.due_at <= now,
                OutboxRow.channel.in_(channels),
            )
            .limit(1)
        ).first()
        is not None
    )


def next_due(tx: Connection) -> datetime | None:
    """When the next planned message may leave."""
    return tx.execute(
        select(func.min(OutboxRow.due_at)).where(OutboxRow.status == Status.PLANNED.value)
    ).scalar_one_or_none()


def history(tx: Connection, organisation_id: int, person_id: int, limit: int = 200) -> list[Any]:
    """The person's ledger, newest first, without any text."""
    return list(
        tx.execute(
            select(
                OutboxRow.created_at,
                OutboxRow.due_at,
                OutboxRow.sent_at,
                OutboxRow.channel,
                OutboxRow.kind,
                OutboxRow.key,
                OutboxRow.status,
                OutboxRow.reason,
            )
            .where(OutboxRow.organisation_id == organisation_id, OutboxRow.person_id == person_id)
            .order_by(OutboxRow.id.desc())
            .limit(limit)
        )
    )


def counts(tx: Connection) -> dict[tuple[str, str], int]:
    """Messages by (status, reason), for the metrics."""
    rows = tx.execute(
        select(OutboxRow.status, OutboxRow.reason, func.count()).group_by(
            OutboxRow.status, OutboxRow.reason
        )
    )
    return {(row[0], row[1] or ""): row[2] for row in rows}


def keys_sent_to(tx: Connection, keyring: Keyring, address: Address) -> list[str]:
    """Keys of what was sent to an address and is not wiped yet, oldest first; opens every row."""
    rows = tx.execute(
        select(OutboxRow.key, OutboxRow.to_sealed)
        .where(OutboxRow.status == Status.SENT.value, OutboxRow.to_sealed.is_not(None))
        .order_by(OutboxRow.id)
    )
    return [row.key for row in rows if keyring.unseal(row.to_sealed or b"") == str(address)]
