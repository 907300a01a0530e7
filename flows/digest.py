"""The team's week: thanks for what was told, and who wants it for themselves."""

from flows.acts import PasteWeek, Thank
from flows.talk import Agree, Next, Say, Turn, Withdraw, number

VERSION = "2026-11"
"""Of the words with which the week is offered (digest.wanted)."""


def tap(turn: Turn) -> Next:
    """A button under the week, or under the offer to receive it."""
    _, choice, ref = turn.tapped
    match choice:
        case "thanks" if (win := number(ref)) is not None:
            return Next(effects=(Thank(win),))
        case "room_no":
            return Next((Say("digest.unwanted"),), effects=(Withdraw("room"),))
    return Next((Say("system.old_button"),))


def wanted(_turn: Turn) -> Next:
    """SEMAINE: the team's week comes to them too, on a day without anything else."""
    return Next((Say("digest.wanted"),), effects=(Agree("room", VERSION),))


def paste(_turn: Turn) -> Next:
    """TEXTE À COLLER: the week as a block, for the company's own group."""
    return Next(effects=(PasteWeek(),))
