"""Dates as people write them: "le 12 janvier", "5/12", "lundi", "fin décembre"."""

import re
from calendar import monthrange
from datetime import date, timedelta

DAYS = (
    "lundi|lun",
    "mardi|mar",
    "mercredi|mercred|mer",
    "jeudi|jeu",
    "vendredi|ven|vend",
    "samedi|sam",
    "dimanche|dim",
)
_MONTHS = (
    "janvier janv jan",
    "fevrier fevr fev",
    "mars",
    "avril avr",
    "mai",
    "juin",
    "juillet juil juill",
    "aout",
    "septembre sept sep",
    "octobre oct",
    "novembre nov",
    "decembre dec",
)
_MONTH = {name: n for n, names in enumerate(_MONTHS, 1) for name in names.split()}
MONTH = "(?:" + "|".join(sorted(_MONTH, key=len, reverse=True)) + r")\b\.?"
DAY = "(?:" + "|".join(f"(?:{names})s?" for names in DAYS) + r")\b\.?"
DATE = (
    rf"(?:\d{{1,2}}(?:er)? {MONTH}(?: \d{{4}})?|\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?"
    rf"|\d{{1,2}}(?:er)?\b(?![:h/%]))"
)
FARTHEST = timedelta(days=366)

Parts = tuple[int, int | None, int | None]  # day, month, year


def weekday(word: str) -> int | None:
    """Monday = 0 for "lundi", "lun." or "lundis"; None for another word."""
    bare = word.strip(". ")
    found = (n for n, names in enumerate(DAYS) if re.fullmatch(rf"(?:{names})s?", bare))
    return next(found, None)


def parts(text: str) -> Parts | None:
    """Day, month and year written in folded text such as "22", "22/12" or "22 décembre 2026"."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    named = re.search(MONTH, text)
    if not numbers:
        return None
    if named:
        year = numbers[1] if len(numbers) > 1 else None
        return numbers[0], _MONTH[named[0].strip(".")], year
    month = numbers[1] if len(numbers) > 1 else None
    return numbers[0], month, _century(numbers[2]) if len(numbers) > 2 else None


def _century(year: int) -> int:
    return year + 2000 if year < 100 else year


def real(year: int, month: int, day: int) -> date | None:
    """That date, or None when it does not exist: 31/02."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming(written: Parts, today: date) -> date | None:
    """The first such date from `today` on; None when it does not exist or is past for good."""
    day, month, year = written
    if year is not None:
        return real(year, month or 0, day)
    if month is not None:
        this_year = real(today.year, month, day)
        return this_year if this_year and this_year >= today else real(today.year + 1, month, day)
    this_month = real(today.year, today.month, day)
    if this_month and this_month >= today:
        return this_month
    following = month_after(today)
    return real(following.year, following.month, day)


def month_after(day: date, months: int = 1) -> date:
    """The same day `months` later, or the last day of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_weekday(wanted: int, today: date) -> date:
    """The next such day after `today`: a week later when today is one."""
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def month_named(text: str) -> int | None:
    """The month, 1 to 12, that folded text names."""
    named = re.search(rf"\b{MONTH}", text)
    return _MONTH[named[0].strip(".")] if named else None
