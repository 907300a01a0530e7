"""Processes killed with -9 while 600 nudges leave and 220 messages come in, or a challenge goes to
2,000 people: nothing lost, nothing twice. The full matrix: `python -m tests.kill`."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.kill.matrix import AT_ONCE, FEW, name, play_all
from tests.kill.rounds import Outcome, Round

_TEST = "test_nothing_lost_nothing_twice"
pytestmark = pytest.mark.kill


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Round, Future[Outcome]]]:
    """The rounds this run selected, all under way: they mostly wait for leases to end."""
    names = {item.name for item in request.session.items}
    selected = [one for one in FEW if f"{_TEST}[{name(one)}]" in names]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        folder = tmp_path_factory.mktemp("kill")
        under_way = play_all(
            selected, folder, lambda: str(request.getfixturevalue("postgres_server")), pool
        )
        yield dict(zip(selected, under_way, strict=True))
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("chosen", FEW, ids=name)
def test_nothing_lost_nothing_twice(chosen: Round, outcomes: dict[Round, Future[Outcome]]) -> None:
    outcome = outcomes[chosen].result()
    assert not outcome.faults, (outcome.findings, outcome.struck, outcome.said)
