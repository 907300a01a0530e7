"""Which flow answers: words that always work, then the open question, then everything else."""

from collections.abc import Callable
from dataclasses import replace

from core.message import Kind, Wish
from core.person import Person, Role, State
from flows import (
    challenge,
    champion,
    channel,
    digest,
    exercise,
    group,
    mission,
    notice,
    onboarding,
    optdown,
    privacy,
    pulse,
    question,
    recall,
    relay,
    silence,
    tip,
    waiting,
    win,
    workshop,
)
from flows.talk import Next, Reachable, Say, Turn
from french import commands, openings, replies
from french.commands import Command

LONGEST = 2000

_TAPS: dict[str, Callable[[Turn], Next]] = {
    "onboarding": onboarding.tap,
    "tip": tip.tap,
    "win": win.tap,
    "question": question.tap,
    "optdown": optdown.tap,
    "privacy": privacy.tap,
    "channel": channel.tap,
    "exercise": exercise.tap,
    "notice": notice.tap,
    "relay": relay.tap,
    "recall": recall.tap,
    "challenge": challenge.tap,
    "digest": digest.tap,
    "pulse": pulse.tap,
    "champion": champion.tap,
    "mission": mission.tap,
    "workshop": workshop.tap,
}
_GROUP_TAPS: dict[str, Callable[[Turn], Next]] = {
    "challenge": challenge.tap,
    "digest": digest.tap,
    "workshop": workshop.tap,
}
"""What may be pressed before everybody."""
_COMMANDS: dict[Command, Callable[[Turn], Next]] = {
    Command.STOP: optdown.stop,
    Command.PAUSE: optdown.pause,
    Command.LESS: optdown.less,
    Command.MORE: optdown.more,
    Command.RHYTHM: optdown.rhythm,
    Command.RESUME: optdown.resume,
    Command.HOUR: optdown.hour,
    Command.DAYS: optdown.days,
    Command.FLEXIBLE: optdown.flexible,
    Command.FIXED: optdown.fixed,
    Command.LEAVE: optdown.leave,
    Command.TIP: tip.show,
    Command.CHANNEL: channel.other,
    Command.MY_DATA: privacy.my_data,
    Command.FORGET_ME: privacy.forget,
    Command.CHALLENGE: challenge.begin,
    Command.WEEK: digest.wanted,
    Command.PASTE: digest.paste,
    Command.PULSE: pulse.results,
    Command.MISSION: mission.begin,
    Command.WORKSHOP: workshop.begin,
    Command.PROPOSE: champion.propose,
    Command.VOLUNTEER: champion.volunteer,
    Command.STEP_BACK: champion.step_back,
}
ALWAYS = frozenset({Command.STOP, Command.MY_DATA, Command.FORGET_ME, Command.HELP})


def answer(turn: Turn) -> Next:
    """The reply to one message of a known person, and what it changes."""
    if turn.message.kind is Kind.BLOCKED:
        return optdown.gone(turn).also(Reachable(False))
    if turn.message.kind is Kind.UNBLOCKED:
        return Next(effects=(Reachable(True),))
    if turn.message.kind is Kind.NOTED:
        return Next()
    if turn.message.group is not None:
        found = _in_group(turn)
    else:
        found = waiting.afterwards(turn, _route(turn))
    return replace(found, person=_alive(found, turn))


def _alive(found: Next, turn: Turn) -> Person:
    """Any message or tap is a sign of life: it ends a slow-down made by silence."""
    person = found.person or turn.person
    if notice.reading(turn) and person.paused_by_silence:
        # The word they open asks whether to go on: opening it is no answer.
        return person
    return silence.heard(person, turn.now)


def _route(turn: Turn) -> Next:
    if turn.message.kind is Kind.BUTTON:
        return _tap(turn)
    if turn.message.kind is Kind.VOICE and turn.message.media and turn.listens:
        heard = Wish("transcribe", "", media=turn.message.media)
        return Next((Say("system.voice_lost", wish=heard),))
    if turn.message.kind is not Kind.TEXT:
        return Next((Say(f"system.{turn.message.kind.value}"),))
    return _text(turn)


