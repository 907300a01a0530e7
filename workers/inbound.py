"""Answers what came in: everything one address said, in order, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import structlog

from answers.looks_like import is_question
from core.message import Inbound, Kind, Outbound
from core.person import Organisation, Person, Role, State
from flows import router
from flows.talk import Finding, Next, Say, Turn
from french import commands
from french.commands import Command
from store import audit, inbox, organisations, outbox, people
from store.db import DatabaseAway, Transaction
from store.inbox import Waiting
from store.organisations import Welcome
from store.outbox import REPLY, Message
from store.people import Known
from store.seal import Unsealable
from workers import effects
from workers.context import Context
from workers.courier import Courier

log = structlog.get_logger()

ADDRESSES_A_TURN = 50
SHORTEST_CODE = 4
_RANKS = (Role.MEMBER, Role.CHAMPION, Role.ADMIN)
_TO_STRANGERS: dict[Command | None, str] = {
    Command.MY_DATA: "onboarding.nothing_kept",
    Command.FORGET_ME: "onboarding.nothing_kept",
}


@dataclass
class Answered:
    """What one address gets back: replies to send, taps to acknowledge, whether more is due."""

    replies: list[Message] = field(default_factory=list)
    taps: list[Inbound] = field(default_factory=list)


def turn(context: Context, courier: Courier) -> None:
    """Answer everyone who waits. Replies leave while the next person is being answered."""
    context.warm()
    while True:
        with context.database.read() as tx:
            waiting = inbox.waiting_addresses(tx, ADDRESSES_A_TURN)
        if not waiting:
            return
        for lookup in waiting:
            answered = answer(context, lookup)
            courier.post(answered.replies, answered.taps)


def answer(context: Context, lookup: str) -> Answered:
    """Answer one address. A message that breaks a flow is set aside after three tries."""
    current: list[Waiting] = []
    try:
        with context.database.write() as tx:
            return _answer(tx, context, lookup, current)
    except DatabaseAway:
        # Not the message's fault: it must not count as one of its three tries.
        raise
    except Exception as error:
        if not current and isinstance(error, Unsealable):
            return _unreadable(context, lookup, error)
        if not current:
            raise
        log.error("turn_failed", error=type(error).__name__, inbox=current[-1].id)
        return _set_aside(context, current[-1])


def _answer(tx: Transaction, context: Context, lookup: str, current: list[Waiting]) -> Answered:
    now = context.clock.now()
    address = inbox.peek(tx, context.keyring, lookup)
    if address is None:
        return Answered()
    known = people.address(tx, context.keyring, address, now=now)
    answered = Answered()
    for waiting in inbox.waiting(tx, context.keyring, [lookup]):
        current.append(waiting)
        message = replace(waiting.message, address=known.address)
        replies, person_id = _one(tx, context, known, replace(waiting, message=message))
        known = replace(known, person_id=person_id)
        inbox.done(tx, waiting.id, person_id, now)
        answered.replies += replies
        if message.callback:
            answered.taps.append(message)
    if any(reply.kind == outbox.RECEIPT for reply in answered.replies):
        inbox.forget(tx, [waiting.id for waiting in current])
        people.forget_address(tx, known.id)
    answered.replies = _store(tx, context, answered.replies)
    return answered


def _store(tx: Transaction, context: Context, replies: Sequence[Message]) -> list[Message]:
    now = context.clock.now()
    soon = [one for one in replies if one.priority == REPLY]
    later = [one for one in replies if one.priority != REPLY]
    leaving = outbox.reply(tx, context.keyring, soon, now=now, claimed_at=context.real())
    outbox.plan(tx, context.keyring, later, now=now)
    return leaving


def _one(
    tx: Transaction, context: Context, known: Known, waiting: Waiting
) -> tuple[list[Message], int | None]:
    """The replies to one message, and whose address it is afterwards."""
    now = context.clock.now()
    reachable = waiting.message.kind is not Kind.BLOCKED
    people.heard_from(tx, known.id, now, reachable=reachable)
    person = people.load(tx, known.person_id, lock=True) if known.person_id else None
    if person is None:
        return _stranger(tx, context, known, waiting)
    organisation = organisations.by_id(tx, person.organisation_id)
    assert organisation is not None  # noqa: S101 - a foreign key says so
    opened = _code(tx, context, waiting.message)
    if opened is not None and opened.organisation.id != person.organisation_id:
        return [_reply(context, person, waiting, Say("onboarding.other_organisation"))], person.id
    if opened is not None and _promotes(tx, person, opened):
        return _promoted(tx, context, person, opened, waiting)
    return _talk(tx, context, person, organisation, waiting)


def _code(tx: Transaction, context: Context, message: Inbound) -> Welcome | None:
    """What the code of a "REJOINDRE CODE" opens now."""
    code = commands.join_code(message.text) if message.kind is Kind.TEXT else None
    if code is None:
        return None
    return organisations.welcome(tx, context.keyring, code, context.clock.now())


def _promotes(tx: Transaction, person: Person, opened: Welcome) -> bool:
    """Spend an invitation that gives a higher role than the person's; roles are never lowered."""
    higher = _RANKS.index(opened.role) > _RANKS.index(person.role)
    return higher and _use(tx, opened)


