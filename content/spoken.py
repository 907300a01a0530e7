"""Dates, hours and durations as the coach says them in French."""

import re
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

from babel.dates import format_date, get_day_names

LOCALE = "fr"
_SPACED = re.compile(r"(?<=«) | (?=[»:;?!])")


def day(value: date) -> str:
    """`lundi 30 novembre`; the first of a month is `1er`."""
    said = format_date(value, "EEEE d MMMM", locale=LOCALE)
    return said.replace(" 1 ", " 1er ")


def hour(value: time) -> str:
    """`9 h`, `14 h 30`."""
    return f"{value.hour} h" if not value.minute else f"{value.hour} h {value.minute:02d}"


def weekdays(values: Sequence[int]) -> str:
    """`lundi, mardi et jeudi`; Monday = 0."""
    names = [get_day_names("wide", locale=LOCALE)[number] for number in sorted(values)]
    return " et ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def minutes(amount: int) -> str:
    """`5 min`, `1 h`, `1 h 30`. `amount` is not negative."""
    hours, rest = divmod(amount, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h" if not rest else f"{hours} h {rest:02d}"


def euros(amount: Decimal) -> str:
    """`50 €`, `0,03 €`."""
    said = f"{amount:.2f}".replace(".", ",").removesuffix(",00")
    return f"{said}\N{NO-BREAK SPACE}€"


def share(of_one: Decimal) -> str:
    """`80 %`."""
    return f"{of_one * 100:.0f}\N{NO-BREAK SPACE}%"


def typeset(text: str) -> str:
    """French spaces that never break: inside « » and before : ; ? ! (Imprimerie nationale)."""
    return _SPACED.sub("\N{NO-BREAK SPACE}", text)
