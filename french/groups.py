"""Commands of a shared group: they begin with a slash, the only texts a coach sees there."""

import re
from enum import StrEnum

_COMMAND = re.compile(r"\s*/([a-z_]{1,32})(?:@[A-Za-z0-9_]{1,32})?(?:\s+(.*))?\s*", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z0-9_-]{3,64}")


class GroupCommand(StrEnum):
    """What a command of a group asks for."""

    BIND = "bind"
    UNBIND = "unbind"
    HERE = "here"
    HELP = "help"


_WORDS = {
    "lier": GroupCommand.BIND,
    "delier": GroupCommand.UNBIND,
    "ici": GroupCommand.HERE,
    "aide": GroupCommand.HELP,
    "help": GroupCommand.HELP,
    "start": GroupCommand.BIND,
    "startgroup": GroupCommand.BIND,
}


def command(text: str) -> GroupCommand | None:
    """The command a message is, whoever it is addressed to with `@`; None for anything else."""
    found = _COMMAND.fullmatch(text[:200])
    return _WORDS.get(found[1].lower()) if found else None


def code(text: str) -> str:
    """The code after a command, case kept; empty without one."""
    found = _COMMAND.fullmatch(text[:200])
    said = (found[2] or "").strip() if found else ""
    return said if _CODE.fullmatch(said) else ""
