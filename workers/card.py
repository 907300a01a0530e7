"""The picture of a team's week: SVG drawn to PNG. The one home of resvg.

It brings its own ground and colours, with a contrast of at least 7, so that it reads the same in a
light and in a dark chat.
"""

from dataclasses import dataclass
from html import escape
from pathlib import Path

FONTS = Path(__file__).parent.parent / "content" / "fonts"
WIDTH, MARGIN = 1080, 72
INK, GROUND, SOFT, ACCENT = "#f6fffb", "#0b5d51", "#d5f2e8", "#ffe08a"
LINE = 64
LONGEST_LINE = 42
"""Characters of the small text that fit the width."""


@dataclass(frozen=True, slots=True)
class Card:
    """What it shows: the team, one large line, a smaller one below, at most five lines more."""

    title: str
    large: str
    small: str
    lines: tuple[str, ...] = ()


def svg(card: Card) -> str:
    """The drawing."""
    below = [part for line in card.lines for part in _folded(line)]
    height = 470 + LINE * len(below) + (60 if below else 0)
    words = [
        _text(card.title, 150, 44, SOFT),
        _text(card.large, 270, 92, ACCENT, bold=True),
        _text(card.small, 350, 44, INK),
        *(_text(line, 470 + LINE * n, 42, INK) for n, line in enumerate(below)),
        _text("Dix Minutes · temps déclarés", height - 48, 30, SOFT),
    ]
    ground = f'<rect width="{WIDTH}" height="{height}" rx="48" fill="{GROUND}"/>'
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{"".join(words)}</svg>'


def _text(words: str, y: int, size: int, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    style = f'font-family="DejaVu Sans" font-size="{size}" fill="{colour}"{weight}'
    return f'<text x="{MARGIN}" y="{y}" {style}>{escape(words)}</text>'


def _folded(line: str) -> list[str]:
    """A line cut where it would leave the card, at most in two."""
    if len(line) <= LONGEST_LINE:
        return [line]
    cut = line.rfind(" ", 0, LONGEST_LINE)
    cut = cut if cut > 0 else LONGEST_LINE
    rest = line[cut:].strip()
    more = rest if len(rest) <= LONGEST_LINE else f"{rest[: LONGEST_LINE - 1].rstrip()}…"
    return [line[:cut], f"  {more}"]


def png(card: Card) -> bytes:
    """The picture, in its own colours."""
    # Loaded once a week by the clock process, never by those who answer.
    import resvg_py  # noqa: PLC0415

    drawn = resvg_py.svg_to_bytes(
        svg_string=svg(card),
        font_files=[str(FONTS / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")],
        skip_system_fonts=True,
    )
    return bytes(drawn)
