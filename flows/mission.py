"""Missions of resource persons: chosen, done twice a week, told to the team with their yes."""

from core.message import Button
from core.person import Conversation
from flows.acts import (
    LeaveMission,
    PreviewLesson,
    ShareLesson,
    TakeMission,
    UnshareLesson,
    UseMission,
)
from flows.rights import Act, may
from flows.talk import CLOSED, Next, Say, Turn, ask, number
from french import naming, openings, replies

LONGEST = 600
"""Characters of what somebody tells their team: a phone shows it whole."""


def begin(turn: Turn) -> Next:
    """MISSION: the missions one can take."""
    if not may(turn.person, Act.MISSION):
        return Next((Say("mission.champions_only"),))
    return Next((offer(turn),), conversation=CLOSED)


def offer(turn: Turn) -> Say:
    """All of the library's, each a button."""
    known = sorted(turn.library.missions.values(), key=lambda one: one.id)
    return Say(
        "mission.pick", more=tuple(Button(f"mission.see:{one.id}", one.title) for one in known)
    )


def tap(turn: Turn) -> Next:
    """Any button of a mission."""
    _, choice, ref = turn.tapped
    if not may(turn.person, Act.MISSION):
        return Next((Say("mission.champions_only"),))
    if ref in turn.library.missions:
        return _chosen(turn, choice, ref)
    if choice == "others":
        return Next((offer(turn),))
    which = number(ref)
    return _checked(turn, choice) if which is None else _running(turn, choice, which)


def _chosen(turn: Turn, choice: str, ref: str) -> Next:
    if choice == "take":
        return Next(effects=(TakeMission(ref),))
    mission = turn.library.missions[ref]
    values = {**turn.words, "title": mission.title, "audience": mission.audience}
    return Next((Say("mission.seen", values, ref=ref),))


def _running(turn: Turn, choice: str, which: int) -> Next:
    match choice:
        case "use":
            step = ask(turn, "win", "ask", source=str(turn.ref))
            return Next(conversation=step, effects=(UseMission(which),))
        case "leave":
            return Next(effects=(LeaveMission(which),))
        case "write":
            return Next((Say("mission.write"),), conversation=_at(turn, "write", str(which)))
        case "unshare":
            return Next(effects=(UnshareLesson(which),))
    return Next((Say("system.old_button"),))


def _at(turn: Turn, step: str, ref: str, **data: str) -> Conversation:
    return ask(turn, "mission", step, mission=ref, **data)


def _checked(turn: Turn, choice: str) -> Next:
    """A choice under what the team would read: good only while that is open."""
    here = turn.conversation
    if (here.flow, here.step) != ("mission", "check"):
        return Next((Say("system.old_button"),))
    ref, text = here.data["mission"], here.data["text"]
    match choice:
        case "post":
            return Next(conversation=CLOSED, effects=(ShareLesson(int(ref), text, "anonymous"),))
        case "named":
            return Next((Say("win.first_name"),), conversation=_at(turn, "name", ref, text=text))
        case "rewrite":
            return Next((Say("mission.write"),), conversation=_at(turn, "write", ref))
    return Next((Say("system.old_button"),))


def hear(turn: Turn) -> Next | None:
    """What was learned, a first name, or a typed yes."""
    text, here = turn.message.text.strip(), turn.conversation
    match here.step:
        case "write":
            return _written(turn, text)
        case "name":
            return _named(turn, text)
    said = replies.yes_no(text)
    return None if said is None else _checked(turn, "post" if said else "rewrite")


def _written(turn: Turn, text: str) -> Next | None:
    ref = turn.conversation.data["mission"]
    if len(text) > LONGEST:
        return Next((Say("mission.write_shorter"),))
    if not text:
        return None
    step = _at(turn, "check", ref, text=text)
    return Next(conversation=step, effects=(PreviewLesson(int(ref), text),))


def _named(turn: Turn, text: str) -> Next | None:
    here = turn.conversation
    ref, lesson = int(here.data["mission"]), here.data["text"]
    if openings.dropped(text):
        return Next(conversation=CLOSED, effects=(ShareLesson(ref, lesson, "anonymous"),))
    name = naming.first_name(text)
    if not name:
        return None
    return Next(conversation=CLOSED, effects=(ShareLesson(ref, lesson, "named", name),))


def again(turn: Turn) -> Next:
    """Ask once more."""
    keys = {"write": "mission.write", "name": "win.first_name"}
    return Next((Say(keys.get(turn.conversation.step, "mission.ask_plainly")),))
