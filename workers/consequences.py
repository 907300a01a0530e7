"""What a failure means for the person: the same, told at the sending or by a callback later.

What it means for the message is `mishaps.verdict`; for the pace of the channel, the courier's.
"""

import structlog

from channels.base import (
    BrokenTemplate,
    Misconfigured,
    OptedOut,
    SendFailed,
    Unreachable,
    WindowClosed,
)
from flows import schedule
from store import addresses, groups, outbox, people
from store.db import Transaction
from store.outbox import Message
from workers import alerts, elsewhere
from workers.context import Context

log = structlog.get_logger()


def of(tx: Transaction, context: Context, message: Message, failure: SendFailed) -> None:
    """An opt-out stops the person, a dead address is left alone, a wrong set-up is told."""
    channel = message.to.channel if message.to else ""
    match failure:
        case OptedOut():
            _stop(tx, context, message)
        case Unreachable():
            _leave_alone(tx, context, message)
        case Misconfigured() | BrokenTemplate():
            log.error("channel_misconfigured", channel=channel, reason=failure.reason)
            alerts.broken(tx, context, channel, context.clock.now())
        case WindowClosed():
            log.warning("window_closed", reason=failure.reason)


def _leave_alone(tx: Transaction, context: Context, message: Message) -> None:
    if message.to is not None:
        addresses.unreachable(tx, context.keyring, message.to)
        group = groups.at(tx, context.keyring, message.to)
        if group is not None:
            # Shut out, or the group is gone: nothing more is posted until it lets the coach in.
            groups.present(tx, group, False)
    if message.person_id is not None:
        elsewhere.follow(tx, context, message.person_id)


def _stop(tx: Transaction, context: Context, message: Message) -> None:
    """Nothing proactive any more to the person this message was for, on any channel."""
    _leave_alone(tx, context, message)
    if message.person_id is None:
        return
    person = people.load(tx, message.person_id, message.organisation_id, lock=True)
    if person is not None:
        people.save(tx, person, schedule.stop(person))
        outbox.cancel(tx, person.id, "stopped")
