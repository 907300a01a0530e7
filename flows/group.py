"""The coach in a team's group: tied to the team by an admin, silent but for what it is asked."""

from collections.abc import Callable

from flows.acts import BindGroup, ChooseTopic, UnbindGroup
from flows.rights import Act, may
from flows.talk import Next, Say, Turn
from french import groups
from french.groups import GroupCommand


def hear(turn: Turn) -> Next:
    """A command of the group; anything else is not for the coach."""
    asked = groups.command(turn.message.text)
    act = _COMMANDS.get(asked) if asked else None
    return act(turn) if act else Next()


def _bind(turn: Turn) -> Next:
    code = groups.code(turn.message.text)
    if not code:
        return Next((Say("group.which_code"),))
    return _by_admin(turn, Next(effects=(BindGroup(code),)))


def _unbind(turn: Turn) -> Next:
    if turn.group is None:
        return Next((Say("group.not_bound"),))
    return _by_admin(turn, Next(effects=(UnbindGroup(),)))


def _here(turn: Turn) -> Next:
    if turn.group is None:
        return Next((Say("group.not_bound"),))
    return _by_admin(turn, Next(effects=(ChooseTopic(),)))


def _by_admin(turn: Turn, done: Next) -> Next:
    return done if may(turn.person, Act.BIND_GROUP) else Next((Say("group.admins_only"),))


def _help(turn: Turn) -> Next:
    return Next((Say("group.help" if turn.group else "group.help_unbound", turn.words),))


_COMMANDS: dict[GroupCommand, Callable[[Turn], Next]] = {
    GroupCommand.BIND: _bind,
    GroupCommand.UNBIND: _unbind,
    GroupCommand.HERE: _here,
    GroupCommand.HELP: _help,
}
