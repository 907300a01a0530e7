"""Learns, from the phrasings alone, which traits point to which entry."""

import random
from collections import defaultdict
from collections.abc import Sequence

from answers.meaning import ideas, telling
from answers.traits import Corrector, Traits, traits, weight

ROUNDS = 4
STEP = 0.5
BY_IDEA = 0.8  # what a word of the same idea explains
SEED = 13  # the same bank always gives the same answers

Phrase = Sequence[str]


class Learner:
    """Ranks entries for a phrase, by a multiclass passive-aggressive pass over the phrasings.

    Crammer et al., "Online Passive-Aggressive Algorithms" (2006), variant PA-I. Learning two
    thousand phrasings takes about a second and happens once; nothing is stored. Phrases are lists
    of sounded words; the first `ours` entries are the bank's, the others stand
    there to be ruled out.
    """

    def __init__(self, entries: Sequence[Sequence[Phrase]], ours: int) -> None:
        phrases = [(phrase, entry) for entry, some in enumerate(entries) for phrase in some]
        self._marks = [_marks(some) for some in entries]
        self._ours: set[str] = set().union(*self._marks[:ours])
        self._corrector = Corrector({key for phrase, _ in phrases for key in phrase})
        self._weights: defaultdict[str, defaultdict[int, float]] = defaultdict(
            lambda: defaultdict(float)
        )
        self._learn([(traits(phrase), entry) for phrase, entry in phrases if phrase])

    def _learn(self, lessons: list[tuple[Traits, int]]) -> None:
        order = random.Random(SEED)
        for _ in range(ROUNDS):
            order.shuffle(lessons)
            # What is known by now is not heard again: it would only cost time.
            lessons = [lesson for lesson in lessons if self._correct(*lesson)]

    def _correct(self, lesson: Traits, entry: int) -> bool:
        """Whether there was something to correct."""
        scores = self._score(lesson)
        right = scores.pop(entry, 0.0)
        rival = max(scores, key=scores.__getitem__, default=-1)
        loss = 1.0 - right + scores.get(rival, 0.0)
        if loss <= 0:
            return False
        step = min(STEP, loss / 2)
        for trait, value in lesson:
            self._weights[trait][entry] += step * value
            if rival >= 0:
                self._weights[trait][rival] -= step * value
        return True

    def _score(self, found: Traits) -> dict[int, float]:
        scores: defaultdict[int, float] = defaultdict(float)
        for trait, value in found:
            for entry, pull in self._weights.get(trait, {}).items():
                scores[entry] += value * pull
        return scores

    def rank(self, sounded: Phrase) -> list[tuple[int, float]]:
        """Entries by falling score, about 1 for a phrasing of the bank and 0 for no relation."""
        scores = self._score(traits(sounded, self._corrector))
        return sorted(scores.items(), key=lambda pair: -pair[1])

    def cover(self, sounded: Phrase, entry: int) -> float:
        """The share (0–1) of a phrase's weight that an entry's own words account for."""
        words = list(dict.fromkeys(sounded))
        total = sum(map(weight, words))
        explained = sum(weight(key) * self.explained(key, entry) for key in words)
        return explained / total if total else 0.0

    def strange(self, key: str) -> bool:
        """Whether no entry of the bank accounts for a word at all."""
        return not self._accounted(key, self._ours)

    def explained(self, key: str, entry: int) -> float:
        """How well (0–1) the words of an entry account for a word."""
        return self._accounted(key, self._marks[entry])

    def _accounted(self, key: str, marks: set[str]) -> float:
        by_idea = BY_IDEA if any(idea in marks for idea in ideas(key)) else 0.0
        near = self._corrector.near(key)
        return max((alike for word, alike in near if word in marks), default=by_idea)


def _marks(phrases: Sequence[Phrase]) -> set[str]:
    words = {key for phrase in phrases for key in phrase}
    return words | {idea for key in words for idea in ideas(key)}


def telling_words(sounded: Phrase) -> list[str]:
    """The words that say something, each once."""
    return [key for key in dict.fromkeys(sounded) if telling(key)]
