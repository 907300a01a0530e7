"""What browser phones show. A real phone would keep this itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from store.db import to_json
from store.models import PhoneMessageRow
from store.seal import Keyring


@dataclass(frozen=True, slots=True)
class Shown:
    """One bubble. `body` is the JSON-ready rest: text, prompt, buttons."""

    id: int
    sender: str
    at: datetime
    body: dict[str, Any]


def show(
    tx: Connection,
    keyring: Keyring,
    phone: str,
    *,
    sender: str,
    body: dict[str, Any],
    now: datetime,
    client_id: str | None = None,
) -> int | None:
    """Add a bubble to a phone (`handle` address). None when the client id was already there."""
    # The phone goes in as well: only so can a change of key compute the look-ups again.
    kept = {"from": sender, "phone": phone, "client": client_id, "body": body}
    values = {
        "lookup": keyring.lookup(phone),
        "client_lookup": keyring.lookup(f"{phone}/{client_id}") if client_id else None,
        "sealed": keyring.seal(to_json(kept)),
        "at": now,
    }
    if client_id is None:
        added = insert(PhoneMessageRow).values(**values).returning(PhoneMessageRow.id)
        return tx.execute(added).scalar_one()
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    return tx.execute(
        dialect.insert(PhoneMessageRow)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["client_lookup"])
        .returning(PhoneMessageRow.id)
    ).scalar_one_or_none()


def shown(
    tx: Connection, keyring: Keyring, phone: str, *, after: int = 0, limit: int = 500
) -> list[Shown]:
    """A phone's bubbles with an id above `after`, oldest first."""
    rows = tx.execute(
        select(PhoneMessageRow.id, PhoneMessageRow.sealed, PhoneMessageRow.at)
        .where(PhoneMessageRow.lookup.in_(keyring.lookups(phone)), PhoneMessageRow.id > after)
        .order_by(PhoneMessageRow.id)
        .limit(limit)
    )
    return [_shown(keyring, row) for row in rows]


def latest(tx: Connection, keyring: Keyring, phone: str, limit: int = 50) -> list[Shown]:
    """A phone's last bubbles from the coach or its owner, newest first."""
    return list(_newest(tx, keyring, phone, limit))


def said_at(tx: Connection, keyring: Keyring, phone: str, among: int = 500) -> datetime | None:
    """When a phone's owner last wrote or tapped; None when nothing of that is kept."""
    mine = (one.at for one in _newest(tx, keyring, phone, among) if one.sender == "me")
    return next(mine, None)


def _newest(tx: Connection, keyring: Keyring, phone: str, limit: int) -> Iterator[Shown]:
    """Opened one by one: who looks for one bubble does not pay for the rest."""
    rows = tx.execute(
        select(PhoneMessageRow.id, PhoneMessageRow.sealed, PhoneMessageRow.at)
        .where(PhoneMessageRow.lookup.in_(keyring.lookups(phone)))
        .order_by(PhoneMessageRow.id.desc())
        .limit(limit)
    )
    return (_shown(keyring, row) for row in rows)


def _shown(keyring: Keyring, row: Any) -> Shown:
    kept = json.loads(keyring.unseal(row.sealed))
    return Shown(row.id, kept["from"], row.at, kept["body"])
