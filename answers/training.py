"""Learns, from the phrasings alone, how much each trait pulls towards each entry."""

import random
from array import array
from collections.abc import Callable, Iterable, Mapping, MutableSequence, Sequence
from operator import itemgetter, mul
from typing import NamedTuple

from answers.traits import Traits

ROUNDS = 4
STEP = 0.5
KNOWN = 0.1  # a loss under it is not worth hearing the lesson again
SEED = 13  # the same bank always gives the same answers

HEAD_START = 0.3  # what the mere presence of a trait in an entry pulls, before any lesson
RIVALS = 8  # entries a lesson is held against each time: those nearest to it by the head start
STRAYS = 2  # and as many others, in turn, so that none grows unseen
COMMON = 20  # a trait of more entries than this tells no rival

Row = MutableSequence[float]


class Lesson(NamedTuple):
    """A phrasing: the places and values of its traits, its entry, and those it is confused with."""

    taken: Callable[[Sequence[float]], tuple[float, ...]]
    places: list[int]
    values: list[float]
    entry: int
    rivals: list[int]


class Pulls:
    """What was learnt: how much each trait pulls towards the entries it says something about.

    Those of the trait at place n stand in `towards` and `pulls` from `starts[n]` up to the next
    trait's. Nine entries in ten have nothing from a trait, so it takes a tenth of what one row of
    weights an entry would, and as much less time to ask.
    """

    def __init__(
        self,
        traits: Sequence[str],
        entries: int,
        starts: "array[int]",
        towards: "array[int]",
        pulls: "array[float]",
    ) -> None:
        self.traits, self.entries = traits, entries
        self.starts, self.towards, self.pulls = starts, towards, pulls
        self._places = {trait: place for place, trait in enumerate(traits)}

    def scores(self, traits: Traits) -> list[float]:
        """One score an entry; none when no trait is known."""
        known = [(self._places[trait], value) for trait, value in traits if trait in self._places]
        if not known:
            return []
        scores = [0.0] * self.entries
        for place, value in known:
            some = slice(self.starts[place], self.starts[place + 1])
            for entry, pull in zip(self.towards[some], self.pulls[some], strict=True):
                scores[entry] += pull * value
        return scores


def learn(phrasings: Sequence[tuple[Traits, int]], entries: int) -> Pulls:
    """Learn `phrasings`, each with the number of its entry, from 0 to `entries` - 1.

    A multiclass passive-aggressive pass (Crammer et al., "Online Passive-Aggressive Algorithms",
    2006, variant PA-I), from a start where a trait pulls to the entries that have it. Holding
    each lesson against ten entries instead of all costs a quarter of the time.
    """
    shares = _shares(phrasings)
    places = {trait: place for place, trait in enumerate(shares)}
    rows = [array("d", bytes(8 * len(shares))) for _ in range(entries)]
    for place, share in enumerate(shares.values()):
        for entry, part in share.items():
            rows[entry][place] = HEAD_START * part
    _hear([_lesson(traits, entry, places, shares) for traits, entry in phrasings], rows)
    return _gathered(list(shares), rows)


def _shares(phrasings: Iterable[tuple[Traits, int]]) -> dict[str, dict[int, float]]:
    """For each trait, the entries that have it, each with its share of it; 1 in all."""
    shares: dict[str, dict[int, float]] = {}
    for traits, entry in phrasings:
        for trait, value in traits:
            share = shares.setdefault(trait, {})
            share[entry] = share.get(entry, 0.0) + value
    return {trait: _in_parts(share) for trait, share in shares.items()}


def _lesson(
    traits: Traits,
    entry: int,
    places: Mapping[str, int],
    shares: Mapping[str, Mapping[int, float]],
) -> Lesson:
    near: dict[int, float] = {}
    for trait, value in traits:
        share = shares[trait]
        if 1 < len(share) <= COMMON:
            for other, part in share.items():
                near[other] = near.get(other, 0.0) + value * part
    near.pop(entry, None)
    rivals = sorted(near, key=near.__getitem__, reverse=True)[:RIVALS]
    taken = [places[trait] for trait, _ in traits]
    return Lesson(itemgetter(*taken), taken, [value for _, value in traits], entry, rivals)


def _gathered(traits: Sequence[str], rows: Sequence[Row]) -> Pulls:
    """The weights that are not zero, trait by trait."""
    starts, towards, pulls = array("I", [0]), array("H"), array("d")
    for column in zip(*rows, strict=True):
        for entry, pull in enumerate(column):
            if pull:
                towards.append(entry)
                pulls.append(pull)
        starts.append(len(pulls))
    return Pulls(traits, len(rows), starts, towards, pulls)


def _in_parts(share: Mapping[int, float]) -> dict[int, float]:
    total = sum(share.values())
    return {entry: value / total for entry, value in share.items()}


def _hear(lessons: list[Lesson], rows: Sequence[Row]) -> None:
    """Go through the lessons ROUNDS times; what is kept is the mean over the way.

    The last lessons heard would weigh most otherwise (Freund and Schapire, "Large Margin
    Classification Using the Perceptron Algorithm", 1999, the averaged one).
    """
    order = random.Random(SEED)
    stray, heard = 0, 1
    late = [array("d", bytes(8 * len(row))) for row in rows]
    for _ in range(ROUNDS):
        order.shuffle(lessons)
        missed = []
        for lesson in lessons:
            strays = [(stray + n * 37) % len(rows) for n in range(STRAYS)]
            stray = (stray + STRAYS * 37) % len(rows)
            if _correct(lesson, rows, strays, late, heard) > KNOWN:
                missed.append(lesson)
            heard += 1
        lessons = missed
    for row, some in zip(rows, late, strict=True):
        for place, part in enumerate(some):
            if part:
                row[place] -= part / heard


def _correct(
    lesson: Lesson, rows: Sequence[Row], strays: Iterable[int], late: Sequence[Row], heard: int
) -> float:
    """What the lesson lacked to stand one ahead of its rivals, before it was corrected."""
    taken, places, values, entry, rivals = lesson
    against = [*rivals, *(stray for stray in strays if stray != entry)]
    if not against:
        return 0.0
    scores = [sum(map(mul, taken(rows[rival]), values)) for rival in against]
    best, mine = max(scores), rows[entry]
    loss: float = 1.0 - sum(map(mul, taken(mine), values)) + best
    if loss <= 0:
        return 0.0
    rival = against[scores.index(best)]
    step, other = min(STEP, loss / 2), rows[rival]
    mine_late, other_late = late[entry], late[rival]
    for place, value in zip(places, values, strict=True):
        part = step * value
        mine[place] += part
        other[place] -= part
        mine_late[place] += heard * part
        other_late[place] -= heard * part
    return loss
