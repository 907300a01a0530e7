"""The question bank of a test run: learnt by the first process that needs it, read by the others.

tests/answers/test_kept.py proves that both are the same.
"""

import os
import shutil
from functools import cache
from pathlib import Path

import pytest

from answers.search import Bank
from content import loader
from content.library import Library

_shared: list[Path] = []


def share(folder: Path) -> None:
    """Keep what is learnt in this folder, from now on."""
    folder.mkdir(exist_ok=True)
    _shared[:] = [folder]


def place(factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of pytest-xdist share."""
    base = factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "learnt"


@cache
def library() -> Library:
    """The content, read once: nothing changes it."""
    return loader.load()


@cache
def bank() -> Bank:
    """The bank of the product."""
    return Bank(library().questions.values(), *_shared)


def leave(var: Path) -> None:
    """What an earlier start would have left in an installation's folder."""
    bank()
    var.mkdir(parents=True, exist_ok=True)
    for kept in (one for folder in _shared for one in folder.iterdir() if not one.suffix):
        shutil.copy(kept, var)
