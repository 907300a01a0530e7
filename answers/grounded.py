"""An answer in the person's own words, from the reviewed entries and nothing else.

What comes back is judged here: a link, a figure, a length or words the entry does not carry, a yes
where it says no, and the reviewed answer goes out instead.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from answers.meaning import telling
from answers.prompts import Prompt
from answers.sound import sound
from french.fold import fold, words

LONGEST = 600
STRANGE, FEW = 0.6, 4
"""Of a sentence's telling words, the share that may be new; of fewer words nothing can be said."""
SHORT, ROOT = 3, 4
"""Letters of a word too short to judge; sounds by which two forms of a word are the same."""
_YES_OR_NO = re.compile(r"\W*(oui|non)\b")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
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


def judge(written: str, entries: Mapping[str, str], question: str = "") -> Rewritten | None:
    """What a model wrote, if it keeps to the entries; None if it must not go out.

    Its words are those of the entry or of the `question`, but for a few.
    """
    head, _, body = written.strip().partition("\n")
    named = _FIRST_LINE.match(fold(head))
    if named is None:
        return None
    if named[1] in _NONE:
        return Rewritten("", "")
    text = body.strip()
    if named[1] not in entries or not 0 < len(text) <= LONGEST:
        return None
    entry = entries[named[1]]
    strays = _adds(text, entry) or _contradicts(text, entry) or _wanders(text, entry + question)
    return None if strays else Rewritten(named[1], text)


def _contradicts(text: str, entry: str) -> bool:
    """Whether one says yes where the other says no, in so many words."""
    said, meant = _YES_OR_NO.match(fold(text)), _YES_OR_NO.match(fold(entry))
    return said is not None and meant is not None and said[1] != meant[1]


def _wanders(text: str, known: str) -> bool:
    """Whether a sentence is mostly of words that neither the entry nor the person used."""
    theirs = {_root(word) for word in _telling(known)}
    for sentence in _SENTENCE.split(text):
        words = _telling(sentence)
        strange = sum(_root(word) not in theirs for word in words)
        if len(words) >= FEW and strange > STRANGE * len(words):
            return True
    return False


def _telling(text: str) -> list[str]:
    return [word for word in words(text) if len(word) > SHORT and telling(sound(word))]


def _root(word: str) -> str:
    return sound(word)[:ROOT]


def _adds(text: str, entry: str) -> bool:
    """Whether a text carries what its entry does not: links, marks, figures."""
    known = set(_FIGURE.findall(entry))
    return bool(
        _MARKED.search(text)
        or len(LINK.findall(text)) > len(LINK.findall(entry))
        or set(_FIGURE.findall(text)) - known
    )
