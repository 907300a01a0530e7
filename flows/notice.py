"""A word of the coach that an approved text announced: one tap brings it in full."""

from flows.talk import Next, ReadNotice, Say, Turn

READ = "read"


def tap(turn: Turn) -> Next:
    """Lire."""
    if turn.tapped[1] != READ:
        return Next((Say("system.old_button"),))
    return Next(effects=(ReadNotice(),))


def reading(turn: Turn) -> bool:
    """Whether the person only opens what was announced."""
    return turn.tapped[:2] == ("notice", READ)
