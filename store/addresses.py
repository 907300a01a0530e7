"""Where people can be reached, and when each address was last heard from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.message import Address
from core.person import Person
from store.models import AddressRow, PersonRow
from store.seal import Keyring


@dataclass(frozen=True, slots=True)
class Known:
    """An address we have seen, and whose it is."""

    id: int
    lookup: str
    address: Address
    person_id: int | None


def address(
    tx: Connection, keyring: Keyring, where: Address, *, now: datetime | None, alias: str = ""
) -> Known:
    """The row of an address, created when new, locked until the transaction ends.

    `now` None: it is known from a group alone, and nothing can be written to it.
    By `alias` (another lasting name of the sender) someone whose address changed is found again.
    """
    lookups = keyring.lookups(str(where))
    query = select(AddressRow.id, AddressRow.lookup, AddressRow.person_id).where(
        AddressRow.lookup.in_(lookups)
    )
    row = tx.execute(query.with_for_update()).first()
    if row is None and alias and _readdressed(tx, keyring, where, alias):
        row = tx.execute(query.with_for_update()).one()
    if row is None:
        _insert_address(tx, keyring, where, now)
        row = tx.execute(query.with_for_update()).one()
    if alias:
        _keep_alias(tx, keyring, row.id, where, alias)
    return Known(row.id, row.lookup, where, row.person_id)


def _alias(where: Address, alias: str) -> str:
    return f"alias:{where.channel}:{alias}"


def _readdressed(tx: Connection, keyring: Keyring, where: Address, alias: str) -> bool:
    """Give the row that bears this alias its new address. Whether there was one."""
    known = keyring.lookups(_alias(where, alias))
    moved = tx.execute(
        update(AddressRow)
        .where(AddressRow.alias_lookup.in_(known))
        .values(lookup=keyring.lookup(str(where)), sealed=keyring.seal(where.id))
    )
    return moved.rowcount > 0


def _keep_alias(
    tx: Connection, keyring: Keyring, address_id: int, where: Address, alias: str
) -> None:
    lookup = keyring.lookup(_alias(where, alias))
    theirs = update(AddressRow).where(AddressRow.id == address_id)
    tx.execute(
        theirs.where(AddressRow.alias_lookup.is_distinct_from(lookup)).values(alias_lookup=lookup)
    )


def _insert_address(tx: Connection, keyring: Keyring, where: Address, now: datetime | None) -> None:
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    tx.execute(
        dialect.insert(AddressRow)
        .values(
            channel=where.channel,
            lookup=keyring.lookup(str(where)),
            sealed=keyring.seal(where.id),
            reachable=now is not None,
            last_inbound_at=now,
        )
        .on_conflict_do_nothing(index_elements=["lookup"])
    )


def find(tx: Connection, keyring: Keyring, where: Address) -> Known | None:
    """The row of an address if it was ever seen."""
    row = tx.execute(
        select(AddressRow.id, AddressRow.lookup, AddressRow.person_id).where(
            AddressRow.lookup.in_(keyring.lookups(str(where)))
        )
    ).first()
    return None if row is None else Known(row.id, row.lookup, where, row.person_id)


def heard_from(tx: Connection, address_id: int, now: datetime, *, reachable: bool = True) -> None:
    """Note that something came in from this address at `now` (opens the channel's window).

    What came in later already stands.
    """
    later = AddressRow.last_inbound_at > now
    tx.execute(
        update(AddressRow)
        .where(AddressRow.id == address_id)
        .values(
            last_inbound_at=case((later, AddressRow.last_inbound_at), else_=now),
            reachable=reachable,
        )
    )


def attach(tx: Connection, address_id: int, person_id: int) -> None:
    """This address is that person's."""
    tx.execute(update(AddressRow).where(AddressRow.id == address_id).values(person_id=person_id))


def cross(tx: Connection, address_id: int, person_id: int, now: datetime) -> None:
    """This address was brought by a link of that person's."""
    theirs = update(AddressRow).where(AddressRow.id == address_id)
    tx.execute(theirs.values(person_id=person_id, crossed_at=now, chosen=False))


def detach(tx: Connection, keyring: Keyring, person: Person, address_id: int, by: Address) -> bool:
    """Take an address brought by a link from its person, at the word of another of theirs."""
    gone = tx.execute(
        update(AddressRow)
        .where(
            AddressRow.id == address_id,
            AddressRow.person_id.in_(_same(person)),
            AddressRow.crossed_at.is_not(None),
            AddressRow.lookup.not_in(keyring.lookups(str(by))),
        )
        .values(person_id=None, crossed_at=None, chosen=False)
    )
    return gone.rowcount == 1


def _same(person: Person) -> Select[int]:
    """The person, if they are of that organisation."""
    return select(PersonRow.id).where(
        PersonRow.id == person.id, PersonRow.organisation_id == person.organisation_id
    )


def choose(tx: Connection, person: Person, channel: str) -> bool:
    """Tips come on that channel from now on. False, and nothing changed, with no address there."""
    theirs = AddressRow.person_id.in_(_same(person))
    found = tx.execute(
        select(AddressRow.id)
        .where(theirs, AddressRow.channel == channel)
        .order_by(AddressRow.reachable.desc(), AddressRow.last_inbound_at.desc())
        .limit(1)
    ).scalar_one_or_none()
    if found is None:
        return False
    tx.execute(update(AddressRow).where(theirs).values(chosen=AddressRow.id == found))
    return True


def reachable_channels(tx: Connection, person: Person) -> list[str]:
    """The channels on which the person can be reached, by name."""
    rows = tx.execute(
        select(AddressRow.channel)
        .where(AddressRow.person_id.in_(_same(person)), AddressRow.reachable.is_(True))
        .distinct()
        .order_by(AddressRow.channel)
    )
    return list(rows.scalars())


def lost(
    tx: Connection, keyring: Keyring, planned: Sequence[tuple[Address, int]]
) -> dict[tuple[Address, int], bool]:
    """Those of the addresses planned for a person that nothing should go to any more.

    True where the address is theirs but cannot be reached, False where it is not theirs.
    """
    if not planned:
        return {}
    lookups = {one: keyring.lookups(str(one[0])) for one in set(planned)}
    rows = tx.execute(
        select(AddressRow.lookup, AddressRow.person_id, AddressRow.reachable).where(
            AddressRow.lookup.in_([lookup for many in lookups.values() for lookup in many])
        )
    )
    held = {row.lookup: (row.person_id, row.reachable) for row in rows}
    found: dict[tuple[Address, int], bool] = {}
    for one, many in lookups.items():
        # An address no longer known at all is left to the provider, as ever.
        whose, able = next((held[name] for name in many if name in held), (one[1], True))
        if whose != one[1] or not able:
            found[one] = whose == one[1]
    return found


def forget(tx: Connection, address_id: int) -> None:
    """We do not know this address any more."""
    tx.execute(delete(AddressRow).where(AddressRow.id == address_id))


def rename(tx: Connection, keyring: Keyring, old: Address, new: Address) -> None:
    """The channel gave a chat a new id; an existing row of the new id gives way.

    Told once per message on its way to the old id: the second time nothing is left to do.
    """
    if old == new or find(tx, keyring, old) is None:
        return
    tx.execute(delete(AddressRow).where(AddressRow.lookup.in_(keyring.lookups(str(new)))))
    tx.execute(
        update(AddressRow)
        .where(AddressRow.lookup.in_(keyring.lookups(str(old))))
        .values(lookup=keyring.lookup(str(new)), sealed=keyring.seal(new.id))
    )


def unreachable(tx: Connection, keyring: Keyring, where: Address) -> None:
    """Nothing more can be sent to this address until something comes from it."""
    tx.execute(
        update(AddressRow)
        .where(AddressRow.lookup.in_(keyring.lookups(str(where))))
        .values(reachable=False)
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a person's next message goes."""

    address: Address
    reachable: bool
    heard_at: datetime | None = None


def reach(tx: Connection, keyring: Keyring, person_ids: Sequence[int]) -> dict[int, Reach]:
    """For each person, the address they chose if it can be reached, else that heard from last.

    One that cannot be reached is named only where none can.
    """
    rows = tx.execute(
        select(
            AddressRow.person_id,
            AddressRow.channel,
            AddressRow.sealed,
            AddressRow.reachable,
            AddressRow.last_inbound_at,
        )
        .where(AddressRow.person_id.in_(person_ids))
        .order_by(
            AddressRow.reachable,
            AddressRow.chosen,
            AddressRow.last_inbound_at.nulls_first(),
            AddressRow.id,
        )
    )
    return {
        row.person_id: Reach(
            Address(row.channel, keyring.unseal(row.sealed)), row.reachable, row.last_inbound_at
        )
        for row in rows
        if row.person_id is not None
    }


def heard_at(
    tx: Connection, keyring: Keyring, where: Sequence[Address]
) -> dict[str, datetime | None]:
    """When something last came in, by address."""
    if not where:
        return {}
    names = {lookup: str(one) for one in where for lookup in keyring.lookups(str(one))}
    rows = tx.execute(
        select(AddressRow.lookup, AddressRow.last_inbound_at).where(AddressRow.lookup.in_(names))
    )
    return {names[row.lookup]: row.last_inbound_at for row in rows}


def of_person(tx: Connection, keyring: Keyring, person_id: int) -> list[Address]:
    """Every address of a person, in clear: for their own export only."""
    rows = tx.execute(
        select(AddressRow.channel, AddressRow.sealed).where(AddressRow.person_id == person_id)
    )
    return [Address(row.channel, keyring.unseal(row.sealed)) for row in rows]
