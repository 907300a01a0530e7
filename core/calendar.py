"""Public holidays and local time. The only home of the `holidays` vendor."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from core.clock import utc


class Region(StrEnum):
    """Where French public holidays differ from the common eleven."""

    NONE = "none"
    ALSACE_MOSELLE = "alsace-moselle"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    REUNION = "reunion"
    MAYOTTE = "mayotte"


# The vendor lists Alsace (6AE) and Moselle (57) apart, with the same days: one stands for both.
_SUBDIVISIONS: dict[Region, str | None] = {
    Region.NONE: None,
    Region.ALSACE_MOSELLE: "57",
    Region.GUADELOUPE: "971",
    Region.MARTINIQUE: "972",
    Region.GUYANE: "973",
    Region.REUNION: "974",
    Region.MAYOTTE: "976",
}


def holiday(day: date, region: str = Region.NONE) -> str | None:
    """The French name of the public holiday `day` is in `region`, None on an ordinary day.

    Code du travail L3133-1 (the eleven), L3134-13 (Alsace-Moselle), L3422-2 (overseas abolition
    days). Good Friday counts in all of Alsace-Moselle, although the law ties it to communes with
    a Protestant church. Guadeloupe's Mi-Carême and Good Friday and the 21 July of Guadeloupe and
    Martinique are custom rather than law: kept, for a nudge on a day off costs more than one day
    without. Raises ValueError for an unknown region.
    """
    return _year(region, day.year).get(day)


@lru_cache(maxsize=256)
def _year(region: str, year: int) -> dict[date, str]:
    subdivision = _SUBDIVISIONS[Region(region)]
    return dict(_france()(subdiv=subdivision, years=year, language="fr"))


@lru_cache(maxsize=1)
def _france() -> Any:
    """The vendor's France alone: its package of countries loads the whole world, 8 MB a process."""
    # 7 MB that the web process, which never asks, need not carry.
    import holidays  # noqa: PLC0415

    path = Path(holidays.__file__).parent / "countries" / "france.py"
    spec = spec_from_file_location("holidays_of_france", path)
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018 - it is a .py file
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.France


@lru_cache(maxsize=4096)
def at(day: date, hour: time, zone: str) -> datetime:
    """The UTC instant of the local time `hour` on `day` in `zone`.

    When the clocks go forward over it, the first instant after the gap; when they go back over
    it, the first of the two. Raises ValueError for an unknown zone.
    """
    where = _zone(zone)
    first, second = (
        datetime.combine(day, hour.replace(fold=fold), where).astimezone(UTC) for fold in (0, 1)
    )
    return first if first <= second else _after_gap(second, first, where)


def _after_gap(before: datetime, after: datetime, where: ZoneInfo) -> datetime:
    """Bisect for the first second of the new offset: the zone database gives no list of them."""
    old = before.astimezone(where).utcoffset()
    seconds = int((after - before).total_seconds())
    low, high = 0, seconds
    while low < high:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(where).utcoffset() == old:
            low = middle + 1
        else:
            high = middle
    return (before + timedelta(seconds=low)).replace(microsecond=0)


def local(instant: datetime, zone: str) -> datetime:
    """The same instant on the clocks of `zone`. Raises ValueError if naive or zone unknown."""
    return utc(instant).astimezone(_zone(zone))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("unknown time zone: write it like Europe/Paris") from None


@dataclass(frozen=True, slots=True)
class Hours:
    """When a proactive message may leave, in the person's local time.

    From `quiet_until` included to `quiet_from` excluded, and less than `grace` after its minute.
    """

    quiet_until: time = time(8)
    quiet_from: time = time(19)
    grace: timedelta = timedelta(hours=2)

    @classmethod
    def read(cls, quiet_until: str, quiet_from: str, grace_minutes: int) -> Self:
        """From the settings' `08:00`, `19:00`, 120. Raises ValueError for anything else."""
        until, quiet = time.fromisoformat(quiet_until), time.fromisoformat(quiet_from)
        if until >= quiet:
            raise ValueError("quiet_until comes before quiet_from, on the same day")
        return cls(until, quiet, timedelta(minutes=grace_minutes))

    def allow(self, hour: time) -> bool:
        """Whether a local time is outside the quiet hours."""
        return self.quiet_until <= hour < self.quiet_from

    def window(self, day: date, hour: time, zone: str) -> tuple[datetime, datetime]:
        """When a message of that local time is due, and the instant from which it is too late."""
        due = at(day, hour, zone)
        return due, min(due + self.grace, at(day, self.quiet_from, zone))
