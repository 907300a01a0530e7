"""Lengths of time inside a message, in minutes, with the place where each stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from french.counts import counts_nothing
from french.numbers import group_at, misspelt_at, number_at
from french.tokens import Token
from french.units import HALVES, MINUTES, QUARTS, UNIT, sized, text_at, unit_at


@dataclass(frozen=True, slots=True)
class Quantity:
    """A length of time, `low` to `high` in minutes, read in tokens[start:end].

    `unit` is a key of MINUTES, "" for a bare number. `hour` is set when it could be a clock time
    (the hour, 0–24). `definite` marks "la matinée": a length only beside a comparison or a gain.
    `article` marks a bare "un" or "une".
    """

    low: Fraction
    high: Fraction
    unit: str
    start: int
    end: int
    hour: int | None = None
    definite: bool = False
    minus: bool = False
    article: bool = False

    @property
    def value(self) -> Fraction:
        """The middle, in minutes."""
        return (self.low + self.high) / 2


Parser = Callable[[Sequence[Token], int], Quantity | None]


def _number(tokens: Sequence[Token], i: int) -> tuple[Fraction, int] | None:
    return number_at(tokens, i) or misspelt_at(tokens, i)


def _fraction(tokens: Sequence[Token], i: int) -> tuple[Fraction, int] | None:
    """1/2, 1/4, 3/4 and their kind, written with a slash."""
    pair = (text_at(tokens, i), text_at(tokens, i + 2))
    if text_at(tokens, i + 1) != "/" or pair not in {
        ("1", "2"), ("1", "3"), ("1", "4"), ("3", "4"), ("2", "3"),
    }:  # fmt: skip
        return None
    return Fraction(int(pair[0]), int(pair[1])), i + 3


def _parted(tokens: Sequence[Token], i: int) -> Quantity | None:
    """1/2 h, 3/4 d'heure, 1/2 journée."""
    read = _fraction(tokens, i)
    unit = unit_at(tokens, read[1]) if read else None
    if read is None or unit is None or unit[0] in ("min", "s", "week"):
        return None
    if read[0] == Fraction(2, 3) and text_at(tokens, read[1]) != "d":
        return None
    value = read[0] * MINUTES[unit[0]]
    return Quantity(value, value, unit[0], i, unit[1])


def _quarters(tokens: Sequence[Token], i: int) -> Quantity | None:
    """Un quart d'heure, trois petits quarts d'heure."""
    read = _number(tokens, i)
    count, at = read or (Fraction(1), i)
    at = sized(tokens, at)
    if text_at(tokens, at) not in QUARTS:
        return None
    unit = unit_at(tokens, at + 1)
    if unit is None or unit[0] != "h":
        return None
    return Quantity(count * 15, count * 15, "h", i, unit[1])


def _halves(tokens: Sequence[Token], i: int) -> Quantity | None:
    """Une bonne demi-heure, deux demi-journées, demi-heure."""
    read = _number(tokens, i)
    count, at = read or (Fraction(1), i)
    at = sized(tokens, at)
    unit = unit_at(tokens, at + 1) if text_at(tokens, at) in HALVES else None
    if unit is None:
        return None
    value = count * MINUTES[unit[0]] / 2
    return Quantity(value, value, unit[0], i, unit[1])


def _tail(tokens: Sequence[Token], i: int, unit: str) -> tuple[Fraction, int]:
    """What follows the unit: "et demie", "et quart", "moins dix", "30", "30 min". In minutes."""
    joined = i + 1 if text_at(tokens, i) in ("et", "moins") else i
    sign = -1 if text_at(tokens, i) == "moins" else 1
    part = _named_part(tokens, joined) or _fraction(tokens, joined)
    if part and (sign > 0 or unit == "h"):
        return sign * part[0] * MINUTES[unit], part[1]
    smaller = _smaller(tokens, joined, unit)
    if smaller is None or (
        sign < 0 and text_at(tokens, smaller[1] - 1) not in UNIT and unit != "h"
    ):
        return Fraction(0), i
    return sign * smaller[0], smaller[1]


def _named_part(tokens: Sequence[Token], i: int) -> tuple[Fraction, int] | None:
    """Demi, quart, un quart, le quart, trois quarts; not the start of "un quart d'heure"."""
    word = text_at(tokens, i)
    if word in HALVES:
        return (Fraction(1, 2), i + 1) if unit_at(tokens, i + 1) is None else None
    count, at = {"trois": (3, i + 1), "3": (3, i + 1), "un": (1, i + 1), "le": (1, i + 1)}.get(
        word, (1, i)
    )
    if text_at(tokens, at) not in QUARTS or unit_at(tokens, at + 1) is not None:
        return None
    return Fraction(count, 4), at + 1


