"""What every scenario is given."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.databases import Databases


@dataclass(frozen=True)
class Size:
    """How much is measured. Seconds where it says so."""

    runs: int = 3
    idle_replies: int = 80
    busy_nudges: int = 10_000
    busy_seconds: float = 40
    enrolled: tuple[int, int] = (10_000, 100_000)
    due: int = 1000
    delivered: int = 2000
    paced_seconds: float = 60
    rounds: int = 5
    senders: tuple[int, ...] = (1, 2, 4)
    unlimited: bool = True


FULL = Size()
QUICK = Size(1, 20, 500, 5, (1000, 10_000), 200, 400, 10, 1, (2,), False)
MINIATURE = Size(1, 2, 20, 0.5, (40, 120), 10, 40, 1, 1, (1,), False)
"""For the tests: that it runs, not what it finds."""


@dataclass
class Bench:
    """Databases, how much to measure, and where to tell progress."""

    databases: Databases
    kinds: tuple[str, ...]
    size: Size = FULL
    tell: Callable[[str], None] = print

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A folder of its own, gone afterwards; its path is short enough for a socket."""
        with tempfile.TemporaryDirectory(prefix="dixbench-", ignore_cleanup_errors=True) as name:
            (Path(name) / "var").mkdir()
            yield Path(name)