def _promoted(
    tx: Transaction, context: Context, person: Person, opened: Welcome, waiting: Waiting
) -> tuple[list[Message], int | None]:
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
    replies, person_id = _talk(tx, context, raised, opened.organisation, waiting)
    said = _reply(context, raised, waiting, Say(f"onboarding.now_{opened.role.value}"))
    return [said, *(one for one in replies if one.key != "onboarding.already")], person_id


def _stranger(
    tx: Transaction, context: Context, known: Known, waiting: Waiting
) -> tuple[list[Message], int | None]:
    message = waiting.message
    if message.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
        return [], None
    code = commands.join_code(message.text)
    told = message.text.strip()
    # A word alone may be the code, but a short one is more likely a word.
    tried = code or (told if len(told) >= SHORTEST_CODE else "")
    opened = organisations.welcome(tx, context.keyring, tried, context.clock.now())
    if opened is not None and _use(tx, opened):
        return _join(tx, context, known, waiting, opened)
    asked = commands.command(message.text)
    if asked is Command.STOP:
        return [], None
    key = "onboarding.unknown_code" if code else _TO_STRANGERS.get(asked, "onboarding.stranger")
    return [_reply(context, None, waiting, Say(key))], None


def _use(tx: Transaction, opened: Welcome) -> bool:
    return opened.invitation_id is None or organisations.use(tx, opened.invitation_id)


def _join(
    tx: Transaction, context: Context, known: Known, waiting: Waiting, opened: Welcome
) -> tuple[list[Message], int | None]:
    person = people.create(
        tx,
        opened.organisation,
        role=opened.role,
        state=State.INVITED,
        now=context.clock.now(),
    )
    people.attach(tx, known.id, person.id)
    return _talk(tx, context, person, opened.organisation, waiting)


def _talk(
    tx: Transaction,
    context: Context,
    person: Person,
    organisation: Organisation,
    waiting: Waiting,
) -> tuple[list[Message], int | None]:
    now = context.clock.now()
    turn = Turn(
        person=person,
        organisation=organisation,
        conversation=people.conversation(tx, context.keyring, person.id, now),
        message=waiting.message,
        now=now,
        library=context.library,
        ref=waiting.id,
        finding=_find(context, waiting.message),
        hours=context.hours,
        base_url=context.settings.base_url,
    )
    return _apply(tx, context, turn, router.answer(turn))


def _find(context: Context, message: Inbound) -> Finding:
    if message.kind is not Kind.TEXT:
        return Finding()
    found = context.bank.find(message.text[: router.LONGEST])
    return Finding(
        kind=found.kind,
        id=found.id,
        offered=found.offered,
        also=found.also,
        smalltalk=found.smalltalk.value if found.smalltalk else "",
        asks=is_question(message.text[: router.LONGEST]),
    )


def _apply(
    tx: Transaction, context: Context, turn: Turn, step: Next
) -> tuple[list[Message], int | None]:
    after = replace(step.person or turn.person, last_heard_at=turn.now)
    people.save(tx, turn.person, after)
    if step.conversation is not None and step.conversation != turn.conversation:
        people.save_conversation(tx, context.keyring, after, step.conversation)
    done = effects.carry_out(tx, context, turn, after, step.effects)
    says = [
        _message(turn, after, effects.render(context, turn, say), say.key)
        for say in (*step.say, *done.say)
    ]
    return [*says, *done.messages], None if done.erased else after.id


def _message(turn: Turn, person: Person, body: Outbound, key: str) -> Message:
    return Message(
        to=turn.message.address,
        body=body,
        kind="reply",
        key=key,
        priority=REPLY,
        due_at=turn.now,
        organisation_id=person.organisation_id,
        person_id=person.id,
        inbox_id=turn.ref,
    )


def _reply(context: Context, person: Person | None, waiting: Waiting, say: Say) -> Message:
    values = {"organisation": ""} | dict(say.values)
    return Message(
        to=waiting.message.address,
        body=context.library.render(say.key, values),
        kind="reply",
        key=say.key,
        priority=REPLY,
        due_at=context.clock.now(),
        organisation_id=person.organisation_id if person else None,
        person_id=person.id if person else None,
        inbox_id=waiting.id,
    )


def _unreadable(context: Context, lookup: str, error: Exception) -> Answered:
    """Nobody can open what this address sent: it must not hold the others for ever."""
    with context.database.write() as tx:
        count = inbox.give_up(tx, lookup)
    log.error("inbox_unreadable", error=type(error).__name__, messages=count)
    return Answered()


def _set_aside(context: Context, waiting: Waiting) -> Answered:
    with context.database.write() as tx:
        if not inbox.stumbled(tx, waiting.id, waiting.attempts):
            return Answered()
        apology = _reply(context, None, waiting, Say("system.trouble"))
        return Answered(_store(tx, context, [apology]))
