"""Looks whether a limit will hold something back, so that admins know it beforehand, once.

Nothing here is remembered by a process: the ledger's plan keys say what was told. Sources of the
limits: workers/budget.py.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from content import spoken
from core.calendar import at, local
from core.message import NOTICE
from core.person import Person
from flows import schedule
from store import addresses, admins, organisations, outbox, people
from store.addresses import Reach
from store.db import Transaction
from workers import budget, forecast, telling, window
from workers.context import Context
from workers.telling import CAP, LIMIT, MOST, SETUP, Admin, Alert

EVERY = timedelta(minutes=15)
"""Between two looks: each costs a count of everybody on the channel."""
LOOK_AT = time(14)
"""The local hour from which the next day is foreseen: by then most have opened their tip."""
FARTHEST = 7
"""Days looked ahead for an admin who is away: over a long week-end, and more."""
EARLY = Decimal("0.8")
"""Of the month's euros: when admins are told a first time."""

Crowds = Mapping[date, Counter[int]]


@dataclass(frozen=True, slots=True)
class Ear:
    """An admin who may be told now, and back at work on the day `back`; None: nobody can be."""

    organisation_id: int
    zone: str
    admin: Admin | None
    back: date


def look(context: Context, now: datetime) -> None:
    """Tell whoever has to be told at `now`; nothing where no channel has a window."""
    if not forecast.windowed(context):
        return
    with context.database.read() as tx:
        ears = list(_ears(tx, context, now))
        found = [*_crowds(tx, context, ears, now), *_money(tx, context, ears, now)]
        # Most looks find what was told before: they must not wait for the one writer of SQLite.
        due = [one for one in found if not outbox.planned(tx, [one.plan])]
    for alert in due:
        with context.database.write() as tx:
            telling.tell(tx, context, alert, now)


def broken(tx: Transaction, context: Context, channel: str, now: datetime) -> None:
    """Tell that a channel refuses everything, once a day, to admins another one leads to.

    Of each organisation with people there. At night nobody is told: the next refusal tries again.
    """
    reachable = _admins(tx, context, now)
    name = context.library.message("channel.ask_where").buttons.get(channel, channel)
    values = {"channel": name, "command": f"dixminutes connect {channel}"}
    for ident in admins.concerned(tx, [channel]):
        for admin in reachable.get(ident, []):
            elsewhere = admin.reach.address.channel != channel
            if elsewhere and schedule.allowed(admin.person, now, context.hours, "alert") is None:
                today = local(now, admin.person.zone).date().isoformat()
                telling.tell(tx, context, Alert(SETUP, ident, today, values, admin), now)


def next_look(tx: Transaction, context: Context, now: datetime) -> datetime | None:
    """When the next day is foreseen next, in any organisation's zone; None: never."""
    if not forecast.windowed(context):
        return None
    return min((_next_hour(one.zone, now) for one in organisations.every(tx)), default=None)


def _next_hour(zone: str, now: datetime) -> datetime:
    today = local(now, zone).date()
    found = at(today, LOOK_AT, zone)
    return found if found > now else at(today + timedelta(days=1), LOOK_AT, zone)


def _ears(tx: Transaction, context: Context, now: datetime) -> Iterator[Ear]:
    """Who may be told now, of each organisation with people on a channel with a window."""
    reachable = _admins(tx, context, now)
    for ident in admins.concerned(tx, forecast.windowed(context)):
        theirs = reachable.get(ident, [])
        for admin in theirs:
            person = admin.person
            if schedule.allowed(person, now, context.hours, "alert") is None:
                yield Ear(ident, person.zone, admin, _back(person, now))
        organisation = None if theirs else organisations.by_id(tx, ident)
        if organisation is not None:
            tomorrow = local(now, organisation.zone).date() + timedelta(days=1)
            yield Ear(ident, organisation.zone, None, tomorrow)


def _admins(tx: Transaction, context: Context, now: datetime) -> dict[int, list[Admin]]:
    """By organisation: those whom a message reaches today."""
    known = [one.person_id for one in admins.every(tx)]
    loaded, reached = people.load_many(tx, known), addresses.reach(tx, context.keyring, known)
    found: dict[int, list[Admin]] = {}
    for ident, reach in reached.items():
        if ident in loaded and _hears(context, reach, now):
            person = loaded[ident]
            found.setdefault(person.organisation_id, []).append(Admin(person, reach))
    return found


def _hears(context: Context, reach: Reach, now: datetime) -> bool:
    on = reach.reachable and reach.address.channel in context.channels
    free = window.open_for(context, reach, now)
    return on and (free or window.by_template(context, reach, NOTICE, now))


def _back(person: Person, now: datetime) -> date:
    """The next day on which this admin could be told anything."""
    today = local(now, person.zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(1, FARTHEST + 1)]
    return next((day for day in days if schedule.day(person, day, "alert") is None), days[-1])


def _crowds(tx: Transaction, context: Context, ears: list[Ear], now: datetime) -> Iterator[Alert]:
    """More people outside their window than may be written to, before the admin is back."""
    ears = [one for one in ears if local(now, one.zone).time() >= LOOK_AT]
    if not ears:
        return
    crowds = forecast.outside(tx, context, max(one.back for one in ears))
    limit = context.settings.whatsapp_people_per_day
    for ear in ears:
        day = _first(crowds, ear, now, limit)
        if day is not None:
            yield _limit(crowds[day], ear, day, limit)


def _first(crowds: Crowds, ear: Ear, now: datetime, limit: int) -> date | None:
    """The first day to come on which their people are among too many."""
    today = local(now, ear.zone).date()
    over = (
        day
        for day, theirs in crowds.items()
        if today < day <= ear.back and theirs.total() > limit and theirs[ear.organisation_id]
    )
    return min(over, default=None)


def _limit(crowd: Counter[int], ear: Ear, day: date, limit: int) -> Alert:
    theirs = crowd[ear.organisation_id]
    values = {
        "day": spoken.day(day),
        "people": str(theirs),
        "limit": str(limit),
        "rest": str(min(theirs, crowd.total() - limit)),
    }
    return Alert(LIMIT, ear.organisation_id, day.isoformat(), values, ear.admin)


def _money(tx: Transaction, context: Context, ears: list[Ear], now: datetime) -> Iterator[Alert]:
    """The month's euros are used up, or nearly."""
    most = budget.cap(context)
    word = None if most is None or not ears else _level(tx, context, most, now)
    if word is None or most is None:
        return
    month = budget.month_of(now)
    again = (month + timedelta(days=32)).replace(day=1).date()
    values = {"cap": spoken.euros(most), "day": spoken.day(again), "share": spoken.share(EARLY)}
    for ear in ears:
        yield Alert(word, ear.organisation_id, f"{month:%Y-%m}", values, ear.admin)


def _level(tx: Transaction, context: Context, most: Decimal, now: datetime) -> str | None:
    left = budget.allowance(tx, context, now)
    if left.euros is not None and left.euros < left.price:
        return CAP
    return MOST if budget.spent(tx, context, now) >= EARLY * most else None
