"""The form of one entry: which fields it may have, which it must, and what each holds."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any, TypeVar

from content.schema import Piece, Question

Shape = TypeVar("Shape", Piece, Question)
_NUMBERS = frozenset({"week", "day"})
_LISTS = frozenset({"phrasings", "sources"})
_MAY_BE_EMPTY = frozenset({"prompt", "check", "reviewed"})


def faults(shape: type[Shape], entry: Mapping[Any, Any]) -> Iterator[str]:
    """What keeps an entry from being a `shape`, in words a writer understands."""
    known = {field.name: field for field in fields(shape)}
    for name in entry:
        if name not in known:
            yield f"unknown field {name}"
        elif wrong := _wrong(name, entry[name]):
            yield f"{name} should be {wrong}"
    for name, field in known.items():
        if name not in entry and field.default is MISSING:
            yield f"{name} is missing"


def _wrong(name: str, value: Any) -> str:
    if value is None:
        return "" if name in _MAY_BE_EMPTY else "filled in"
    if name in _NUMBERS:
        return "" if isinstance(value, int) and not isinstance(value, bool) else "a whole number"
    if name in _LISTS:
        return (
            "" if _texts(value) else "a list of texts; quote those with a colon, yes, no or digits"
        )
    if name == "reviewed":
        return "" if _day(value) else "a date such as 2026-11-23, without quotes"
    return "" if isinstance(value, str) else "a text; put it in quotes"


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def made(shape: type[Shape], entry: Mapping[Any, Any]) -> Shape:
    """The piece or question of an entry without faults."""
    return shape(**{name: _clean(value) for name, value in entry.items()})


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(item.strip() for item in value)
    return value.strip() if isinstance(value, str) else value
