"""Silly questions: answered from the reviewed bank, or an honest "je ne sais pas"."""

from content.library import fill
from core.message import Button
from flows.talk import Next, Say, Turn

SMALLTALK = frozenset({"thanks", "hello", "laugh", "thumb", "bye"})


def answer(turn: Turn) -> Next:
    """What the bank found for the text."""
    finding = turn.finding
    if finding.kind == "smalltalk":
        kind = finding.smalltalk if finding.smalltalk in SMALLTALK else "hello"
        return Next((Say(f"question.{kind}"),))
    if finding.kind == "answer" and finding.id:
        return Next(tuple(entry(turn, ident) for ident in (finding.id, *finding.also)))
    if finding.kind == "unsure" and finding.offered:
        return Next((Say("question.unsure", more=_offers(turn)),))
    return Next((Say("question.unknown", turn.words),))


def _offers(turn: Turn) -> tuple[Button, ...]:
    known = [ident for ident in turn.finding.offered if ident in turn.library.questions]
    return tuple(
        Button(f"question.show:{ident}", turn.library.questions[ident].title) for ident in known[:3]
    )


def entry(turn: Turn, ident: str) -> Say:
    """One answer of the bank, with the organisation's own words."""
    question = turn.library.questions[ident]
    return Say(
        "question.answer",
        {"answer": fill(question.answer, turn.words)},
        ref=ident,
        choices=("more",) if question.more else (),
    )


def tap(turn: Turn) -> Next:
    """One of the offered questions, or "en savoir plus"."""
    _, choice, ident = turn.tapped
    question = turn.library.questions.get(ident)
    if question is None:
        return Next((Say("system.old_button"),))
    if choice == "more" and question.more:
        text = fill(question.more, turn.words)
        return Next((Say("question.answer", {"answer": text}, choices=()),))
    if choice in ("show", "more"):
        return Next((entry(turn, ident),))
    return Next((Say("question.reformulate", turn.words),))
