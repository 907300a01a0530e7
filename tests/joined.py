"""Someone who joined as the first of a house: the talk is played once for each channel.

Six messages each way are half of what a conversation test costs; what they leave in the database,
at the provider and on the phone is kept, and put back where the next test would play them again.
tests/conversations/test_joining.py plays the talk itself.
"""

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.message import Address, Outbound
from store.db import Database
from tests.databases import restore_sqlite
from tests.lines import Line


@dataclass
class Left:
    """What a talk leaves: the database file, what arrived, what was sent, the acts."""

    file: Path
    arrived: list[Any]
    sent: list[tuple[Address, Outbound]]
    acts: list[tuple[str, str]]


_left: dict[tuple[type[Line], str], Left] = {}


@cache
def _folder() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix="dixminutes-joined-")


def play_once(
    name: str,
    line: Line,
    database: Database,
    sent: list[tuple[Address, Outbound]],
    talk: Callable[[], list[tuple[str, str]]],
) -> list[tuple[str, str]]:
    """Play `talk`, or put back what it left on this line: the acts, ("text" or "tap", what)."""
    key = (type(line), name)
    if key not in _left:
        _left[key] = _kept(f"{type(line).__name__}-{name}", line, database, sent, talk())
        return _left[key].acts
    left = _left[key]
    restore_sqlite(database, left.file)
    for kind, what in left.acts:
        # The provider has seen it; the product has read it in its former life.
        line.text(name, what) if kind == "text" else line.tap(name, what)
    line.shown.extend(deepcopy(left.arrived))
    sent.extend(left.sent)
    return left.acts


def _kept(
    name: str,
    line: Line,
    database: Database,
    sent: list[tuple[Address, Outbound]],
    acts: list[tuple[str, str]],
) -> Left:
    # The last to close folds the log into the file.
    database.close()
    file = Path(_folder().name) / name
    shutil.copyfile(str(database.engine.url.database), file)
    return Left(file, deepcopy(line.shown), list(sent), acts)
