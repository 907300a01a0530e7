"""What a provider tells about a message after it took it: sent, delivered, read, or failed.

Callbacks come in any order, twice, even before the call that made the message has returned.
Source: Twilio, "Outbound message status in status callbacks".
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    false,
    func,
    or_,
    select,
    update,
)

from store.models import OutboxRow
from store.outbox import EARLY, OPEN, REPEAT, Message, Outcome, Status, opened, state_after
from store.seal import Keyring

# A reply about to be sent once more, because nobody knew, is not: now one knows.
_UNSURE = (Status.UNKNOWN, Status.PLANNED)
_BELOW = {
    Status.SENT: _UNSURE,
    Status.DELIVERED: (Status.CLAIMED, Status.SENT, *_UNSURE),
    Status.READ: (Status.CLAIMED, Status.SENT, Status.DELIVERED, *_UNSURE),
}
_FAILABLE = (Status.CLAIMED, Status.SENT, Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Told:
    """A failure told while the message was still being sent, now to be acted on."""

    message: Message
    kind: str
    reason: str


def advance(
    tx: Connection, message_id: int, provider_id: str, status: Status, now: datetime
) -> bool:
    """Move a message forward to sent, delivered or read; never back. Returns whether it moved."""
    moved = tx.execute(
        update(OutboxRow)
        .where(_theirs(message_id, provider_id, _BELOW[status]))
        .values(
            status=status.value,
            provider_id=provider_id,
            reason=None,
            lease_until=None,
            sent_at=func.coalesce(OutboxRow.sent_at, now),
        )
    )
    return moved.rowcount == 1


def _theirs(message_id: int, provider_id: str, states: tuple[Status, ...]) -> ColumnElement[bool]:
    """The message, if its last try is (or may be) what the provider speaks of."""
    told = OutboxRow.reason.like(f"{EARLY}%")
    repeats = OutboxRow.reason.like(f"{REPEAT}%")
    # While a try has no id of its own yet, the id kept is that of the try before.
    nameless = or_(
        and_(OutboxRow.status == Status.CLAIMED.value, OutboxRow.started_at.is_not(None)),
        OutboxRow.status == Status.UNKNOWN.value,
        and_(OutboxRow.status == Status.PLANNED.value, repeats),
    )
    early = and_(OutboxRow.status == Status.CLAIMED.value, told)
    named = OutboxRow.status.in_((Status.SENT.value, Status.DELIVERED.value))
    unlike = or_(OutboxRow.provider_id.is_(None), OutboxRow.provider_id != provider_id)
    alike = or_(OutboxRow.provider_id.is_(None), OutboxRow.provider_id == provider_id)
    return and_(
        OutboxRow.id == message_id,
        OutboxRow.status.in_([one.value for one in states]),
        case((early, alike), (nameless, unlike), (named, alike), else_=false()),
    )


def failed(tx: Connection, keyring: Keyring, message_id: int, provider_id: str) -> Message | None:
    """The message a failure is about, as it stands, held until the transaction ends.

    None when it is not to be changed any more: it arrived, was tried again, or is told twice.
    """
    row = tx.execute(
        select(*OPEN, OutboxRow.status)
        .where(_theirs(message_id, provider_id, _FAILABLE))
        .with_for_update()
    ).one_or_none()
    return None if row is None else opened(keyring, row, Status(row.status))


def early(tx: Connection, message_id: int, provider_id: str, kind: str, reason: str) -> None:
    """Keep a failure told before its sender knew it had left; `overdue` gives it back."""
    tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id == message_id, OutboxRow.status == Status.CLAIMED.value)
        .values(reason=f"{EARLY}{kind}:{reason}"[:64], provider_id=provider_id)
    )


def overdue(tx: Connection, keyring: Keyring, *, real_now: datetime) -> list[Told]:
    """Failures told early whose message nobody holds any more (real time)."""
    rows = tx.execute(
        select(*OPEN)
        .where(
            OutboxRow.status == Status.CLAIMED.value,
            OutboxRow.lease_until < real_now,
            OutboxRow.reason.like(f"{EARLY}%"),
        )
        .with_for_update(skip_locked=True)
    )
    found = []
    for row in rows:
        kind, _, reason = row.reason.removeprefix(EARLY).partition(":")
        found.append(Told(opened(keyring, row, Status.CLAIMED), kind, reason))
    return found


def settle(tx: Connection, outcome: Outcome) -> None:
    """What becomes of a message that failed after it was taken. Ask within `failed`'s hold."""
    tx.execute(update(OutboxRow).where(OutboxRow.id == outcome.id).values(**state_after(outcome)))
