"""A day for each proactive message: one a person's local day, the one that matters most first.

RANK says what matters more. What comes later with a higher rank takes the day of what waits with a
lower one, and that moves to the next day it may still go on; without one it is skipped, with its
reason, and nothing piles up. A tip is planned at its own minute only, around days already taken
(`ledger.taken`), so it always gives way. Nothing moves on the day itself: people may have read it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import cast

from core.calendar import at, holiday, local
from core.message import Outbound
from core.person import Organisation, Person
from core.reasons import Reason
from flows import schedule
from flows.schedule import Proactive
from store import ledger, outbox
from store.addresses import Reach
from store.db import Transaction
from store.outbox import NUDGE, Message
from workers.context import Context

RANK: Mapping[str, int] = {
    "relay": 1,
    "followup": 2,
    "workshop": 3,
    "challenge": 4,
    "mission": 5,
    "candidate": 6,
    "digest": 7,
}
"""From the most to the least important: somebody waits, then what was promised, then the rest."""

FARTHEST = 14
"""Days within which there is always one on which people work."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody, and where their next message goes."""

    person: Person
    reach: Reach | None


@dataclass(frozen=True, slots=True)
class Item:
    """One message that wants a day of a person's, on or after `first` and on or before `last`.

    `plan` is its idempotency key: it goes once, on whatever day. `hour`: a local time other than
    the person's own. `priority`: a broadcast goes after tips.
    """

    kind: Proactive
    key: str
    plan: str
    body: Outbound
    first: date
    last: date
    hour: time | None = None
    priority: int = NUDGE


def place(
    tx: Transaction, context: Context, to: Recipient, item: Item, now: datetime
) -> date | None:
    """Plan it on the first day that is free or can be freed, and return that day.

    None when there is none, or it was planned before; then a row of the ledger says why it does
    not go, unless it is there already.
    """
    person, reach = to.person, to.reach
    if reach is None or not reach.reachable:
        outbox.plan(
            tx, context.keyring, [_left_out(person, item, Reason.UNREACHABLE, now)], now=now
        )
        return None
    for day, due, end in _moments(context, person, item, now):
        message = _message(person, reach, item, (day, due, end))
        if outbox.plan(tx, context.keyring, [message], now=now):
            return day
        if not ledger.holds(tx, person.id, day):
            return None  # it was planned before: its own key is taken
        holder = ledger.holder(tx, context.keyring, person.id, day)
        if holder is not None and _gives_way(
            holder, item.kind, day, local(now, person.zone).date()
        ):
            _move(tx, context, person, holder)
            if outbox.plan(tx, context.keyring, [message], now=now):
                return day
    reason = _why_not(person, item, now)
    outbox.plan(tx, context.keyring, [_left_out(person, item, reason, now)], now=now)
    return None


def opening(context: Context, organisation: Organisation, now: datetime) -> datetime:
    """When a post may reach a team's group: now, or the next morning on which people work (UTC).

    Whoever decides it at night or on a holiday does not wake the others.
    """
    here = local(now, organisation.zone)
    for day in (here.date() + timedelta(days=ahead) for ahead in range(FARTHEST)):
        if day.weekday() > 4 or holiday(day, organisation.region):
            continue
        morning = at(day, context.hours.quiet_until, organisation.zone)
        evening = at(day, context.hours.quiet_from, organisation.zone)
        if now < evening:
            return max(now, morning)
    return now


def kept_from(context: Context, to: Recipient, item: Item, now: datetime) -> Reason | None:
    """Why it cannot reach somebody on any of its days, days taken aside; None if it can."""
    if to.reach is None or not to.reach.reachable:
        return Reason.UNREACHABLE
    if next(_moments(context, to.person, item, now), None) is not None:
        return None
    return _why_not(to.person, item, now)


def _moments(
    context: Context, person: Person, item: Item, now: datetime
) -> Iterator[tuple[date, datetime, datetime]]:
    """The days on which it may reach the person, from which instant and until when (UTC)."""
    today = local(now, person.zone).date()
    first = max(item.first, today)
    for day in (first + timedelta(days=n) for n in range((item.last - first).days + 1)):
        due = max(at(day, item.hour or person.hour, person.zone), now)
        end = at(day, context.hours.quiet_from, person.zone)
        if due < end and schedule.day(person, day, item.kind) is None:
            yield day, due, end


def _why_not(person: Person, item: Item, now: datetime) -> Reason:
    """Why no day was found: the person's own state or calendar, else that all were taken."""
    first = max(item.first, local(now, person.zone).date())
    days = [first + timedelta(days=n) for n in range((item.last - first).days + 1)]
    reasons = [schedule.day(person, day, item.kind) for day in days]
    return next((one for one in reasons if one), Reason.DAILY_LIMIT)


def _message(
    person: Person, reach: Reach, item: Item, moment: tuple[date, datetime, datetime]
) -> Message:
    day, due, end = moment
    return Message(
        to=reach.address,
        body=item.body,
        kind=item.kind,
        key=item.key,
        priority=item.priority,
        due_at=due,
        expires_at=end,
        organisation_id=person.organisation_id,
        person_id=person.id,
        plan=item.plan,
        proactive_day=day,
        movable_until=item.last,
    )


def _gives_way(holder: Message, kind: str, day: date, today: date) -> bool:
    """Whether what has the day is less important, has not begun to leave, and may still move."""
    lower = RANK.get(holder.kind, 0) > RANK[kind]
    return lower and day > today and holder.movable_until is not None


def _move(tx: Transaction, context: Context, person: Person, holder: Message) -> None:
    """Give a planned message another day; without one it is skipped."""
    day, last = holder.proactive_day, holder.movable_until
    assert day is not None and last is not None  # noqa: S101, PT018 - it had this day
    hour = local(holder.due_at, person.zone).time()
    free = replace(person, taken=ledger.taken(tx, [person.id], day).get(person.id, frozenset()))
    later = (day + timedelta(days=n) for n in range(1, (last - day).days + 1))
    for other in later:
        if (
            other not in free.taken
            and schedule.day(person, other, cast(Proactive, holder.kind)) is None
        ):
            end = at(other, context.hours.quiet_from, person.zone)
            outbox.move(tx, holder.id, other, at(other, hour, person.zone), end)
            return
    outbox.leave_out(tx, holder.id, Reason.DAILY_LIMIT.value)


def _left_out(person: Person, item: Item, reason: Reason, now: datetime) -> Message:
    return Message(
        to=None,
        body=None,
        kind=item.kind,
        key=item.key,
        priority=item.priority,
        due_at=now,
        organisation_id=person.organisation_id,
        person_id=person.id,
        plan=item.plan,
        status=outbox.Status.SKIPPED,
        reason=reason.value,
    )
