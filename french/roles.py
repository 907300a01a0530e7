"""What a length of time means where it stands: gained, lost, spent, before, after, or nothing."""

import re
from enum import StrEnum
from typing import NamedTuple

from french import phrases, sides


class Role(StrEnum):
    """The meaning of one length of time."""

    GAIN = "gain"
    LOSS = "loss"
    SPENT = "spent"
    OPEN = "open"  # nothing says: a bare answer is a gain
    NOISE = "noise"  # a clock time, a plan, a count


class When(StrEnum):
    """Which side of a comparison it is on. The weak ones only count when the other side is sure."""

    BEFORE = "before"
    AFTER = "after"
    WEAK_BEFORE = "weak before"
    WEAK_AFTER = "weak after"
    UNSAID = ""


class Marker(NamedTuple):
    """A piece of text that gives a role, and where it ends."""

    end: int
    length: int
    name: str


def _compiled(table: list[tuple[str, str]]) -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(pattern)) for name, pattern in table]


PRE = _compiled(phrases.AHEAD)
POST = _compiled(phrases.BEHIND)
WHEN_PRE = _compiled(sides.AHEAD)
WHEN_POST = _compiled(sides.BEHIND)


def last(table: list[tuple[str, re.Pattern[str]]], text: str) -> Marker | None:
    """The marker that ends nearest to the length of time that follows `text`; the longest one."""
    found = (
        Marker(match.end(), match.end() - match.start(), name)
        for name, pattern in table
        for match in pattern.finditer(text)
        if match[0]
    )
    return max(found, default=None)


def first(table: list[tuple[str, re.Pattern[str]]], text: str) -> Marker | None:
    """The marker that ends nearest to the length of time that `text` follows."""
    found = [
        Marker(match.end(), match.end() - match.start(), name)
        for name, pattern in table
        if (match := pattern.search(text)) and match[0]
    ]
    return min(found, default=None)
