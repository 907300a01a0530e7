"""Answers what came in: everything one address said, in order, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from core.message import Address, Inbound, Kind
from flows.talk import Say
from store import addresses, inbox, organisations, outbox, people
from store.addresses import Known
from store.db import DatabaseAway, Transaction
from store.inbox import Waiting
from store.outbox import REPLY, Message
from store.seal import Unsealable
from workers import adviser, joining, rooms, window
from workers.context import Context
from workers.courier import Courier, Tap
from workers.dialogue import Replies, reply

log = structlog.get_logger()

ADDRESSES_A_TURN = 50


@dataclass
class Answered:
    """What one address gets back: replies to send, those a model may put better, taps."""

    replies: list[Message] = field(default_factory=list)
    wishes: list[tuple[Message, Inbound]] = field(default_factory=list)
    taps: list[Tap] = field(default_factory=list)


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
            for wish, asked in answered.wishes:
                adviser.grant(context, courier, wish, asked)


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
    first = inbox.peek(tx, context.keyring, lookup)
    if first is None:
        return Answered()
    who, heard = first.message, first.received_at
    private = who.group is None
    known = addresses.address(
        tx, context.keyring, who.address, now=heard if private else None, alias=who.alias
    )
    answered = Answered()
    for waiting in inbox.waiting(tx, context.keyring, [lookup]):
        current.append(waiting)
        heard = max(heard, waiting.received_at)
        message = replace(waiting.message, address=known.address)
        replies, person_id, toast = _one(tx, context, known, replace(waiting, message=message))
        known = replace(known, person_id=person_id)
        inbox.done(tx, waiting.id, person_id, now)
        answered.wishes += [(one, message) for one in replies if _wishes(one)]
        answered.replies += [one for one in replies if not _wishes(one)]
        if message.callback:
            answered.taps.append((message, toast))
    if any(one.kind == outbox.RECEIPT for one in answered.replies):
        inbox.forget(tx, [waiting.id for waiting in current])
        addresses.forget(tx, known.id)
    late = not _in_window(context, known.address, heard)
    answered.replies = _store(tx, context, answered.replies, late=late)
    kept = _keep(tx, context, [wish for wish, _ in answered.wishes])
    answered.wishes = [
        (wish, asked) for wish, (_, asked) in zip(kept, answered.wishes, strict=True)
    ]
    return answered


def _in_window(context: Context, to: Address, heard: datetime) -> bool:
    """Whether free text may answer somebody heard then: after a long break it may be too late."""
    channel = context.channels.get(to.channel)
    return channel is None or window.is_open(heard, channel.window, context.clock.now())


def _wishes(message: Message) -> bool:
    return message.body is not None and message.body.wish is not None


def _keep(tx: Transaction, context: Context, wishes: Sequence[Message]) -> list[Message]:
    """In the ledger before the model is asked: they go by themselves if nobody comes back."""
    now = context.clock.now()
    return outbox.reply(tx, context.keyring, wishes, now=now, claimed_at=None)


def _store(
    tx: Transaction, context: Context, replies: Sequence[Message], *, late: bool = False
) -> list[Message]:
    """What the caller sends at once; `late` replies are the sender's, who checks the window."""
    now = context.clock.now()
    soon = [one for one in replies if one.priority == REPLY]
    later = [one for one in replies if one.priority != REPLY]
    claimed_at = None if late else context.real()
    leaving = outbox.reply(tx, context.keyring, soon, now=now, claimed_at=claimed_at)
    outbox.plan(tx, context.keyring, later, now=now)
    return [] if late else leaving


def _one(tx: Transaction, context: Context, known: Known, waiting: Waiting) -> Replies:
    """The replies to one message, and whose address it is afterwards."""
    if waiting.message.group is not None:
        # Nothing can be written to somebody who only ever pressed a button in a group.
        return rooms.heard(tx, context, known, waiting)
    reachable = waiting.message.kind is not Kind.BLOCKED
    addresses.heard_from(tx, known.id, waiting.received_at, reachable=reachable)
    person = people.load(tx, known.person_id, lock=True) if known.person_id else None
    if person is None:
        return joining.stranger(tx, context, known, waiting)
    organisation = organisations.known(tx, person.organisation_id)
    return joining.member(tx, context, person, organisation, waiting)


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
        apology = reply(context, None, waiting, Say("system.trouble"))
        return Answered(_store(tx, context, [apology]))
