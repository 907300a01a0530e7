"""The planner's tick: a thousand people due, among few and among many."""

import time
from pathlib import Path

from bench.crowd import Crowd, crowd
from bench.figures import Figure
from bench.planned import context
from bench.processes import KEY
from bench.scenario import Bench
from workers import planner

TICK_SECONDS = 1.0
GROWTH = 1.5


def measure(bench: Bench) -> list[Figure]:
    """Seconds of a tick, and how they grow with the number of people enrolled."""
    found = []
    for kind in bench.kinds:
        with bench.folder() as folder:
            found += _one(bench, kind, folder)
    return found


def _one(bench: Bench, kind: str, folder: Path) -> list[Figure]:
    size = bench.size
    few, many = (_enrolled(bench, kind, folder, count) for count in size.enrolled)
    # Taken in turn, so that what else the machine does weighs on both.
    pairs = [
        (_tick(few, size.due, run), _tick(many, size.due, run)) for run in range(size.runs + 2)
    ]
    few.database.close()
    many.database.close()
    pairs = pairs[2:] if size.runs > 1 else pairs  # the first ones compile and load
    small, large = size.enrolled
    bench.tell(f"  {kind}: {', '.join(f'{late:.2f} s' for _, late in pairs)}")
    name = f"tick with {size.due} due among {large}"
    return [
        Figure(name, kind, "s", [late for _, late in pairs], TICK_SECONDS),
        Figure(f"{name}, against among {small}", kind, "×", [b / a for a, b in pairs], GROWTH),
    ]


def _enrolled(bench: Bench, kind: str, folder: Path, count: int) -> Crowd:
    people = crowd(bench.databases.fresh(kind, folder), KEY)
    people.enrol(count)
    return people


def _tick(people: Crowd, due: int, run: int) -> float:
    people.make_due(1 + run * due, due)
    work = context(people)
    work.library  # noqa: B018 - read before the watch starts, as the clock process has
    began = time.perf_counter()
    seen = planner.tick(work, people.now)
    took = time.perf_counter() - began
    if seen != due:
        raise RuntimeError(f"{seen} of {due} people were planned")
    return took
