"""Questions relayed without a name, and the way back to who asked.

A relay holds the masked question. Who asked is in its route alone, encrypted with a key of its own
that is a row beside it: using the route, or its end after DAYS, erases both. Of times only the day
is kept, and ids are drawn at random, so that nothing lines a relay up with a message.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from core.calendar import at
from core.person import Person, Role, State
from store.db import earliest
from store.models import EnrolmentRow, PersonRow, RelayKeyRow, RelayRow
from store.seal import Keyring, OwnKey

DAYS = 14
"""After as many days the way back is erased, answered or not."""
LOOKED_AT = time(8)
"""When a relay is looked at on its day, in the organisation's zone."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A relayed question. `champion_id` has it now, since the day `given_on`."""

    id: int
    organisation_id: int
    question: str
    asked_on: date
    champion_id: int | None
    given_on: date | None
    reminded: bool
    share: bool
    answer: str | None


def ask(
    tx: Connection, keyring: Keyring, person: Person, question: str, today: date, *, share: bool
) -> Relay:
    """Keep a masked question and the way back to the person. `share`: their yes to the team."""
    number, key = secrets.randbits(62) | 1, OwnKey()
    tx.execute(
        insert(RelayRow).values(
            id=number,
            organisation_id=person.organisation_id,
            sealed=keyring.seal(question),
            # Always as long, whoever it leads to.
            route=key.seal(f"{person.id:020d}"),
            asked_on=today,
            share=share,
            look_at=_look_at(today, person.zone),
        )
    )
    tx.execute(insert(RelayKeyRow).values(relay_id=number, sealed=keyring.seal(key.kept)))
    return Relay(number, person.organisation_id, question, today, None, None, False, share, None)


def _look_at(day: date, zone: str) -> datetime:
    return at(day, LOOKED_AT, zone)


_COLUMNS = (
    RelayRow.id,
    RelayRow.organisation_id,
    RelayRow.sealed,
    RelayRow.asked_on,
    RelayRow.champion_id,
    RelayRow.given_on,
    RelayRow.reminded,
    RelayRow.share,
    RelayRow.answer,
)


def _relay(keyring: Keyring, row: Any) -> Relay:
    return Relay(
        id=row.id,
        organisation_id=row.organisation_id,
        question=keyring.unseal(row.sealed),
        asked_on=row.asked_on,
        champion_id=row.champion_id,
        given_on=row.given_on,
        reminded=row.reminded,
        share=row.share,
        answer=keyring.unseal(row.answer) if row.answer else None,
    )


def held(tx: Connection, keyring: Keyring, champion: Person, relay_id: int) -> Relay | None:
    """The relay, locked, if it is this champion's and of their organisation."""
    row = tx.execute(
        select(*_COLUMNS)
        .where(
            RelayRow.id == relay_id,
            RelayRow.organisation_id == champion.organisation_id,
            RelayRow.champion_id == champion.id,
        )
        .with_for_update()
    ).one_or_none()
    return None if row is None else _relay(keyring, row)


def due(tx: Connection, keyring: Keyring, now: datetime, limit: int = 50) -> list[Relay]:
    """Relays to look at: to give, to remind of, to pass on or to end."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(RelayRow.look_at <= now)
        .order_by(RelayRow.look_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_relay(keyring, row) for row in rows]


def next_look(tx: Connection) -> datetime | None:
    """When the next relay is to be looked at."""
    return earliest(tx, RelayRow.look_at)


def look_again(tx: Connection, relay: Relay, day: date, zone: str) -> None:
    """Look at it again on that day."""
    tx.execute(update(RelayRow).where(RelayRow.id == relay.id).values(look_at=_look_at(day, zone)))


def give(tx: Connection, relay: Relay, champion_id: int, day: date) -> None:
    """The question is this champion's from that day."""
    tx.execute(
        update(RelayRow)
        .where(RelayRow.id == relay.id)
        .values(champion_id=champion_id, given_on=day, reminded=False)
    )


def reminded(tx: Connection, relay: Relay) -> None:
    """Its champion was reminded: once is enough."""
    tx.execute(update(RelayRow).where(RelayRow.id == relay.id).values(reminded=True))


