"""What a paid channel costs: read from prices.yaml, because prices change and code should not."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Prices:
    """Euros a message costs on WhatsApp, as read on the day `checked`.

    `template` is a utility template, `marketing` a marketing one. `free_form` is a message within
    the window once the `free_form_included` of a calendar month and a sender's number are used up;
    None: not known.
    """

    checked: date
    template: Decimal
    marketing: Decimal
    free_form: Decimal | None
    free_form_included: int

    def free_form_eur(self, nth: int) -> Decimal | None:
        """What the `nth` free-form message (from 1) of a number in a month costs, if known."""
        return Decimal(0) if nth <= self.free_form_included else self.free_form


FREE = Prices(date.min, Decimal(0), Decimal(0), Decimal(0), 0)
"""Of a library made without files: nothing is paid for."""

_EUROS = "an amount in euros such as 0.0248"


def faults(entry: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """What keeps an entry from being prices: which field, and why in words a writer understands."""
    known = [field.name for field in fields(Prices)]
    for name in entry:
        if name not in known:
            yield name, f"unknown field {name}"
        elif wrong := _wrong(name, entry[name]):
            yield name, f"{name} should be {wrong}"
    for name in known:
        if name not in entry:
            yield name, f"{name} is missing"


def _wrong(name: str, value: Any) -> str:
    if name == "checked":
        day = isinstance(value, date) and not isinstance(value, datetime)
        return "" if day else "the day the prices were read, such as 2026-11-23, without quotes"
    if name == "free_form_included":
        return "" if type(value) is int and value >= 0 else "a whole number, 0 or more"
    if value is None and name == "free_form":
        return ""
    return "" if _is_amount(value) else _EUROS


def _is_amount(value: Any) -> bool:
    # Not isinstance: true is a number to Python, and no price.
    return type(value) in (int, float) and math.isfinite(value) and value >= 0


def made(entry: Mapping[Any, Any]) -> Prices:
    """The prices of an entry without faults."""
    return Prices(
        entry["checked"],
        _euros(entry["template"]),
        _euros(entry["marketing"]),
        None if entry["free_form"] is None else _euros(entry["free_form"]),
        entry["free_form_included"],
    )


def _euros(value: float) -> Decimal:
    # By way of its text: what is written 0.0248 must be worth that, to the last digit.
    return Decimal(str(value))
