"""Messages that change where they stand: a tally in a group, the progress of a broadcast.

The message itself is a row of the ledger like any other; each change is one too, and points to it
by its plan key. Changes that come faster than they can leave become one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from core.message import Outbound
from store import outbox
from store.models import OutboxRow
from store.outbox import ARRIVED, Message, Status
from store.seal import Keyring

LEFT = (Status.SENT.value, *ARRIVED)


def revise(
    tx: Connection, keyring: Keyring, message: Message, body: Outbound, now: datetime
) -> None:
    """Let a message of the ledger (by its plan key) say something else from now on.

    While it has not begun to leave it is simply rewritten; after that a change is planned, which
    goes to the same place with the same priority. Of what was never said nothing is changed.
    """
    assert message.plan is not None  # noqa: S101 - what changes has a plan key
    if not outbox.planned(tx, [message.plan]):
        return
    waiting = (message.plan, *_pending(tx, message.plan))
    rewritten = tx.execute(
        update(OutboxRow)
        .where(OutboxRow.plan.in_(waiting), OutboxRow.status == Status.PLANNED.value)
        .values(sealed=keyring.seal(outbox.write_body(body)))
    )
    if rewritten.rowcount:
        return
    count = tx.execute(
        select(func.count()).select_from(OutboxRow).where(OutboxRow.edits == message.plan)
    ).scalar_one()
    change = replace(
        message,
        body=body,
        edits=message.plan,
        plan=f"{message.plan}/{count + 1}",
        due_at=now,
        expires_at=None,
        proactive_day=None,
        status=Status.PLANNED,
        reason=None,
        attempts=0,
        told=0,
    )
    outbox.plan(tx, keyring, [change], now=now)


def _pending(tx: Connection, plan: str) -> Sequence[str]:
    mine = OutboxRow.edits == plan, OutboxRow.status == Status.PLANNED.value
    found = tx.execute(select(OutboxRow.plan).where(*mine)).scalars()
    return [one for one in found if one is not None]


def standing(tx: Connection, plans: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """Of messages by plan key: their status and, once they left, the provider's id of them."""
    if not plans:
        return {}
    rows = tx.execute(
        select(OutboxRow.plan, OutboxRow.status, OutboxRow.provider_id).where(
            OutboxRow.plan.in_(plans)
        )
    )
    return {
        row.plan: (row.status, row.provider_id or "" if row.status in LEFT else "")
        for row in rows
        if row.plan is not None
    }
