"""What is held about a person, and forgetting it."""

from datetime import timedelta

from core.person import Conversation
from flows.talk import CLOSED, Erase, Next, Say, TellMyData, Turn
from french import replies
from french.fold import words

LASTING = timedelta(minutes=15)
"""Erasing cannot be undone: a yes said much later is a yes to something else."""


def my_data(_turn: Turn) -> Next:
    """Everything held about the person."""
    return Next(effects=(TellMyData(),))


def asking(conversation: Conversation) -> bool:
    """Whether the question about erasing is open. Any other message than its answer closes it."""
    return (conversation.flow, conversation.step) == ("privacy", "forget")


def forget(turn: Turn) -> Next:
    """Ask before erasing; asked while the question is open, its very words are the yes."""
    if asking(turn.conversation) and _plain_yes(turn):
        return _decide(turn, yes=True)
    return Next((Say("privacy.ask_forget", ref=str(turn.ref)),), conversation=_open(turn))


def _open(turn: Turn) -> Conversation:
    here = turn.conversation
    step = here.step if here.flow == "onboarding" else here.data.get("joining", "")
    kept = {"ref": str(turn.ref), "joining": step}
    return Conversation("privacy", "forget", kept, turn.now + LASTING)


def over(turn: Turn) -> Conversation:
    """What is open once the question is not: the joining it came in the middle of, or nothing."""
    step = turn.conversation.data.get("joining", "")
    return Conversation("onboarding", step) if step else CLOSED


def hear(turn: Turn) -> Next:
    """Only words that say it erase; a thumb or an "ok" is asked to say it; the rest keeps."""
    if _plain_yes(turn):
        return _decide(turn, yes=True)
    if replies.yes_no(turn.message.text):
        return Next((Say("privacy.ask_plainly", ref=str(turn.ref)),), conversation=_open(turn))
    return _decide(turn, yes=False)


def _plain_yes(turn: Turn) -> bool:
    """Words of the button's own label: "oui", "efface", "oui efface tout"."""
    label = words(turn.library.message("privacy.ask_forget").buttons["yes"])
    told = words(turn.message.text)
    return bool(told) and told in (label[: len(told)], label[1 : len(told) + 1])


def tap(turn: Turn) -> Next:
    """The buttons of the question; only the open one counts, erasing is not undone."""
    _, choice, ref = turn.tapped
    if not asking(turn.conversation) or turn.conversation.data.get("ref") != ref:
        return Next((Say("system.old_button"),))
    return _decide(turn, yes=choice == "yes")


def _decide(turn: Turn, *, yes: bool) -> Next:
    if yes:
        return Next(conversation=CLOSED, effects=(Erase(),))
    return Next((Say("privacy.kept"),), conversation=over(turn))
