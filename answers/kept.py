"""What the search learnt, kept in a file: read in a moment at the next start, not learnt anew.

A file is `bank-` and 32 hexadecimal digits of what it was learnt from. It holds the SHA-256 of all
that follows, a line of JSON (words, traits, how many weights), then the weights as the machine
holds them: nothing in it can do anything but be read.
"""

import json
import os
import sys
from array import array
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from answers.learner import Learnt
from answers.training import Pulls

_PREFIX = "bank-"
_SUM = 32  # bytes of a SHA-256
_ROOMS = (Path(__file__).parent, Path(__file__).parents[1] / "french")


def key(texts: Iterable[Iterable[str]]) -> str:
    """What all that is learnt depends on comes to: the texts, this code, this Python."""
    found = sha256(f"{sys.version} {sys.byteorder}\n".encode())
    # All code of both rooms: some has no part in it, but none that has can be forgotten.
    for file in sorted(file for room in _ROOMS for file in room.glob("*.py")):
        found.update(sha256(file.read_bytes()).digest())
    found.update(json.dumps([list(some) for some in texts]).encode())
    return found.hexdigest()


def recall(folder: Path, key: str) -> Learnt | None:
    """What was kept under this key; None if nothing was, or if it is not whole."""
    try:
        kept = _file(folder, key).read_bytes()
    except OSError:
        return None
    return _read(kept[_SUM:]) if kept[:_SUM] == _sum(key, kept[_SUM:]) else None


def keep(folder: Path, key: str, learnt: Learnt) -> None:
    """Keep this for the next start, and nothing older. Where it cannot be written, nothing is."""
    body, file = _written(learnt), _file(folder, key)
    part = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        try:
            part.write_bytes(_sum(key, body) + body)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
        for old in set(folder.glob(f"{_PREFIX}*")) - {file}:
            old.unlink()


def _file(folder: Path, key: str) -> Path:
    return folder / f"{_PREFIX}{key[:32]}"


def _sum(key: str, body: bytes) -> bytes:
    return sha256(key.encode() + body).digest()


def _written(learnt: Learnt) -> bytes:
    words, pulls = learnt
    head = json.dumps([words, pulls.traits, len(pulls.pulls)])
    weights = (pulls.starts, pulls.towards, pulls.pulls)
    return b"".join([head.encode(), b"\n", *(one.tobytes() for one in weights)])


def _read(body: bytes) -> Learnt:
    head, _, weights = body.partition(b"\n")
    words, traits, many = json.loads(head)
    starts, towards, pulls = array("I"), array("H"), array("d")
    for one, size in ((starts, len(traits) + 1), (towards, many), (pulls, many)):
        taken = size * one.itemsize
        one.frombytes(weights[:taken])
        weights = weights[taken:]
    return Learnt(words, Pulls(traits, len(words), starts, towards, pulls))
