"""Rules for what points elsewhere: a job, a use case, a week, a word the coach understands."""

import re
from collections.abc import Iterator

from content.library import Library
from content.lint.pieces import WEEKS
from content.lint.rule import Rule, entries, fault, parts, told, variants
from content.loader import Problem
from french.commands import command

_VERB = r"(?:[Éé]cri(?:s|re|vez)|[Ee]nvoie|[Tt]ape)"
_CAPITALS = r"[A-ZÀ-Ý][A-ZÀ-Ý’-]{3,}(?: [A-ZÀ-Ý]{2,})*"
_ORDER = re.compile(rf"\b{_VERB}\s(?:«\s?)?({_CAPITALS})\b")


def known_jobs(library: Library) -> Iterator[Problem]:
    """A job something is written for is one of the tracks."""
    for name, entry in entries(library):
        for job in (*getattr(entry, "jobs", ()), *filter(None, [getattr(entry, "job", "")])):
            if job not in library.jobs or job == "general":
                yield fault(library, name, f"no track is for the job {job}")


def known_use_cases(library: Library) -> Iterator[Problem]:
    """A use case is one of the programme's, so that minutes of one use add up."""
    known = {piece.use_case for _, _, piece in variants(library)}
    for name, part in parts(library):
        use_case = getattr(part, "use_case", None)
        if use_case is not None and use_case not in known:
            yield fault(library, name, f"no piece is about the use case {use_case}")


def known_weeks(library: Library) -> Iterator[Problem]:
    """A testimony or a recall goes with a week of the programme; a recall is about an earlier one.

    Week 1 asks about its own Monday.
    """
    for ident, testimony in library.testimonies.items():
        if testimony.week not in WEEKS:
            yield fault(library, f"testimony {ident}", f"there is no week {testimony.week}")
    for week, recall in library.recalls.items():
        earlier = range(1, max(week, 2))
        if week not in WEEKS or recall.about not in earlier:
            yield fault(library, f"recall {week}", f"cannot be about week {recall.about}")


def known_commands(library: Library) -> Iterator[Problem]:
    """« écris ASTUCE »: a word in capitals that people are told to write is one we understand."""
    for name, text in _orders(library):
        for word in _ORDER.findall(text):
            if command(word) is None:
                yield fault(library, name, f"nobody understands « {word} »")


def _orders(library: Library) -> Iterator[tuple[str, str]]:
    for key, message in library.messages.items():
        yield key, message.text
    for ident, question in library.questions.items():
        yield ident, f"{question.answer}\n{question.more}"
    for name, _, piece in variants(library):
        yield name, f"{piece.text}\n{piece.check or ''}"
    for name, part in parts(library):
        yield from ((name, text) for text in told(part))


RULES: tuple[Rule, ...] = (known_jobs, known_use_cases, known_weeks, known_commands)