def champions(tx: Connection, organisation_id: int) -> list[int]:
    """Who may be given a question, the one who has had the fewest lately first."""
    load = (
        select(
            RelayRow.champion_id,
            func.count().label("had"),
            func.max(RelayRow.given_on).label("last"),
        )
        .where(RelayRow.organisation_id == organisation_id)
        .group_by(RelayRow.champion_id)
        .subquery()
    )
    rows = tx.execute(
        select(PersonRow.id)
        .join(EnrolmentRow, EnrolmentRow.person_id == PersonRow.id)
        .outerjoin(load, load.c.champion_id == PersonRow.id)
        .where(
            PersonRow.organisation_id == organisation_id,
            PersonRow.role == Role.CHAMPION.value,
            PersonRow.state.in_([State.ACTIVE.value, State.FINISHED.value]),
        )
        .order_by(func.coalesce(load.c.had, 0), load.c.last, PersonRow.id)
    )
    return list(rows.scalars())


def leads_to(tx: Connection, keyring: Keyring, relay: Relay) -> int | None:
    """Whose question it is, so that they are not given it themselves. Nothing is erased."""
    row = tx.execute(_route(relay)).one_or_none()
    return None if row is None else _leads_to(keyring, row)


def _route(relay: Relay) -> Select[*tuple[Any, ...]]:
    return (
        select(RelayRow.route, RelayKeyRow.sealed)
        .join(RelayKeyRow, RelayKeyRow.relay_id == RelayRow.id)
        .where(RelayRow.id == relay.id)
        .with_for_update(of=RelayRow)
    )


def way_back(tx: Connection, keyring: Keyring, relay: Relay) -> int | None:
    """Whose question it was, once: the route and its key are erased. None when they are already."""
    row = tx.execute(_route(relay)).one_or_none()
    tx.execute(delete(RelayKeyRow).where(RelayKeyRow.relay_id == relay.id))
    tx.execute(update(RelayRow).where(RelayRow.id == relay.id).values(route=None))
    return None if row is None else _leads_to(keyring, row)


def _leads_to(keyring: Keyring, row: Any) -> int | None:
    if row.route is None:
        return None
    return int(OwnKey(keyring.unseal(row.sealed)).unseal(row.route))


def let_go(tx: Connection, champion: Person, now: datetime) -> int:
    """What a champion has not answered is somebody else's turn, now. Returns how many."""
    theirs = RelayRow.champion_id == champion.id, RelayRow.answer.is_(None)
    values = {"champion_id": None, "reminded": False, "look_at": now}
    return tx.execute(update(RelayRow).where(*theirs).values(**values)).rowcount


def answered(tx: Connection, keyring: Keyring, relay: Relay, text: str) -> None:
    """What came back is kept until the relay ends, for the bank and the team."""
    tx.execute(update(RelayRow).where(RelayRow.id == relay.id).values(answer=keyring.seal(text)))


def share(tx: Connection, relay: Relay) -> bool:
    """The champion would share it. True when who asked has agreed."""
    tx.execute(update(RelayRow).where(RelayRow.id == relay.id).values(shared=True))
    return relay.share


def keep(tx: Connection, relay: Relay) -> bool:
    """The answer goes into the organisation's bank. False when it is there already."""
    first = update(RelayRow).where(RelayRow.id == relay.id, RelayRow.kept.is_(False))
    return tx.execute(first.values(kept=True)).rowcount == 1


def end(tx: Connection, relay: Relay) -> None:
    """Nothing of it is kept."""
    tx.execute(delete(RelayRow).where(RelayRow.id == relay.id))


def forget(tx: Connection, keyring: Keyring, person: Person) -> int:
    """Erase the relays that lead to a person. Every open route of the organisation is tried."""
    rows = tx.execute(
        select(RelayRow.id, RelayRow.route, RelayKeyRow.sealed)
        .join(RelayKeyRow, RelayKeyRow.relay_id == RelayRow.id)
        .where(RelayRow.organisation_id == person.organisation_id)
    ).all()
    theirs: Sequence[int] = [row.id for row in rows if _leads_to(keyring, row) == person.id]
    if theirs:
        tx.execute(delete(RelayRow).where(RelayRow.id.in_(theirs)))
    return len(theirs)


def last_day(relay: Relay) -> date:
    """The day from which the way back is erased."""
    return relay.asked_on + timedelta(days=DAYS)
