"""One step of a talk: what a flow decides is stored, and what it says made ready to send."""

from dataclasses import replace

from answers.looks_like import is_question
from core.message import Inbound, Kind, Outbound
from core.person import Organisation, Person
from flows import router
from flows.talk import Finding, Next, Say, Turn
from store import ledger, people
from store.db import Transaction
from store.inbox import Waiting
from store.outbox import REPLY, Message
from workers import choices, effects
from workers.context import Context

Replies = tuple[list[Message], int | None]
"""What one message is answered, and whose address it came from is afterwards."""


def talk(
    tx: Transaction,
    context: Context,
    person: Person,
    organisation: Organisation,
    waiting: Waiting,
) -> Replies:
    """Answer one message of a known person."""
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
        find_last_tip=lambda: ledger.last_tip(tx, person.id),
    )
    turn = choices.read(tx, context, turn)
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


def _apply(tx: Transaction, context: Context, turn: Turn, step: Next) -> Replies:
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


def reply(context: Context, person: Person | None, waiting: Waiting, say: Say) -> Message:
    """A reply outside any flow, to a person or to nobody we know."""
    values = {"organisation": ""} | dict(say.values)
    return Message(
        to=waiting.message.address,
        body=context.library.render(say.key, values, choices=say.choices, ref=say.ref),
        kind="reply",
        key=say.key,
        priority=REPLY,
        due_at=context.clock.now(),
        organisation_id=person.organisation_id if person else None,
        person_id=person.id if person else None,
        inbox_id=waiting.id,
    )
