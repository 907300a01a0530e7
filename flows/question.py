"""Silly questions: answered from the reviewed bank, or an honest "je ne sais pas"."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from content.library import Library, fill
from content.schema import Question
from core.message import Button, Wish
from core.person import State
from flows import pace
from flows.talk import CLOSED, CancelPlanned, Next, Say, Turn, ask

LONG_ENOUGH = 40
"""Characters from which a question may hold a case of one's own, worth saying the answer to."""
SMALLTALK = frozenset({"thanks", "hello", "laugh", "thumb", "bye"})


def answer(turn: Turn) -> Next:
    """What the bank found for the text."""
    finding = turn.finding
    if finding.orders:
        return Next((Say("question.no_orders"),))
    if finding.kind == "smalltalk":
        kind = finding.smalltalk if finding.smalltalk in SMALLTALK else "hello"
        return Next((Say(f"question.{kind}"),))
    if finding.own:
        return Next((Say("question.own", {"answer": finding.own}),))
    if finding.kind == "answer" and finding.id:
        return _answers(turn, (finding.id, *finding.also))
    if finding.kind == "unsure" and finding.offered:
        said = Say("question.unsure", more=_offers(turn), wish=_wish(turn), ref=str(turn.ref))
        return Next((said,))
    return Next((_unknown(turn),))


def _unknown(turn: Turn) -> Say:
    return unknown(turn.library, turn.words, turn.ref if turn.find_champion() else None)


def unknown(library: Library, words: Mapping[str, str], asked: int | None) -> Say:
    """An honest "je ne sais pas", and who else could be asked about the message `asked`, if any."""
    if asked is None:
        return Say("question.unknown", words)
    return Say("question.unknown_ask", words, more=(_relayed(library, str(asked)),))


def _relayed(library: Library, asked: str) -> Button:
    label = library.message("relay.offer").buttons["ask"]
    return Button(f"relay.ask:{asked}", label)


def _answers(turn: Turn, idents: tuple[str, ...]) -> Next:
    """The answers; an entry that acts ("je veux changer l'heure") also starts acting."""
    said = tuple(entry(turn, ident) for ident in idents)
    act = _ACTS.get(turn.library.questions[idents[0]].act)
    if len(idents) == 1 and turn.message.text and not turn.library.questions[idents[0]].act:
        said = (replace(said[0], wish=_wish(turn, idents)),)
    if act is None or turn.person.state in (State.INVITED, State.JOINING):
        return Next(said)
    begun = act(turn)
    return replace(begun, say=(*said, *begun.say))


def _wish(turn: Turn, idents: tuple[str, ...] = ()) -> Wish | None:
    """A rewrite of these entries, or of the best of those offered, for the person's own case."""
    text = turn.message.text
    known = tuple(one for one in idents or turn.finding.offered if one in turn.library.questions)
    if not (turn.model and known) or (idents and len(text) < LONG_ENOUGH):
        return None
    return Wish("rewrite", text, known)


def _offer_stop(_turn: Turn) -> Next:
    # A question about stopping is no stop: one tap makes it one.
    return Next((Say("question.stop_now"),))


_ACTS: dict[str, Callable[[Turn], Next]] = {
    "stop": _offer_stop,
    "hour": lambda turn: Next(
        (Say("question.which_hour"),), conversation=ask(turn, "optdown", "hour")
    ),
    "pause": lambda turn: Next(
        (Say("question.how_long"),), conversation=ask(turn, "optdown", "pause")
    ),
}


def _reformulate(turn: Turn) -> Next:
    asked = turn.tapped[2]
    if not (asked and turn.find_champion()):
        return Next((Say("question.reformulate", turn.words),))
    said = Say("question.reformulate_ask", turn.words, more=(_relayed(turn.library, asked),))
    return Next((said,))


_WITHOUT_ENTRY: dict[str, Callable[[Turn], Next]] = {
    "other": _reformulate,
    "keep": lambda _turn: Next((Say("question.carry_on"),)),
    "stop": lambda turn: Next(
        (Say("optdown.stopped", turn.words),),
        pace.stop(turn.person),
        CLOSED,
        (CancelPlanned("stopped"),),
    ),
}


def _offers(turn: Turn) -> tuple[Button, ...]:
    known = [ident for ident in turn.finding.offered if ident in turn.library.questions]
    return tuple(
        Button(f"question.show:{ident}", turn.library.questions[ident].title) for ident in known[:3]
    )


def entry(turn: Turn, ident: str) -> Say:
    """One answer of the bank, with the organisation's own words."""
    return said(turn.library.questions[ident], turn.words)


def said(question: Question, words: Mapping[str, str]) -> Say:
    """The message of an entry, its placeholders filled."""
    return Say(
        "question.answer",
        {"answer": fill(question.answer, words)},
        ref=question.id,
        choices=("more",) if question.more else (),
    )


def tap(turn: Turn) -> Next:
    """One of the offered questions, or "en savoir plus"."""
    _, choice, ident = turn.tapped
    if choice in _WITHOUT_ENTRY:
        return _WITHOUT_ENTRY[choice](turn)
    question = turn.library.questions.get(ident)
    if question is None:
        return Next((Say("system.old_button"),))
    if choice == "more" and question.more:
        text = fill(question.more, turn.words)
        return Next((Say("question.answer", {"answer": text}, choices=()),))
    return _answers(turn, (ident,))
