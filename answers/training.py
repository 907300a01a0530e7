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
    """What was learnt: one row of weights an entry, one place a trait."""

    def __init__(self, phrasings: Sequence[tuple[Traits, int]], entries: int) -> None:
        """Learn `phrasings`, each with the number of its entry, from 0 to `entries` - 1.

        A multiclass passive-aggressive pass (Crammer et al., "Online Passive-Aggressive
        Algorithms", 2006, variant PA-I), from a start where a trait pulls to the entries that
        have it. Holding each lesson against ten entries instead of all costs a quarter of the
        time, which every start of a process pays.
        """
        self._places: dict[str, int] = {}
        shares = self._shares(phrasings)
        self._rows = rows = [array("d", bytes(8 * len(shares))) for _ in range(entries)]
        for place, share in enumerate(shares):
            for entry, part in share.items():
                rows[entry][place] = HEAD_START * part
        lessons = [self._lesson(traits, entry, shares) for traits, entry in phrasings]
        _learn(lessons, rows)

    def _shares(self, phrasings: Iterable[tuple[Traits, int]]) -> list[dict[int, float]]:
        """For each trait, the entries that have it, each with its share of it; 1 in all."""
        shares: list[dict[int, float]] = []
        for traits, entry in phrasings:
            for trait, value in traits:
                place = self._places.setdefault(trait, len(shares))
                if place == len(shares):
                    shares.append({})
                shares[place][entry] = shares[place].get(entry, 0.0) + value
        return [_in_parts(share) for share in shares]

    def _lesson(self, traits: Traits, entry: int, shares: Sequence[Mapping[int, float]]) -> Lesson:
        places = [self._places[trait] for trait, _ in traits]
        values = [value for _, value in traits]
        near: dict[int, float] = {}
        for place, value in zip(places, values, strict=True):
            share = shares[place]
            if 1 < len(share) <= COMMON:
                for other, part in share.items():
                    near[other] = near.get(other, 0.0) + value * part
        near.pop(entry, None)
        rivals = sorted(near, key=near.__getitem__, reverse=True)[:RIVALS]
        return Lesson(itemgetter(*places), places, values, entry, rivals)

    def scores(self, traits: Traits) -> list[float]:
        """One score an entry; none when no trait is known."""
        known = [(self._places[trait], value) for trait, value in traits if trait in self._places]
        if not known:
            return []
        return [sum(row[place] * value for place, value in known) for row in self._rows]


def _in_parts(share: Mapping[int, float]) -> dict[int, float]:
    total = sum(share.values())
    return {entry: value / total for entry, value in share.items()}


def _learn(lessons: list[Lesson], rows: Sequence[Row]) -> None:
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