def _smaller(tokens: Sequence[Token], i: int, unit: str) -> tuple[Fraction, int] | None:
    """Minutes after hours, seconds after minutes, hours after days."""
    below = {"h": "min", "min": "s", "day": "h"}.get(unit)
    read = number_at(tokens, i)
    if below is None or read is None or read[0] >= 60:
        return None
    named = unit_at(tokens, read[1])
    if named is not None:
        return (read[0] * MINUTES[below], named[1]) if named[0] == below else None
    bare = unit == "h" or (unit == "min" and read[0] in (15, 30, 45))
    bare = bare and text_at(tokens, i - 1) != "et" and counts_nothing(text_at(tokens, read[1]))
    return (read[0] * MINUTES[below], read[1]) if bare else None


def _hour_point(text: str, unit: str) -> Fraction | None:
    """1.30 h is an hour and a half for whoever writes it; 1.5 h and 1,25 h are decimals."""
    whole, _, part = text.replace(",", ".").partition(".")
    if unit != "h" or part not in ("15", "30", "45") or whole in ("", "0"):
        return None
    return Fraction(int(whole)) + Fraction(int(part), 60)


def _counted(tokens: Sequence[Token], i: int) -> Quantity | None:
    """20 min, une heure dix, 1h30, 2 jours et demi, une petite heure."""
    read = group_at(tokens, i) or _counted_group(tokens, i) or _number(tokens, i)
    if read is None:
        return None
    at = read[1] + 1 if text_at(tokens, read[1]) in ("de", "d") else read[1]
    unit = unit_at(tokens, at)
    if unit is None or (at != read[1] and text_at(tokens, at) in ("h",)):
        return None
    count = _hour_point(text_at(tokens, read[1] - 1), unit[0]) or read[0]
    part = _fraction(tokens, read[1])
    extra, end = _tail(tokens, unit[1], unit[0]) if part is None else (Fraction(0), unit[1])
    value = max(count * MINUTES[unit[0]] + extra, Fraction(0))
    hour = int(count) if unit[0] == "h" and count <= 24 and count.denominator == 1 else None
    return Quantity(value, value, unit[0], i, end, hour=hour)


def _counted_group(tokens: Sequence[Token], i: int) -> tuple[Fraction, int] | None:
    """Une petite dizaine, deux vingtaines, une paire."""
    read = number_at(tokens, i)
    if read is None:
        return None
    at = sized(tokens, read[1])
    if text_at(tokens, at) == "paire":
        return read[0] * 2, at + 1
    many = group_at(tokens, at) if at > i and text_at(tokens, at).isalpha() else None
    return (read[0] * many[0], many[1]) if many else None


def _colon(tokens: Sequence[Token], i: int) -> Quantity | None:
    """1:30, or 1:30 h."""
    hours, minutes = text_at(tokens, i), text_at(tokens, i + 2)
    if text_at(tokens, i + 1) != ":" or not tokens[i + 1].glued or len(minutes) != 2:
        return None
    if not (hours.isdigit() and minutes.isdigit() and len(hours) < 3 and int(minutes) < 60):
        return None
    value = Fraction(int(hours) * 60 + int(minutes))
    end = i + 4 if text_at(tokens, i + 3) in ("h", "heure", "heures") else i + 3
    return Quantity(value, value, "h", i, end, hour=int(hours))


def _whole(tokens: Sequence[Token]) -> Quantity | None:
    """The one-word answer "journée" or "matinée"."""
    unit = unit_at(tokens, 0)
    if unit is None or unit[0] not in ("half", "day") or tokens[0].text in ("j", "jour", "jours"):
        return None
    return Quantity(MINUTES[unit[0]], MINUTES[unit[0]], unit[0], 0, 1)


def _definite(tokens: Sequence[Token], i: int) -> Quantity | None:
    """La matinée, toute la journée, ma matinée: a length when something is compared with it."""
    if len(tokens) == 1:
        return _whole(tokens)
    if text_at(tokens, i) not in ("la", "ma", "l", "mon"):
        return None
    unit = unit_at(tokens, i + 1)
    if unit is None or text_at(tokens, unit[1] - 1) in ("j", "jour", "h", "m", "s", "min"):
        return None
    if unit[0] not in ("half", "day"):
        return None
    return Quantity(MINUTES[unit[0]], MINUTES[unit[0]], unit[0], i, unit[1], definite=True)


def _bare(tokens: Sequence[Token], i: int) -> Quantity | None:
    """10, dix, une dizaine: minutes, if the words around let it."""
    read = group_at(tokens, i) or _counted_group(tokens, i) or number_at(tokens, i)
    if read is None:
        return None
    article = text_at(tokens, i) in ("un", "une") and read[1] == i + 1
    return Quantity(read[0], read[0], "", i, read[1], article=article)


_PARSERS: tuple[Parser, ...] = (_parted, _colon, _quarters, _halves, _counted, _definite, _bare)


def quantities(tokens: Sequence[Token]) -> list[Quantity]:
    """Every length of time and every bare number, in order, without overlap."""
    found: list[Quantity] = []
    i = 0
    while i < len(tokens):
        quantity = next((q for parser in _PARSERS if (q := parser(tokens, i))), None)
        if quantity:
            found.append(quantity)
        i = quantity.end if quantity else i + 1
    return found
