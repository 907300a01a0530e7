"""What is compared between a question and the bank: sounds, their parts, ideas, neighbours."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from rapidfuzz import fuzz, process

from answers.meaning import ideas, telling

Traits = list[tuple[str, float]]

LIGHT_WEIGHT = 0.5
IDEA = 0.7
STEM = 0.7
STEM_LENGTH = 5
PART = 0.25
PART_LENGTH = 3  # sounds: "konserv" and "konservasion" meet in many of them
PAIR = 0.5
NEAR_ENOUGH = 80  # out of 100: how alike two spellings must be to be taken for one another
ELIDED = "dlmtsnjk"  # letters typed without their apostrophe: "didees", "lia"
GLUED = 0.9
SHORTEST = 4  # shorter words are too alike to be corrected


def weight(key: str) -> float:
    """How much a sounded word counts: less for those any sentence may contain."""
    return 1.0 if telling(key) else LIGHT_WEIGHT


@lru_cache(maxsize=8192)
def _alone(key: str) -> tuple[tuple[str, float], ...]:
    made = [(key, 1.0)]
    if len(key) >= STEM_LENGTH:
        made.append((f"~{key[:STEM_LENGTH]}", STEM))
    return (*made, *_parts(key), *((idea, IDEA) for idea in ideas(key)))


def _parts(key: str) -> Iterator[tuple[str, float]]:
    if len(key) < SHORTEST:
        return
    whole = f"<{key}>"
    for at in range(len(whole) - PART_LENGTH + 1):
        yield f"#{whole[at : at + PART_LENGTH]}", PART


class Corrector:
    """Brings misspelt words back to those the bank uses. Keeps what it found."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(known)
        self._list = sorted(word for word in known if len(word) >= SHORTEST - 1)
        self._near = lru_cache(maxsize=4096)(self._look)

    def near(self, key: str) -> tuple[tuple[str, float], ...]:
        """The word itself, and at most two known ones spelt nearly so, with how nearly (0–1)."""
        return ((key, 1.0),) if key in self._known else self._near(key)

    def _look(self, key: str) -> tuple[tuple[str, float], ...]:
        if len(key) < SHORTEST:
            return ((key, 1.0),)
        if key[0] in ELIDED and key[1:] in self._known:
            return ((key, 1.0), (key[1:], GLUED))
        alike = process.extract(
            key, self._list, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=2
        )
        return (
            (key, 1.0),
            *((word, ratio / 100) for word, ratio, _ in alike if word[0] == key[0]),
        )


def traits(sounded: Sequence[str], corrector: Corrector | None = None) -> Traits:
    """The weighted traits of a phrase, brought to length 1. Words as sounded keys."""
    found: defaultdict[str, float] = defaultdict(float)
    for key in dict.fromkeys(sounded):
        for word, alike in corrector.near(key) if corrector else ((key, 1.0),):
            for trait, value in _alone(word):
                found[trait] += value * alike * weight(key)
    for before, after in pairwise(("^", *sounded)):
        found[f"{before} {after}"] += PAIR
    length = sqrt(sum(value * value for value in found.values())) or 1.0
    return [(trait, value / length) for trait, value in found.items()]
