"""Rules for challenges, testimonies, missions, workshops and recalls: each of its size."""

import re
from collections.abc import Iterator

from content.library import Library, fill
from content.lint.rule import DEFAULTS, Part, Rule, entries, fault, parts, texts
from content.loader import Problem
from content.schema import (
    Case,
    Challenge,
    Facilitator,
    Heard,
    Mission,
    MissionWeek,
    Recall,
    Testimony,
    Workshop,
)

LONGEST_ID = 64 - len("challenge.not_for_me:")  # beside the longest choice of a button
LONGEST_TOGETHER = 350


def _upto(longest: int) -> range:
    return range(1, longest + 1)


# Characters of a text, or of each text of a list, once its placeholders are filled.
LENGTHS: dict[type[Part], dict[str, range]] = {
    Challenge: {
        "title": _upto(40),
        "text": _upto(350),
        "prompt": _upto(500),
        "check": _upto(350),
        "group": _upto(200),
        "share": _upto(120),
    },
    Testimony: {"text": _upto(200)},
    Mission: {
        "title": _upto(40),
        "audience": _upto(160),
        "intro": _upto(350),
        "reminder": _upto(200),
        "share": _upto(350),
    },
    MissionWeek: {"text": _upto(350), "uses": _upto(120)},
    Workshop: {
        "title": _upto(60),
        "goal": _upto(200),
        "opening": _upto(350),
        "closing": _upto(350),
    },
    Case: {
        "title": _upto(40),
        "text": _upto(350),
        "material": range(300, 1501),
        "prompt": _upto(500),
        "check": _upto(200),
        "again": _upto(250),
    },
    # Lines of a page that is printed: as long as a line of the script, no phone shows them.
    Facilitator: {
        "before": _upto(300),
        "script": range(600, 1501),
        "pitfalls": _upto(300),
        "after": _upto(300),
    },
    Heard: {"said": _upto(160), "answer": _upto(250)},
    Recall: {"question": _upto(200), "choices": _upto(20), "answer": _upto(300)},
}
COUNTS: dict[type[Part], dict[str, range]] = {
    Mission: {"weeks": range(3, 4)},
    MissionWeek: {"uses": range(2, 3)},
    Workshop: {"cases": range(3, 6)},
    Facilitator: {
        "before": range(3, 7),
        "heard": range(3, 6),
        "pitfalls": range(2, 5),
        "after": range(2, 4),
    },
    Recall: {"choices": range(2, 4)},
}
MINUTES: dict[type[Part], range] = {
    Challenge: range(3, 11),
    Workshop: range(45, 91),
    Case: range(3, 46),
}


def right_lengths(library: Library) -> Iterator[Problem]:
    """Every text is there, and neither too long nor too short for where it is read."""
    for name, part in parts(library):
        for field, allowed in LENGTHS[type(part)].items():
            for size in (len(fill(text, DEFAULTS)) for text in texts(part, field)):
                if size not in allowed:
                    yield fault(library, name, f"{field} has {size} characters, {_said(allowed)}")


def right_counts(library: Library) -> Iterator[Problem]:
    """A mission has three weeks of two uses, a workshop three to five cases, and so on."""
    for name, part in parts(library):
        for field, allowed in COUNTS.get(type(part), {}).items():
            count = len(getattr(part, field))
            if count not in allowed:
                yield fault(library, name, f"{field} are {count}, {_said(allowed)}")


def _said(allowed: range) -> str:
    first, last = allowed[0], allowed[-1]
    return f"{first} are needed" if first == last else f"{first} to {last} are needed"


def short_together(library: Library) -> Iterator[Problem]:
    """What to do and what to check, read in one message, are at most 350 characters."""
    for name, part in parts(library):
        if isinstance(part, Challenge | Case):
            size = len(fill(f"{part.text}{part.check}", DEFAULTS))
            if size > LONGEST_TOGETHER:
                yield fault(library, name, f"text and check have {size} characters, at most 350")


def right_minutes(library: Library) -> Iterator[Problem]:
    """A challenge lasts 3 to 10 minutes, a workshop 45 to 90, and its cases fit in it."""
    for name, part in parts(library):
        allowed = MINUTES.get(type(part))
        if allowed and getattr(part, "minutes") not in allowed:  # noqa: B009 - not all have them
            yield fault(library, name, f"{allowed[0]} to {allowed[-1]} minutes are needed")
        if isinstance(part, Workshop) and sum(case.minutes for case in part.cases) > part.minutes:
            yield fault(library, name, f"its cases last more than its {part.minutes} minutes")


def small_id(library: Library) -> Iterator[Problem]:
    """An id is small letters, digits and hyphens, and fits in a button."""
    for name, entry in entries(library):
        if isinstance(entry, Recall):
            continue
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.id) or len(entry.id) > LONGEST_ID:
            what = f"an id has small letters, digits and hyphens, {LONGEST_ID} at most"
            yield fault(library, name, what)


def one_right_choice(library: Library) -> Iterator[Problem]:
    """The right choice of a recall question is one of its choices, and no two read the same."""
    for week, recall in library.recalls.items():
        if recall.right not in range(1, len(recall.choices) + 1):
            yield fault(library, f"recall {week}", f"there is no choice {recall.right}")
        if len({choice.casefold() for choice in recall.choices}) < len(recall.choices):
            yield fault(library, f"recall {week}", "two choices read the same")


RULES: tuple[Rule, ...] = (
    right_lengths,
    right_counts,
    short_together,
    right_minutes,
    small_id,
    one_right_choice,
)
