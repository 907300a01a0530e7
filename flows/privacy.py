"""What is held about a person, and forgetting it."""

from flows.talk import CLOSED, Erase, Next, Say, TellMyData, Turn, ask
from french import replies


def my_data(_turn: Turn) -> Next:
    """Everything held about the person."""
    return Next(effects=(TellMyData(),))


def forget(turn: Turn) -> Next:
    """Ask once before erasing."""
    return Next(
        (Say("privacy.ask_forget", ref=str(turn.ref)),),
        conversation=ask(turn, "privacy", "forget", ref=str(turn.ref)),
    )


def hear(turn: Turn) -> Next:
    """Yes or no to being forgotten; anything else keeps the data and goes on."""
    return _decide(bool(replies.yes_no(turn.message.text)))


def tap(turn: Turn) -> Next:
    """The buttons of the question; only the open one counts, erasing is not undone."""
    _, choice, ref = turn.tapped
    open_now = turn.conversation.flow == "privacy" and turn.conversation.data.get("ref") == ref
    if not open_now:
        return Next((Say("system.old_button"),))
    return _decide(choice == "yes")


def _decide(yes: bool) -> Next:
    if yes:
        return Next(conversation=CLOSED, effects=(Erase(),))
    return Next((Say("privacy.kept"),), conversation=CLOSED)
