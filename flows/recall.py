"""A recall question: asked when the person wants it, explained whatever they choose."""

from content.library import Library, fill
from content.schema import Recall
from core.message import Button
from core.person import Conversation
from flows.talk import CLOSED, Next, Say, Turn, ask
from french import replies


def tap(turn: Turn) -> Next:
    """Ask the question, or answer a choice; also weeks later."""
    _, choice, ref = turn.tapped
    key, _, number = ref.partition("-")
    recall = known(turn.library).get(key)
    if recall is None:
        return Next((Say("system.old_button"),))
    if choice == "ask":
        return Next((_question(turn, recall),), conversation=_waits(turn, recall))
    if choice == "pick" and number in _numbers(recall):
        return _explained(turn, recall, int(number))
    return Next((Say("system.old_button"),))


def known(library: Library) -> dict[str, Recall]:
    """The recall questions by the key that travels in button ids."""
    return {recall.key: recall for recall in library.recalls.values()}


def hear(turn: Turn) -> Next | None:
    """A choice typed: its number or its words; None for anything else."""
    recall = _asked(turn)
    if recall is None:
        return None
    found = replies.choice(turn.message.text, list(recall.choices))
    return None if found is None else _explained(turn, recall, found + 1)


def again(turn: Turn) -> Next:
    """Ask once more."""
    recall = _asked(turn)
    if recall is None:
        return Next((Say("recall.left"),), conversation=CLOSED)
    return Next((_question(turn, recall),), conversation=_waits(turn, recall, missed="1"))


def _asked(turn: Turn) -> Recall | None:
    # A folder may have lost its question since it was asked.
    return known(turn.library).get(turn.conversation.data.get("recall", ""))


def _waits(turn: Turn, recall: Recall, **data: str) -> Conversation | None:
    """The question stays open, unless minutes or a date are waited for: a choice can be tapped."""
    here = turn.conversation
    if here.open and here.flow != "recall" and here.step not in ("share", "told"):
        return None
    return ask(turn, "recall", "choice", recall=recall.key, **data)


def _question(turn: Turn, recall: Recall) -> Say:
    offered = tuple(
        Button(f"recall.pick:{recall.key}-{number}", label)
        for number, label in zip(_numbers(recall), recall.choices, strict=True)
    )
    # The button of the message is the one of the piece that leads here.
    question = fill(recall.question, turn.words)
    return Say("recall.ask", {"question": question}, choices=(), more=offered)


def _numbers(recall: Recall) -> list[str]:
    return [str(number) for number in range(1, len(recall.choices) + 1)]


def _explained(turn: Turn, recall: Recall, picked: int) -> Next:
    right = recall.choices[recall.right - 1]
    said = {"answer": fill(recall.answer, turn.words), "right": right}
    open_here = turn.conversation.flow == "recall"
    key = "recall.right" if picked == recall.right else "recall.wrong"
    return Next((Say(key, said),), conversation=CLOSED if open_here else None)
