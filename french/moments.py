"""When people say it: an hour, a pause, days away, days worked, how often."""

import re
from datetime import date, time, timedelta

from french.away import leave, weekdays
from french.calendar_words import FARTHEST, next_weekday
from french.counts import counts_nothing, leads_freely
from french.delays import lasting, until
from french.durations import Quantity, quantities
from french.fold import fold
from french.rhythm import rhythm
from french.tokens import Token, tokens
from french.units import text_at

__all__ = ["hour", "leave", "pause_until", "rhythm", "weekdays"]

_READ_AT_MOST = 300  # characters
_PARTS_OF_DAY = (
    (
        re.compile(
            r"\bfin d'? ?e? ?(?:l')?(?:apres|aprem|journee)|\bsoir(?:ee)?\b|\bfin " r"de journee\b"
        ),
        time(17),
    ),
    (re.compile(r"\b(?:apres|aprem|apres-midi)\b"), time(14)),
    (re.compile(r"\bfin de matinee\b"), time(11)),
    (re.compile(r"\bmidi et demie?\b|\bmidi ?30\b"), time(12, 30)),
    (re.compile(r"\bmidi\b"), time(12)),
    (re.compile(r"\bmat(?:in|inee)?\b"), time(9)),
)
_LATE = re.compile(r"\b(?:du soir|de l'? ?apres|de l'? ?aprem|pm)\b")


def hour(text: str) -> time | None:
    """The time of day a person names, local to them: "plutôt 14h", "midi", "huit heures et demie".

    "Le matin" is 9:00, "l'après-midi" 14:00, "le soir" 17:00. None when no hour is named.
    """
    cut = tokens(text[:_READ_AT_MOST])
    named = (_clock(cut, quantity) for quantity in quantities(cut))
    found = next((minute for minute in named if minute is not None), None)
    folded = fold(text[:_READ_AT_MOST])
    if found is None:
        return next((at for part, at in _PARTS_OF_DAY if part.search(folded)), None)
    if _LATE.search(folded) and found < 12 * 60:
        found += 12 * 60
    return time(found // 60, found % 60)


def _clock(cut: list[Token], quantity: Quantity) -> int | None:
    """Minutes since midnight, for a length of time that is an hour of the day."""
    bare = not quantity.unit and not quantity.article and len(cut) <= 4
    if bare and not (
        counts_nothing(text_at(cut, quantity.end))
        and leads_freely(text_at(cut, quantity.start - 1))
    ):
        return None
    if quantity.hour is None and not bare:
        return None
    value = quantity.value * 60 if bare else quantity.value
    whole = value.denominator == 1 and 0 <= value < 24 * 60
    return int(value) if whole else None


def pause_until(text: str, today: date) -> date | None:
    """The first day, in the person's zone, on which the coach may write again.

    "Jusqu'au 12 janvier" resumes that day. None when no end is named, or one that does not exist,
    is not after `today`, or is more than a year away.
    """
    folded = fold(text[:_READ_AT_MOST])
    end = until(folded, today) if re.search(r"\bjusqu", folded) else lasting(folded, today)
    end = end or _this_week(folded, today)
    return end if end and today < end <= today + FARTHEST else None


def _this_week(folded: str, today: date) -> date | None:
    if "cette semaine" in folded:
        return next_weekday(0, today)
    return today + timedelta(days=1) if re.search(r"\baujourd'?hui\b", folded) else None
