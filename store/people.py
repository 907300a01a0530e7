"""People, their agreements, enrolment and open question."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    Update,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from core.person import Conversation, Leave, Organisation, Person, Role, State
from store.db import to_json
from store.models import AgreementRow, ConversationRow, EnrolmentRow, PersonRow, TeamRow
from store.seal import Keyring

_PERSON = (
    PersonRow.id,
    PersonRow.organisation_id,
    PersonRow.team_id,
    PersonRow.state,
    PersonRow.role,
    PersonRow.job,
    PersonRow.zone,
    PersonRow.region,
    PersonRow.share,
    PersonRow.joined_at,
    PersonRow.last_heard_at,
)
_ENROLMENT = (
    EnrolmentRow.rhythm,
    EnrolmentRow.slowed_to,
    EnrolmentRow.hour,
    EnrolmentRow.days,
    EnrolmentRow.leaves,
    EnrolmentRow.paused_until,
    EnrolmentRow.paused_by_silence,
    EnrolmentRow.unanswered,
    EnrolmentRow.week,
    EnrolmentRow.week_monday,
    EnrolmentRow.last_piece,
    EnrolmentRow.last_planned_on,
    EnrolmentRow.flexible,
    EnrolmentRow.started_on,
    EnrolmentRow.next_at,
)
_ENROLMENT_NAMES = frozenset(column.key for column in _ENROLMENT)
_STORED = tuple(field.name for field in fields(Person) if field.name not in ("id", "taken"))


def _select() -> Select[*tuple[Any, ...]]:
    return select(*_PERSON, *_ENROLMENT).join(EnrolmentRow, EnrolmentRow.person_id == PersonRow.id)


def _load(*, scoped: bool, lock: bool) -> Select[*tuple[Any, ...]]:
    query = _select().where(PersonRow.id == bindparam("person"))
    if scoped:
        query = query.where(PersonRow.organisation_id == bindparam("organisation"))
    # Weak enough for rows that refer to the person to be written meanwhile (no deadlock).
    return query.with_for_update(key_share=True) if lock else query


# Built once: putting 24 columns together again costs six times the query itself.
_LOAD = {
    (scoped, lock): _load(scoped=scoped, lock=lock)
    for scoped in (False, True)
    for lock in (False, True)
}
_LOAD_MANY = _select().where(PersonRow.id.in_(bindparam("people", expanding=True)))
_DUE = (
    _select()
    .where(EnrolmentRow.next_at <= bindparam("now"))
    .order_by(EnrolmentRow.next_at)
    .limit(bindparam("most"))
    .with_for_update(of=[PersonRow, EnrolmentRow], key_share=True, skip_locked=True)
)


def _person(row: Row[*tuple[Any, ...]]) -> Person:
    values = dict(row._mapping)
    values["state"] = State(values["state"])
    values["role"] = Role(values["role"])
    values["hour"] = time.fromisoformat(values["hour"])
    values["days"] = tuple(int(day) for day in values["days"])
    values["leaves"] = tuple(
        Leave(date.fromisoformat(first), date.fromisoformat(last))
        for first, last in values["leaves"]
    )
    return Person(**values)


def _column(name: str, value: Any) -> Any:
    match name:
        case "hour":
            return f"{value:%H:%M}"
        case "days":
            return "".join(str(day) for day in value)
        case "leaves":
            return [[leave.first.isoformat(), leave.last.isoformat()] for leave in value]
        case "state" | "role":
            return value.value
    return value


def create(
    tx: Connection,
    organisation: Organisation,
    *,
    role: Role,
    state: State,
    now: datetime,
    team_id: int | None = None,
) -> Person:
    """A new member, not yet enrolled: the organisation's zone and region, default rhythm.

    Without a team they are in the organisation's first.
    """
    blank = Person(
        id=0,
        organisation_id=organisation.id,
        team_id=team_id or _first_team(tx, organisation.id),
        role=role,
        state=state,
        zone=organisation.zone,
        region=organisation.region,
    )
    values = _columns(blank, _STORED)
    personal = {name: value for name, value in values.items() if name not in _ENROLMENT_NAMES}
    person_id = tx.execute(
        insert(PersonRow).values(**personal, created_at=now).returning(PersonRow.id)
    ).scalar_one()
    enrolment = {name: value for name, value in values.items() if name in _ENROLMENT_NAMES}
    tx.execute(
        insert(EnrolmentRow).values(
            person_id=person_id, organisation_id=organisation.id, **enrolment
        )
    )
    loaded = load(tx, person_id, organisation.id)
    assert loaded is not None  # noqa: S101 - inserted in this very transaction
    return loaded


def _first_team(tx: Connection, organisation_id: int) -> int:
    return tx.execute(
        select(func.min(TeamRow.id)).where(TeamRow.organisation_id == organisation_id)
    ).scalar_one()


def _columns(person: Person, names: Iterable[str]) -> dict[str, Any]:
    return {name: _column(name, getattr(person, name)) for name in names}


def load(
    tx: Connection, person_id: int, organisation_id: int | None = None, *, lock: bool = False
) -> Person | None:
    """The person, scoped to their organisation; `lock` holds them until the transaction ends.

    Only the door where an address becomes a person passes no organisation.
    """
    query = _LOAD[organisation_id is not None, lock]
    row = tx.execute(query, {"person": person_id, "organisation": organisation_id}).one_or_none()
    return None if row is None else _person(row)


def load_many(tx: Connection, person_ids: Sequence[int]) -> dict[int, Person]:
    """Several people at once, for the check before sending."""
    rows = tx.execute(_LOAD_MANY, {"people": list(person_ids)}) if person_ids else ()
    return {person.id: person for person in map(_person, rows)}


def members(tx: Connection, organisation_id: int) -> list[Person]:
    """Everyone in one organisation, oldest first."""
    query = _select().where(PersonRow.organisation_id == organisation_id).order_by(PersonRow.id)
    return [_person(row) for row in tx.execute(query)]


def due(tx: Connection, now: datetime, limit: int) -> list[Person]:
    """People the planner must look at, longest due first; on PostgreSQL others' are skipped."""
    return [_person(row) for row in tx.execute(_DUE, {"now": now, "most": limit})]


