"""While the coach waits for an answer: what answers, what lets go, what only passes by."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.person import Conversation
from flows import (
    challenge,
    champion,
    exercise,
    mission,
    onboarding,
    optdown,
    privacy,
    pulse,
    question,
    recall,
    relay,
    tip,
    win,
    workshop,
)
from flows.talk import CLOSED, Next, Say, Turn, asked_again
from french import openings


@dataclass(frozen=True, slots=True)
class Question:
    """How the open question of a flow is answered, asked again, let go, or given up."""

    hear: Callable[[Turn], Next | None]
    again: Callable[[Turn], Next]
    dropped: str
    left: str


_QUESTIONS = {
    "win": Question(win.hear, win.again, "win.dropped", "win.left"),
    "optdown": Question(optdown.hear, optdown.again, "optdown.dropped", "optdown.left"),
    "relay": Question(relay.hear, relay.again, "relay.dropped", "relay.left"),
    "exercise": Question(exercise.hear, exercise.again, "exercise.dropped", "exercise.left"),
    "recall": Question(recall.hear, recall.again, "recall.dropped", "recall.left"),
    "challenge": Question(challenge.hear, challenge.again, "challenge.dropped", "challenge.left"),
    "workshop": Question(workshop.hear, workshop.again, "workshop.dropped", "workshop.left"),
    "champion": Question(champion.hear, champion.again, "champion.dropped", "champion.left"),
    "mission": Question(mission.hear, mission.again, "mission.dropped", "mission.left"),
    "pulse": Question(pulse.hear, pulse.again, "pulse.dropped", "pulse.left"),
    "tip": Question(tip.why_not, tip.let_go, "tip.no_reason", "tip.no_reason"),
}


def for_answer(conversation: Conversation) -> bool:
    """Whether an answer is really waited for: an offer under a win may be left alone."""
    here = conversation.flow, conversation.step
    offer = here in (("win", "share"), ("win", "told"), ("pulse", "brake"))
    return conversation.open and not offer


def droppable(conversation: Conversation) -> bool:
    """Whether "cancel" or "quit" may answer what is open: nothing of the joining is cancelled."""
    return for_answer(conversation) and conversation.flow != "onboarding"


def understood(turn: Turn) -> bool:
    """Whether the open question takes the text for its answer. Nothing is done about it."""
    here = turn.conversation
    if here.flow == "onboarding":
        return here.step in onboarding.STEPS and onboarding.hear(turn) is not None
    asked = _QUESTIONS.get(here.flow) if for_answer(here) else None
    return asked is not None and asked.hear(turn) is not None


def hear(turn: Turn) -> Next | None:
    """The reply to a text while something is open; None when the text is about something else."""
    if privacy.asking(turn.conversation):
        return None if _asks(turn) else privacy.hear(turn)
    if win.offered(turn.conversation):
        return None if turn.finding.asks else win.hear_offer(turn)
    if pulse.offered(turn):
        return None if turn.finding.asks else pulse.hear_offer(turn)
    if not for_answer(turn.conversation) or _asks(turn):
        return None
    asked = _QUESTIONS.get(turn.conversation.flow)
    return None if asked is None else asked.hear(turn) or _missed(turn, asked)


_WRITTEN = frozenset(
    {
        ("exercise", "prompt"),
        ("relay", "write"),
        ("pulse", "write"),
        ("mission", "write"),
    }
)
"""Where the person writes for someone else: what reads like a question is not asked of us."""


_TOLD = frozenset({("workshop", "commit"), ("workshop", "tell")})
_FOR_PEOPLE = frozenset({("relay", "write"), ("mission", "write"), ("pulse", "write")})


def for_people(turn: Turn) -> bool:
    """Whether what is written now is for people: nothing of it orders the coach about."""
    return (turn.conversation.flow, turn.conversation.step) in _FOR_PEOPLE


def _asks(turn: Turn) -> bool:
    """A silly question may be asked at any moment: ours stays open meanwhile."""
    here = turn.conversation.flow, turn.conversation.step
    if here in _WRITTEN:
        return False
    if here in _TOLD:
        # "Le tri va plus vite" asks nothing, whatever the search makes of it.
        return turn.finding.kind == "answer" and turn.message.text.strip().endswith("?")
    return turn.finding.asks and turn.finding.kind in ("answer", "unsure")


def _missed(turn: Turn, asked: Question) -> Next:
    """No answer: let go kindly, keep company, count a win told instead, ask at most once more."""
    if openings.dropped(turn.message.text):
        return Next((Say(asked.dropped),), conversation=CLOSED)
    last = "missed" in turn.conversation.data
    if turn.finding.kind == "smalltalk" or (last and turn.finding.kind == "answer"):
        stays = CLOSED if last else asked_again(turn)
        return replace(question.answer(turn), conversation=stays)
    told = win.volunteered(turn)
    if told is not None:
        return told
    if last:
        return Next((Say(asked.left),), conversation=CLOSED)
    again = asked.again(turn)
    return again if again.conversation else replace(again, conversation=asked_again(turn))


def afterwards(turn: Turn, found: Next) -> Next:
    """A question that only the very next message may answer is over after any other."""
    if found.conversation is not None:
        return found
    if privacy.asking(turn.conversation):
        return replace(found, conversation=privacy.over(turn))
    if win.offered(turn.conversation):
        return replace(found, conversation=win.told(turn))
    if pulse.offered(turn):
        return replace(found, conversation=CLOSED)
    return found
