"""Another messaging app for the same person: a link to it, then where the tips come."""

from flows.talk import ChooseChannel, Detach, Next, OtherChannel, Say, Turn
from french import commands


def other(turn: Turn) -> Next:
    """A personal link to another channel, or the choice between those the person has."""
    return Next(effects=(OtherChannel(commands.channel_named(turn.message.text)),))


def tap(turn: Turn) -> Next:
    """Where tips come; or somebody else's address, taken off again."""
    _, choice, ref = turn.tapped
    if choice == "not_me":
        # More digits are no id of ours, nor of any database.
        known = ref.isascii() and ref.isdecimal() and len(ref) <= 18
        return Next(effects=(Detach(int(ref)),)) if known else Next((Say("system.old_button"),))
    if choice in turn.library.message("channel.ask_where").buttons:
        return Next(effects=(ChooseChannel(choice),))
    return Next((Say("system.old_button"),))
