"""Rules for the programme: complete, short enough for a phone, each piece in its place."""

import re
from collections import Counter
from collections.abc import Iterator

from content.library import Library, fill, named
from content.lint.rule import DEFAULTS, Rule, fault, shown, variants
from content.loader import Problem

WEEKS = range(1, 14)
KINDS = {1: ("idea",), 2: ("job",), 3: ("exercise",), 4: ("safety", "recall"), 5: ("gains",)}
JOBS = frozenset(
    {
        "assistanat",
        "compta",
        "rh",
        "commercial",
        "communication",
        "mairie",
        "terrain",
        "direction",
    }
)
LONGEST_TEXT = 350
LONGEST_PROMPT = 500
LONGEST_TITLE = 40


def complete_weeks(library: Library) -> Iterator[Problem]:
    """Weeks 1 to 13 each have a theme and five pieces for everybody."""
    for week in WEEKS:
        file = f"programme/w{week:02d}.yaml"
        if not library.themes.get(week):
            yield Problem(file, f"week {week} has no theme")
        for day in KINDS:
            key = f"w{week:02d}d{day}"
            if "general" not in library.pieces.get(key, {}):
                yield Problem(file, f"{key} is missing")


def complete_jobs(library: Library) -> Iterator[Problem]:
    """Every job has its own Tuesday in each of the 13 weeks."""
    for job in sorted(JOBS | library.jobs.keys() - {"general"}):
        for week in WEEKS:
            key = f"w{week:02d}d2"
            if job not in library.pieces.get(key, {}):
                yield Problem(f"tracks/{job}.yaml", f"{named(key, job)} is missing")


def in_its_place(library: Library) -> Iterator[Problem]:
    """A piece stands in weeks 1 to 13, days 1 to 5, and a job's variant on the Tuesday."""
    for name, job, piece in variants(library):
        if piece.week not in WEEKS or piece.day not in KINDS:
            yield fault(library, name, "no such week or day")
        elif job != "general" and piece.day != 2:
            yield fault(library, name, "only the Tuesday, day 2, has variants by job")


def kind_of_the_day(library: Library) -> Iterator[Problem]:
    """The kind of a piece is the one of its weekday."""
    for name, _, piece in variants(library):
        kinds = KINDS.get(piece.day, ())
        if kinds and piece.kind not in kinds:
            yield fault(library, name, f"the kind of day {piece.day} is {' or '.join(kinds)}")


def shared_use_case(library: Library) -> Iterator[Problem]:
    """No use case of ours occurs only once: a misspelt one would split the minutes declared."""
    times = Counter(piece.use_case for _, _, piece in variants(library))
    for name, _, piece in variants(library):
        if not re.fullmatch(r"[a-z]+(-[a-z]+)*", piece.use_case):
            yield fault(library, name, "a use case is written in small letters and hyphens")
        elif times[piece.use_case] == 1 and library.place(name).ours:
            yield fault(library, name, f"the only piece about {piece.use_case}: misspelt?")


def prompt_and_check(library: Library) -> Iterator[Problem]:
    """A piece has a prompt to copy and something to check; Friday has neither."""
    for name, _, piece in variants(library):
        if piece.day == 5 and (piece.prompt or piece.check):
            yield fault(library, name, "a Friday has neither prompt nor check")
        if piece.day != 5 and not (piece.prompt and piece.check):
            yield fault(library, name, "a prompt and a check are needed")


def short_text(library: Library) -> Iterator[Problem]:
    """What is read beside the prompt, « À vérifier » included, is at most 350 characters."""
    for name, _, piece in variants(library):
        message = shown(library, piece)
        size = len(message.text) if message else 0
        if size > LONGEST_TEXT:
            yield fault(library, name, f"{size} characters to read, at most {LONGEST_TEXT}")


def short_prompt(library: Library) -> Iterator[Problem]:
    """A prompt is at most 500 characters once its placeholders are filled."""
    for name, _, piece in variants(library):
        size = len(fill(piece.prompt or "", DEFAULTS))
        if size > LONGEST_PROMPT:
            yield fault(library, name, f"a prompt of {size} characters, at most {LONGEST_PROMPT}")


def short_title(library: Library) -> Iterator[Problem]:
    """A title is there, and at most 40 characters."""
    for name, _, piece in variants(library):
        if not 0 < len(piece.title) <= LONGEST_TITLE:
            yield fault(library, name, f"a title has 1 to {LONGEST_TITLE} characters")


RULES: tuple[Rule, ...] = (
    complete_weeks,
    complete_jobs,
    in_its_place,
    kind_of_the_day,
    shared_use_case,
    prompt_and_check,
    short_text,
    short_prompt,
    short_title,
)
