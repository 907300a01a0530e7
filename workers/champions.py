"""Whose turn it is to answer a question without a name, when they are told, reminded, relieved.

A question takes the champion's one proactive message of a day, so a tip may give way to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.calendar import at, local
from core.message import Outbound
from core.person import Person
from flows import schedule
from flows.talk import Say
from store import addresses, organisations, outbox, people, relays
from store.addresses import Reach
from store.db import Transaction
from store.outbox import NUDGE, RELAYED, REPLY, UNTOLD, Message
from store.relays import Relay
from workers.context import Context
from workers.planner import announcing, render

KIND = "relay"
REMIND_AFTER, PASS_AFTER = 1, 3
"""Working days a champion has before they are reminded, then relieved."""
DAYS_AHEAD = 7
"""How far ahead a day without another proactive message is looked for."""


@dataclass(frozen=True, slots=True)
class Champion:
    """Someone who may be asked, and where."""

    person: Person
    reach: Reach


def available(tx: Transaction, context: Context, person: Person) -> bool:
    """Whether somebody else could be asked without this person's name."""
    return bool(_in_turn(tx, context, person.organisation_id, {person.id}))


def _in_turn(
    tx: Transaction, context: Context, organisation_id: int, besides: Iterable[int]
) -> list[Champion]:
    """Those who can be reached, whose turn it is first."""
    left = set(besides)
    numbers = [one for one in relays.champions(tx, organisation_id) if one not in left]
    return _reached(tx, context, numbers)


def _reached(tx: Transaction, context: Context, numbers: list[int]) -> list[Champion]:
    who = people.load_many(tx, numbers)
    reached = addresses.reach(tx, context.keyring, numbers)
    found = [Champion(who[one], reached[one]) for one in numbers if one in who and one in reached]
    on = context.channels
    return [one for one in found if one.reach.reachable and one.reach.address.channel in on]


def give(
    tx: Transaction, context: Context, relay: Relay, now: datetime, besides: Iterable[int]
) -> bool:
    """Give the question to the next champion who has a day free for it. False when none has."""
    for champion in _in_turn(tx, context, relay.organisation_id, besides):
        day = _tell(tx, context, relay, champion, now)
        if day is not None:
            relays.give(tx, relay, champion.person.id, day)
            _look_after(tx, relay, champion.person, day, REMIND_AFTER)
            return True
    return False


def _look_after(tx: Transaction, relay: Relay, champion: Person, day: date, working: int) -> None:
    """Look again when the champion has had so many working days, or when the relay ends."""
    for _ in range(working):
        day = _next_working(champion, day)
    relays.look_again(tx, relay, min(day, relays.last_day(relay)), champion.zone)


def _next_working(person: Person, day: date) -> date:
    after = [day + timedelta(days=number) for number in range(1, 61)]
    return next((one for one in after if schedule.off(person, one) is None), after[-1])


def _tell(
    tx: Transaction, context: Context, relay: Relay, champion: Champion, now: datetime
) -> date | None:
    """Plan a message to a champion on their first free day, and return that day.

    Once they had the question it is a reminder.
    """
    key = "relay.reminder" if relay.champion_id == champion.person.id else "relay.asked"
    body = _body(tx, context, relay, key)
    for day, due, end in _moments(context, champion.person, now):
        message = Message(
            to=champion.reach.address,
            body=body,
            kind=KIND,
            key=key,
            priority=NUDGE,
            due_at=due,
            expires_at=end,
            organisation_id=relay.organisation_id,
            person_id=champion.person.id,
            plan=f"{_plan(relay)}{key}:{champion.person.id}:{day}",
            proactive_day=day,
        )
        if outbox.plan(tx, context.keyring, [message], now=now):
            return day
    return None


def _plan(relay: Relay) -> str:
    return f"relay:{relay.id}:"


def settle(tx: Transaction, relay: Relay, now: datetime) -> None:
    """The question was answered or let go: what champions were sent of it is wiped."""
    outbox.settled(tx, _plan(relay), now)


def _body(tx: Transaction, context: Context, relay: Relay, key: str) -> Outbound:
    said = Say(key, {"question": relay.question}, ref=str(relay.id))
    body = render(context, organisations.known(tx, relay.organisation_id), said)
    return replace(body, template=announcing(context.library, "relay_asked"))


def _moments(
    context: Context, person: Person, now: datetime
) -> Iterable[tuple[date, datetime, datetime]]:
    """The days on which something may reach a person, from which instant and until when."""
    today = local(now, person.zone).date()
    for day in (today + timedelta(days=number) for number in range(DAYS_AHEAD)):
        due = max(at(day, person.hour, person.zone), now)
        end = at(day, context.hours.quiet_from, person.zone)
        if due < end and schedule.day(person, day, "relay") is None:
            yield day, due, end


def asker(tx: Transaction, context: Context, relay: Relay) -> tuple[int, ...]:
    """Who must not be given the question: it is their own."""
    found = relays.leads_to(tx, context.keyring, relay)
    return () if found is None else (found,)


def bring_back(tx: Transaction, context: Context, relay: Relay, person_id: int, say: Say) -> None:
    """A reply to who asked, at once, at whatever hour: they wait for it."""
    reach = addresses.reach(tx, context.keyring, [person_id]).get(person_id)
    if reach is None:
        return
    now = context.clock.now()
    body = render(context, organisations.known(tx, relay.organisation_id), say)
    message = Message(
        to=reach.address,
        body=replace(body, template=announcing(context.library, "relay_answered")),
        kind=RELAYED,
        key=UNTOLD,
        priority=REPLY,
        due_at=now,
        organisation_id=relay.organisation_id,
        person_id=person_id,
    )
    outbox.plan(tx, context.keyring, [message], now=now)


def tick(context: Context, now: datetime) -> int:
    """Look at the relays whose day has come. Returns how many."""
    with context.database.read() as tx:
        first = relays.next_look(tx)
    if first is None or first > now:
        return 0
    with context.database.write() as tx:
        due = relays.due(tx, context.keyring, now)
        for relay in due:
            _look(tx, context, relay, now)
    return len(due)


def _look(tx: Transaction, context: Context, relay: Relay, now: datetime) -> None:
    zone = organisations.known(tx, relay.organisation_id).zone
    today = local(now, zone).date()
    if today >= relays.last_day(relay):
        _end(tx, context, relay)
    elif relay.answer is not None:
        relays.look_again(tx, relay, relays.last_day(relay), zone)
    elif not _remind(tx, context, relay, now, today):
        besides = {*asker(tx, context, relay), relay.champion_id or 0}
        if not give(tx, context, relay, now, besides):
            relays.look_again(tx, relay, today + timedelta(days=1), zone)


def _end(tx: Transaction, context: Context, relay: Relay) -> None:
    """Its time is over: who asked is told if nothing came, and nothing is kept."""
    person_id = None if relay.answer else relays.way_back(tx, context.keyring, relay)
    if person_id is not None:
        bring_back(tx, context, relay, person_id, Say("relay.unanswered"))
    settle(tx, relay, context.clock.now())
    relays.end(tx, relay)


def _remind(tx: Transaction, context: Context, relay: Relay, now: datetime, today: date) -> bool:
    """Remind the champion, once. False when it is somebody else's turn."""
    if relay.champion_id is None or relay.reminded:
        return False
    found = _reached(tx, context, [relay.champion_id])
    if not found:
        return False
    _tell(tx, context, relay, found[0], now)
    relays.reminded(tx, relay)
    _look_after(tx, relay, found[0].person, today, PASS_AFTER - REMIND_AFTER)
    return True