def _in_group(turn: Turn) -> Next:
    """Nothing of a person's own talk happens before others: only what a group shares."""
    if turn.message.kind is Kind.TEXT:
        return group.hear(turn)
    tap = _GROUP_TAPS.get(turn.tapped[0]) if turn.message.kind is Kind.BUTTON else None
    return tap(turn) if tap else Next(toast=Say("system.old_button"))


def _tap(turn: Turn) -> Next:
    flow, choice, _ = turn.tapped
    tap = _TAPS.get(flow)
    if tap is None:
        return Next((Say("system.old_button"),))
    resumes = (flow, choice) == ("optdown", "resume") and not onboarding.begun(turn.person)
    if resumes or (_joins(turn) and flow not in ("onboarding", "privacy")):
        return onboarding.resume(turn)
    return tap(turn)


def _joins(turn: Turn) -> bool:
    return turn.person.state in (State.INVITED, State.JOINING)


def _text(turn: Turn) -> Next:
    said = _command(turn)
    if waiting.for_people(turn) and said not in ALWAYS and " " in turn.message.text.strip():
        # A sentence for the team is no command, whatever it begins with.
        return waiting.hear(turn) or free(turn)
    if turn.finding.orders and said is None:
        return (
            onboarding.beside(turn, question.answer(turn))
            if _joins(turn)
            else question.answer(turn)
        )
    if said is Command.HELP:
        return onboarding.beside(turn, _help(turn))
    if said is Command.JOIN or (said is Command.RESUME and not onboarding.begun(turn.person)):
        return _join(turn)
    if said in _COMMANDS and (not _joins(turn) or said in ALWAYS):
        return _COMMANDS[said](turn)
    if _joins(turn) and not privacy.asking(turn.conversation):
        return _joining(turn)
    return waiting.hear(turn) or free(turn)


_ALSO = {Role.CHAMPION: Say("system.help_champion"), Role.ADMIN: Say("system.help_admin")}


def _help(turn: Turn) -> Next:
    """What everybody may write, and what the person's role adds."""
    said = Say("system.help", turn.words)
    also = None if _joins(turn) else _ALSO.get(turn.person.role)
    return Next((said, also) if also else (said,))


def _join(turn: Turn) -> Next:
    if not onboarding.begun(turn.person):
        return onboarding.resume(turn)
    if turn.person.state in (State.STOPPED, State.PAUSED):
        return optdown.resume(turn)
    return Next((Say("onboarding.already"),))


def _command(turn: Turn) -> Command | None:
    found = commands.command(turn.message.text)
    if found is None and commands.ambiguous_stop(turn.message.text):
        return None if waiting.droppable(turn.conversation) else Command.STOP
    return found


def _joining(turn: Turn) -> Next:
    if turn.conversation.flow != "onboarding":
        return onboarding.welcome(turn)
    if turn.finding.asks and turn.finding.kind == "answer":
        # The question keeps its place: answer, then ask again where the joining stood.
        return onboarding.beside(turn, replace(question.answer(turn), conversation=None))
    heard = onboarding.hear(turn)
    if heard is None and turn.finding.kind == "smalltalk":
        return onboarding.beside(turn, question.answer(turn))
    return heard or onboarding.again(turn)


def free(turn: Turn) -> Next:
    """No question is open: the last piece, a win said by itself, a question, small talk."""
    if not turn.message.text.strip():
        return Next((Say("system.empty"),))
    if len(turn.message.text) > LONGEST:
        return Next((Say("system.too_long"),))
    return _about_the_last_piece(turn) or _by_itself(turn)


def _about_the_last_piece(turn: Turn) -> Next | None:
    key = "" if turn.finding.asks else tip.lately(turn)
    return (tip.hear(turn, key) or win.friday(turn, key)) if key else None


def _by_itself(turn: Turn) -> Next:
    about_a_colleague = champion.told(turn)
    if about_a_colleague is not None:
        return about_a_colleague
    # "Un quart d'heure gagné sur un compte rendu" asks nothing about minutes of meetings.
    won = None if turn.finding.asks else win.volunteered(turn)
    if won is not None:
        return won
    if turn.finding.kind == "answer":
        return question.answer(turn)
    if openings.dropped(turn.message.text):
        return Next((Say("question.no_then"),))
    if turn.finding.kind == "smalltalk":
        return question.answer(turn)
    if replies.yes_no(turn.message.text):
        return Next((Say("question.yes_to_what"),))
    return win.volunteered(turn) or question.answer(turn)
