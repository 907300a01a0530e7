"""One step of a talk: what a flow decides is stored, and what it says made ready to send."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from answers.injection import is_injection
from answers.looks_like import is_question
from core.message import Inbound, Kind, Outbound
from core.person import Group, Organisation, Person
from flows import router, schedule
from flows.talk import Finding, Next, Say, Turn
from store import addresses, ledger, people, pulse
from store.db import Transaction
from store.inbox import Waiting
from store.outbox import RELAYED, REPLY, UNTOLD, Message
from workers import adviser, champions, choices, effects, ownbank
from workers.context import Context


class Replies(NamedTuple):
    """What one message is answered, whose address it came from is afterwards, and what who pressed
    a button reads over it."""

    messages: list[Message]
    person_id: int | None
    toast: str = ""


def talk(
    tx: Transaction,
    context: Context,
    person: Person,
    organisation: Organisation,
    waiting: Waiting,
    *,
    group: Group | None = None,
) -> Replies:
    """Answer one message of a known person, written in private or in a group."""
    now = context.clock.now()
    channel = context.channels.get(waiting.message.address.channel)
    turn = Turn(
        person=person,
        organisation=organisation,
        conversation=people.conversation(tx, context.keyring, person.id, now),
        message=waiting.message,
        now=now,
        library=context.library,
        ref=waiting.id,
        finding=_find(tx, context, organisation, waiting.message),
        hours=context.hours,
        base_url=context.settings.base_url,
        window=channel.window if channel else None,
        find_last_tip=lambda: ledger.last_tip(tx, person.id),
        find_champion=lambda: champions.available(tx, context, person),
        find_brake=lambda moment: pulse.answered(tx, person, moment),
        model=context.may_model(organisation, waiting.message.address.channel),
        listens=context.may_listen(organisation, waiting.message.address.channel),
        group=group,
    )
    if waiting.message.group is None:
        turn = choices.read(tx, context, turn)
    return _apply(tx, context, turn, router.answer(turn))


def _find(
    tx: Transaction, context: Context, organisation: Organisation, message: Inbound
) -> Finding:
    if message.kind is not Kind.TEXT or message.group is not None:
        return Finding()
    found = context.bank.find(message.text[: router.LONGEST])
    own = "" if found.kind == "smalltalk" else ownbank.find(tx, context, organisation, message.text)
    return Finding(
        kind="answer" if own else found.kind,
        own=own,
        id=found.id,
        offered=found.offered,
        also=found.also,
        smalltalk=found.smalltalk.value if found.smalltalk else "",
        asks=is_question(message.text[: router.LONGEST]),
        orders=is_injection(message.text[: router.LONGEST]),
    )


def _apply(tx: Transaction, context: Context, turn: Turn, step: Next) -> Replies:
    heard = replace(step.person or turn.person, last_heard_at=turn.now)
    after = _sooner(tx, context, heard, turn.now)
    people.save(tx, turn.person, after)
    if step.conversation is not None and step.conversation != turn.conversation:
        people.save_conversation(tx, context.keyring, after, step.conversation)
    done = effects.carry_out(tx, context, turn, after, step.effects)
    said = [_say(tx, context, turn, after, one) for one in (*step.say, *done.say)]
    whispered = [
        _say(tx, context, turn, after, one, alone=True) for one in (*step.whisper, *done.whisper)
    ]
    toast = done.toast or step.toast
    return Replies(
        [*said, *whispered, *done.messages],
        None if done.erased else after.id,
        effects.render(context, turn, toast).text if toast else "",
    )


def _say(
    tx: Transaction,
    context: Context,
    turn: Turn,
    person: Person,
    say: Say,
    *,
    alone: bool = False,
) -> Message:
    body = effects.render(context, turn, say)
    key = UNTOLD if say.untold else say.key
    where = turn.message.group
    if where is not None and not alone:
        return _post(turn, replace(body, thread=turn.message.thread), key)
    return _granted(tx, context, turn, person, _message(turn, person, say, body))


def _post(turn: Turn, body: Outbound, key: str) -> Message:
    """A reply that everybody in the group reads: nobody's own message."""
    return Message(
        to=turn.message.group,
        body=body,
        kind="group",
        key=key,
        priority=REPLY,
        due_at=turn.now,
        organisation_id=turn.organisation.id,
        inbox_id=turn.ref,
    )


def _granted(
    tx: Transaction, context: Context, turn: Turn, person: Person, message: Message
) -> Message:
    """The message, waiting for a model if it wishes and may; as it is otherwise."""
    body = message.body
    if body is None or body.wish is None:
        return message
    if not adviser.may_ask(tx, context, person, turn.organisation):
        return replace(message, body=replace(body, wish=None))
    return replace(message, due_at=turn.now + adviser.held(body.wish))


def _sooner(tx: Transaction, context: Context, person: Person, now: datetime) -> Person:
    """Someone who agreed gets their next piece while their window is open."""
    if not person.flexible:
        return person
    to = addresses.reach(tx, context.keyring, [person.id]).get(person.id)
    channel = context.channels.get(to.address.channel) if to else None
    if to is None or to.heard_at is None or channel is None or channel.window is None:
        return person
    return schedule.sooner(person, to.heard_at + channel.window, context.hours, now)


def _message(turn: Turn, person: Person, say: Say, body: Outbound) -> Message:
    # Under choices an answer may be typed: those are wiped when it comes, the others at once.
    leaves_nothing = say.untold and not body.buttons
    return Message(
        to=turn.message.address,
        body=body,
        kind=RELAYED if leaves_nothing else "reply",
        key=UNTOLD if say.untold else say.key,
        priority=REPLY,
        due_at=turn.now,
        organisation_id=person.organisation_id,
        person_id=person.id,
        inbox_id=turn.ref,
    )


def reply(context: Context, person: Person | None, waiting: Waiting, say: Say) -> Message:
    """A reply outside any flow, to a person, to nobody we know, or to a group."""
    values = {"organisation": ""} | dict(say.values)
    message = waiting.message
    body = context.library.render(say.key, values, choices=say.choices, ref=say.ref)
    return Message(
        to=message.group or message.address,
        body=replace(body, thread=message.thread),
        kind="group" if message.group else "reply",
        key=say.key,
        priority=REPLY,
        due_at=context.clock.now(),
        organisation_id=person.organisation_id if person else None,
        person_id=person.id if person else None,
        inbox_id=waiting.id,
    )
