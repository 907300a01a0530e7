"""An exercise tried here: the person's own prompt, a model's answer, two remarks."""

from core.message import Wish
from flows.talk import CLOSED, Next, Say, Turn, ask

LONGEST = 1000


def tap(turn: Turn) -> Next:
    """Begin, under a piece that is an exercise."""
    _, choice, key = turn.tapped
    if choice != "begin":
        return Next((Say("system.old_button"),))
    if not turn.model:
        return Next((Say("exercise.closed", turn.words),), conversation=CLOSED)
    return Next((_ask(),), conversation=ask(turn, "exercise", "prompt", piece=key))


def _ask() -> Say:
    # Its button is the one of the piece that leads here.
    return Say("exercise.ask", choices=())


def hear(turn: Turn) -> Next | None:
    """The prompt to try."""
    text = turn.message.text.strip()
    if not text:
        return None
    if not turn.model:
        return Next((Say("exercise.closed", turn.words),), conversation=CLOSED)
    if len(text) > LONGEST:
        return Next((Say("exercise.too_long"),))
    tried = Say("exercise.away", turn.words, wish=Wish("exercise", text))
    return Next((Say("exercise.trying"), tried), conversation=CLOSED)


def again(_turn: Turn) -> Next:
    """Ask once more."""
    return Next((_ask(),))
