"""The daily tip, and what the person does with it."""

from dataclasses import replace
from datetime import datetime

from content import spoken
from content.library import Library, fill, words
from core.calendar import local
from core.person import Organisation, Person
from flows import schedule
from flows.talk import Feedback, Next, Remind, Say, Turn, ask


def compose(library: Library, organisation: Organisation, key: str, job: str) -> Say:
    """The message of a piece for a job. Raises KeyError for a key outside the programme."""
    piece = library.piece(key, job)
    if piece is None:
        raise KeyError(key)
    known = words(organisation.words, organisation.name)
    if piece.day == 5:
        return Say("win.friday", {"text": fill(piece.text, known)}, ref=key)
    values = {"text": fill(piece.text, known), "check": fill(piece.check or "", known)}
    prompt = fill(piece.prompt, known) if piece.prompt else None
    return Say("tip.piece", values, ref=key, prompt=prompt)


def due(library: Library, organisation: Organisation, person: Person, say: str, key: str) -> Say:
    """What the planner sends: a piece, or a word when the person is paused or has finished."""
    if say == "tip":
        return compose(library, organisation, key, person.job)
    return Say(f"optdown.{say}")


def tap(turn: Turn) -> Next:
    """Testé, Plus tard or Pas pour moi; also weeks later."""
    _, choice, key = turn.tapped
    piece = turn.library.piece(key, turn.person.job)
    if piece is None:
        return Next((Say("system.old_button"),))
    match choice:
        case "tried":
            return tried(turn, key, piece.use_case)
        case "later":
            return later(turn, key)
        case "not_for_me":
            return Next((Say("tip.not_for_me"),), effects=(Feedback(key, "not_for_me"),))
    return Next((Say("system.old_button"),))


def tried(turn: Turn, key: str, use_case: str) -> Next:
    """Tried it: ask what was gained."""
    return Next(
        (Say("win.ask", ref=key),),
        conversation=ask(turn, "win", "ask", source=key, piece=key, use_case=use_case),
        effects=(Feedback(key, "tried"),),
    )


def later(turn: Turn, key: str) -> Next:
    """Show it again the same day, if there is still room before quiet hours."""
    at = schedule.later(turn.person, turn.now, turn.hours)
    kept = Feedback(key, "later")
    if at is None:
        return Next((Say("tip.later_no_room"),), effects=(kept,))
    return Next(
        (Say("tip.later", {"hour": _clock(turn.person, at)}),), effects=(kept, Remind(key, at))
    )


def _clock(person: Person, at: datetime) -> str:
    return spoken.hour(local(at, person.zone).time())


def show(turn: Turn) -> Next:
    """The last tip again, on request."""
    person = turn.person
    if not person.last_piece:
        return Next((Say("tip.none_yet"),))
    key = schedule.key(person.week, person.last_piece)
    return Next((replace(compose(turn.library, turn.organisation, key, person.job)),))
