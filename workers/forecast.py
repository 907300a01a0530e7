"""What will have to leave outside its window, if nobody writes meanwhile."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from core.calendar import at, local
from core.message import NOTICE
from core.person import Person
from flows import schedule
from flows.schedule import Decision
from store import coming, people
from store.coming import Coming
from store.db import Transaction
from workers import window
from workers.context import Context

TOGETHER = 500
"""People loaded at once."""
_WESTERNMOST = "Etc/GMT+12"


@dataclass(frozen=True, slots=True)
class Nudge:
    """A message the schedule will plan for a person, on a local day of theirs.

    `template`: its window will be shut, unless the person writes before.
    """

    day: date
    organisation_id: int
    person_id: int
    template: bool


def windowed(context: Context) -> list[str]:
    """Names of the channels that take free-form messages for a while only."""
    return [name for name, one in context.channels.items() if one.window is not None]


def audience(tx: Transaction, context: Context, last: date) -> list[Coming]:
    """Whom such a channel may have to reach until the end of a day, whatever their zone."""
    end = at(last + timedelta(days=1), time(0), _WESTERNMOST)
    return coming.before(tx, end, windowed(context))


def nudges(
    tx: Transaction, context: Context, those: Sequence[Coming], last: date
) -> Iterator[Nudge]:
    """What these people will be sent until the end of a local day, nobody answering."""
    for start in range(0, len(those), TOGETHER):
        some = {one.person_id: one for one in those[start : start + TOGETHER]}
        for ident, person in people.load_many(tx, list(some)).items():
            yield from _theirs(context, person, some[ident], last)


def _theirs(context: Context, person: Person, where: Coming, last: date) -> Iterator[Nudge]:
    channel = context.channels[where.channel]
    told = channel.carries(NOTICE)
    for decision in _decisions(context, person, last):
        due = decision.due_at
        if due is None:
            continue
        # A word no approved text says stays out; a piece always has one.
        shut = not window.is_open(where.heard_at, channel.window, due)
        template = shut and (decision.piece is not None or told)
        day = local(due, person.zone).date()
        yield Nudge(day, person.organisation_id, person.id, template)


def _decisions(context: Context, person: Person, last: date) -> Iterator[Decision]:
    silent = context.settings.silent_pieces
    while person.next_at is not None and local(person.next_at, person.zone).date() <= last:
        decision = schedule.decide(person, person.next_at, context.hours, silent)
        person = decision.person
        if decision.say is not None:
            yield decision


def outside(tx: Transaction, context: Context, last: date) -> dict[date, Counter[int]]:
    """How many people of each organisation must be written to outside their window, by day.

    Empty when all of them together are no more than the limit.
    """
    those = audience(tx, context, last)
    if len(those) <= context.settings.whatsapp_people_per_day:
        return {}
    found: dict[date, Counter[int]] = {}
    for one in nudges(tx, context, those, last):
        if one.template:
            found.setdefault(one.day, Counter())[one.organisation_id] += 1
    return found
