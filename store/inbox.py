"""What came in: stored before it is acknowledged, once per provider id."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.message import Address, Inbound, Kind
from store.db import to_json
from store.models import InboxRow
from store.seal import Keyring

MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message not yet answered. `received_at`: when it came in, in product time."""

    id: int
    message: Inbound
    attempts: int
    received_at: datetime


def _write(message: Inbound) -> str:
    values = asdict(message)
    values["address"] = str(message.address)
    values["group"] = str(message.group) if message.group else ""
    return to_json({name: value for name, value in values.items() if value not in ("", False)})


def _read(text: str) -> Inbound:
    values = json.loads(text)
    values["address"] = Address.parse(values["address"])
    if "group" in values:
        values["group"] = Address.parse(values["group"])
    values["kind"] = Kind(values.get("kind", Kind.TEXT))
    return Inbound(**values)


def opened(keyring: Keyring, sealed: bytes) -> Inbound:
    """A stored message in clear: for the turn that answers it and the person's own export."""
    return _read(keyring.unseal(sealed))


def take_in(tx: Connection, keyring: Keyring, messages: Iterable[Inbound], now: datetime) -> int:
    """Store messages; those whose provider id is already there change nothing.

    An edited message replaces the text of the original if that was not answered yet; if it was,
    the edit is dropped. Returns how many are new.
    """
    fresh = 0
    for message in messages:
        if message.edited:
            fresh += _edit(tx, keyring, message)
        else:
            fresh += _insert(tx, keyring, message, now)
    return fresh


def _message_lookup(keyring: Keyring, message: Inbound) -> str | None:
    if not message.message_ref:
        return None
    return keyring.lookup(_reference(message))


def _reference(message: Inbound) -> str:
    return f"{message.address}/{message.message_ref}"


def _insert(tx: Connection, keyring: Keyring, message: Inbound, now: datetime) -> int:
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    added = tx.execute(
        dialect.insert(InboxRow)
        .values(
            channel=message.address.channel,
            provider_id=message.provider_id,
            lookup=keyring.lookup(str(message.address)),
            message_lookup=_message_lookup(keyring, message),
            sealed=keyring.seal(_write(message)),
            status="new",
            attempts=0,
            received_at=now,
        )
        .on_conflict_do_nothing(index_elements=["channel", "provider_id"])
        # Rows given back are counted: psycopg's row count of an insert is not passed on.
        .returning(InboxRow.id)
    )
    return len(added.all())


def _edit(tx: Connection, keyring: Keyring, message: Inbound) -> int:
    if not message.message_ref:
        return 0
    changed = tx.execute(
        update(InboxRow)
        .where(
            InboxRow.message_lookup.in_(keyring.lookups(_reference(message))),
            InboxRow.status == "new",
        )
        .values(sealed=keyring.seal(_write(message)))
    )
    return changed.rowcount


def waiting_addresses(tx: Connection, limit: int) -> list[str]:
    """Look-ups of addresses with unanswered messages, longest waiting first."""
    oldest = func.min(InboxRow.id)
    rows = tx.execute(
        select(InboxRow.lookup)
        .where(InboxRow.status == "new", InboxRow.lookup.is_not(None))
        .group_by(InboxRow.lookup)
        .order_by(oldest)
        .limit(limit)
    )
    return [row.lookup for row in rows if row.lookup is not None]


_WAITING = (InboxRow.id, InboxRow.sealed, InboxRow.attempts, InboxRow.received_at)


def _opened(keyring: Keyring, row: Any) -> Waiting:
    return Waiting(row.id, _read(keyring.unseal(row.sealed)), row.attempts, row.received_at)


def peek(tx: Connection, keyring: Keyring, lookup: str) -> Waiting | None:
    """The first unanswered message behind a look-up."""
    row = tx.execute(
        select(*_WAITING)
        .where(InboxRow.lookup == lookup, InboxRow.status == "new")
        .order_by(InboxRow.id)
        .limit(1)
    ).first()
    return None if row is None or row.sealed is None else _opened(keyring, row)


def said(tx: Connection, keyring: Keyring, person_id: int, inbox_id: int) -> str | None:
    """The text of a message this person sent, unless it was wiped meanwhile."""
    row = tx.execute(
        select(InboxRow.sealed).where(InboxRow.id == inbox_id, InboxRow.person_id == person_id)
    ).one_or_none()
    return None if row is None or row.sealed is None else opened(keyring, row.sealed).text


def waiting(tx: Connection, keyring: Keyring, lookups: Sequence[str]) -> list[Waiting]:
    """Unanswered messages of one address, in the order they came."""
    rows = tx.execute(
        select(*_WAITING)
        .where(InboxRow.lookup.in_(lookups), InboxRow.status == "new")
        .order_by(InboxRow.id)
    )
    return [_opened(keyring, row) for row in rows if row.sealed is not None]


def done(tx: Connection, inbox_id: int, person_id: int | None, now: datetime) -> None:
    """The message was answered."""
    tx.execute(
        update(InboxRow)
        .where(InboxRow.id == inbox_id)
        .values(status="done", done_at=now, person_id=person_id)
    )


def stumbled(tx: Connection, inbox_id: int, attempts: int) -> bool:
    """A turn crashed on this message. True when it is given up (after MAX_ATTEMPTS)."""
    given_up = attempts + 1 >= MAX_ATTEMPTS
    values: dict[str, int | str] = {"attempts": attempts + 1}
    if given_up:
        values["status"] = "failed"
    tx.execute(update(InboxRow).where(InboxRow.id == inbox_id).values(**values))
    return given_up


def give_up(tx: Connection, lookup: str) -> int:
    """Set everything that waits from an address aside. Returns how many messages."""
    waiting = InboxRow.lookup == lookup, InboxRow.status == "new"
    return tx.execute(update(InboxRow).where(*waiting).values(status="failed")).rowcount


def backlog(tx: Connection) -> int:
    """How many messages wait for an answer."""
    return tx.execute(
        select(func.count()).select_from(InboxRow).where(InboxRow.status == "new")
    ).scalar_one()


def forget(tx: Connection, ids: Sequence[int]) -> None:
    """Keep of these messages only that their provider ids were seen."""
    tx.execute(
        update(InboxRow)
        .where(InboxRow.id.in_(ids))
        .values(sealed=None, lookup=None, message_lookup=None, person_id=None)
    )
