"""What a rehearsed course costs on a channel that is paid for (CHANNELS.md, "Prices")."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from content.prices import Prices
from core.calendar import local
from workers.budget import BILLED_IN
from workers.persona import METERED, Row


@dataclass(frozen=True, slots=True)
class Bill:
    """What one person's course comes to. `free_form` counts replies too.

    `busiest` is the most free-form messages of a calendar month. `eur` None: a price is not known.
    """

    templates: int
    free_form: int
    busiest: int
    eur: Decimal | None


def priced(rows: Iterable[Row], prices: Prices) -> list[Row]:
    """The rows, in order of time, with what each costs: as if the person had the number alone."""
    sent: Counter[tuple[int, int]] = Counter()
    found = []
    for row in rows:
        if row.free_form:
            sent[_month(row)] += 1
            row = replace(row, eur=prices.free_form_eur(sent[_month(row)]))  # noqa: PLW2901
        elif row.channel == METERED and row.template:
            row = replace(row, eur=prices.template)  # noqa: PLW2901
        found.append(row)
    return found


def bill(rows: Sequence[Row]) -> Bill:
    """The sums over priced rows."""
    months = Counter(_month(row) for row in rows if row.free_form)
    euros = [row.eur for row in rows]
    known = [one for one in euros if one is not None]
    return Bill(
        templates=sum(row.template for row in rows),
        free_form=months.total(),
        busiest=max(months.values(), default=0),
        eur=sum(known, Decimal(0)) if len(known) == len(euros) else None,
    )


def _month(row: Row) -> tuple[int, int]:
    here = local(row.at, BILLED_IN)
    return here.year, here.month
