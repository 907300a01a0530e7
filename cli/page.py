"""What stands on an organisation's poster, and where. Lengths in millimetres."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.sheet import (
    BRAND,
    HEIGHT,
    MARGIN,
    PAPER,
    SOFT,
    WIDTH,
    Bar,
    Line,
    Mark,
    code,
    fitting,
    wrapped,
)

_MIDDLE, _ROOM = WIDTH / 2, WIDTH - 2 * MARGIN
_LEADING = 1.3
_TITLE_SIZES = (16.0, 13.0, 11.0, 9.0, 7.0, 5.0)
_TITLE_ROOM = 42.0
_CODE = 74.0
_CODES_FROM = 158.0


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: the app, the link of its code, and what to do without a camera."""

    app: str
    link: str
    by_hand: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the poster says: three sentences or so, how to use a code, and who answers."""

    sentences: Sequence[str]
    scan: str
    machine: str


def poster(name: str, words: Words, ways: Sequence[Way]) -> Iterator[Mark]:
    """The page of an organisation, with one or two ways in, from top to bottom."""
    yield Bar(0, 0, WIDTH, 32, BRAND)
    yield Line(_MIDDLE, 7, 15, "Dix Minutes", bold=True, colour=PAPER)
    top = 42.0
    for title in _title(name, top):
        yield title
        top = title.y + title.size * _LEADING
    top += 6
    for sentence in words.sentences:
        for line in _lines(sentence, _MIDDLE, top, 6.6, _ROOM):
            yield line
            top = line.y + line.size * _LEADING
        top += 2.5
    yield from _codes(ways)
    yield from _lines(words.scan, _MIDDLE, 267, 5.2, _ROOM, bold=True)
    yield Line(_MIDDLE, HEIGHT - 12, 3.8, words.machine, colour=SOFT)


def _title(name: str, top: float) -> Iterator[Line]:
    """The name as large as its lines allow, whole whatever its length."""
    for size in _TITLE_SIZES:
        lines = wrapped(name, size, _ROOM, bold=True)
        if len(lines) * size * _LEADING <= _TITLE_ROOM:
            break
    size = min(fitting(line, size, _ROOM, bold=True) for line in lines)
    for at, line in enumerate(lines):
        yield Line(_MIDDLE, top + at * size * _LEADING, size, line, bold=True)


def _codes(ways: Sequence[Way]) -> Iterator[Mark]:
    room = _ROOM / len(ways)
    for at, way in enumerate(ways):
        middle = MARGIN + room * (at + 0.5)
        yield Line(middle, _CODES_FROM, 8, way.app, bold=True, colour=BRAND)
        yield from code(way.link, middle - _CODE / 2, _CODES_FROM + 11, _CODE)
        yield from _lines(way.by_hand, middle, _CODES_FROM + 12 + _CODE, 4.2, room - 6, colour=SOFT)


def _lines(
    text: str, x: float, y: float, size: float, room: float, *, bold: bool = False, colour: str = ""
) -> Iterator[Line]:
    for at, line in enumerate(wrapped(text, size, room, bold=bold)):
        fits = fitting(line, size, room, bold=bold)
        chosen = {"colour": colour} if colour else {}
        yield Line(x, y + at * size * _LEADING, fits, line, bold, **chosen)
