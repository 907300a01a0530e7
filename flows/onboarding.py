"""Joining: who writes and why, then job, rhythm, hour and confidence. Five taps at most."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

from content import spoken
from core.calendar import local
from core.person import Conversation, Person, State
from flows import schedule
from flows.talk import CLOSED, Agree, Next, Say, Score, Turn
from french import moments, openings, replies

NOTICE_VERSION = "2026-11"
STEPS = ("agree", "job", "rhythm", "hour", "confidence")
Step = Callable[[Turn, str], Next]


def welcome(turn: Turn) -> Next:
    """The first message: who, why, a machine, what is kept, how to stop."""
    person = replace(turn.person, state=State.JOINING)
    notice = Say("onboarding.notice", _notice(turn), ref="agree")
    return Next((notice,), person, _at("agree"), (_told(),))


def _told() -> Agree:
    return Agree("notice", NOTICE_VERSION)


def _notice(turn: Turn) -> dict[str, str]:
    return {"privacy_url": f"{turn.base_url}/vie-privee/{turn.organisation.code}"}


def _at(step: str) -> Conversation:
    # A half-finished joining never expires: the person picks up where they were.
    return Conversation("onboarding", step)


def begun(person: Person) -> bool:
    """Whether the person got to the end of the joining; a stop in its middle is no end."""
    early = person.state in (State.INVITED, State.JOINING)
    return not early and (person.state is not State.STOPPED or person.started_on is not None)


def tap(turn: Turn) -> Next:
    """A button of the joining questions, also an old one: only the open step counts."""
    _, choice, step = turn.tapped
    if begun(turn.person):
        return Next((Say("onboarding.already"),))
    if not _asking(turn):
        return welcome(turn)
    if step != turn.conversation.step or choice not in _labels(turn, step):
        return again(turn)
    return _TAKE[step](turn, choice)


def _asking(turn: Turn) -> bool:
    here = turn.conversation
    return turn.person.state is State.JOINING and here.flow == "onboarding" and here.step in STEPS


def hear(turn: Turn) -> Next | None:
    """Free text while a joining question is open, as good as a tap; None when not understood."""
    step = turn.conversation.step
    choice = _READ[step](turn)
    return _TAKE[step](turn, choice) if choice else None


def again(turn: Turn) -> Next:
    """Ask the open question once more, in fewer words."""
    step = turn.conversation.step if turn.conversation.step in STEPS else "agree"
    lost = "onboarding.again_job" if step == "job" else "onboarding.again"
    return Next((Say(lost), _question(step)), conversation=_at(step))


def beside(turn: Turn, said: Next) -> Next:
    """Something else answered while joining, then the open question once more."""
    if not _asking(turn):
        return said
    return replace(said, say=(*said.say, _question(turn.conversation.step)))


def resume(turn: Turn) -> Next:
    """Pick up a joining that was left half-way."""
    if not _asking(turn) or turn.conversation.step == "agree":
        return welcome(turn)
    return Next((_question(turn.conversation.step),))


def _question(step: str) -> Say:
    return Say(f"onboarding.ask_{step}", ref=step)


def _labels(turn: Turn, step: str) -> dict[str, str]:
    return turn.library.message(f"onboarding.ask_{step}").buttons


def _label_choice(turn: Turn, step: str) -> str:
    labels = _labels(turn, step)
    found = replies.choice(turn.message.text, list(labels.values()))
    return "" if found is None else list(labels)[found]


def _read_agree(turn: Turn) -> str:
    said = replies.yes_no(turn.message.text)
    if said is None:
        return _label_choice(turn, "agree")
    return "yes" if said else "no"


def _read_hour(turn: Turn) -> str:
    hour = moments.hour(turn.message.text)
    return f"{hour:%H%M}" if hour else _label_choice(turn, "hour")


def _read_confidence(turn: Turn) -> str:
    note = openings.out_of_five(turn.message.text)
    return str(note) if note else _label_choice(turn, "confidence")


def _read_rhythm(turn: Turn) -> str:
    asked = moments.rhythm(turn.message.text)
    digits = [char for char in turn.message.text if char in "0123456789"]
    said = f"{asked}" if asked else "".join(digits)
    return said if said in _labels(turn, "rhythm") else _label_choice(turn, "rhythm")


def _agree(turn: Turn, choice: str) -> Next:
    if choice == "no":
        person = replace(turn.person, state=State.INVITED)
        return Next((Say("onboarding.declined"),), person, CLOSED)
    return Next(
        (_question("job"),),
        conversation=_at("job"),
        effects=(Agree("messages", NOTICE_VERSION),),
    )


def _job(turn: Turn, choice: str) -> Next:
    person = replace(turn.person, job=choice)
    return Next((_question("rhythm"),), person, _at("rhythm"))


def _rhythm(turn: Turn, choice: str) -> Next:
    person = replace(turn.person, rhythm=int(choice))
    return Next((_question("hour"),), person, _at("hour"))


def _hour(turn: Turn, choice: str) -> Next:
    hour = time(int(choice[:2]), int(choice[2:]))
    if not turn.hours.allow(hour):
        return Next((Say("onboarding.hour_quiet", _bounds(turn)), _question("hour")))
    person = replace(turn.person, hour=hour)
    return Next((_question("confidence"),), person, _at("confidence"))


def _bounds(turn: Turn) -> dict[str, str]:
    return {"from": spoken.hour(turn.hours.quiet_until), "to": spoken.hour(turn.hours.quiet_from)}


def _confidence(turn: Turn, choice: str) -> Next:
    joined = replace(turn.person, state=State.ACTIVE, joined_at=turn.now)
    person = schedule.start(joined, turn.now)
    values = {
        "first_day": spoken.day(local(person.next_at or turn.now, person.zone).date()),
        "hour": spoken.hour(person.hour),
    }
    return Next((Say("onboarding.ready", values),), person, CLOSED, (Score("start", int(choice)),))


_TAKE: dict[str, Step] = {
    "agree": _agree,
    "job": _job,
    "rhythm": _rhythm,
    "hour": _hour,
    "confidence": _confidence,
}
_READ: dict[str, Callable[[Turn], str]] = {
    "agree": _read_agree,
    "job": lambda turn: _label_choice(turn, "job"),
    "rhythm": _read_rhythm,
    "hour": _read_hour,
    "confidence": _read_confidence,
}
