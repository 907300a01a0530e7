"""How easy the texts are to read: told to whoever writes, never a fault.

L. Kandel and A. Moles, « Application de l'indice de Flesch à la langue française », Cahiers
d'études de radio-télévision, 1958, in the form that YoastSEO and lucid-lint use:
207 - 1.015 x words a sentence - 73.6 x syllables a word. As Flesch did, a colon or a semicolon ends
a sentence. The syllables are counted by rule: compare our texts with each other, not with others'.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from content.library import Library, fill
from content.lint.rule import DEFAULTS, fault, parts, told, variants
from content.loader import Problem

FLOOR = 75
"""Measured: our pieces are at 95 on average, with a deviation of 6.5: three of them below."""
SHORTEST = 15
"""Words: below, one long word decides."""

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.!?…;:]+(?=\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+")
# Written and not heard: the e of table, tables, idée; the u of qui, guichet.
_MUTE = re.compile(r"(?<=[^aeoàâäèêëîïôöùûü])es?$")
_SILENT_U = re.compile(r"(?<=[qg])u(?=[aeiouyéèêîô])")
# Two vowels heard apart: réunion, théâtre, poète, naïf.
_APART = re.compile(r"[éè](?=[aeiouâêîôû])|[aeou](?=[éèïëü])")


@dataclass(frozen=True, slots=True)
class Read:
    """A text somebody reads, by the name of its place, and its ease: the higher, the easier."""

    name: str
    ease: float


def syllables(word: str) -> int:
    """The syllables of a French word as it is said, near enough: a verb's mute -ent counts."""
    heard = _MUTE.sub("", _SILENT_U.sub("", word.lower()))
    return max(1, len(_VOWELS.findall(_APART.sub(r"\g<0>-", heard))))


def ease(text: str) -> float:
    """About 100 reads like a comic, 60 like a newspaper, 30 like a law. Raises without any word."""
    words = _WORD.findall(text)
    sentences = sum(1 for part in _SENTENCE.split(text) if _WORD.search(part))
    heard = sum(map(syllables, words))
    return 207 - 1.015 * len(words) / sentences - 73.6 * heard / len(words)


def measured(library: Library) -> list[Read]:
    """Every text long enough to be judged, the hardest first."""
    found = [
        Read(name, ease(text))
        for name, text in _texts(library)
        if len(_WORD.findall(text)) >= SHORTEST
    ]
    return sorted(found, key=lambda read: read.ease)


def hard(library: Library) -> list[Problem]:
    """The texts below the floor, the hardest first, each told once."""
    below = {read.name: read.ease for read in reversed(measured(library)) if read.ease < FLOOR}
    what = "hard to read ({:.0f}, {} is our floor): shorter sentences, shorter words"
    return [
        fault(library, name, what.format(score, FLOOR))
        for name, score in sorted(below.items(), key=lambda one: one[1])
    ]


def _texts(library: Library) -> Iterator[tuple[str, str]]:
    for name, text in _written(library):
        yield name, fill(text, DEFAULTS)


def _written(library: Library) -> Iterator[tuple[str, str]]:
    for name, _, piece in variants(library):
        yield name, f"{piece.title}.\n{piece.text}\n{piece.check or ''}"
    for ident, question in library.questions.items():
        yield ident, question.answer
    for key, message in library.messages.items():
        yield key, message.text
    for name, part in parts(library):
        yield from ((name, text) for text in told(part))
