"""Writers of one SQLite file take turns, whoever writes without a pause."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db import DatabaseAway
from tests.kill.provider import ROOT
from workers.turns import Turns

GREEDY = """
import sys, time
from pathlib import Path
from workers.turns import Turns
turns = Turns(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    with turns.taken():
        time.sleep(0.02)
"""
KEEPER = GREEDY.replace("while True:", "if True:").replace(
    "time.sleep(0.02)", "print('kept', flush=True); time.sleep(600)"
)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Other processes of the same file, ended with the test."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for one in started:
        one.kill()
        one.wait()


def start(code: str, file: Path, said: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(file)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    while process.stdout.readline().strip() != said:
        assert process.poll() is None
    return process


def test_who_writes_without_a_pause_lets_others_in(
    tmp_path: Path, other: list[subprocess.Popen[str]]
) -> None:
    file = tmp_path / "turn"
    other.append(start(GREEDY, file, "ready"))
    turns = Turns(file)
    for _ in range(20):
        with turns.taken(patience=2.0):
            pass
    turns.close()


def test_the_turn_of_a_killed_process_ends_with_it(
    tmp_path: Path, other: list[subprocess.Popen[str]]
) -> None:
    file = tmp_path / "turn"
    other.append(start(KEEPER, file, "kept"))
    turns = Turns(file)
    with pytest.raises(DatabaseAway), turns.taken(patience=0.1):
        pass
    other[0].kill()
    with turns.taken(patience=5.0):
        pass
    turns.close()
