"""Silent people are slowed down, then paused with a thank-you; any reply undoes it."""

from dataclasses import replace
from datetime import datetime

from core.person import Person, State
from flows.week import replan, settle

SILENT = (10, 6, 4)
SLOWER = {5: 3, 3: 1}


def patience(person: Person, silent: tuple[int, int, int] = SILENT) -> int:
    """How many pieces may go unanswered at this stage.

    The first step is always `silent[0]` away, then `silent[1]` at three a week and `silent[2]`
    at one a week.
    """
    if person.slowed_to is None:
        return silent[0]
    return silent[1] if person.pieces_a_week == 3 else silent[2]


def unheard(person: Person, silent: tuple[int, int, int] = SILENT) -> Person:
    """The person after one more piece has gone; one step slower when patience has run out.

    `unanswered` counts since the person was last heard or last slowed down. At one a week
    nothing changes here: the pause is `tired`'s, on the next day that could take a message.
    """
    count = person.unanswered + 1
    slower = SLOWER.get(person.pieces_a_week)
    if count < patience(person, silent) or slower is None:
        return replace(person, unanswered=count)
    return replace(person, unanswered=0, slowed_to=slower)


def tired(person: Person, silent: tuple[int, int, int] = SILENT) -> bool:
    """Whether the coach should thank the person and pause instead of sending one more piece."""
    return person.pieces_a_week not in SLOWER and person.unanswered >= patience(person, silent)


def heard(person: Person, now: datetime) -> Person:
    """The person after any message or tap of theirs: back at the rhythm they chose.

    Lifts a pause the coach took by itself. A pause or a stop the person asked for stands until
    they say REPRENDRE (`schedule.resume`).
    """
    before = person if person.slowed_to is None else settle(person, now)
    back = replace(before, unanswered=0, slowed_to=None, last_heard_at=now)
    if back.paused_by_silence:
        back = replace(back, paused_by_silence=False, state=State.ACTIVE)
    return replan(back, now)
