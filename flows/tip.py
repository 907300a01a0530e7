"""The daily tip, and what the person does with it."""

from datetime import datetime, timedelta

from content import spoken
from content.library import Library, fill
from content.library import words as known_words
from content.schema import Piece
from core.calendar import local
from core.message import Button
from core.person import Organisation, Person, State
from flows import pulse, schedule
from flows.talk import (
    CLOSED,
    Comment,
    Feedback,
    Next,
    Refuse,
    Remind,
    Say,
    Turn,
    ask,
    today,
)
from french import openings, replies
from french.fold import words
from french.minutes import minutes

WHY = ("not_my_job", "known", "hard")
"""What may be tapped as the reason why a piece is not for somebody."""
LONGEST_COMMENT = 300
RECALL_DAY = 4
"""Thursday. The question waits under the piece: sent by itself it would be a second message."""


def compose(
    library: Library, organisation: Organisation, key: str, job: str, *, model: bool = False
) -> Say:
    """The message of a piece for a job; with a `model`, an exercise may be tried here.

    Thursday's leads to the week's recall question. Raises KeyError for a key outside the programme.
    """
    piece = library.piece(key, job)
    if piece is None:
        raise KeyError(key)
    known = known_words(organisation.words, organisation.name)
    if piece.day == 5:
        return Say("win.friday", {"text": fill(piece.text, known)}, ref=key)
    values = {"text": fill(piece.text, known), "check": fill(piece.check or "", known)}
    prompt = fill(piece.prompt, known) if piece.prompt else None
    more, last = _beside(library, piece, model=model), pulse.beside(library, piece)
    # Three buttons at most fit a phone: ASTUCE brings it back later just as well.
    choices = ("tried", "not_for_me") if more or last else None
    return Say("tip.piece", values, ref=key, prompt=prompt, choices=choices, more=more, last=last)


def _beside(library: Library, piece: Piece, *, model: bool) -> tuple[Button, ...]:
    """What a piece leads to: the exercise tried here, or Thursday's question on an older week."""
    if model and piece.kind == "exercise":
        begin = library.message("exercise.ask").buttons["begin"]
        return (Button(f"exercise.begin:{piece.key}", begin),)
    recall = library.recalls.get(piece.week)
    if piece.day == RECALL_DAY and recall is not None:
        return (Button(f"recall.ask:{recall.key}", library.message("recall.ask").buttons["ask"]),)
    return ()


def due(
    library: Library,
    organisation: Organisation,
    person: Person,
    say: str,
    key: str,
    *,
    model: bool = False,
) -> Say:
    """What the planner sends: a piece, or a word when the person is paused or has finished."""
    if say == "tip":
        return compose(library, organisation, key, person.job, model=model)
    return Say(f"optdown.{say}")


def tap(turn: Turn) -> Next:
    """Testé, Plus tard or Pas pour moi; also weeks later. Or the piece itself, where one was told
    that it is ready."""
    _, choice, key = turn.tapped
    if choice == "show":
        return show(turn)
    return answered(turn, key, choice)


def answered(turn: Turn, key: str, choice: str) -> Next:
    """What a person did with the tip `key`, tapped or typed."""
    piece = turn.library.piece(key, turn.person.job)
    if piece is None:
        return Next((Say("system.old_button"),))
    match choice:
        case "tried":
            return tried(turn, key, piece.use_case)
        case "later":
            return later(turn, key)
        case "not_for_me":
            return refused(turn, piece)
    if choice in WHY:
        return _explained(turn, key, choice)
    return Next((Say("system.old_button"),))


def refused(turn: Turn, piece: Piece) -> Next:
    """Not for them: taken as said; why is asked once, and may stay unsaid."""
    return Next(
        (Say("tip.not_for_me", ref=piece.key),),
        conversation=ask(turn, "tip", "why", piece=piece.key),
        effects=(Refuse(piece.key, piece.use_case),),
    )


def _explained(turn: Turn, key: str, why: str) -> Next:
    open_here = (turn.conversation.flow, turn.conversation.step) == ("tip", "why")
    return Next((), conversation=CLOSED if open_here else None, effects=(Comment(key, why),))


def why_not(turn: Turn) -> Next | None:
    """The reason, typed: a choice or a few words of one's own; None for anything else."""
    text, key = turn.message.text.strip(), turn.conversation.data["piece"]
    labels = turn.library.message("tip.not_for_me").buttons
    found = replies.choice(text, list(labels.values()))
    if found is not None:
        return _explained(turn, key, list(labels)[found])
    told = turn.finding.kind == "smalltalk" or openings.dropped(text)
    if told or not text or len(text) > LONGEST_COMMENT:
        return None
    return _explained(turn, key, text)


def let_go(_turn: Turn) -> Next:
    """No reason came: none is needed."""
    return Next((Say("tip.no_reason"),), conversation=CLOSED)


def tried(turn: Turn, key: str, use_case: str) -> Next:
    """Tried it: ask what was gained."""
    return Next(
        (Say("win.ask", ref=key),),
        conversation=ask(turn, "win", "ask", source=key, piece=key, use_case=use_case),
        effects=(Feedback(key, "tried", use_case),),
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
    if person.state is State.FINISHED:
        return Next((Say("tip.over"),))
    if not turn.last_tip:
        return Next((Say("tip.none_yet" if person.next_at else "tip.none_planned"),))
    said = compose(turn.library, turn.organisation, turn.last_tip, person.job, model=turn.model)
    return Next((said,))


def lately(turn: Turn) -> str:
    """The key of the piece sent today or yesterday; empty without one."""
    person = turn.person
    day = person.last_planned_on
    if day is None or person.paused_by_silence:
        return ""
    recent = timedelta() <= today(turn) - day <= timedelta(days=1)
    return turn.last_tip if recent else ""


def hear(turn: Turn, key: str) -> Next | None:
    """The label of a button under the tip `key`, typed; None for anything else."""
    piece = turn.library.piece(key, turn.person.job)
    if piece is None or piece.day == 5:
        return None
    labels = turn.library.message("tip.piece").buttons
    found = replies.choice(turn.message.text, list(labels.values()))
    if found is None:
        return None
    choice = list(labels)[found]
    exact = words(turn.message.text) == words(labels[choice])
    return answered(turn, key, choice) if exact or _tells(turn.message.text) else None


def _tells(text: str) -> bool:
    """More than a bare number, no, later or length of time, which may be about anything."""
    numbers = any(char.isdigit() for char in text)
    return not (numbers or openings.dropped(text) or replies.yes_no(text) or minutes(text))
