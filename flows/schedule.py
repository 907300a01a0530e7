"""The schedule: what goes to whom, when, and why not. Pure: people and instants in, people out.

`decide` is the planner's question, `allowed` the sender's, `day` that of `why` and `rehearse`;
the rest is what a person may ask for. Every function takes `now` as an aware instant.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from core.calendar import Hours, at, local
from core.clock import utc
from core.person import Person, State
from core.reasons import Reason
from flows.pace import (
    at_hour,
    awake,
    less,
    more,
    pause,
    resume,
    start,
    stop,
    with_days,
    with_leave,
    with_leeway,
    with_rhythm,
    without_leave,
)
from flows.silence import SILENT, heard, tired, unheard
from flows.week import (
    LAST_WEEK,
    PIECES,
    Stop,
    free_days,
    key,
    left,
    natural_day,
    next_stop,
    off,
    replan,
    sooner,
    window,
)

__all__ = [
    "Decision",
    "Hours",
    "Planned",
    "Proactive",
    "Skip",
    "allowed",
    "at_hour",
    "day",
    "decide",
    "heard",
    "key",
    "later",
    "less",
    "more",
    "off",
    "pause",
    "replan",
    "resume",
    "sooner",
    "start",
    "stop",
    "with_days",
    "with_leave",
    "with_leeway",
    "with_rhythm",
    "without_leave",
]

Planned = Literal["tip", "pause_thanks", "finished"]
Proactive = Literal[
    "tip",
    "pause_thanks",
    "finished",
    "relay",
    "challenge",
    "digest",
    "mission",
    "followup",
    "candidate",
    "workshop",
    "alert",
]

_DESPITE: dict[Proactive, frozenset[Reason]] = {
    "tip": frozenset(),
    "pause_thanks": frozenset(),
    "finished": frozenset({Reason.FINISHED}),
    # To a champion, from a colleague who waits: where they are in the course does not matter.
    "relay": frozenset({Reason.FINISHED, Reason.DIGEST_ONLY, Reason.NOT_STARTED}),
    "challenge": frozenset({Reason.FINISHED}),
    "digest": frozenset({Reason.FINISHED, Reason.DIGEST_ONLY}),
    # What a person took on goes on: their own mission, the workshop they came to.
    "mission": frozenset({Reason.FINISHED, Reason.DIGEST_ONLY, Reason.NOT_STARTED}),
    "followup": frozenset({Reason.FINISHED, Reason.DIGEST_ONLY, Reason.NOT_STARTED}),
    "candidate": frozenset({Reason.FINISHED}),
    "workshop": frozenset({Reason.FINISHED, Reason.DIGEST_ONLY, Reason.NOT_STARTED}),
    # To an admin, about the installation: where they are in the course does not matter.
    "alert": frozenset({Reason.FINISHED, Reason.DIGEST_ONLY, Reason.NOT_STARTED}),
}


_DESPITE_SILENCE: frozenset[Proactive] = frozenset({"pause_thanks", "alert"})
"""What still goes to somebody whom the coach paused by itself."""


@dataclass(frozen=True, slots=True)
class Skip:
    """A piece that will never go. `day` is the local day it was due on.

    A piece that found no day carries the weekday it was written for.
    """

    key: str
    day: date
    reason: Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """What the planner does with one person, in one transaction.

    Store `person`; write one ledger row for `skipped` each; if `say`, plan that message from
    `due_at` until `expires_at` (UTC, excluded). `piece` is the key to send when `say` is "tip".
    """

    person: Person
    piece: str | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    skipped: tuple[Skip, ...] = ()
    say: Planned | None = None


def decide(
    person: Person, now: datetime, hours: Hours, silent: tuple[int, int, int] = SILENT
) -> Decision:
    """What happens to a person at `now`, their `next_at` moved strictly after it (or None).

    Asked again at the same `now`, it finds nothing to do. After an absence of the planner, only
    the piece of the present day can go; those of the days missed are `expired`.
    """
    now = utc(now)
    if person.next_at is None or person.next_at > now:
        return Decision(person)
    day_due = local(person.next_at, person.zone).date()
    if person.state is State.PAUSED:
        person, day_due = _back_from_pause(person, now, day_due)
    turn = _catch_up(Decision(person), day_due, now, hours, silent)
    return replace(turn, person=replan(replace(turn.person, next_at=None), now))


def _back_from_pause(person: Person, now: datetime, day_due: date) -> tuple[Person, date]:
    until = person.paused_until
    if until is None or at(until, person.hour, person.zone) > now:
        return person, day_due
    return awake(person), max(until, day_due)


def _catch_up(
    turn: Decision, day_due: date, now: datetime, hours: Hours, silent: tuple[int, int, int]
) -> Decision:
    while turn.person.state is State.ACTIVE:
        turn = _give_up(turn, day_due)
        here = next_stop(turn.person, day_due)
        if here is None or window(turn.person, here.day, hours, now)[0] > now:
            break
        turn = _handle(turn, here, now, hours, silent)
        day_due = here.day + timedelta(days=1)
    return turn


def _give_up(turn: Decision, day_due: date) -> Decision:
    """Skip what is left of a week that has begun and has no day any more."""
    person, pieces = turn.person, left(turn.person)
    if person.week_monday is None or not person.last_piece or not pieces:
        return turn
    monday = person.week_monday
    if natural_day(monday, pieces[-1]) >= day_due or free_days(person, monday, day_due):
        return turn
    lost = (
        Skip(key(person.week, piece), natural_day(monday, piece), Reason.NO_DAY) for piece in pieces
    )
    return replace(
        turn, person=replace(person, last_piece=pieces[-1]), skipped=(*turn.skipped, *lost)
    )


def _handle(
    turn: Decision, here: Stop, now: datetime, hours: Hours, silent: tuple[int, int, int]
) -> Decision:
    person = turn.person
    due, end = window(person, here.day, hours, now)
    missed = None if now < end else Reason.EXPIRED
    if not hours.allow(person.hour):
        missed = Reason.QUIET_HOURS
    if here.week > LAST_WEEK:
        return _finish(turn, here, (due, end), missed)
    if here.piece is None:
        return turn
    moved = replace(person, week=here.week, week_monday=here.monday, last_piece=here.piece)
    if missed:
        skip = Skip(key(here.week, here.piece), here.day, missed)
        return replace(turn, person=moved, skipped=(*turn.skipped, skip))
    if tired(person, silent):
        asleep = replace(person, state=State.PAUSED, paused_by_silence=True, paused_until=None)
        return _say(turn, asleep, "pause_thanks", here.day, (due, end))
    turn = replace(turn, piece=key(here.week, here.piece))
    return _say(turn, unheard(moved, silent), "tip", here.day, (due, end))


def _finish(
    turn: Decision, here: Stop, window: tuple[datetime, datetime], missed: Reason | None
) -> Decision:
    """Say the end on the first day free after week 13; a day missed leaves it for the next."""
    over = replace(
        turn.person, state=State.FINISHED, week=here.week, week_monday=here.monday, last_piece=0
    )
    if missed is Reason.EXPIRED:
        return turn
    if missed:
        return replace(turn, person=over)
    return _say(turn, over, "finished", here.day, window)


def _say(
    turn: Decision, person: Person, what: Planned, on: date, window: tuple[datetime, datetime]
) -> Decision:
    due, end = window
    planned = replace(person, last_planned_on=on)
    return replace(turn, person=planned, say=what, due_at=due, expires_at=end)


def day(person: Person, on: date, what: Proactive = "tip") -> Reason | None:
    """Why nothing goes on a local day, judged by what is known now; None if something can.

    For today and later: the past is in the ledger. The person's own state comes before the
    calendar, and a holiday before a leave before a weekday not worked.
    """
    if what in _DESPITE_SILENCE and person.paused_by_silence:
        person = awake(person)
    standing = _standing(person, on)
    if standing and standing not in _DESPITE[what]:
        return standing
    return off(person, on)


def _standing(person: Person, on: date) -> Reason | None:
    if person.state is State.STOPPED:
        return Reason.STOPPED
    if person.started_on is None or on < person.started_on:
        return Reason.NOT_STARTED
    if person.state is State.PAUSED and (person.paused_until is None or on < person.paused_until):
        return Reason.PAUSE
    if person.state is State.FINISHED or person.week > LAST_WEEK:
        return Reason.FINISHED
    return None if PIECES[person.pieces_a_week] else Reason.DIGEST_ONLY


def allowed(person: Person, now: datetime, hours: Hours, what: Proactive = "tip") -> Reason | None:
    """Why a planned message may not leave at this very instant; None if it may.

    Ask just before sending: the person may have said stop, or changed their days, since it was
    planned. `what` is the kind of message: the end of the course, challenges and digests still
    go to someone who has finished, the digest to someone who keeps only that.
    """
    moment = local(now, person.zone)
    quiet = None if hours.allow(moment.time()) else Reason.QUIET_HOURS
    return day(person, moment.date(), what) or quiet


def later(person: Person, now: datetime, hours: Hours) -> datetime | None:
    """When a "Plus tard" comes back: in three hours, the same day, 30 minutes before quiet.

    UTC. None when no room is left today. It is asked for, so days off do not matter.
    """
    now = utc(now)
    today = local(now, person.zone).date()
    last = at(today, hours.quiet_from, person.zone) - timedelta(minutes=30)
    wish = max(now + timedelta(hours=3), at(today, hours.quiet_until, person.zone))
    return min(wish, last) if now < last else None
