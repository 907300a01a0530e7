"""Which flow answers: words that always work, then the open question, then everything else."""

from collections.abc import Callable
from dataclasses import replace

from core.message import Kind
from core.person import Person, State
from flows import onboarding, optdown, privacy, question, silence, tip, win
from flows.talk import Next, Reachable, Say, Turn
from french import commands
from french.commands import Command

LONGEST = 2000

_TAPS: dict[str, Callable[[Turn], Next]] = {
    "onboarding": onboarding.tap,
    "tip": tip.tap,
    "win": win.tap,
    "question": question.tap,
    "optdown": optdown.tap,
    "privacy": privacy.tap,
}
_HEARS: dict[str, Callable[[Turn], Next]] = {
    "onboarding": onboarding.hear,
    "win": win.hear,
    "optdown": optdown.hear,
    "privacy": privacy.hear,
}
_COMMANDS: dict[Command, Callable[[Turn], Next]] = {
    Command.STOP: optdown.stop,
    Command.PAUSE: optdown.pause,
    Command.LESS: optdown.less,
    Command.MORE: optdown.more,
    Command.RESUME: optdown.resume,
    Command.HOUR: optdown.hour,
    Command.DAYS: optdown.days,
    Command.LEAVE: optdown.leave,
    Command.TIP: tip.show,
    Command.MY_DATA: privacy.my_data,
    Command.FORGET_ME: privacy.forget,
}
ALWAYS = frozenset({Command.STOP, Command.MY_DATA, Command.FORGET_ME, Command.HELP})


def answer(turn: Turn) -> Next:
    """The reply to one message of a known person, and what it changes."""
    if turn.message.kind is Kind.BLOCKED:
        return optdown.gone(turn).also(Reachable(False))
    if turn.message.kind is Kind.UNBLOCKED:
        return Next(effects=(Reachable(True),))
    found = _route(turn)
    return replace(found, person=_alive(found, turn))


def _alive(found: Next, turn: Turn) -> Person:
    """Any message or tap is a sign of life: it ends a slow-down made by silence."""
    return silence.heard(found.person or turn.person, turn.now)


def _route(turn: Turn) -> Next:
    if turn.message.kind is Kind.BUTTON:
        return _tap(turn)
    if turn.message.kind is not Kind.TEXT:
        return Next((Say(f"system.{turn.message.kind.value}"),))
    return _text(turn)


def _tap(turn: Turn) -> Next:
    tap = _TAPS.get(turn.tapped[0])
    if tap is None:
        return Next((Say("system.old_button"),))
    if turn.person.state in (State.INVITED, State.JOINING) and tap is not onboarding.tap:
        return _not_yet(turn)
    return tap(turn)


def _not_yet(turn: Turn) -> Next:
    return onboarding.resume(turn)


def _text(turn: Turn) -> Next:
    said = _command(turn)
    joining = turn.person.state in (State.INVITED, State.JOINING)
    if said is Command.HELP:
        return Next((Say("system.help", turn.words),))
    if said is Command.JOIN:
        return onboarding.resume(turn) if joining else _joined_already(turn)
    if said in _COMMANDS and (not joining or said in ALWAYS):
        return _COMMANDS[said](turn)
    if joining:
        return _joining(turn)
    return _open_question(turn)


def _joined_already(turn: Turn) -> Next:
    if turn.person.state in (State.STOPPED, State.PAUSED):
        return optdown.resume(turn)
    return Next((Say("onboarding.already"),))


def _command(turn: Turn) -> Command | None:
    found = commands.command(turn.message.text)
    if found is None and not turn.conversation.open and commands.ambiguous_stop(turn.message.text):
        return Command.STOP
    return found


def _joining(turn: Turn) -> Next:
    if turn.conversation.flow != "onboarding":
        return onboarding.welcome(turn)
    if turn.finding.asks and turn.finding.kind == "answer":
        # The question keeps its place: answer, then ask again where the joining stood.
        return replace(question.answer(turn), conversation=None)
    return onboarding.hear(turn)


def _open_question(turn: Turn) -> Next:
    hear = _HEARS.get(turn.conversation.flow)
    silly = turn.finding.asks and turn.finding.kind in ("answer", "unsure")
    if hear is not None and not silly:
        return hear(turn)
    return free(turn)


def free(turn: Turn) -> Next:
    """No question is open: a win said by itself, a question, small talk."""
    if not turn.message.text.strip():
        return Next((Say("system.empty"),))
    if len(turn.message.text) > LONGEST:
        return Next((Say("system.too_long"),))
    if turn.finding.kind in ("answer", "smalltalk"):
        return question.answer(turn)
    declared = win.volunteered(turn)
    return declared if declared is not None else question.answer(turn)
