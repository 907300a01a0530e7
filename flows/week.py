"""Where the pieces of a programme week fall in a calendar week.

A calendar week in which nothing could go leaves the programme week untouched: it shifts. A week
that has begun ends with its Sunday, and what did not fit is not carried over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import combinations

from core.calendar import Hours, at, holiday, local
from core.person import Person, State
from core.reasons import Reason

LAST_WEEK = 13
LAST_PIECE = 5
PIECES: dict[int, tuple[int, ...]] = {0: (), 1: (2,), 3: (2, 3, 5), 5: (1, 2, 3, 4, 5)}

EARLY = timedelta(minutes=10)
"""How long before the window closes a flexible tip goes: the way there takes some of it."""

# Beyond three years without one working day nobody waits for the next piece.
_HORIZON = 3 * 366


@dataclass(frozen=True, slots=True)
class Stop:
    """The next local day on which something happens to a person.

    `piece` None means no piece: the end of the course when `week` is 14, else the day on which a
    piece that lost its place is given up.
    """

    day: date
    week: int
    monday: date
    piece: int | None


def key(week: int, piece: int) -> str:
    """The name of a piece in the content, such as w03d2."""
    return f"w{week:02d}d{piece}"


def monday_of(day: date) -> date:
    """The Monday of the calendar week of `day`."""
    return day - timedelta(days=day.weekday())


def natural_day(monday: date, piece: int) -> date:
    """The weekday a piece is written for: piece 1 is Monday's."""
    return monday + timedelta(days=piece - 1)


def off(person: Person, day: date) -> Reason | None:
    """Why the person does not work on a local `day`, whatever their state; None if they do."""
    if holiday(day, person.region):
        return Reason.HOLIDAY
    if any(leave.covers(day) for leave in person.leaves):
        return Reason.LEAVE
    return None if day.weekday() in person.days else Reason.NOT_WORKING


def is_free(person: Person, day: date) -> bool:
    """Whether a proactive message may still be planned on a local `day`, state apart."""
    started = person.started_on is not None and person.started_on <= day
    used = person.last_planned_on is not None and day <= person.last_planned_on
    return started and not used and day not in person.taken and off(person, day) is None


def left(person: Person) -> tuple[int, ...]:
    """The pieces of the present week that are still to come at the rhythm in force."""
    return tuple(n for n in PIECES[person.pieces_a_week] if n > person.last_piece)


def place(pieces: Sequence[int], days: Sequence[date]) -> dict[date, int]:
    """The day of each piece, in order. Pieces beyond the days available have none.

    With days to spare, the pieces stay as near as they can to the weekdays they are written for;
    between equals the earlier days win.
    """
    chosen = _places(tuple(pieces), tuple(day.weekday() for day in days))
    return {days[at]: piece for at, piece in zip(chosen, pieces, strict=False)}


@lru_cache(maxsize=4096)
def _places(pieces: tuple[int, ...], weekdays: tuple[int, ...]) -> tuple[int, ...]:
    """Which of the days each piece gets: the same few questions for everybody, so kept."""
    if len(weekdays) <= len(pieces):
        return tuple(range(len(weekdays)))

    def distance(chosen: tuple[int, ...]) -> int:
        return sum(abs(weekdays[at] + 1 - piece) for at, piece in zip(chosen, pieces, strict=True))

    return min(combinations(range(len(weekdays)), len(pieces)), key=distance)


def next_stop(person: Person, earliest: date) -> Stop | None:
    """The first stop on or after the local day `earliest`; None if nothing can ever happen.

    Reads the person as active and changes nothing: the week they are in stays theirs until the
    planner acts, so that a leave taken back or a new rhythm finds the week as it was.
    """
    monday, pieces = person.week_monday, left(person)
    if monday is None or not PIECES[person.pieces_a_week]:
        return None
    days = free_days(person, monday, earliest)
    if pieces and days:
        return _first(pieces, days, person.week, monday)
    if pieces and person.last_piece:
        given_up = max(natural_day(monday, pieces[-1]), earliest)
        return Stop(given_up, person.week, monday, None)
    return _following(person, monday, earliest)


