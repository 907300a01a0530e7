"""What a person may ask of the schedule. Every request is also a sign of life.

Call these on the person as stored, not after `heard`: `less` and `more` start from the rhythm in
force, which `heard` would already have raised.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from core.calendar import local
from core.person import Leave, Person, State
from flows.silence import heard
from flows.week import LAST_WEEK, is_free, monday_of, replan, settle

_LESS = {5: 3, 3: 1, 1: 0, 0: 0}
_MORE = {0: 1, 1: 3, 3: 5, 5: 5}


def start(person: Person, now: datetime) -> Person:
    """Begin week 1 on the first day after today the person works (their local days)."""
    tomorrow = local(now, person.zone).date() + timedelta(days=1)
    fresh = replace(
        person,
        state=State.ACTIVE,
        started_on=tomorrow,
        week=1,
        last_piece=0,
        next_at=None,
        paused_until=None,
        paused_by_silence=False,
        unanswered=0,
        slowed_to=None,
    )
    days = (tomorrow + timedelta(days=n) for n in range(366))
    first = next((day for day in days if is_free(fresh, day)), tomorrow)
    return replan(replace(fresh, started_on=first, week_monday=monday_of(first)), now)


def pause(person: Person, until: date | None, now: datetime) -> Person:
    """Nothing proactive before the local day `until`; without a date, before `resume`.

    Only a message of `resume` ends it sooner. Someone who has not begun, or who stopped, is left
    as they are. Raises ValueError if `until` is not after the person's today.
    """
    if until is not None and until <= local(now, person.zone).date():
        raise ValueError("a pause ends on a later day")
    back = heard(person, now)
    if back.state not in {State.ACTIVE, State.PAUSED, State.FINISHED}:
        return back
    return replan(replace(back, state=State.PAUSED, paused_until=until), now)


def resume(person: Person, now: datetime) -> Person:
    """End a pause or a stop and go on where the person was.

    Someone who stopped before they had begun stays stopped: they have to join again.
    """
    back = heard(person, now)
    if back.state not in {State.PAUSED, State.STOPPED} or back.started_on is None:
        return back
    return replan(awake(back), now)


def awake(person: Person) -> Person:
    """The person out of pause or stop: active, or finished if the course was over."""
    state = State.FINISHED if person.week > LAST_WEEK else State.ACTIVE
    return replace(person, state=state, paused_until=None, paused_by_silence=False)


def stop(person: Person) -> Person:
    """Nothing any more, at once, whatever the state."""
    return replace(
        person, state=State.STOPPED, paused_until=None, paused_by_silence=False, next_at=None
    )


def less(person: Person, now: datetime) -> Person:
    """One step slower than the rhythm in force: 5, 3, 1, then the digest only."""
    return with_rhythm(person, _LESS[person.pieces_a_week], now)


def more(person: Person, now: datetime) -> Person:
    """One step faster; for someone slowed down by silence, the rhythm they had chosen."""
    slowed = person.pieces_a_week < person.rhythm
    return with_rhythm(person, person.rhythm if slowed else _MORE[person.rhythm], now)


def with_rhythm(person: Person, rhythm: int, now: datetime) -> Person:
    """Choose 5, 3, 1 or 0 pieces a week. Raises ValueError for another number."""
    if rhythm not in _LESS:
        raise ValueError("a rhythm is 5, 3, 1 or 0 pieces a week")
    back = heard(settle(person, now), now)
    return replan(replace(back, rhythm=rhythm), now)


def at_hour(person: Person, hour: time, now: datetime) -> Person:
    """Another local hour. If it has already passed today, it counts from tomorrow.

    The flow refuses hours that `Hours.allow` does not: nothing would ever go.
    """
    return replan(replace(heard(person, now), hour=hour), now)


def with_days(person: Person, days: Iterable[int], now: datetime) -> Person:
    """Other working days, Monday = 0. Raises ValueError for none or for a number over 6."""
    chosen = tuple(sorted(set(days)))
    if not chosen or not set(chosen) <= set(range(7)):
        raise ValueError("working days are one or more of 0 (Monday) to 6 (Sunday)")
    return replan(replace(heard(person, now), days=chosen), now)


def with_leave(person: Person, leave: Leave, now: datetime) -> Person:
    """One more leave, both ends included. Raises ValueError if it ends before it begins."""
    if leave.last < leave.first:
        raise ValueError("a leave ends on or after its first day")
    leaves = tuple(sorted({*person.leaves, leave}, key=lambda one: (one.first, one.last)))
    return replan(replace(heard(person, now), leaves=leaves), now)


def with_leeway(person: Person, yes: bool, now: datetime) -> Person:
    """Whether a piece may come a little before the person's hour, to reach them more easily."""
    return replan(replace(heard(person, now), flexible=yes), now)


def without_leave(person: Person, leave: Leave, now: datetime) -> Person:
    """One leave taken back; an unknown one changes nothing."""
    leaves = tuple(one for one in person.leaves if one != leave)
    return replan(replace(heard(person, now), leaves=leaves), now)
