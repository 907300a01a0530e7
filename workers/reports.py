"""Acts on what a provider tells about a message after it took it."""

import math
from collections.abc import Sequence
from dataclasses import replace

from channels import base
from channels.base import Report, SendFailed
from store import reports
from store.db import Transaction
from store.outbox import Message, Status
from workers import consequences
from workers.context import Context
from workers.mishaps import final, verdict

A_MOMENT = 60.0
"""Seconds to wait where the provider's own number is not kept."""

LONGEST_REF = 18
"""Digits: more are no id of ours, nor of any database."""

TRIES = 2
"""Of a message that is taken and then fails for a reason nobody knows: once more, later."""
SLOW_TRIES = 5
"""Of one without an end to its moment that the provider only asks to wait with."""


def take(context: Context, told: Sequence[Report]) -> None:
    """Record reports. Raises DatabaseAway: then nothing is acknowledged."""
    with context.database.write() as tx:
        for report in told:
            if report.ref.isdecimal() and len(report.ref) <= LONGEST_REF:
                _take(tx, context, report, int(report.ref))


def _take(tx: Transaction, context: Context, report: Report, message_id: int) -> None:
    failure = report.failure
    if failure is None:
        status = Status(report.status)
        reports.advance(tx, message_id, report.provider_id, status, context.clock.now())
        return
    message = reports.failed(tx, context.keyring, message_id, report.provider_id)
    if message is None:
        return
    if message.status is Status.CLAIMED:
        kind = type(failure).__name__
        reports.early(tx, message_id, report.provider_id, kind, failure.reason)
        return
    _act(tx, context, message, failure)


def catch_up(context: Context) -> int:
    """Act on failures told before their sender knew the message had left. Returns how many."""
    with context.database.write() as tx:
        told = reports.overdue(tx, context.keyring, real_now=context.real())
        for one in told:
            _act(tx, context, one.message, _failure(one.kind, one.reason))
    return len(told)


def _failure(kind: str, reason: str) -> SendFailed:
    match kind:
        case "SlowDown":
            return base.SlowDown(reason, A_MOMENT)
        case "NotBefore":
            return base.NotBefore(reason, base.DAY)
    found: SendFailed = getattr(base, kind, base.Refused)(reason)
    return found


def _act(tx: Transaction, context: Context, message: Message, failure: SendFailed) -> None:
    consequences.of(tx, context, message, failure)
    if isinstance(failure, base.SlowDown):
        failure = base.SlowDown(failure.reason, A_MOMENT * 2**message.told)
    outcome = verdict(message, failure, context.clock.now())
    if outcome.status is Status.PLANNED:
        told = message.told + 1
        over = told >= _most(message, failure)
        outcome = replace(outcome, attempts=message.attempts, told=told)
        outcome = final(message, Status.FAILED, failure.reason) if over else outcome
    reports.settle(tx, outcome)


def _most(message: Message, failure: SendFailed) -> float:
    """How often this may be told of one message before it is given up."""
    match failure:
        case base.WindowClosed():
            return math.inf  # once: then it is a template, or final already
        case base.SlowDown() | base.NotBefore():
            return SLOW_TRIES if message.expires_at is None else math.inf
    return TRIES
