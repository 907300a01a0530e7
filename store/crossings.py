"""Links by which a person brings an address of another channel: short-lived, single use."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from core.person import Person
from store.models import CrossingRow
from store.seal import Keyring

VALID = timedelta(minutes=30)
PREFIX = "canal-"
"""Tells such a link from an invitation, also once it is used and forgotten."""
TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Crossing:
    """Whose link it is, and the channel it leads to."""

    person_id: int
    organisation_id: int
    channel: str


def open_link(tx: Connection, keyring: Keyring, person: Person, channel: str, now: datetime) -> str:
    """A fresh token to say on that channel within VALID; the person's link before it is void."""
    withdraw(tx, person)
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    tx.execute(
        insert(CrossingRow).values(
            person_id=person.id,
            organisation_id=person.organisation_id,
            channel=channel,
            lookup=keyring.lookup(_named(token)),
            expires_at=now + VALID,
        )
    )
    return token


def _named(token: str) -> str:
    return f"crossing:{token}"


def is_one(code: str | None) -> bool:
    """Whether a code is, or once was, such a link."""
    return code is not None and code.startswith(PREFIX)


def _open(keyring: Keyring, token: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        CrossingRow.lookup.in_(keyring.lookups(_named(token))), CrossingRow.expires_at > now
    )


def find(tx: Connection, keyring: Keyring, token: str, now: datetime) -> Crossing | None:
    """What a token opens; None when unknown, used or expired. Spends nothing."""
    row = tx.execute(
        select(CrossingRow.person_id, CrossingRow.organisation_id, CrossingRow.channel).where(
            _open(keyring, token, now)
        )
    ).one_or_none()
    return None if row is None else Crossing(*row)


def use(tx: Connection, keyring: Keyring, token: str, now: datetime) -> bool:
    """Spend a link. False when it was spent or ended meanwhile."""
    return tx.execute(delete(CrossingRow).where(_open(keyring, token, now))).rowcount == 1


def withdraw(tx: Connection, person: Person) -> None:
    """The person's link opens nothing any more."""
    tx.execute(
        delete(CrossingRow).where(
            CrossingRow.person_id == person.id,
            CrossingRow.organisation_id == person.organisation_id,
        )
    )
