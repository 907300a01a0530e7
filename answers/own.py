"""Search in an organisation's own bank: few entries, each known by the one question it answered."""

from collections import Counter
from collections.abc import Iterable
from math import log, sqrt

from answers.learner import telling_words
from answers.looks_like import stripped
from answers.sound import sound

ALIKE = 0.62
"""Cosine of two questions from which they are the same one: tests/answers/test_own.py."""
IN_COMMON = 2
"""Telling words two questions share at least: one word alone is a subject, not a question."""


class Own:
    """The entries of one organisation: (question, answer)."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        kept = list(entries)
        self._answers = [answer for _, answer in kept]
        self._asked = [_words(question) for question, _ in kept]
        self._among = Counter(word for words in self._asked for word in words)

    def find(self, text: str) -> str:
        """The answer to the question most like this one; empty when none is like enough."""
        words = _words(text)
        ranked = [
            (self._likeness(words, asked), number) for number, asked in enumerate(self._asked)
        ]
        best, number = max(ranked, default=(0.0, -1))
        return self._answers[number] if best >= ALIKE else ""

    def _likeness(self, words: frozenset[str], asked: frozenset[str]) -> float:
        common = words & asked
        if len(common) < min(IN_COMMON, len(asked)):
            return 0.0
        return self._weight(common) / sqrt(self._weight(words) * self._weight(asked))

    def _weight(self, words: Iterable[str]) -> float:
        """A word that many entries hold tells little about which of them is meant."""
        many = len(self._answers)
        return sum(1 + log((1 + many) / (1 + self._among[word])) for word in words) or 1.0


def _words(text: str) -> frozenset[str]:
    return frozenset(telling_words([sound(word) for word in stripped(text)]))
