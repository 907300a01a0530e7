"""An imagined person for `dixminutes rehearse`, read from options and from a file."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cli.refusal import Refused
from content.loader import as_written
from core.calendar import Region, local
from core.person import Leave
from workers.persona import Persona

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHANNELS = ("telegram", "whatsapp", "phone")
RHYTHMS = ("5", "3", "1")
LONGEST = 104
"""Weeks: two years, in case of a long leave."""

Words = Mapping[str, Sequence[str]]


def listed(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every value as the list of texts it stands for; those not given are left out."""
    lists = {name: one if isinstance(one, list) else [one] for name, one in values.items()}
    return {name: [str(one) for one in many] for name, many in lists.items() if many != [None]}


def from_file(path: Path) -> dict[str, list[str]]:
    """The options a YAML or JSON file gives. Raises Refused."""
    try:
        found = as_written(path)
    except OSError as error:
        raise Refused(f"fichier illisible : {path}") from error
    except ValueError as error:
        raise Refused(f"{path} n'est pas du YAML ou du JSON ({error})") from error
    if not isinstance(found, dict):
        raise Refused(f"{path} : écris une ligne « option: valeur » par option")
    if strange := sorted(set(found) - set(_READ)):
        raise Refused(f"{path} : option inconnue « {strange[0]} » ; choix : {', '.join(_READ)}")
    return listed({name: value for name, value in found.items() if value not in ("", "null")})


def persona_of(words: Words) -> Persona:
    """The persona these options describe. Raises Refused for the first one that is wrong."""
    if not words.get("start"):
        raise Refused("il manque la date de départ : start: AAAA-MM-JJ")
    known = {name: read for name, read in _READ.items() if words.get(name)}
    return Persona(**{_FIELDS.get(name, name): read(words[name]) for name, read in known.items()})


def _one_of(name: str, choices: Sequence[str]) -> Callable[[Sequence[str]], str]:
    def read(words: Sequence[str]) -> str:
        if words[0] not in choices:
            raise wrong(name, words[0], ", ".join(choices))
        return words[0]

    return read


def wrong(name: str, said: str, hint: str) -> Exception:
    """The refusal of one option, with what it could have been."""
    return Refused(f"{name} : « {said} » ne va pas ; choix : {hint}")


def _date(name: str, said: str) -> date:
    try:
        found = date.fromisoformat(said) if re.fullmatch(r"\d{4}-\d\d-\d\d", said) else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year < 2100:
        raise wrong(name, said, "une date AAAA-MM-JJ de ce siècle")
    return found


def _weeks(words: Sequence[str]) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", words[0]) or not 1 <= int(words[0]) <= LONGEST:
        raise wrong("weeks", words[0], f"1 à {LONGEST}")
    return int(words[0])


def _zone(words: Sequence[str]) -> str:
    try:
        local(datetime.now(UTC), words[0])
    except ValueError as error:
        raise wrong("zone", words[0], "un fuseau comme Europe/Paris") from error
    return words[0]


def _region(words: Sequence[str]) -> str:
    return _one_of("region", [one.value for one in Region])(words)


def _hour(words: Sequence[str]) -> time:
    if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", words[0]):
        raise wrong("hour", words[0], "une heure comme 09:00")
    return time.fromisoformat(words[0].zfill(len("09:00")))


def _days(words: Sequence[str]) -> tuple[int, ...]:
    read = _one_of("days", DAYS)
    names = [name.strip().lower() for name in ",".join(words).split(",")]
    return tuple(sorted({DAYS.index(read([name])) for name in names}))


def _leaves(words: Sequence[str]) -> tuple[Leave, ...]:
    leaves = []
    for said in ",".join(words).split(","):
        first, dots, last = said.partition("..")
        away = Leave(_date("leave", first.strip()), _date("leave", last.strip() if dots else first))
        if away.last < away.first:
            raise wrong("leave", said, "DATE..DATE, la fin après le début")
        leaves.append(away)
    return tuple(leaves)


_READ: dict[str, Callable[[Sequence[str]], Any]] = {
    "start": lambda words: _date("start", words[0]),
    "weeks": _weeks,
    "zone": _zone,
    "region": _region,
    "hour": _hour,
    "days": _days,
    "rhythm": lambda words: int(_one_of("rhythm", RHYTHMS)(words)),
    "leave": _leaves,
    "job": lambda words: words[0],
    "channel": _one_of("channel", CHANNELS),
    "team": lambda words: _one_of("team", ("quiet", "busy"))(words) == "busy",
    "answers": lambda words: _one_of("answers", ("all", "none"))(words) == "all",
}
_FIELDS = {"leave": "leaves", "team": "busy"}
