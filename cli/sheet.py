"""One A4 page drawn twice, as PDF and as picture, from the same marks. Lengths in millimetres."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import segno
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 210.0, 297.0
MARGIN = 18.0
DOTS = 200  # an inch, for the picture: read at arm's length, and still a small file
INK, SOFT, BRAND, PAPER = "#1c2422", "#5a625f", "#0b5d51", "#ffffff"

_FONTS = Path(__file__).parent.parent / "content" / "fonts"
_FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
_MEASURED_AT = 100
_NARROWER = (0.9, 0.8, 0.7, 0.6)
_INCH = 25.4
_POINT = _INCH / 72
# Two rows of a code that only touch leave a hair of paper between them on some screens.
_OVERLAP = 0.02


@dataclass(frozen=True, slots=True)
class Line:
    """Words centred on `x`, their top at `y`; `size` is the height of the letters' em."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle."""

    x: float
    y: float
    wide: float
    high: float
    colour: str = INK


Mark = Line | Bar


def length(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the words are."""
    return _font(bold, _MEASURED_AT).getlength(text) * size / _MEASURED_AT


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The words on as few lines as they need, of like length; a word too wide keeps its line."""
    lines = _filled(text, size, room, bold)
    for narrower in _NARROWER:
        tighter = _filled(text, size, room * narrower, bold)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def _filled(text: str, size: float, room: float, bold: bool) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if lines[-1] and length(longer, size, bold=bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def fitting(text: str, size: float, room: float, *, bold: bool = False) -> float:
    """The size at which the words take one line: `size`, or less."""
    return size * min(1.0, room / (length(text, size, bold=bold) or 1.0))


def code(link: str, x: float, y: float, side: float) -> Iterator[Bar]:
    """The QR code of a link, its quiet zone (four modules, ISO 18004) inside the square."""
    rows = [bytes(row) for row in segno.make(link, error="m").matrix_iter(border=4)]
    one = side / len(rows)
    for down, row in enumerate(rows):
        for start, stop in _runs(row):
            wide = (stop - start) * one
            yield Bar(x + start * one, y + down * one, wide, one + _OVERLAP)


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Where the dark modules of a row start and stop."""
    at = 0
    while (start := row.find(1, at)) >= 0:
        light = row.find(0, start)
        at = light if light >= 0 else len(row)
        yield start, at


def pdf(marks: Sequence[Mark], path: Path, *, title: str, now: datetime) -> None:
    """Write the page as a PDF whose words can be selected and read aloud."""
    page = FPDF(unit="mm", format="A4")
    page.set_title(title)
    page.set_lang("fr")
    page.set_creation_date(now)
    page.set_auto_page_break(False)
    page.add_page()
    for bold, file in _FILES.items():
        page.add_font("sheet", "B" if bold else "", _FONTS / file)
    for mark in marks:
        if isinstance(mark, Bar):
            page.set_fill_color(mark.colour)
            page.rect(mark.x, mark.y, mark.wide, mark.high, style="F")
        else:
            _print(page, mark)
    _replace(path, bytes(page.output()))


def _print(page: FPDF, line: Line) -> None:
    page.set_font("sheet", "B" if line.bold else "", line.size / _POINT)
    page.set_text_color(line.colour)
    left = line.x - length(line.text, line.size, bold=line.bold) / 2
    page.text(left, line.y + _ascent(line.bold) * line.size, line.text)


def png(marks: Sequence[Mark], path: Path) -> None:
    """Write the page as a picture, for a message or a screen."""
    image = Image.new("RGB", (_dots(WIDTH), _dots(HEIGHT)), PAPER)
    draw = ImageDraw.Draw(image)
    for mark in marks:
        if isinstance(mark, Bar):
            right, bottom = mark.x + mark.wide, mark.y + mark.high
            draw.rectangle(
                (_dots(mark.x), _dots(mark.y), _dots(right) - 1, _dots(bottom) - 1), mark.colour
            )
        else:
            font = _font(mark.bold, _dots(mark.size))
            draw.text((_dots(mark.x), _dots(mark.y)), mark.text, mark.colour, font, anchor="ma")
    fresh = _fresh(path)
    image.save(fresh, "PNG", dpi=(DOTS, DOTS), optimize=True)
    fresh.replace(path)


def _dots(millimetres: float) -> int:
    return round(millimetres * DOTS / _INCH)


@cache
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    # The plain layout, which both pages share: the other one needs a library not everywhere.
    return ImageFont.truetype(
        str(_FONTS / _FILES[bold]), size, layout_engine=ImageFont.Layout.BASIC
    )


def _ascent(bold: bool) -> float:
    """From the top of the letters to the line they stand on, for a size of 1."""
    return _font(bold, _MEASURED_AT).getmetrics()[0] / _MEASURED_AT


def _replace(path: Path, data: bytes) -> None:
    fresh = _fresh(path)
    fresh.write_bytes(data)
    fresh.replace(path)


def _fresh(path: Path) -> Path:
    """Beside the file, so that it is replaced whole or not at all."""
    return path.with_name(f".{path.name}.{os.getpid()}")
