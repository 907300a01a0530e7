"""An answer in the person's own words, from the reviewed entries and nothing else.

What comes back is judged here: a link, a figure or a length the entries do not carry, and the
reviewed answer goes out instead.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from answers.prompts import Prompt
from french.fold import fold

LONGEST = 600
_NONE = frozenset({"", "aucune", "rien", "null", "none"})
_FIRST_LINE = re.compile(r"^\W*(?:entree|fiche)\W*([a-z0-9-]*)", re.IGNORECASE)
LINK = re.compile(r"https?://|www\.|\b[\w-]+\.[a-z]{2,12}\b", re.IGNORECASE)
"""Also what only looks like a domain: then the reviewed answer goes."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_MARKED = re.compile(r"\[[^\]]*\]\([^)]*\)|<[^>]+>|```|\*\*|^#+ ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What may go out: the entry it stands on, and the words. `entry` empty: none fits."""

    entry: str
    text: str


def prompt(instructions: str, question: str, entries: Mapping[str, str]) -> Prompt:
    """The question (already masked) and the reviewed answers it may use, as data."""
    sheets = [{"fiche": ident, "texte": text} for ident, text in entries.items()]
    data = json.dumps({"fiches": sheets, "question": question}, ensure_ascii=False, indent=1)
    return Prompt(instructions, data)


def judge(written: str, entries: Mapping[str, str]) -> Rewritten | None:
    """What a model wrote, if it keeps to the entries; None if it must not go out."""
    head, _, body = written.strip().partition("\n")
    named = _FIRST_LINE.match(fold(head))
    if named is None:
        return None
    if named[1] in _NONE:
        return Rewritten("", "")
    text = body.strip()
    if named[1] not in entries or not 0 < len(text) <= LONGEST:
        return None
    return None if _adds(text, entries[named[1]]) else Rewritten(named[1], text)


def _adds(text: str, entry: str) -> bool:
    """Whether a text carries what its entry does not: links, marks, figures."""
    known = set(_FIGURE.findall(entry))
    return bool(
        _MARKED.search(text)
        or len(LINK.findall(text)) > len(LINK.findall(entry))
        or set(_FIGURE.findall(text)) - known
    )
