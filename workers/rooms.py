"""What happens in shared groups: whose group it is, and who is doing something there.

A person is known by the address they act under, never by the group. Without an organisation in
common nobody gets further than a word.
"""

from core.message import Address, Inbound, Kind
from core.person import Group, Person
from flows.talk import Say
from french.groups import command
from store import audit, groups, organisations, people, teams
from store.addresses import Known
from store.db import Transaction
from store.inbox import Waiting
from store.outbox import Message
from workers.context import Context
from workers.dialogue import Replies, reply, talk

_ABOUT_US = frozenset({Kind.ADDED, Kind.REMOVED, Kind.MIGRATED})


def heard(tx: Transaction, context: Context, known: Known, waiting: Waiting) -> Replies:
    """Answer what was done in a group."""
    message, where = waiting.message, waiting.message.group
    assert where is not None  # noqa: S101 - the door looked
    group = groups.at(tx, context.keyring, where)
    if message.kind in _ABOUT_US:
        return Replies(_about_us(tx, context, waiting, group, where), None)
    if message.kind is Kind.LEFT:
        _left(tx, context, known, group)
    if not _for_us(message):
        return Replies([], known.person_id)
    if message.anonymous:
        return _told(context, None, waiting, "group.anonymous")
    person = people.load(tx, known.person_id, lock=True) if known.person_id else None
    if person is None:
        return _told(context, None, waiting, "group.stranger")
    if group is not None and group.organisation_id != person.organisation_id:
        return _told(context, person, waiting, "group.not_yours")
    organisation = organisations.known(tx, person.organisation_id)
    return talk(tx, context, person, organisation, waiting, group=group)


def _left(tx: Transaction, context: Context, known: Known, group: Group | None) -> None:
    """Who left their team's group is not named there any more, until they give their name again."""
    person = people.load(tx, known.person_id, lock=True) if known.person_id else None
    if person is not None and group is not None and group.team_id == person.team_id:
        teams.show_as(tx, context.keyring, person, "")


def _for_us(message: Inbound) -> bool:
    return message.kind is Kind.BUTTON or command(message.text) is not None


def _told(context: Context, person: Person | None, waiting: Waiting, key: str) -> Replies:
    """A word to who pressed alone, or in the group where a command was written."""
    said, ident = reply(context, person, waiting, Say(key)), person.id if person else None
    if waiting.message.kind is Kind.BUTTON:
        return Replies([], ident, said.body.text if said.body else "")
    return Replies([said], ident)


def _about_us(
    tx: Transaction, context: Context, waiting: Waiting, group: Group | None, where: Address
) -> list[Message]:
    match waiting.message.kind:
        case Kind.MIGRATED:
            new = Address(where.channel, waiting.message.text)
            groups.rename(tx, context.keyring, where, new)
        case Kind.REMOVED if group is not None:
            groups.present(tx, group, False)
            audit.note(tx, "group_left", context.clock.now(), organisation_id=group.organisation_id)
        case Kind.ADDED if group is not None:
            groups.present(tx, group, True)
        case Kind.ADDED:
            return [reply(context, None, waiting, Say("group.hello"))]
    return []