def _following(person: Person, monday: date, earliest: date) -> Stop | None:
    """The first stop of the next programme week, or of this one shifted if it never began."""
    week = person.week
    if person.last_piece:
        week, monday = week + 1, monday + timedelta(days=7)
    opening = _next_free(person, max(monday, earliest))
    if opening is None:
        return None
    monday = monday_of(opening)
    if week > LAST_WEEK:
        return Stop(opening, week, monday, None)
    days = free_days(person, monday, earliest)
    return _first(PIECES[person.pieces_a_week], days, week, monday)


def _first(pieces: Sequence[int], days: Sequence[date], week: int, monday: date) -> Stop:
    day, piece = next(iter(place(pieces, days).items()))
    return Stop(day, week, monday, piece)


def free_days(person: Person, monday: date, earliest: date) -> list[date]:
    """The days of the week of `monday`, from `earliest` on, that can take a piece."""
    week = (monday + timedelta(days=n) for n in range(7))
    return [day for day in week if day >= earliest and is_free(person, day)]


def _next_free(person: Person, earliest: date) -> date | None:
    days = (earliest + timedelta(days=n) for n in range(_HORIZON))
    return next((day for day in days if is_free(person, day)), None)


def replan(person: Person, now: datetime) -> Person:
    """The person with `next_at` as everything else about them demands, strictly after `now`.

    Call it after changing any field the schedule reads. A stop that is already due and not yet
    handled is left for the planner: it judges it by the new fields, so nothing is lost or doubled.
    """
    if person.state is State.PAUSED and person.paused_until is not None:
        return replace(person, next_at=at(person.paused_until, person.hour, person.zone))
    if person.state is not State.ACTIVE or not PIECES[person.pieces_a_week]:
        return replace(person, next_at=None)
    if person.next_at is not None and person.next_at <= now:
        return person
    stop = next_stop(person, earliest_day(person, now))
    return replace(person, next_at=at(stop.day, person.hour, person.zone) if stop else None)


def sooner(person: Person, closes: datetime, hours: Hours, now: datetime) -> Person:
    """The person, their next piece just before their window closes (UTC), if they agreed to that.

    Earlier on the same local day only, after quiet hours end and after `now`; else unchanged.
    """
    due = person.next_at
    if not person.flexible or due is None or person.state is not State.ACTIVE:
        return person
    day, early = local(due, person.zone).date(), closes - EARLY
    usual = due == at(day, person.hour, person.zone) and hours.allow(person.hour)
    first = max(at(day, hours.quiet_until, person.zone), now + timedelta(microseconds=1))
    return replace(person, next_at=early) if usual and first <= early < due else person


def window(person: Person, day: date, hours: Hours, now: datetime) -> tuple[datetime, datetime]:
    """When a message of a local day is due, and from when it is too late.

    At the person's minute, or where `sooner` put it; a planner too late for that falls back.
    """
    due, end = hours.window(day, person.hour, person.zone)
    early = person.next_at
    if not person.flexible or early is None or not early <= now < min(due, early + hours.grace):
        return due, end
    moment = local(early, person.zone)
    # Another look after a fault is no agreed minute: it may fall in the night.
    agreed = moment.date() == day and hours.allow(moment.time()) and hours.allow(person.hour)
    return (early, min(end, early + hours.grace)) if agreed else (due, end)


def earliest_day(person: Person, now: datetime) -> date:
    """The local today if the person's hour is still to come, else tomorrow."""
    today = local(now, person.zone).date()
    ahead = at(today, person.hour, person.zone) > now
    return today if ahead else today + timedelta(days=1)


def settle(person: Person, now: datetime) -> Person:
    """Close a week whose pieces have all gone and whose days are over, before a rhythm changes.

    Without it, a faster rhythm chosen on a Saturday would report pieces nobody had planned.
    """
    if person.week_monday is None or not person.last_piece or left(person):
        return person
    days = free_days(person, person.week_monday, earliest_day(person, now))
    return person if days else replace(person, last_piece=LAST_PIECE)
