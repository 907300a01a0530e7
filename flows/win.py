"""Time declared by a person: read, shown back, corrected, taken back, shared with their yes.

A win has a source: the piece it answers, or the message that volunteered it. Declaring again for
the same source replaces the minutes, so a button pressed twice counts once.
"""

from collections.abc import Mapping

from content import spoken
from flows.talk import CLOSED, DeclareWin, Next, Say, ShareWin, Turn, UndoWin, ask
from french import replies
from french.minutes import minutes

CONFIRM_ABOVE = 120
TAPPED = {"m5": 5, "m10": 10, "m30": 30, "none": 0}


def tap(turn: Turn) -> Next:
    """A button under a win question or under a recorded win."""
    _, choice, source = turn.tapped
    if not source:
        return Next((Say("system.old_button"),))
    if choice in TAPPED:
        return record(turn, TAPPED[choice], about(turn, source))
    if choice in ("big_yes", "big_no"):
        return _confirmed(turn, yes=choice == "big_yes", source=source)
    return _change(turn, choice, source)


def about(turn: Turn, source: str) -> dict[str, str]:
    """What a win is about: its source, and the piece and use case if the source is a piece."""
    piece = turn.library.piece(source, turn.person.job)
    if piece is None:
        return {"source": source}
    return {"source": source, "piece": source, "use_case": piece.use_case}


def _change(turn: Turn, choice: str, source: str) -> Next:
    match choice:
        case "undo":
            return Next((Say("win.undone"),), conversation=CLOSED, effects=(UndoWin(source),))
        case "correct":
            return _ask_again(turn, about(turn, source))
        case "share":
            shared = ShareWin(source, "anonymous")
            return Next((Say("win.shared", ref=source),), effects=(shared,))
        case "unshare":
            return Next((Say("win.unshared"),), effects=(ShareWin(source, "no"),))
    return Next((Say("system.old_button"),))


def _ask_again(turn: Turn, data: Mapping[str, str]) -> Next:
    return Next((Say("win.correct"),), conversation=ask(turn, "win", "ask", **data))


def hear(turn: Turn) -> Next:
    """Free text while we asked what was gained, or whether a large gain is right."""
    data = turn.conversation.data
    if turn.conversation.step == "confirm":
        said = replies.yes_no(turn.message.text)
        if said is not None:
            return _confirmed(turn, yes=said, source=data["source"])
    amount = minutes(turn.message.text)
    if amount is None:
        return Next((Say("win.unclear", ref=data["source"]),))
    return weigh(turn, amount, data)


def volunteered(turn: Turn) -> Next | None:
    """A win said without being asked; None when the text states none."""
    amount = minutes(turn.message.text)
    if amount is None:
        return None
    return weigh(turn, amount, about(turn, str(turn.ref)))


def weigh(turn: Turn, amount: int, data: Mapping[str, str]) -> Next:
    """Above two hours, ask before counting (CONTENT.md: people overestimate)."""
    if abs(amount) <= CONFIRM_ABOVE:
        return record(turn, amount, data)
    asked = {**data, "minutes": str(amount), "said": turn.message.text}
    return Next(
        (Say("win.confirm_big", {"time": spoken.minutes(abs(amount))}, ref=data["source"]),),
        conversation=ask(turn, "win", "confirm", **asked),
    )


def _confirmed(turn: Turn, *, yes: bool, source: str) -> Next:
    data = turn.conversation.data
    if turn.conversation.step != "confirm" or data.get("source") != source:
        return Next((Say("system.old_button"),))
    if not yes:
        return _ask_again(turn, about(turn, source))
    return record(turn, int(data["minutes"]), data)


def record(turn: Turn, amount: int, data: Mapping[str, str]) -> Next:
    """Count it and show it back, with correction, undo and the author's yes for sharing."""
    effect = DeclareWin(
        source=data["source"],
        minutes=amount,
        use_case=data.get("use_case", ""),
        piece=data.get("piece", ""),
        said=data.get("said", turn.message.text),
    )
    key = "win.gained" if amount > 0 else "win.zero" if amount == 0 else "win.lost"
    say = Say(key, {"time": spoken.minutes(abs(amount))}, ref=effect.source)
    return Next((say,), conversation=CLOSED, effects=(effect,))