def next_due(tx: Connection) -> datetime | None:
    """The earliest instant at which the planner has something to look at."""
    query = (
        select(EnrolmentRow.next_at)
        .where(EnrolmentRow.next_at.is_not(None))
        .order_by(EnrolmentRow.next_at)
        .limit(1)
    )
    return tx.execute(query).scalar_one_or_none()


def save(tx: Connection, before: Person, after: Person) -> None:
    """Write what changed, and only that."""
    save_many(tx, [(before, after)])


def save_many(tx: Connection, changes: Sequence[tuple[Person, Person]]) -> None:
    """Write what changed for many people, in one statement per set of changed columns."""
    groups: dict[tuple[bool, tuple[str, ...]], list[dict[str, Any]]] = {}
    for before, after in changes:
        changed = [name for name in _STORED if getattr(before, name) != getattr(after, name)]
        for enrolment in (False, True):
            names = tuple(name for name in changed if (name in _ENROLMENT_NAMES) is enrolment)
            if names:
                values = _columns(after, names)
                key = {"who": after.id, "theirs": after.organisation_id}
                groups.setdefault((enrolment, names), []).append({**values, **key})
    for (enrolment, names), rows in groups.items():
        _update(tx, enrolment, names, rows)


def _update(
    tx: Connection, enrolment: bool, names: Sequence[str], rows: list[dict[str, Any]]
) -> None:
    tx.execute(_update_of(enrolment, tuple(names)), rows)


@lru_cache(maxsize=256)
def _update_of(enrolment: bool, names: tuple[str, ...]) -> Update:
    table = EnrolmentRow.__table__ if enrolment else PersonRow.__table__
    key = table.c.person_id if enrolment else table.c.id
    return (
        update(table)  # type: ignore[arg-type]
        .where(key == bindparam("who"), table.c.organisation_id == bindparam("theirs"))
        .values({name: bindparam(name) for name in names})
    )


def conversation(tx: Connection, keyring: Keyring, person_id: int, now: datetime) -> Conversation:
    """The open question; none when it has expired."""
    row = tx.execute(
        select(
            ConversationRow.flow,
            ConversationRow.step,
            ConversationRow.sealed,
            ConversationRow.expires_at,
        ).where(ConversationRow.person_id == person_id)
    ).one_or_none()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return Conversation()
    data = json.loads(keyring.unseal(row.sealed)) if row.sealed else {}
    return Conversation(row.flow, row.step, data, row.expires_at)


def save_conversation(
    tx: Connection, keyring: Keyring, person: Person, conversation: Conversation
) -> None:
    """Replace the open question."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {
        "flow": conversation.flow,
        "step": conversation.step,
        "sealed": keyring.seal(to_json(conversation.data)) if conversation.data else None,
        "expires_at": conversation.expires_at,
    }
    statement = dialect.insert(ConversationRow).values(
        person_id=person.id, organisation_id=person.organisation_id, **values
    )
    theirs = ConversationRow.organisation_id == person.organisation_id
    tx.execute(
        statement.on_conflict_do_update(index_elements=["person_id"], set_=values, where=theirs)
    )


def agree(tx: Connection, person: Person, subject: str, version: str, now: datetime) -> None:
    """Record that the person was told (`notice`) or said yes (`messages`, `share`)."""
    tx.execute(
        insert(AgreementRow).values(
            organisation_id=person.organisation_id,
            person_id=person.id,
            subject=subject,
            version=version,
            at=now,
        )
    )


def withdraw(tx: Connection, person: Person, subject: str, now: datetime) -> None:
    """Record that a yes was taken back."""
    tx.execute(
        update(AgreementRow)
        .where(
            and_(
                AgreementRow.person_id == person.id,
                AgreementRow.organisation_id == person.organisation_id,
                AgreementRow.subject == subject,
                AgreementRow.withdrawn_at.is_(None),
            )
        )
        .values(withdrawn_at=now)
    )


def agreed(tx: Connection, person: Person, subject: str) -> bool:
    """Whether a yes of the person stands."""
    query = select(AgreementRow.id).where(
        AgreementRow.person_id == person.id,
        AgreementRow.organisation_id == person.organisation_id,
        AgreementRow.subject == subject,
        AgreementRow.withdrawn_at.is_(None),
    )
    return tx.execute(query.limit(1)).first() is not None


def in_team(tx: Connection, team_id: int) -> list[Person]:
    """Everyone of a team, oldest first."""
    query = _select().where(PersonRow.team_id == team_id).order_by(PersonRow.id)
    return [_person(row) for row in tx.execute(query)]
