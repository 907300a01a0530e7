"""Days away and days worked."""

import re
from datetime import date, timedelta

from french.calendar_words import (
    DATE,
    DAY,
    FARTHEST,
    MONTH,
    Parts,
    coming,
    next_weekday,
    parts,
    real,
    weekday,
)
from french.delays import lasting, relative, until
from french.fold import fold

_READ_AT_MOST = 300  # characters
_BEGUN_AT_MOST = timedelta(days=14)  # who has been away for longer is not telling it now
_LEAVING = re.compile(
    r"\b(?:vacances|conges|pars|part|partir|a compter|des (?:le|demain|lundi|mardi|mercredi|jeudi"
    r"|vendredi|samedi|dimanche))\b"
)
_ALSO = re.compile(r"\b(?:aussi|egalement|compris|en plus|meme)\b")
_ONLY = re.compile(r"\b(?:seulement|uniquement|juste|que|qu)\b")


def leave(text: str, today: date) -> tuple[date, date] | None:
    """The first and last day away, both included, in the person's zone.

    "En congé jusqu'au 12" ends on the 12th. None when no days are named, when they do not exist,
    are over, or end more than a year away; also for a departure without a return ("je pars en
    vacances demain") and for days that began over two weeks ago: both have to be asked.
    """
    folded = fold(text[:_READ_AT_MOST])
    days = _between(folded, today) or _week(folded, today) or _open_ended(folded, today)
    if days is None or days[1] < max(days[0], today) or days[1] > today + FARTHEST:
        return None
    return days


def leaves(text: str, today: date) -> bool:
    """Whether a first day away is named, with or without the last one."""
    return leave(text, today) is not None or _start(fold(text[:_READ_AT_MOST]), today) is not None


def _between(folded: str, today: date) -> tuple[date, date] | None:
    """Du 22 au 31 décembre, du 22/12 au 2/1, de lundi à mercredi."""
    named = re.search(rf"\b({DAY}) (?:au|a|-) ({DAY})(?! ?\d)", folded)
    if named:
        first = next_weekday(weekday(named[1]) or 0, today - timedelta(days=1))
        return first, next_weekday(weekday(named[2]) or 0, first)
    dated = re.search(rf"({DATE}) ?(?:au|a|-|jusqu'au|et le) ?(?:{DAY} )?({DATE})", folded)
    start, end = (parts(dated[1]), parts(dated[2])) if dated else (None, None)
    return _dated(start, end, today) if start and end else None


def _dated(start: Parts, end: Parts, today: date) -> tuple[date, date] | None:
    last = coming(end, today)
    if last is None:
        return None
    day, month, year = start
    if year is not None:
        first = real(year, month or 0, day)
        return (first, last) if first else None
    first = _latest(day, month, last)
    if first and first < today - _BEGUN_AT_MOST:
        first = coming(start, today)
        last = coming(end, first) if first else None
    return (first, last) if first and last else None


def _latest(day: int, month: int | None, last: date) -> date | None:
    """The latest such day not after `last`."""
    if month is not None:
        same = real(last.year, month, day)
        return same if same and same <= last else real(last.year - 1, month, day)
    if day <= last.day:
        return real(last.year, last.month, day)
    before = last.replace(day=1) - timedelta(days=1)
    return real(before.year, before.month, day)


def _week(folded: str, today: date) -> tuple[date, date] | None:
    if re.search(r"\bsemaine pro", folded):
        monday = next_weekday(0, today)
        return monday, monday + timedelta(days=6)
    if "cette semaine" in folded:
        return today, today + timedelta(days=6 - today.weekday())
    return None


def _open_ended(folded: str, today: date) -> tuple[date, date] | None:
    """Jusqu'au 12, 2 semaines, à partir du 22 pour 2 semaines, le 24 décembre, demain, lundi."""
    if re.search(r"\bjusqu", folded):
        last = until(folded, today)
        first = _start(folded.partition("jusqu")[0], today) or today
        return (first, last) if last else None
    start = _start(folded, today)
    resumed = lasting(folded, start or today)
    if resumed:
        return start or today, resumed - timedelta(days=1)
    return (start, start) if start and not _LEAVING.search(folded) else None


def _start(folded: str, today: date) -> date | None:
    dated = re.search(
        rf"\b(?:le|du|des le|au|{DAY}) ({DATE})|\b(\d{{1,2}} {MONTH}|\d{{1,2}}/\d{{1,2}})", folded
    )
    written = parts(dated[1] or dated[2]) if dated else None
    if written:
        return coming(written, today)
    if "aujourd" in folded:
        return today
    if "demain" in folded:
        return relative(folded, today)
    day = re.search(rf"\b{DAY}", folded)
    wanted = weekday(day[0]) if day else None
    return None if wanted is None else next_weekday(wanted, today)


def weekdays(text: str) -> tuple[int, ...] | None:
    """The days a person works, Monday = 0, sorted: "du lundi au jeudi", "pas le mercredi".

    Days refused are taken from Monday to Friday, and "aussi le samedi" is added to them. None when
    no day is named, or a single one: "je travaille le samedi" may mean as well, or only.
    """
    folded = (
        fold(text[:_READ_AT_MOST]).replace("week-end", "weekend").replace("week end", "weekend")
    )
    said, _, refused = _split_refusal(folded)
    wanted, away = _named(said), _named(refused)
    if wanted and _ALSO.search(folded):
        wanted |= set(range(5))
    if len(wanted) == 1 and not away and not _ONLY.search(folded):
        return None
    if not wanted and (away or re.search(r"tous les jours|toute la semaine|en semaine", folded)):
        wanted = set(range(5))
    if re.search(r"\b7 ?j(?:ours)?(?: ?/ ?| sur )7\b", folded):
        wanted = set(range(7))
    return tuple(sorted(wanted - away)) or None


def _split_refusal(folded: str) -> tuple[str, str, str]:
    found = re.search(r"\b(?:pas|sauf|sans|jamais|hors|excepte|off|repos)\b(?: \w+)??", folded)
    return (folded[: found.start()], "", folded[found.end() :]) if found else (folded, "", "")


def _named(folded: str) -> set[int]:
    spans = re.sub(rf"\b({DAY}) ?(?:au|a|-|jusqu'au) ?({DAY})", _spread, folded)
    named = {day for word in re.findall(r"[a-z]+", spans) if (day := weekday(word)) is not None}
    return named | {5, 6} if "weekend" in folded else named


def _spread(found: re.Match[str]) -> str:
    first, last = weekday(found[1]) or 0, weekday(found[2]) or 0
    names = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
    return " ".join(names[(first + n) % 7] for n in range((last - first) % 7 + 1))
