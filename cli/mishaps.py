"""What went wrong, in one French line each, without the values that were given."""

import re
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.refusal import Refused

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_PIECES = "écris trois nombres entiers à partir de 1, comme [10,6,4]"
_EXPECTED = {
    "int_parsing": "écris un nombre entier",
    "int_parsing_size": "écris un nombre entier, plus petit",
    "float_parsing": "écris un nombre",
    "finite_number": "écris un nombre",
    "bool_parsing": "écris true ou false",
    "greater_than_equal": "le plus petit nombre possible est {ge:g}",
    "less_than_equal": "le plus grand nombre possible est {le:g}",
    "too_short": "il faut au moins {min_length} caractères",
    "string_pattern_mismatch": "écris une heure comme 08:00",
    "redis_url": "écris redis://…, rediss://… ou unix://…",
    "not_after": "écris une heure après {other}",
}


def lines(error: Exception) -> Iterator[str]:
    """At least one line an operator can act on."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    if isinstance(error, Refused):
        yield str(error)
    elif isinstance(error, ValidationError) and error.title == "Settings":
        yield from dict.fromkeys(map(_setting, error.errors()))
    elif isinstance(error, SettingsError):
        named = re.search(r'field "(\w+)"', str(error))
        yield f"réglage {named[1].upper() if named else '?'} : {_PIECES}"
    elif isinstance(error, OSError) and error.filename:
        yield f"{error.filename} : {error.strerror}"
    else:
        yield _unexpected(error)


def _setting(wrong: "ErrorDetails") -> str:
    name = str(wrong["loc"][0]).upper()
    expected = _EXPECTED.get(wrong["type"], "cette valeur ne va pas")
    if name == "SILENT_PIECES":
        expected = _PIECES
    return f"réglage {name} : {expected.format_map(wrong.get('ctx', {}))}"


def _unexpected(error: Exception) -> str:
    """Without its text, which may quote what people wrote."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({one.name}:{one.lineno})" for one in last)
    return f"panne inattendue : {type(error).__name__}{where} ; détails : DIXMINUTES_DEBUG=1"
