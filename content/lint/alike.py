"""No two texts say nearly the same: whoever read the first learns nothing from the second."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from rapidfuzz.fuzz import ratio

from content.library import Library
from content.lint.rule import Rule, fault, parts, texts, variants
from content.lint.together import LENGTHS
from content.loader import Problem

# Measured: of our texts, two by two, the nearest are at 65; a copy with a word changed is at 90.
TOO_ALIKE = 75
SHORTEST = 40
"""Characters: below, « Un mail de relance » may be said twice."""
_PROMPTS = frozenset({"prompt", "material"})
_LABELS = frozenset({"title", "choices"})

Written = tuple[str, str, str]
"""The name, the field, the text."""


def not_twice(library: Library) -> Iterator[Problem]:
    """No two texts, and no two prompts, are nearly the same, whatever they belong to."""
    found = list(_written(library))
    prompts = [one for one in found if one[1] in _PROMPTS]
    yield from _near(library, [one for one in found if one[1] not in _PROMPTS])
    yield from _near(library, prompts)


def _near(library: Library, written: Sequence[Written]) -> Iterator[Problem]:
    for (first, _, one), (second, part, other) in combinations(written, 2):
        if ratio(one, other, score_cutoff=TOO_ALIKE):
            yield fault(library, second, f"its {part} is nearly that of {first}")


def _written(library: Library) -> Iterator[Written]:
    yield from (one for one in _everything(library) if len(one[2]) >= SHORTEST)


def _everything(library: Library) -> Iterator[Written]:
    for name, _, piece in variants(library):
        for field in ("text", "check", "prompt"):
            yield name, field, getattr(piece, field) or ""
    for ident, question in library.questions.items():
        yield ident, "answer", question.answer
    for name, part in parts(library):
        for field in sorted(LENGTHS[type(part)].keys() - _LABELS):
            yield from ((name, field, text) for text in texts(part, field))


RULES: tuple[Rule, ...] = (not_twice,)
