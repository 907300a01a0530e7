"""Which entry a phrase is nearest to, and how much of the phrase its words account for."""

from collections.abc import Sequence

from answers.meaning import ideas, telling
from answers.training import Pulls
from answers.traits import Corrector, traits, weight

BY_IDEA = 0.8  # what a word of the same idea explains

Phrase = Sequence[str]


class Learner:
    """Ranks entries for a phrase, from what was learnt of the phrasings; nothing is stored.

    Phrases are lists of sounded words; the first `ours` entries are the bank's, the others stand
    there to be ruled out.
    """

    def __init__(self, entries: Sequence[Sequence[Phrase]], ours: int) -> None:
        phrases = [(phrase, entry) for entry, some in enumerate(entries) for phrase in some]
        self._marks = [_marks(some) for some in entries]
        self._ours: set[str] = set().union(*self._marks[:ours])
        self._corrector = Corrector({key for phrase, _ in phrases for key in phrase})
        lessons = [(traits(phrase), entry) for phrase, entry in phrases if phrase]
        self._pulls = Pulls(lessons, len(entries))

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


def _marks(phrases: Sequence[Phrase]) -> set[str]:
    words = {key for phrase in phrases for key in phrase}
    return words | {idea for key in words for idea in ideas(key)}


def telling_words(sounded: Phrase) -> list[str]:
    """The words that say something, each once."""
    return [key for key in dict.fromkeys(sounded) if telling(key)]
