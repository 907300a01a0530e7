"""Time declared by a person: read, shown back, corrected, taken back, shared with their yes.

A win has a source: the piece it answers, or the message that volunteered it. Declaring again for
the same source replaces the minutes, so a button pressed twice counts once.
"""

from collections.abc import Mapping
from dataclasses import replace

from content import spoken
from content.library import fill
from core.person import Conversation
from flows import pulse
from flows.acts import ShowAs
from flows.talk import (
    CLOSED,
    DeclareWin,
    Next,
    Say,
    ShareWin,
    Turn,
    UndoWin,
    ask,
    asked_again,
    number,
    today,
)
from french import naming, openings, replies
from french.fold import words
from french.minutes import minutes, stated

CONFIRM_ABOVE = 120
SHORT = 6
"""Words: a longer text on a Friday is about something else."""
TAPPED = {"m5": 5, "m10": 10, "m30": 30, "none": 0}


def tap(turn: Turn) -> Next:
    """A button under a win question or under a recorded win."""
    _, choice, source = turn.tapped
    if not _is_source(turn, source):
        return Next((Say("system.old_button"),))
    if choice in TAPPED:
        return record(turn, TAPPED[choice], about(turn, source))
    if choice in ("big_yes", "big_no"):
        return _confirmed(turn, yes=choice == "big_yes", source=source)
    return _change(turn, choice, source)


def _is_source(turn: Turn, source: str) -> bool:
    """Whether a win can be about it: a piece, a challenge (c12), or the id of a message."""
    bare = source.removeprefix("c")
    return number(bare) is not None or turn.library.piece(source, turn.person.job) is not None


def about(turn: Turn, source: str) -> dict[str, str]:
    """What a win is about: its source, and the piece and use case if the source is a piece."""
    piece = turn.library.piece(source, turn.person.job)
    if piece is None:
        return {"source": source}
    return {"source": source, "piece": source, "use_case": piece.use_case}


def _change(turn: Turn, choice: str, source: str) -> Next:
    match choice:
        case "undo":
            return Next(conversation=CLOSED, effects=(UndoWin(source),))
        case "correct":
            return _ask_again(turn, {**about(turn, source), "again": "1"})
        case "share":
            return Next(effects=(ShareWin(source, "anonymous"),))
        case "named":
            named = ask(turn, "win", "name", source=source)
            return Next((Say("win.first_name"),), conversation=named)
        case "unshare":
            return Next(effects=(ShareWin(source, "no"),))
        case "helped":
            helper = ask(turn, "champion", "helper")
            return Next((Say("champion.who_helped"),), conversation=helper)
    return Next((Say("system.old_button"),))


def _ask_again(turn: Turn, data: Mapping[str, str]) -> Next:
    return Next((Say("win.correct"),), conversation=ask(turn, "win", "ask", **data))


def hear(turn: Turn) -> Next | None:
    """What was gained, or whether a large gain is right; None for anything else."""
    data = turn.conversation.data
    if turn.conversation.step == "name":
        return _named(turn, data["source"])
    if turn.conversation.step == "confirm":
        said = replies.yes_no(turn.message.text)
        if said is not None:
            return _confirmed(turn, yes=said, source=data["source"])
    amount = minutes(turn.message.text)
    return None if amount is None else weigh(turn, amount, data)


def _named(turn: Turn, source: str) -> Next | None:
    """The first name the team may see; a no leaves it told without one."""
    if openings.dropped(turn.message.text):
        return Next((Say("win.unnamed"),), conversation=CLOSED)
    name = naming.first_name(turn.message.text)
    if not name:
        return None
    effects = (ShowAs(name), ShareWin(source, "named"))
    return Next(conversation=CLOSED, effects=effects)


def again(turn: Turn) -> Next:
    """Ask once more, with buttons."""
    if turn.conversation.step == "name":
        return Next((Say("win.first_name"),), conversation=asked_again(turn))
    say = Say("win.unclear", ref=turn.conversation.data["source"])
    return Next((say,), conversation=asked_again(turn))


def offered(conversation: Conversation) -> bool:
    """Whether a recorded win and its buttons were the last thing said."""
    return (conversation.flow, conversation.step) == ("win", "share")


def hear_offer(turn: Turn) -> Next | None:
    """An answer typed under a recorded win; small talk is polite, it shares nothing."""
    data, text = turn.conversation.data, turn.message.text
    if data["day"] != f"{today(turn)}" or any(char.isdigit() for char in text):
        return None
    buttons = turn.library.message(data["shown"]).buttons
    found = replies.choice(text, list(buttons.values()))
    if found is not None:
        return _change(turn, list(buttons)[found], data["source"])
    if replies.yes_no(text) is None or turn.finding.kind == "smalltalk":
        return None
    return _share_said(turn, yes=bool(replies.yes_no(text)))


def _share_said(turn: Turn, *, yes: bool) -> Next | None:
    data = turn.conversation.data
    if data["shown"] != "win.gained":
        return None
    return _change(turn, "share", data["source"]) if yes else Next((Say("win.unshared"),))


def told(turn: Turn) -> Conversation:
    """After the offer: nothing is asked, and what was answered is not asked for again."""
    return replace(turn.conversation, step="told")


def friday(turn: Turn, key: str) -> Next | None:
    """An answer typed to Friday's question, the piece `key`; None for anything else."""
    piece = turn.library.piece(key, turn.person.job)
    here = turn.conversation
    if piece is None or piece.day != 5 or (here.flow, here.data.get("source")) == ("win", key):
        return None
    amount = minutes(turn.message.text)
    if amount is not None:
        return weigh(turn, amount, about(turn, key))
    if turn.finding.kind in ("answer", "smalltalk"):
        return None
    if openings.dropped(turn.message.text):
        return Next((Say("win.dropped"),))
    if len(words(turn.message.text)) > SHORT:
        return None
    asked = ask(turn, "win", "ask", missed="1", **about(turn, key))
    return Next((Say("win.unclear", ref=key),), conversation=asked)


def volunteered(turn: Turn) -> Next | None:
    """A win said without being asked; None when the text states none."""
    amount = minutes(turn.message.text) if stated(turn.message.text) else None
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
    offer = ask(turn, "win", "share", source=effect.source, shown=key, day=f"{today(turn)}")
    if _counted(turn, data):
        return Next((say,), conversation=offer, effects=(effect,))
    also = (*_elsewhere(turn, effect.source), *pulse.once_more(turn, effect.source))
    return Next((say, *also), conversation=offer, effects=(effect,))


def _counted(turn: Turn, data: Mapping[str, str]) -> bool:
    """Whether this only replaces what was just declared for the same source."""
    here = turn.conversation
    offered_here = here.flow == "win" and here.step in ("share", "told")
    return "again" in data or (offered_here and here.data.get("source") == data["source"])


def _elsewhere(turn: Turn, source: str) -> tuple[Say, ...]:
    """After a Friday's answer, a made-up colleague's: told before, it would pull theirs along."""
    piece = turn.library.piece(source, turn.person.job)
    if piece is None or piece.day != 5:
        return ()
    told = turn.library.testimonies_for(piece.week, turn.person.job)
    if not told:
        return ()
    # By person rather than by chance: the same Friday, read again, tells the same.
    one = told[turn.person.id % len(told)]
    values = {"text": fill(one.text, turn.words), "time": spoken.minutes(abs(one.minutes))}
    if one.minutes > 0:
        return (Say("win.example_gained", values),)
    return (Say("win.example_zero" if not one.minutes else "win.example_lost", values),)
