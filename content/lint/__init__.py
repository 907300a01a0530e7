"""What a writer got wrong: many small rules, every problem reported at once with its place."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from content.library import Library
from content.lint import (
    alike,
    code,
    links,
    messages,
    pieces,
    questions,
    size,
    together,
    words,
)
from content.loader import HOME, Problem

RULES = (
    *pieces.RULES,
    *questions.RULES,
    *messages.RULES,
    *words.RULES,
    *together.RULES,
    *links.RULES,
    *alike.RULES,
    *size.RULES,
)


def problems(
    library: Library, *, today: date | None = None, source: Path = HOME.parent
) -> list[Problem]:
    """Everything wrong in the content, in the order of the files; empty when it may be shipped.

    With `today`, reviews older than a year are problems too. `source` is where the rooms that
    speak (flows, workers, web, cli) are read for the messages they name.
    """
    found = dict.fromkeys(_found(library, today, source))
    return sorted(found, key=lambda problem: (problem.file, problem.line))


def _found(library: Library, today: date | None, source: Path) -> Iterator[Problem]:
    for rule in RULES:
        yield from rule(library)
    for heard in code.RULES:
        yield from heard(library, code.spoken(source))
    if today is not None:
        yield from words.stale(library, today)
