"""Resource persons: thanked by colleagues, thought of, asked whether they would like it."""

from flows.acts import AnswerCall, StepBack, ThankHelper, ThinkOf
from flows.talk import CLOSED, Next, Say, Turn, ask
from french import naming, openings, replies
from french.minutes import stated

_ANSWERS = ("yes", "later", "no")


def tap(turn: Turn) -> Next:
    """A button under the question whether they would like it."""
    _, choice, _ = turn.tapped
    if choice in _ANSWERS:
        return Next(conversation=CLOSED, effects=(AnswerCall(choice),))
    return Next((Say("system.old_button"),))


def told(turn: Turn) -> Next | None:
    """Somebody helped them, or would make a good resource person; None for any other text.

    Where minutes are told, they are what the text is about.
    """
    if stated(turn.message.text):
        return None
    helper = naming.helped_by(turn.message.text)
    if helper:
        return Next(conversation=CLOSED, effects=(ThankHelper(helper),))
    named = naming.proposed(turn.message.text)
    return Next(conversation=CLOSED, effects=(ThinkOf(named),)) if named else None


def propose(turn: Turn) -> Next:
    """PROPOSER, without a name yet."""
    step = ask(turn, "champion", "propose")
    return Next((Say("champion.who_then"),), conversation=step)


def volunteer(_turn: Turn) -> Next:
    """They ask to be one themselves: nothing needs to be asked."""
    return Next(conversation=CLOSED, effects=(AnswerCall("volunteer"),))


def step_back(_turn: Turn) -> Next:
    """They are one no more, and need not say why."""
    return Next(conversation=CLOSED, effects=(StepBack(),))


def hear(turn: Turn) -> Next | None:
    """A first name; None for what is none."""
    name = naming.alone(turn.message.text)
    polite = turn.finding.kind == "smalltalk" or replies.yes_no(turn.message.text) is not None
    if not name or polite or openings.dropped(turn.message.text):
        return told(turn)
    helper = turn.conversation.step == "helper"
    effect = ThankHelper(name) if helper else ThinkOf(name)
    return Next(conversation=CLOSED, effects=(effect,))


def again(turn: Turn) -> Next:
    """Ask once more."""
    helper = turn.conversation.step == "helper"
    return Next((Say("champion.who_helped" if helper else "champion.who_then"),))
