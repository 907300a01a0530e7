"""Less, more, another hour, a pause, a stop: in plain words or one tap, in any state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

from content import spoken
from core.calendar import local
from core.person import Leave, Person, State
from flows import pace
from flows.talk import (
    CLOSED,
    Agree,
    CancelPlanned,
    Next,
    Say,
    Turn,
    Withdraw,
    ask,
    asked_again,
    today,
)
from french import moments, replies

PAUSES = {"week": timedelta(weeks=1), "two_weeks": timedelta(weeks=2), "month": timedelta(days=30)}
LEEWAY, LEEWAY_VERSION = "leeway", "2026-11"
"""The agreement to a tip a little before the hour, and the version of its words."""
# What a change of pace means to somebody to whom no tip is coming.
_STANDING = {
    State.STOPPED: "optdown.still_stopped",
    State.PAUSED: "optdown.still_paused",
    State.FINISHED: "optdown.still_finished",
}


def stop(turn: Turn) -> Next:
    """Nothing proactive any more, at once."""
    return Next(
        (Say("optdown.stopped", turn.words),),
        pace.stop(turn.person),
        CLOSED,
        (CancelPlanned("stopped"),),
    )


def gone(turn: Turn) -> Next:
    """The person blocked the coach in the app: the same as a stop, without a word."""
    return replace(stop(turn), say=())


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


def rhythm(turn: Turn) -> Next:
    """The rhythm said in words; "tous les jours" names days when days were asked for."""
    if (turn.conversation.flow, turn.conversation.step) == ("optdown", "days"):
        return days(turn)
    wanted = moments.rhythm(turn.message.text) or 0
    person = pace.with_rhythm(turn.person, wanted, turn.now)
    return _changed(turn, person, f"optdown.rhythm_{person.rhythm}")


def pause(turn: Turn) -> Next:
    """A pause of the length said; else ask how long."""
    return _pause_said(turn) or _ask(turn, "pause")


def hour(turn: Turn) -> Next:
    """Another hour, inside the quiet hours' bounds; ask when none was said."""
    return _hour_said(turn) or _ask(turn, "hour")


def flexible(turn: Turn) -> Next:
    """A tip may come a little before the hour: an agreement, recorded once."""
    person = pace.with_leeway(turn.person, True, turn.now)
    found = _changed(turn, person, "optdown.flexible")
    return found if turn.person.flexible else found.also(Agree(LEEWAY, LEEWAY_VERSION))


def fixed(turn: Turn) -> Next:
    """Tips at the hour and not before: the agreement is taken back."""
    person = pace.with_leeway(turn.person, False, turn.now)
    return _changed(turn, person, "optdown.fixed").also(Withdraw(LEEWAY))


def days(turn: Turn) -> Next:
    """Other working days; ask when none was said."""
    return _days_said(turn) or _ask(turn, "days")


def leave(turn: Turn) -> Next:
    """Days away; ask when no dates were said."""
    return _leave_said(turn) or _ask(turn, "leave")


def hear(turn: Turn) -> Next | None:
    """The answer to one of our questions about pace; None for anything else."""
    return _SAID[turn.conversation.step](turn) or _label_said(turn)


def again(turn: Turn) -> Next:
    """The same question once more."""
    say = Say(f"optdown.ask_{turn.conversation.step}")
    return Next((say,), conversation=asked_again(turn))


def tap(turn: Turn) -> Next:
    """A button of these messages, old or new."""
    return _chosen(turn, turn.tapped[1]) or Next((Say("system.old_button"),))


def _ask(turn: Turn, step: str) -> Next:
    return Next((Say(f"optdown.ask_{step}"),), conversation=ask(turn, "optdown", step))


def _chosen(turn: Turn, choice: str) -> Next | None:
    if choice in PAUSES:
        return _paused(turn, today(turn) + PAUSES[choice])
    if choice in turn.library.message("optdown.ask_hour").buttons:
        return _at(turn, time(int(choice[1:3]), int(choice[3:5])))
    act = _ACTS.get(choice)
    return act(turn) if act else None


def _label_said(turn: Turn) -> Next | None:
    """A button's label, its number or its place, typed."""
    buttons = turn.library.message(f"optdown.ask_{turn.conversation.step}").buttons
    typed, labels = turn.message.text.strip(), list(buttons.values())
    begun = (n for n, label in enumerate(labels) if typed.isdecimal() and label.startswith(typed))
    place = replies.choice(typed, labels)
    found = next(begun, None) if place is None else place
    return None if found is None else _chosen(turn, list(buttons)[found])


def _pause_said(turn: Turn) -> Next | None:
    until = moments.pause_until(turn.message.text, today(turn))
    return None if until is None or until <= today(turn) else _paused(turn, until)


def _paused(turn: Turn, until: date) -> Next:
    person = pace.pause(turn.person, until, turn.now)
    if person.state is not State.PAUSED:
        return _changed(turn, person, "optdown.noted")
    say = Say("optdown.paused", {"day": spoken.day(until)})
    return Next((say,), person, CLOSED, (CancelPlanned("pause"),))


def _changed(turn: Turn, person: Person, key: str) -> Next:
    return Next((_told(turn, person, key),), person, CLOSED)


def _told(turn: Turn, person: Person, key: str) -> Say:
    """What a change comes to where the person stands; the next piece is only said if it comes."""
    if person.state in _STANDING:
        return Say(_STANDING[person.state])
    if not person.rhythm:
        return Say("optdown.rhythm_0" if key == "optdown.rhythm_0" else "optdown.still_digest")
    if person.next_at is None:
        return Say("optdown.noted")
    coming = local(max(person.next_at, turn.now), person.zone).date()
    values = {"hour": spoken.hour(person.hour), "next": spoken.day(coming)}
    values["from"] = bounds(turn)["from"]
    offered = turn.window is not None and not person.flexible
    hidden = () if key == "optdown.hour_changed" and not offered else None
    return Say(key, {**values, "days": spoken.weekdays(person.days)}, choices=hidden)


def _hour_said(turn: Turn) -> Next | None:
    wanted = moments.hour(turn.message.text)
    return None if wanted is None else _at(turn, wanted)


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


def _days_said(turn: Turn) -> Next | None:
    chosen = moments.weekdays(turn.message.text)
    if not chosen:
        return None
    return _changed(turn, pace.with_days(turn.person, chosen, turn.now), "optdown.days_changed")


def _leave_said(turn: Turn) -> Next | None:
    away = moments.leave(turn.message.text, today(turn))
    if away is None:
        return None
    person = pace.with_leave(turn.person, Leave(*away), turn.now)
    said = {"first": spoken.day(away[0]), "last": spoken.day(away[1])}
    return Next((Say("optdown.leave_noted", said),), person, CLOSED)


_SAID: dict[str, Callable[[Turn], Next | None]] = {
    "pause": _pause_said,
    "hour": _hour_said,
    "days": _days_said,
    "leave": _leave_said,
}
_ACTS: dict[str, Callable[[Turn], Next]] = {
    "less": less,
    "more": more,
    "resume": resume,
    "stop": stop,
    "pause": pause,
    "flexible": flexible,
    "fixed": fixed,
}
