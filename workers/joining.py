"""Who comes in, and as what: codes and invitations, before any flow is asked."""

from dataclasses import replace

from core.message import Inbound, Kind
from core.person import Organisation, Person, Role, State
from core.reasons import Reason
from flows.talk import Say
from french import commands
from french.commands import Command
from store import addresses, audit, organisations, outbox, people
from store.addresses import Known
from store.db import Transaction
from store.inbox import Waiting
from store.organisations import Welcome
from workers import crossing
from workers.context import Context
from workers.dialogue import Replies, reply, talk

SHORTEST_CODE = 4
_SILENT = frozenset({Kind.BLOCKED, Kind.UNBLOCKED, Kind.NOTED})
_RANKS = (Role.MEMBER, Role.CHAMPION, Role.ADMIN)
_TO_STRANGERS: dict[Command | None, str] = {
    Command.MY_DATA: "onboarding.nothing_kept",
    Command.FORGET_ME: "onboarding.nothing_kept",
}


def stranger(tx: Transaction, context: Context, known: Known, waiting: Waiting) -> Replies:
    """Let in whoever says a code that is open; tell the others how, once for each message."""
    message = waiting.message
    if message.kind in _SILENT or _wants_nothing(message.text):
        return Replies([], None)
    link = crossing.token(message)
    if link is not None:
        return _cross(tx, context, known, waiting, link)
    code = commands.join_code(message.text)
    told = message.text.strip()
    # A word alone may be the code, but a short one is more likely a word.
    tried = code or (told if len(told) >= SHORTEST_CODE else "")
    opened = organisations.welcome(tx, context.keyring, tried, context.clock.now())
    if opened is not None and _use(tx, opened):
        return _join(tx, context, known, waiting, opened)
    asked = commands.command(message.text)
    key = "onboarding.unknown_code" if code else _TO_STRANGERS.get(asked, "onboarding.stranger")
    return Replies([reply(context, None, waiting, Say(key))], None)


def _cross(tx: Transaction, context: Context, known: Known, waiting: Waiting, link: str) -> Replies:
    person, told = crossing.arrive(tx, context, known, link)
    said = [replace(reply(context, person, waiting, say), to=to) for to, say in told]
    return Replies(said, person.id if person else None)


def _wants_nothing(text: str) -> bool:
    return commands.command(text) is Command.STOP or commands.ambiguous_stop(text)


def _use(tx: Transaction, opened: Welcome) -> bool:
    return opened.invitation_id is None or organisations.use(tx, opened.invitation_id)


def _join(
    tx: Transaction, context: Context, known: Known, waiting: Waiting, opened: Welcome
) -> Replies:
    person = people.create(
        tx,
        opened.organisation,
        role=opened.role,
        state=State.INVITED,
        now=context.clock.now(),
        team_id=opened.team_id,
    )
    addresses.attach(tx, known.id, person.id)
    return talk(tx, context, person, opened.organisation, waiting)


def member(
    tx: Transaction,
    context: Context,
    person: Person,
    organisation: Organisation,
    waiting: Waiting,
) -> Replies:
    """Answer someone who is in; a code they say may raise their role, never lower it."""
    link = crossing.token(waiting.message)
    if link is not None:
        said = reply(context, person, waiting, crossing.known(tx, context, person, link))
        return Replies([said], person.id)
    opened = _code(tx, context, waiting.message)
    if opened is not None and opened.organisation.id != person.organisation_id:
        said = reply(context, person, waiting, Say("onboarding.other_organisation"))
        return Replies([said], person.id)
    if opened is not None and _promotes(tx, person, opened):
        return _promoted(tx, context, person, opened, waiting)
    return talk(tx, context, person, organisation, waiting)


def _code(tx: Transaction, context: Context, message: Inbound) -> Welcome | None:
    """What the code of a "REJOINDRE CODE" opens now."""
    code = commands.join_code(message.text) if message.kind is Kind.TEXT else None
    if code is None:
        return None
    return organisations.welcome(tx, context.keyring, code, context.clock.now())


def _promotes(tx: Transaction, person: Person, opened: Welcome) -> bool:
    """Spend an invitation that gives a higher role than the person's."""
    higher = _RANKS.index(opened.role) > _RANKS.index(person.role)
    return higher and _use(tx, opened)


def _promoted(
    tx: Transaction, context: Context, person: Person, opened: Welcome, waiting: Waiting
) -> Replies:
    # Asked by an invitation, they need not be asked once more.
    outbox.cancel(tx, person.id, Reason.WITHDRAWN.value, ["candidate"])
    raised = replace(person, role=opened.role)
    people.save(tx, person, raised)
    audit.note(
        tx,
        "role_raised",
        context.clock.now(),
        organisation_id=person.organisation_id,
        person=person.id,
        role=opened.role.value,
    )
    replies, person_id, _ = talk(tx, context, raised, opened.organisation, waiting)
    said = reply(context, raised, waiting, Say(f"onboarding.now_{opened.role.value}"))
    kept = [one for one in replies if one.key != "onboarding.already"]
    return Replies([said, *kept], person_id)
