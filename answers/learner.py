"""Which entry a phrase is nearest to, and how much of the phrase its words account for."""

from collections.abc import Sequence
from typing import NamedTuple

from answers import training
from answers.meaning import ideas, telling
from answers.training import Pulls
from answers.traits import Corrector, traits, weight

BY_IDEA = 0.8  # what a word of the same idea explains

Phrase = Sequence[str]


class Learnt(NamedTuple):
    """What there is to know of some entries: the words of each, and what its phrasings taught."""

    words: Sequence[Sequence[str]]
    pulls: Pulls


def learn(entries: Sequence[Sequence[Phrase]]) -> Learnt:
    """Learn the phrases of each entry, lists of sounded words. Takes seconds."""
    phrases = [(phrase, entry) for entry, some in enumerate(entries) for phrase in some]
    lessons = [(traits(phrase), entry) for phrase, entry in phrases if phrase]
    words = [sorted({key for phrase in some for key in phrase}) for some in entries]
    return Learnt(words, training.learn(lessons, len(entries)))


class Learner:
    """Ranks entries for a phrase, a list of sounded words, from what was learnt of them.

    The first `ours` entries are the bank's, the others stand there to be ruled out.
    """

    def __init__(self, learnt: Learnt, ours: int) -> None:
        self._marks = [_marks(words) for words in learnt.words]
        self._ours: set[str] = set().union(*self._marks[:ours])
        self._corrector = Corrector({key for words in learnt.words for key in words})
        self._pulls = learnt.pulls

    def rank(self, sounded: Phrase) -> list[tuple[int, float]]:
        """Entries by falling score, about 1 for a phrasing of the bank and 0 for no relation."""
        scores = self._pulls.scores(traits(sounded, self._corrector))
        return sorted(enumerate(scores), key=lambda pair: -pair[1])

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


def _marks(words: Sequence[str]) -> set[str]:
    return {*words, *(idea for key in words for idea in ideas(key))}


def telling_words(sounded: Phrase) -> list[str]:
    """The words that say something, each once."""
    return [key for key in dict.fromkeys(sounded) if telling(key)]
