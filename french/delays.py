"""When a delay ends: "2 semaines", "jusqu'au 12 janvier". Text is folded, days are local."""

import re
from datetime import date, timedelta

from french.calendar_words import (
    DATE,
    DAY,
    coming,
    month_after,
    month_named,
    next_weekday,
    parts,
    weekday,
)
from french.fold import words
from french.numbers import number_at
from french.tokens import Token
from french.units import text_at

_UNITS = re.compile(r"(jours?|j|semaines?|sem|mois|annees?|ans?)")


def lasting(folded: str, today: date) -> date | None:
    """The day after "2 semaines", "3 jours" or "un mois" from `today`."""
    cut = [Token(word) for word in words(re.sub(r"(\d)([a-z])", r"\1 \2", folded))]
    for i in range(len(cut)):
        read = number_at(cut, i)
        unit = _UNITS.fullmatch(text_at(cut, read[1])) if read else None
        if read and unit and read[0].denominator == 1:
            return _later(int(read[0]), unit[1], today)
    quinzaine = re.search(r"\bquinzaine\b", folded)
    return today + timedelta(days=15) if quinzaine else None


def _later(count: int, unit: str, today: date) -> date | None:
    if not 0 < count <= 366:
        return None
    if unit.startswith("a"):
        count, unit = count * 12, "mois"
    if unit == "mois":
        return month_after(today, count) if count <= 12 else None
    return today + timedelta(days=count * (7 if unit.startswith("sem") else 1))


def until(folded: str, today: date) -> date | None:
    """The day named after "jusqu'à"."""
    said = folded.partition("jusqu")[2]
    near = relative(said, today)
    if near:
        return near
    dated = re.search(DATE, said)
    written = parts(dated[0]) if dated else None
    if written:
        return coming(written, today)
    month = month_named(said)
    if month:
        return _month_bound(said, month, today)
    day = re.search(rf"\b{DAY}", said)
    wanted = weekday(day[0]) if day else None
    return None if wanted is None else next_weekday(wanted, today)


def relative(said: str, today: date) -> date | None:
    """Demain, la semaine prochaine, la fin du mois, after which the coach may write."""
    if "apres-demain" in said or "apres demain" in said:
        return today + timedelta(days=2)
    if "demain" in said:
        return today + timedelta(days=1)
    if re.search(r"semaine pro|fin de (?:la |cette )?semaine|ce week", said):
        return next_weekday(0, today)
    if re.search(r"fin du mois|mois prochain|fin de mois", said):
        return month_after(today.replace(day=1))
    return None


def _month_bound(said: str, month: int, today: date) -> date | None:
    """Jusqu'en janvier resumes on the 1st; jusqu'à fin décembre on the 1st that follows."""
    first = coming((1, month, None), today)
    if first is None or not re.search(r"\bfin\b", said):
        return first
    this_year = today.replace(month=month, day=1)
    start = this_year if this_year >= today.replace(day=1) else first
    return month_after(start)
