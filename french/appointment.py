"""A day and an hour said together: "jeudi 14h", "le 3 décembre à 9h30", "demain matin"."""

import re
from datetime import date, time, timedelta

from french.calendar_words import DAY, MONTH, coming, next_weekday, parts, weekday
from french.fold import fold
from french.moments import hour

_LONGEST = 80
_DATED = re.compile(
    rf"(?:le )?(?:(?P<named>{DAY}) )?(?P<date>\d{{1,2}}(?:er)? {MONTH}(?: \d{{4}})?"
    r"|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?)"
)
_BARE = re.compile(rf"(?:(?:le )?(?P<named>{DAY})|le) (?P<date>\d{{1,2}})\b(?! ?(?:h|heure|:))")
_NAMED = re.compile(rf"(?P<day>{DAY})(?P<next> (?:de la semaine prochaine|en huit))?")
_SOON = ((re.compile(r"\bapres[ -]demain\b"), 2), (re.compile(r"\bdemain\b"), 1))
_TODAY = re.compile(r"\baujourd ?'?hui\b")


def appointment(text: str, today: date) -> tuple[date, time] | None:
    """The local day, from `today` on, and the hour; None unless both are said."""
    if len(text) > _LONGEST:
        return None
    found = _day(fold(text), today)
    if found is None:
        return None
    day, rest = found
    at = hour(rest)
    return None if at is None else (day, at)


def _day(folded: str, today: date) -> tuple[date, str] | None:
    """The day, and the text without it: its number is no hour."""
    dated = _DATED.search(folded) or _BARE.search(folded)
    if dated:
        written = parts(dated["date"])
        day = coming(written, today) if written else None
        if day is None or not _agrees(dated["named"], day):
            return None
        return day, _without(folded, dated)
    for pattern, ahead in _SOON:
        soon = pattern.search(folded)
        if soon:
            return today + timedelta(days=ahead), _without(folded, soon)
    now = _TODAY.search(folded)
    if now:
        return today, _without(folded, now)
    named = _NAMED.search(folded)
    number = weekday(named["day"]) if named else None
    if named is None or number is None:
        return None
    if named["next"]:
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=number), _without(folded, named)
    return next_weekday(number, today), _without(folded, named)


def _agrees(named: str | None, day: date) -> bool:
    """Whether the weekday said with a date is that date's: else one of the two is a slip."""
    return named is None or weekday(named) == day.weekday()


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip()
