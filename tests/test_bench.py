"""The bench's scenarios run, in miniature; what they find is not judged."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from bench import broadcasting, delivering, pacing, planning, replies, report, weight
from bench.databases import Databases
from bench.figures import Figure, p95, table
from bench.scenario import MINIATURE, Bench

SCENARIOS: dict[str, Callable[[Bench], list[Figure]]] = {
    "reply": replies.measure,
    "challenge": broadcasting.measure,
    "planner": planning.measure,
    "delivery": delivering.measure,
    "limits": pacing.measure,
    "memory": weight.measure,
}


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    opened = Databases()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("name", "kind"),
    [*((name, "sqlite") for name in SCENARIOS), ("planner", "postgresql")],
)
def test_a_scenario_gives_figures(name: str, kind: str, databases: Databases) -> None:
    told: list[str] = []
    figures = SCENARIOS[name](Bench(databases, (kind,), MINIATURE, told.append))

    assert told, "it tells how it goes"
    assert all(figure.database == kind and figure.samples for figure in figures)
    assert figures or name == "memory"


def test_the_median_is_judged_against_the_target() -> None:
    assert Figure("reply", "sqlite", "ms", [90, 500, 95], 100).verdict == "OK"
    assert Figure("reply", "sqlite", "ms", [90, 500, 195], 100).verdict == "NOT"
    assert Figure("sender", "sqlite", "×", [6, 4.9, 5], 5, ">=").verdict == "OK"
    assert Figure("bare", "sqlite", "messages/s", [6]).verdict == ""


def test_the_whole_run_counts_where_samples_are_its_parts() -> None:
    assert Figure("limit", "sqlite", "%", [94, 94, 99], 95, ">=", whole=95.7).verdict == "OK"


def test_ninety_five_of_a_hundred_do_not_exceed_the_percentile() -> None:
    assert p95([float(number) for number in range(1, 101)]) == 95
    assert p95([7.0]) == 7


def test_the_table_is_markdown_of_one_width() -> None:
    lines = table(
        [Figure("a", "sqlite", "s", [1, 2, 3], 4), Figure("b c", "", "", [1000])]
    ).splitlines()

    assert len({len(line) for line in lines}) == 1
    assert set(lines[1]) == {"|", "-"}
    assert lines[2].split("|")[3].strip() == "2.00 s"


def test_the_page_names_the_machine() -> None:
    about = report.About("A machine, 2 cores", "Python 3", datetime(2026, 11, 2, tzinfo=UTC), "1")

    page = report.page(about, "2", [Figure("a", "sqlite", "s", [1, 2, 3], 4)])

    assert "A machine, 2 cores" in page
    assert "| a " in page


def test_what_is_not_measured_again_keeps_its_line() -> None:
    about = report.About("A machine, 2 cores", "Python 3", datetime(2026, 11, 2, tzinfo=UTC), "1 1")
    later = report.About("A machine, 2 cores", "Python 3", datetime(2026, 11, 3, tzinfo=UTC), "9 1")
    first = report.page(
        about, "2", [Figure("a", "sqlite", "s", [1]), Figure("b", "sqlite", "s", [2])]
    )

    again = report.page(later, "8", [Figure("b", "sqlite", "s", [5])], first)

    lines = [line for line in again.splitlines() if line.startswith(("| a ", "| b "))]
    assert "2026-11-02" in lines[0]
    assert "2026-11-03" in lines[1]
    assert "5.00 s" in lines[1]
    assert "load 9-8" in lines[1]
