"""What people type beside the bank's own phrasings: it teaches the search, and is never said.

A line of lessons.tsv is an entry's id and a text; the id `-` stands for what is not our subject.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

ELSEWHERE = "-"
_FILE = Path(__file__).parent / "lessons.tsv"


@lru_cache(maxsize=1)
def lessons() -> Mapping[str, Sequence[str]]:
    """The texts of each entry, by its id."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        entry, text = line.split("\t")
        found[entry].append(text)
    return found
