"""What the ledger says after a send that did not simply succeed. Pure; times are product time."""

from datetime import datetime, timedelta

from channels.base import (
    Misconfigured,
    Moved,
    NotBefore,
    NotSent,
    Refused,
    SendFailed,
    SlowDown,
    WindowClosed,
)
from store.outbox import REPEAT, REPLY, WIPED, Message, Outcome, Status

REPLY_TRIES = 65
"""About an hour. A nudge is tried until its moment has passed: the ledger expires it."""

WINDOW = "window"
"""Reason of a message the provider refused as free text: its window was closed after all."""

BACK_OFF = timedelta(seconds=5)
LONGEST_BACK_OFF = timedelta(minutes=1)
MISCONFIGURED_WAIT = timedelta(minutes=1)


def final(message: Message, status: Status, reason: str | None = None) -> Outcome:
    """The message's last state; of some kinds the address and the text are wiped with it.

    Not of one that was only announced: it is wiped when it is read.
    """
    wipe = message.kind in WIPED and not message.template
    return Outcome(message.id, status, reason, attempts=message.attempts, wipe=wipe)


def verdict(message: Message, failure: SendFailed, now: datetime) -> Outcome:
    """Again, later, never, or nobody knows: decided by the kind of failure alone."""
    match failure:
        case WindowClosed():
            return _as_template(message, failure, now)
        case SlowDown() | NotBefore():
            return _wait(message, failure, now + timedelta(seconds=failure.seconds))
        case NotSent():
            return _try_again(message, failure, now)
        case Moved():
            return _wait(message, failure, None)
        case Misconfigured():
            return _wait(message, failure, now + MISCONFIGURED_WAIT)
        case Refused():
            return final(message, Status.FAILED, failure.reason)
    return _unknown(message, failure)


def _as_template(message: Message, failure: SendFailed, now: datetime) -> Outcome:
    """Once more, as its template; what has none, or was refused even so, never goes."""
    if message.template or message.body is None or message.body.template is None:
        return final(message, Status.FAILED, failure.reason)
    return Outcome(
        message.id, Status.PLANNED, WINDOW, due_at=now, attempts=message.attempts, template=True
    )


def _wait(message: Message, failure: SendFailed, due: datetime | None) -> Outcome:
    reason = message.reason if _kept(message) else failure.reason
    return Outcome(message.id, Status.PLANNED, reason, due_at=due, attempts=message.attempts)


def _try_again(message: Message, failure: SendFailed, now: datetime) -> Outcome:
    attempts = message.attempts + 1
    if attempts >= REPLY_TRIES and (message.priority == REPLY or message.expires_at is None):
        return final(message, Status.FAILED, failure.reason)
    due = now + min(BACK_OFF * attempts, LONGEST_BACK_OFF)
    reason = message.reason if _kept(message) else failure.reason
    return Outcome(message.id, Status.PLANNED, reason, due_at=due, attempts=attempts)


def _unknown(message: Message, failure: SendFailed) -> Outcome:
    """A reply is sent once more because someone waits; a nudge is not repeated (P2)."""
    if message.priority == REPLY and not repeated(message):
        reason = f"{REPEAT}{failure.reason}"
        return Outcome(message.id, Status.PLANNED, reason, attempts=message.attempts + 1)
    return final(message, Status.UNKNOWN, failure.reason)


def _kept(message: Message) -> bool:
    """A reason that says how the next try goes outlasts a hiccup of this one."""
    return message.reason == WINDOW or repeated(message)


def repeated(message: Message) -> bool:
    """Whether this reply is already the second try of one whose outcome nobody knows."""
    return (message.reason or "").startswith(REPEAT)
