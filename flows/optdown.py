"""Less, more, another hour, a pause, a stop: in plain words or one tap, in any state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from content import spoken
from core.calendar import local
from core.person import Leave, Person, State
from flows import pace
from flows.talk import CLOSED, CancelPlanned, Next, Say, Turn, ask
from french import moments

PAUSES = {"week": timedelta(weeks=1), "two_weeks": timedelta(weeks=2), "month": timedelta(days=30)}


def today(turn: Turn) -> date:
    """The person's local date."""
    return local(turn.now, turn.person.zone).date()


def stop(turn: Turn) -> Next:
    """Nothing proactive any more, at once."""
    return Next(
        (Say("optdown.stopped", turn.words),),
        pace.stop(turn.person),
        CLOSED,
        (CancelPlanned("stopped"),),
    )


def pause(turn: Turn) -> Next:
    """A pause of the length said; else ask how long."""
    until = moments.pause_until(turn.message.text, today(turn))
    if until is None or until <= today(turn):
        return Next((Say("optdown.ask_pause"),), conversation=ask(turn, "optdown", "pause"))
    return _paused(turn, until)


def _paused(turn: Turn, until: date) -> Next:
    person = pace.pause(turn.person, until, turn.now)
    return Next(
        (Say("optdown.paused", {"day": spoken.day(until)}),),
        person,
        CLOSED,
        (CancelPlanned("pause"),),
    )


def resume(turn: Turn) -> Next:
    """Go on after a pause or a stop."""
    return _changed(turn, pace.resume(turn.person, turn.now), "optdown.resumed")


def less(turn: Turn) -> Next:
    """One step slower: 5, 3, 1, then the digest only."""
    person = pace.less(turn.person, turn.now)
    return _changed(turn, person, f"optdown.rhythm_{person.rhythm}")


def more(turn: Turn) -> Next:
    """One step faster."""
    person = pace.more(turn.person, turn.now)
    return _changed(turn, person, f"optdown.rhythm_{person.rhythm}")


def _changed(turn: Turn, person: Person, key: str) -> Next:
    values = {"hour": spoken.hour(person.hour), "next": next_day(person, turn.now)}
    return Next((Say(key, values),), person, CLOSED)


def next_day(person: Person, now: datetime) -> str:
    """When the next piece comes, in words; a dash when none is planned."""
    if person.next_at is None or person.next_at <= now:
        return "—"
    return spoken.day(local(person.next_at, person.zone).date())


def hour(turn: Turn) -> Next:
    """Another hour, inside the quiet hours' bounds; ask when none was said."""
    wanted = moments.hour(turn.message.text)
    if wanted is None:
        return Next((Say("optdown.ask_hour"),), conversation=ask(turn, "optdown", "hour"))
    return _at(turn, wanted)


def _at(turn: Turn, wanted: time) -> Next:
    if not turn.hours.allow(wanted):
        return Next(
            (Say("optdown.hour_quiet", bounds(turn)),), conversation=ask(turn, "optdown", "hour")
        )
    return _changed(turn, pace.at_hour(turn.person, wanted, turn.now), "optdown.hour_changed")


def bounds(turn: Turn) -> dict[str, str]:
    """The hours between which the coach writes, in words."""
    return {
        "from": spoken.hour(turn.hours.quiet_until),
        "to": spoken.hour(turn.hours.quiet_from),
    }


def days(turn: Turn) -> Next:
    """Other working days; ask when none was said."""
    chosen = moments.weekdays(turn.message.text)
    if not chosen:
        return Next((Say("optdown.ask_days"),), conversation=ask(turn, "optdown", "days"))
    person = pace.with_days(turn.person, chosen, turn.now)
    said = {"days": spoken.weekdays(person.days)}
    return Next((Say("optdown.days_changed", said),), person, CLOSED)


def leave(turn: Turn) -> Next:
    """Days away; ask when no dates were said."""
    away = moments.leave(turn.message.text, today(turn))
    if away is None:
        return Next((Say("optdown.ask_leave"),), conversation=ask(turn, "optdown", "leave"))
    person = pace.with_leave(turn.person, Leave(*away), turn.now)
    said = {"first": spoken.day(away[0]), "last": spoken.day(away[1])}
    return Next((Say("optdown.leave_noted", said),), person, CLOSED)


_OPEN: dict[str, Callable[[Turn], Next]] = {
    "pause": pause,
    "hour": hour,
    "days": days,
    "leave": leave,
}


def hear(turn: Turn) -> Next:
    """The answer to one of our questions about pace."""
    return _OPEN[turn.conversation.step](turn)


def tap(turn: Turn) -> Next:
    """A button of these messages, old or new."""
    _, choice, _ = turn.tapped
    if choice in PAUSES:
        return _paused(turn, today(turn) + PAUSES[choice])
    if choice.startswith("h") and choice[1:].isdigit():
        return _at(turn, time(int(choice[1:3]), int(choice[3:5])))
    acts = {"less": less, "more": more, "resume": resume, "stop": stop, "pause": pause}
    act = acts.get(choice)
    return act(turn) if act else Next((Say("system.old_button"),))


def gone(turn: Turn) -> Next:
    """The person blocked the coach in the app: the same as a stop, without a word."""
    return replace(stop(turn), say=())


def stopped(person: Person) -> bool:
    """Whether the person asked for nothing any more."""
    return person.state is State.STOPPED
