"""Lengths of time that belong together: "10 à 15 min", "3 x 10 min", "-10"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from french.durations import Quantity
from french.tokens import Token
from french.units import MINUTES, text_at
from french.wordlists import listed

_BETWEEN = listed(
    "-|a|ou|ou bien|ou meme|/|~|voire|voire meme|voir|jusqu a|peut etre|, peut etre|ou peut etre"
    "|, voire|- voire|a peut etre",
    "|",
)
_TIMES = re.compile(r"(?:x|fois|\*)")
_OF_EACH = re.compile(r"(?:[a-z]+ ){1,2}(?:x|\*)")  # "4 mails x 5 min"
_BOTH_SIDES = re.compile(r"\bavant (?:[/&-] |et |puis )?apres(?: :)?$")
COST = re.compile(
    r"^(?:de|d|pour|a)(?: la| les| l)? (?:re)?(?:lecture|lire|corrections?|corriger|verif\w*"
    r"|prises?|prendre|touches?|toucher|mise en (?:forme|page)|controle|reglages?|preparation)\b"
)
_GOING = listed(
    "ramene ramenee ramener passe passee passes passer passait passant passent "
    "tombe tombee tomber descendu descendre"
    " descend reduit reduire baisse chute"
)
_CLOCK_FROM = 7  # nobody has a meeting at 2h, nobody gains 9h to 10h


def told_both_sides(before: str) -> bool:
    """Whether the words before a length announce the old one, then the new one: "avant/après"."""
    return bool(_BOTH_SIDES.search(before))


def carried(bare: Quantity, other: Quantity, *, below: bool | None = None) -> Quantity:
    """A bare number beside a length with a unit takes that unit, when people would mean it.

    Next to hours, only a small number is hours; `below` asks that it stay under (or over) `other`.
    """
    if bare.unit or not other.unit:
        return bare
    if other.unit == "h" and not _hours(bare, other, below):
        return replace(bare, unit="min")
    scale = MINUTES[other.unit]
    return replace(bare, low=bare.low * scale, high=bare.high * scale, unit=other.unit)


def _hours(bare: Quantity, other: Quantity, below: bool | None) -> bool:
    if bare.value >= 10 or below is None:
        return bare.value < 10
    hours = bare.value * 60
    return hours < other.value if below else hours > other.value


def _text(tokens: Sequence[Token], start: int, end: int) -> str:
    return " ".join(token.text for token in tokens[start:end])


def _meeting(left: Quantity, right: Quantity) -> bool:
    """10 min à 14h: a gain, then a clock time."""
    return left.hour is None and bool(left.unit) and (right.hour or 0) >= _CLOCK_FROM


def _range(tokens: Sequence[Token], left: Quantity, right: Quantity) -> Quantity | None:
    between = _text(tokens, left.end, right.start)
    if not _bounds(tokens, left, right, between) or _meeting(left, right):
        return None
    low, high = carried(left, right, below=True), carried(right, left, below=False)
    falling = low.value > high.value
    if falling and between == "a":
        return None
    hour = left.hour if right.hour is not None or not right.unit else right.hour
    if not left.unit and right.hour is not None and left.value >= _CLOCK_FROM:
        hour = int(left.value)
    return Quantity(
        low=min(low.low, high.low),
        high=max(low.high, high.high),
        unit=high.unit or low.unit,
        start=left.start,
        end=right.end,
        hour=hour,
    )


def _bounds(tokens: Sequence[Token], left: Quantity, right: Quantity, between: str) -> bool:
    before = text_at(tokens, left.start - 1)
    if _BOTH_SIDES.search(_text(tokens, 0, left.start)):
        return False
    if between == "-" and COST.match(_text(tokens, right.end, right.end + 4)):
        return False  # "20 min - 5 min de relecture"
    if before in ("de", "d") and text_at(tokens, left.start - 2) in _GOING:
        return False
    if between == "a" and left.unit and not right.unit and text_at(tokens, right.start).isalpha():
        return False  # "gagné 1h à deux"
    if between == "et":
        return before == "entre"
    if between in ("", ","):
        return _side_by_side(left, right, between)
    return between in _BETWEEN and not (left.article and not right.unit)


def _side_by_side(left: Quantity, right: Quantity, between: str) -> bool:
    """Dix quinze minutes; "10, 15 min"; never "10, 5" which is a list."""
    if left.unit and right.unit:
        return not between and left.value < right.value <= 2 * left.value
    grows = not left.unit and left.value < right.value <= 3 * max(left.value, MINUTES["min"])
    if right.unit in ("h", "day", "half", "week"):
        grows = not left.unit and right.value > left.value * MINUTES[right.unit]
    return grows and not left.article and (bool(right.unit) or not between)


def _product(tokens: Sequence[Token], left: Quantity, right: Quantity) -> Quantity | None:
    """3 fois 10 min, 10 min x 3, 4 mails x 5 min."""
    between = _text(tokens, left.end, right.start)
    each = right.unit and not left.article and _OF_EACH.fullmatch(between)
    if (left.unit and right.unit) or not (each or _TIMES.fullmatch(between)):
        return None
    times, length = (right, left) if left.unit else (left, right)
    return replace(
        length,
        low=length.low * times.value,
        high=length.high * times.value,
        start=left.start,
        end=right.end,
        hour=None,
    )


def _signed(tokens: Sequence[Token], quantity: Quantity) -> Quantity:
    at = quantity.start - 1
    sign = text_at(tokens, at)
    alone = at == 0 or (at > 0 and not text_at(tokens, at - 1).isalnum())
    dash = sign == "-" and (at == 0 or (tokens[quantity.start].glued and not tokens[at].glued))
    if not dash and not (sign == "moins" and alone):
        return quantity
    return replace(quantity, minus=True, start=at)


def spans(tokens: Sequence[Token], found: Sequence[Quantity]) -> list[Quantity]:
    """The same lengths of time, ranges and products merged, signs read."""
    merged: list[Quantity] = []
    simple = True  # a range is not the bound of another
    for right in found:
        left = merged[-1] if merged and simple else None
        both = (_product(tokens, left, right) or _range(tokens, left, right)) if left else None
        if both:
            merged[-1] = both
        else:
            merged.append(right)
        simple = both is None
    return [_signed(tokens, quantity) for quantity in merged]
