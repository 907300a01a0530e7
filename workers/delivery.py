"""Takes what is due and sends it, after looking once more whether it may go (promise P4)."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import cast, get_args

from core.calendar import local
from core.person import Person, State
from core.reasons import Reason
from flows import schedule
from store import boards, challenges, outbox, people
from store.db import Transaction
from store.outbox import REPLY, Message, Outcome, Status
from workers import budget, window
from workers.context import Context
from workers.courier import Courier

BATCH = 500
TURN_SECONDS = 5.0
"""A turn ends after this long even when more is due: a stop must not wait for 10 000 messages."""

_PROACTIVE: frozenset[str] = frozenset(get_args(schedule.Proactive))
_SPARED = _PROACTIVE - {"alert"}
"""Kinds that wait where a limit is reached: nobody has asked for them at this very moment."""
FOLLOW_UP = timedelta(seconds=2)
"""How long a change waits for the message it changes."""
Standing = Mapping[str, tuple[str, str]]


def turn(context: Context, courier: Courier) -> bool:
    """Deliver what is due now. Returns whether something is left for another turn."""
    until = time.monotonic() + TURN_SECONDS
    while time.monotonic() < until:
        if not batch(context, courier):
            return False
    return True


def batch(context: Context, courier: Courier, size: int | None = None) -> int:
    """Claim and deliver one batch. Returns how many were claimed."""
    now = context.clock.now()
    with context.database.write() as tx:
        real = context.real()
        claimed = outbox.claim(
            tx,
            context.keyring,
            now=now,
            real_now=real,
            limit=size or _size(context),
            channels=list(context.channels),
        )
        who = people.load_many(tx, [one.person_id for one in claimed if one.person_id is not None])
        closed = window.closed(tx, context, claimed, now)
        speechless = partial(window.speechless, context)
        standing = boards.standing(tx, [one.edits for one in claimed if one.edits])
        refused = [
            *_refusals(context, claimed, who, now),
            *_unchangeable(claimed, standing, now),
            *_stopped(tx, claimed),
            *(_no_template(one) for one in claimed if one.id in closed and speechless(one)),
        ]
        gone = {outcome.id for outcome in refused}
        shut = [one for one in claimed if one.id in closed and one.id not in gone]
        refused += _over_allowance(tx, context, shut, now)
        outbox.finish(tx, refused, now=now)
        stopped = {outcome.id for outcome in refused}
        left = [
            window.fitted(context, _changing(message, standing), message.id in closed)
            for message in claimed
            if message.id not in stopped
        ]
        for yes in (True, False):
            outbox.as_templates(tx, [one.id for one in left if one.template is yes], yes)
    courier.deliver(left, real + outbox.LEASE)
    return len(claimed)


def _size(context: Context) -> int:
    """Under a limit a small batch: what is claimed is checked close to its leaving."""
    fastest = max((one.limits.per_second for one in context.channels.values()), default=0)
    return BATCH if fastest == 0 else max(1, round(2 * fastest))


def _unchangeable(
    claimed: Sequence[Message], standing: Standing, now: datetime
) -> Iterator[Outcome]:
    """A change of what has not left waits for it; of what never will, it is dropped."""
    for message in claimed:
        if message.edits is None:
            continue
        status, provider_id = standing.get(message.edits, ("", ""))
        if status in (Status.PLANNED, Status.CLAIMED):
            yield Outcome(message.id, Status.PLANNED, due_at=now + FOLLOW_UP)
        elif not provider_id:
            yield Outcome(message.id, Status.SKIPPED, Reason.WITHDRAWN.value)


def _stopped(tx: Transaction, claimed: Sequence[Message]) -> Iterator[Outcome]:
    """What had begun to leave when its challenge was stopped, and was put back, stays too."""
    plans = {one.plan: one.id for one in claimed if one.kind == "challenge" and one.plan}
    for plan in challenges.of_stopped(tx, list(plans)):
        yield Outcome(plans[plan], Status.SKIPPED, challenges.STOPPED_REASON)


def _changing(message: Message, standing: Standing) -> Message:
    if message.edits is None or message.body is None:
        return message
    return replace(message, body=replace(message.body, edits=standing[message.edits][1]))


def _no_template(message: Message) -> Outcome:
    return Outcome(message.id, Status.SKIPPED, Reason.WINDOW.value)


def _over_allowance(
    tx: Transaction, context: Context, shut: Sequence[Message], now: datetime
) -> list[Outcome]:
    """Those whose window shut after they were planned, and whom no template may be spent on.

    The others were counted when they were planned; what people asked for is never held.
    """
    turned = [one for one in shut if not one.template and one.kind in _SPARED]
    if not turned:
        return []
    left = budget.allowance(tx, context, now)
    found = []
    for one in turned:
        reason = left.take(one.person_id) if one.person_id is not None else None
        if reason is not None:
            found.append(Outcome(one.id, Status.SKIPPED, reason.value, template=True))
    return found


def _refusals(
    context: Context, claimed: Sequence[Message], who: dict[int, Person], now: datetime
) -> list[Outcome]:
    outcomes = []
    for message in claimed:
        person = who.get(message.person_id) if message.person_id is not None else None
        reason = may_not_go(context, message, person, now)
        if reason is not None:
            if reason is Reason.EXPIRED:
                # What kept it from leaving says more than that it is too late.
                why = message.reason or reason.value
                outcomes.append(Outcome(message.id, Status.EXPIRED, why))
            else:
                outcomes.append(Outcome(message.id, Status.SKIPPED, reason.value))
    return outcomes


def may_not_go(
    context: Context, message: Message, person: Person | None, now: datetime
) -> Reason | None:
    """Why a claimed message must stay; replies always may go."""
    if message.priority == REPLY:
        return None
    if message.expires_at is not None and now >= message.expires_at:
        return Reason.EXPIRED
    if person is not None and message.kind == "reminder":
        return _asked_for(context, person, now)
    if person is None or message.kind not in _PROACTIVE:
        return None
    return schedule.allowed(person, now, context.hours, cast(schedule.Proactive, message.kind))


def _asked_for(context: Context, person: Person, now: datetime) -> Reason | None:
    """A reminder was asked for, be it a day off: only a stop, a pause or the night hold it."""
    if person.state is State.STOPPED:
        return Reason.STOPPED
    if person.state is State.PAUSED:
        return Reason.PAUSE
    quiet = not context.hours.allow(local(now, person.zone).time())
    return Reason.QUIET_HOURS if quiet else None
