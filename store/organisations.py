"""Organisations and the ways into them."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from core.person import Organisation, Role
from store.models import InvitationRow, OrganisationRow, TeamRow
from store.seal import Keyring

TOKEN_BYTES = 12


class CodeTaken(Exception):
    """Another organisation already uses this code word."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a code opens: an organisation, with a role."""

    organisation: Organisation
    role: Role
    invitation_id: int | None = None
    team_id: int | None = None


def _organisation(row: Row[*tuple[Any, ...]]) -> Organisation:
    values = dict(row._mapping)
    return Organisation(**values | {"model_off": tuple(values["model_off"].split())})


_COLUMNS = (
    OrganisationRow.id,
    OrganisationRow.code,
    OrganisationRow.name,
    OrganisationRow.zone,
    OrganisationRow.region,
    OrganisationRow.words,
    OrganisationRow.model_off,
)


def add(
    tx: Connection, *, code: str, name: str, zone: str, region: str, now: datetime
) -> Organisation:
    """Create an organisation and its first team; the code is stored upper-case.

    Raises CodeTaken.
    """
    values = {"code": code.upper(), "name": name, "zone": zone, "region": region}
    try:
        with tx.begin_nested():
            tx.execute(insert(OrganisationRow).values(**values, words={}, created_at=now))
            found = by_code(tx, code)
            assert found is not None  # noqa: S101 - inserted in this very transaction
            first = {"organisation_id": found.id, "name": name, "code": found.code}
            tx.execute(insert(TeamRow).values(**first))
    except IntegrityError as error:
        raise CodeTaken(code.upper()) from error
    return found


def by_code(tx: Connection, code: str) -> Organisation | None:
    """The organisation with this code word, whatever the case."""
    return _one(tx, OrganisationRow.code == code.strip().upper())


def known(tx: Connection, organisation_id: int) -> Organisation:
    """The organisation a row of the database belongs to. Raises LookupError if there is none."""
    found = by_id(tx, organisation_id)
    if found is None:
        raise LookupError("no such organisation")
    return found


def by_id(tx: Connection, organisation_id: int) -> Organisation | None:
    """The organisation with this id."""
    return _one(tx, OrganisationRow.id == organisation_id)


def _one(tx: Connection, condition: ColumnElement[bool]) -> Organisation | None:
    row = tx.execute(select(*_COLUMNS).where(condition)).one_or_none()
    return None if row is None else _organisation(row)


def model_off(tx: Connection, organisation: Organisation, channels: Iterable[str]) -> None:
    """No text of these channels goes to a language model; "all" is every channel."""
    tx.execute(
        update(OrganisationRow)
        .where(OrganisationRow.id == organisation.id)
        .values(model_off=" ".join(sorted(set(channels))))
    )


def set_words(tx: Connection, organisation: Organisation, words: Mapping[str, str]) -> None:
    """What fills the placeholders for this organisation; those left out have their defaults."""
    theirs = update(OrganisationRow).where(OrganisationRow.id == organisation.id)
    tx.execute(theirs.values(words=dict(words)))


def every(tx: Connection) -> list[Organisation]:
    """All organisations of the installation, by code. For the operator only."""
    return [_organisation(row) for row in tx.execute(select(*_COLUMNS).order_by("code"))]


def invite(
    tx: Connection,
    keyring: Keyring,
    organisation_id: int,
    *,
    role: Role,
    uses: int | None,
    expires_at: datetime | None,
    team_id: int | None = None,
) -> str:
    """Create an invitation and return its token; only the token's keyed hash is stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    tx.execute(
        insert(InvitationRow).values(
            organisation_id=organisation_id,
            lookup=keyring.lookup(f"invitation:{token}"),
            role=role.value,
            team_id=team_id,
            uses_left=uses,
            expires_at=expires_at,
        )
    )
    return token


def welcome(tx: Connection, keyring: Keyring, code: str, now: datetime) -> Welcome | None:
    """What a code word or invitation token opens now; None when unknown, spent or expired."""
    team = tx.execute(
        select(TeamRow.id, TeamRow.organisation_id).where(TeamRow.code == code.strip().upper())
    ).one_or_none()
    organisation = by_id(tx, team.organisation_id) if team else None
    if team is not None and organisation is not None:
        return Welcome(organisation, Role.MEMBER, team_id=team.id)
    row = tx.execute(
        select(
            InvitationRow.id,
            InvitationRow.organisation_id,
            InvitationRow.role,
            InvitationRow.team_id,
        ).where(
            InvitationRow.lookup.in_(keyring.lookups(f"invitation:{code.strip()}")),
            or_(InvitationRow.uses_left.is_(None), InvitationRow.uses_left > 0),
            or_(InvitationRow.expires_at.is_(None), InvitationRow.expires_at > now),
        )
    ).one_or_none()
    if row is None:
        return None
    organisation = by_id(tx, row.organisation_id)
    if organisation is None:
        return None
    return Welcome(organisation, Role(row.role), row.id, row.team_id)


def open_invitations(tx: Connection, now: datetime) -> int:
    """How many invitations would still let someone in."""
    return tx.execute(
        select(func.count())
        .select_from(InvitationRow)
        .where(
            or_(InvitationRow.uses_left.is_(None), InvitationRow.uses_left > 0),
            or_(InvitationRow.expires_at.is_(None), InvitationRow.expires_at > now),
        )
    ).scalar_one()


def use(tx: Connection, invitation_id: int) -> bool:
    """Spend one use of an invitation. False when another person took the last one."""
    left = InvitationRow.uses_left
    spent = tx.execute(
        update(InvitationRow)
        .where(InvitationRow.id == invitation_id, or_(left.is_(None), left > 0))
        .values(uses_left=left - 1)
    )
    return spent.rowcount == 1


def days_from(now: datetime, days: int | None) -> datetime | None:
    """The end of an invitation valid for `days`."""
    return None if days is None else now + timedelta(days=days)
