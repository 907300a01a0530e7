"""The form of one entry: which fields it may have, which it must, and what each holds."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from typing import Any, TypeVar

from content.schema import (
    Case,
    Facilitator,
    Heard,
    MissionWeek,
)

Shape = TypeVar("Shape")
Fault = tuple[Mapping[Any, Any], str]
"""The entry at fault, maybe one within another, and what is wrong in words a writer understands."""

_NUMBERS = frozenset({"week", "day", "minutes", "about", "right"})
_LISTS = frozenset(
    {"phrasings", "sources", "jobs", "uses", "choices", "before", "pitfalls", "after"}
)
_WITHIN: dict[str, type] = {
    "weeks": MissionWeek,
    "cases": Case,
    "heard": Heard,
    "facilitator": Facilitator,
}
_ALONE = frozenset({"facilitator"})
_MAY_BE_EMPTY = frozenset({"prompt", "check", "reviewed"})


def faults(shape: type, entry: Mapping[Any, Any]) -> Iterator[Fault]:
    """What keeps an entry from being a `shape`, the entries within it included."""
    known = _known(shape)
    for name in entry:
        if name not in known:
            yield entry, f"unknown field {name}"
        elif wrong := _wrong(name, entry[name]):
            yield entry, f"{name} should be {wrong}"
        elif name in _WITHIN:
            yield from _inside(name, entry[name])
    for name, field in known.items():
        if name not in entry and field.default is MISSING:
            yield entry, f"{name} is missing"


def _known(shape: type) -> dict[str, "Field[Any]"]:
    """The fields of a shape by the name they have in a file."""
    return {field.metadata.get("written", field.name): field for field in fields(shape)}


def _inside(name: str, value: Any) -> Iterator[Fault]:
    for place, entry in enumerate([value] if name in _ALONE else value, 1):
        said = name if name in _ALONE else f"{name} {place}"
        for where, what in faults(_WITHIN[name], entry):
            yield where, f"{said}: {what}"


def _wrong(name: str, value: Any) -> str:
    if value is None:
        return "" if name in _MAY_BE_EMPTY else "filled in"
    if name in _NUMBERS:
        return "" if isinstance(value, int) and not isinstance(value, bool) else "a whole number"
    if name in _LISTS:
        return (
            "" if _texts(value) else "a list of texts; quote those with a colon, yes, no or digits"
        )
    if name in _WITHIN:
        return _wrong_within(name, value)
    if name == "reviewed":
        return "" if _day(value) else "a date such as 2026-11-23, without quotes"
    return "" if isinstance(value, str) else "a text; put it in quotes"


def _wrong_within(name: str, value: Any) -> str:
    if name in _ALONE:
        return "" if isinstance(value, Mapping) else "an entry with fields of its own"
    entries = isinstance(value, list) and all(isinstance(item, Mapping) for item in value)
    return "" if entries else "a list of entries with fields of their own"


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def made(shape: type[Shape], entry: Mapping[Any, Any]) -> Shape:
    """What an entry without faults says."""
    known = _known(shape)
    return shape(**{known[name].name: _clean(name, value) for name, value in entry.items()})


def _clean(name: str, value: Any) -> Any:
    if name in _ALONE:
        return made(_WITHIN[name], value)
    if name in _WITHIN:
        return tuple(made(_WITHIN[name], item) for item in value)
    if isinstance(value, list):
        return tuple(item.strip() for item in value)
    return value.strip() if isinstance(value, str) else value
