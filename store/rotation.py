"""Rewrites what was sealed with the previous SECRET_KEY, in batches, while the product runs.

Safe to run again: rows already sealed with the present key are left alone.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, and_, literal, select, true, tuple_, update

from store.db import Database
from store.models import (
    AddressRow,
    Base,
    BrakeRow,
    ChallengeRow,
    ConversationRow,
    EntryRow,
    FeedbackRow,
    GroupRow,
    InboxRow,
    InstallationRow,
    MissionRow,
    OutboxRow,
    PersonRow,
    PhoneMessageRow,
    PictureRow,
    RelayKeyRow,
    RelayRow,
    WinRow,
    WorkshopAnswerRow,
    WorkshopPersonRow,
)
from store.seal import Keyring

BATCH = 500
Relook = Callable[[Any, str], Mapping[str, str | None]]


def rotate(database: Database, keyring: Keyring) -> Iterator[tuple[str, int]]:
    """Yield each table's name and how many rows were rewritten. Raises Unsealable for a row
    that neither key opens."""
    plan: Sequence[tuple[type[Base], str, Relook | None]] = (
        (
            AddressRow,
            "sealed",
            lambda row, text: _address_lookups(keyring, f"{row.channel}:{text}"),
        ),
        (ConversationRow, "sealed", None),
        (PersonRow, "shown_as", None),
        (
            GroupRow,
            "sealed",
            lambda row, text: _lookup(keyring, f"{row.channel}:{text}"),
        ),
        (PictureRow, "sealed", None),
        (ChallengeRow, "sealed", None),
        (MissionRow, "sealed", None),
        (WorkshopPersonRow, "sealed", None),
        (WorkshopAnswerRow, "sealed", None),
        (BrakeRow, "sealed", None),
        (InboxRow, "sealed", lambda _row, text: _inbox_lookups(keyring, text)),
        (OutboxRow, "sealed", None),
        (OutboxRow, "to_sealed", None),
        (WinRow, "sealed", None),
        (FeedbackRow, "sealed", None),
        (RelayRow, "sealed", None),
        (RelayRow, "answer", None),
        (RelayKeyRow, "sealed", None),
        (EntryRow, "sealed", None),
        (EntryRow, "answer", None),
        (PhoneMessageRow, "sealed", lambda _row, text: _phone_lookups(keyring, text)),
        # Last: until everything is rewritten, the old key must not be taken away.
        (InstallationRow, "sealed", None),
    )
    for table, column, relook in plan:
        yield f"{table.__tablename__}.{column}", _table(database, keyring, table, column, relook)


def _lookup(keyring: Keyring, text: str) -> dict[str, str]:
    return {"lookup": keyring.lookup(text)}


def _address_lookups(keyring: Keyring, text: str) -> dict[str, str | None]:
    # The alias itself is not kept: it comes again with the person's next message.
    return {"lookup": keyring.lookup(text), "alias_lookup": None}


def _inbox_lookups(keyring: Keyring, text: str) -> dict[str, str]:
    message = json.loads(text)
    found = _lookup(keyring, message["address"])
    if message.get("message_ref"):
        reference = f"{message['address']}/{message['message_ref']}"
        found["message_lookup"] = keyring.lookup(reference)
    return found


def _phone_lookups(keyring: Keyring, text: str) -> dict[str, str]:
    kept = json.loads(text)
    found = _lookup(keyring, kept["phone"])
    if kept["client"]:
        found["client_lookup"] = keyring.lookup(f"{kept['phone']}/{kept['client']}")
    return found


def _table(
    database: Database, keyring: Keyring, model: type[Base], column: str, relook: Relook | None
) -> int:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - declarative models are tables
    key = tuple(table.primary_key)
    last, done = None, 0
    while True:
        with database.write() as tx:
            rows = tx.execute(
                select(table)
                .where(true() if last is None else tuple_(*key) > last)
                .where(table.c[column].is_not(None))
                .order_by(*key)
                .limit(BATCH)
            ).all()
            for row in rows:
                values = _resealed(keyring, row, column, relook)
                if values:
                    where = and_(*(one == row._mapping[one.name] for one in key))
                    done += tx.execute(update(table).where(where).values(**values)).rowcount
        if not rows:
            return done
        last = tuple_(*(literal(rows[-1]._mapping[one.name], one.type) for one in key))


def _resealed(keyring: Keyring, row: Any, column: str, relook: Relook | None) -> dict[str, Any]:
    sealed = row._mapping[column]
    if keyring.current(sealed):
        return {}
    text = keyring.unseal(sealed)
    return {column: keyring.seal(text), **(relook(row, text) if relook else {})}
