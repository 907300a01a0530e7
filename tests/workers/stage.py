"""People and ledger rows put straight in place, and what became of them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.message import Outbound
from core.person import Person, Role, State
from store import addresses, organisations, outbox, people
from store.models import AddressRow, InboxRow, OutboxRow
from store.outbox import NUDGE, REPLY, Message
from tests.chat import House, Member


def active(house: House, name: str, **changes: Any) -> Member:
    """A member of MAIRIE on the first day of the course, without the talk of joining."""
    now = house.clock.now()
    begun = {"joined_at": now, "started_on": now.date(), "week_monday": now.date(), **changes}
    member = house.member(name)
    with house.context.database.write() as tx:
        mairie = organisations.by_code(tx, "MAIRIE")
        assert mairie is not None
        person = people.create(tx, mairie, role=Role.MEMBER, state=State.ACTIVE, now=now)
        known = addresses.address(tx, house.context.keyring, member.address, now=now)
        addresses.attach(tx, known.id, person.id)
        people.save(tx, person, replace(person, **begun))
    return member


def becomes(house: House, member: Member, **changes: Any) -> Person:
    """Change a person's row, as a turn of theirs would."""
    before = member.person
    after = replace(before, **changes)
    with house.context.database.write() as tx:
        people.save(tx, before, after)
    return after


def message(house: House, member: Member, key: str, priority: int) -> Message:
    """A message whose text is its key, due now."""
    person = member.person
    return Message(
        to=member.address,
        body=Outbound(key),
        kind="reply" if priority == REPLY else "tip",
        key=key,
        priority=priority,
        due_at=house.clock.now(),
        organisation_id=person.organisation_id,
        person_id=person.id,
        plan=None if priority == REPLY else f"tip:{key}:{person.id}",
    )


def reply(house: House, member: Member, *keys: str, **changes: Any) -> None:
    """Replies someone waits for, to be delivered."""
    owed = [replace(message(house, member, key, REPLY), **changes) for key in keys]
    with house.context.database.write() as tx:
        now = house.clock.now()
        outbox.reply(tx, house.context.keyring, owed, now=now, claimed_at=None)


def nudge(house: House, member: Member, *keys: str, **changes: Any) -> None:
    """Planned pieces."""
    due = [replace(message(house, member, key, NUDGE), **changes) for key in keys]
    with house.context.database.write() as tx:
        planned = outbox.plan(tx, house.context.keyring, due, now=house.clock.now())
    assert len(planned) == len(keys)


def row(house: House, key: str) -> Any:
    """The one ledger row of a key."""
    with house.context.database.read() as tx:
        table = OutboxRow.__table__
        return tx.execute(select(table).where(table.c.key == key)).one()


def stands(house: House, key: str) -> tuple[str, str | None]:
    """Status and reason."""
    found = row(house, key)
    return found.status, found.reason


def inbox_statuses(house: House) -> list[str]:
    """How each message that came in stands, oldest first."""
    with house.context.database.read() as tx:
        return list(tx.execute(select(InboxRow.status).order_by(InboxRow.id)).scalars())


def reachable(house: House) -> list[bool]:
    """Whether each known address can be reached."""
    with house.context.database.read() as tx:
        return list(tx.execute(select(AddressRow.reachable).order_by(AddressRow.id)).scalars())


def said(house: House) -> list[str]:
    """The texts that left, in order."""
    return [outbound.text for _, outbound in house.paper.sent]


def due_in(house: House, key: str) -> float:
    """Seconds of product time until a message is due."""
    due: datetime = row(house, key).due_at
    return (due - house.clock.now()).total_seconds()
