"""Rules of number: how many of each the library holds at least."""

from collections import Counter
from collections.abc import Iterator

from content.library import Library
from content.lint.pieces import JOBS, WEEKS
from content.lint.rule import Rule
from content.loader import Problem

TESTIMONIES_A_WEEK = 2
CHALLENGES = 26
MISSIONS = 6
WORKSHOPS = 8
UNGAINED = 4
"""Testimonies of nothing gained, or of time lost: without them the others would not be believed."""


def a_recall_each_week(library: Library) -> Iterator[Problem]:
    """Each of the 13 weeks has its recall question."""
    for week in WEEKS:
        if week not in library.recalls:
            yield Problem("recalls.yaml", f"week {week} has no recall question")


def testimonies_each_week(library: Library) -> Iterator[Problem]:
    """Each of the 13 weeks has two testimonies."""
    told = Counter(testimony.week for testimony in library.testimonies.values())
    for week in WEEKS:
        if told[week] < TESTIMONIES_A_WEEK:
            what = f"week {week} has {told[week]} testimonies, {TESTIMONIES_A_WEEK} are needed"
            yield Problem("testimonies.yaml", what)


def testimonies_of_each_job(library: Library) -> Iterator[Problem]:
    """Each job is told by somebody of the trade."""
    for job in sorted(JOBS - {testimony.job for testimony in library.testimonies.values()}):
        yield Problem("testimonies.yaml", f"nobody of {job} tells anything")


def zeros_and_losses(library: Library) -> Iterator[Problem]:
    """Zeros and losses are told too."""
    found = sum(testimony.minutes <= 0 for testimony in library.testimonies.values())
    if found < UNGAINED:
        yield Problem("testimonies.yaml", f"{found} zeros and losses, {UNGAINED} are needed")


def enough_challenges(library: Library) -> Iterator[Problem]:
    """There are twenty-six challenges: two for each of the 13 weeks."""
    if len(library.challenges) < CHALLENGES:
        what = f"{len(library.challenges)} challenges, {CHALLENGES} are needed"
        yield Problem("challenges", what)


def enough_missions(library: Library) -> Iterator[Problem]:
    """There are six missions to choose from."""
    if len(library.missions) < MISSIONS:
        yield Problem("missions", f"{len(library.missions)} missions, {MISSIONS} are needed")


def enough_workshops(library: Library) -> Iterator[Problem]:
    """There are eight workshops to choose from."""
    if len(library.workshops) < WORKSHOPS:
        yield Problem("workshops", f"{len(library.workshops)} workshops, {WORKSHOPS} are needed")


RULES: tuple[Rule, ...] = (
    a_recall_each_week,
    testimonies_each_week,
    testimonies_of_each_job,
    zeros_and_losses,
    enough_challenges,
    enough_missions,
    enough_workshops,
)
