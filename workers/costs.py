"""What a month comes to on the channels that are paid for, and what is still to come of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from content.prices import Prices
from core.calendar import local
from store import spending
from store.db import Transaction
from store.spending import Count, Held
from workers import budget, forecast
from workers.context import Context
from workers.persona import METERED

LATELY = timedelta(weeks=4)
"""How far back the share of templates among what the planner sends is looked for."""
ASKED_FOR = frozenset({"reply", "reminder", "receipt", "alert"})
"""Kinds the schedule does not plan."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of the cap: the first instant of it, and of the next (UTC)."""

    since: datetime
    until: datetime

    @property
    def first(self) -> date:
        """Its first day."""
        return local(self.since, budget.BILLED_IN).date()

    @property
    def last(self) -> date:
        """Its last day."""
        return local(self.until, budget.BILLED_IN).date() - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sum:
    """Messages that left, by how, and what they cost. `eur` None: a price is not known."""

    templates: int
    free_form: int
    arrived: int
    eur: Decimal | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the schedule still plans this month, if people answer as they did lately.

    `share` of `nudges` go as templates; `reached` is the day the cap would be, if it is.
    """

    nudges: int
    share: Decimal
    templates: int
    eur: Decimal
    reached: date | None


@dataclass(frozen=True, slots=True)
class Costs:
    """A month of the installation. `forecast` and `used` (euros of the cap) only while it runs.

    `metered` is how many free-form messages all organisations sent on the metered channel.
    """

    month: Month
    prices: Prices
    counts: Sequence[Count]
    held: Sequence[Held]
    cap: Decimal | None = None
    used: Decimal | None = None
    forecast: Forecast | None = None

    @property
    def metered(self) -> int:
        """Free-form messages of the metered channel, those of all organisations together."""
        return sum(one.left for one in self.counts if _included(one))


def month_at(instant: datetime) -> Month:
    """The month that runs at an instant."""
    first = budget.month_of(instant)
    return Month(first, budget.month_of(first + timedelta(days=32)))


def costs(
    tx: Transaction, context: Context, month: Month, now: datetime, organisation: int | None = None
) -> Costs:
    """A month as the ledger tells it; what is to come is for one `organisation`, or for all."""
    found = Costs(
        month,
        budget.prices(tx, context),
        spending.counts(tx, month.since, month.until),
        spending.held(tx, month.since, month.until),
    )
    if not month.since <= now < month.until:
        return found
    used, most = budget.spent(tx, context, now), budget.cap(context)
    coming = _coming(tx, context, month, now, organisation)
    return Costs(found.month, found.prices, found.counts, found.held, most, used, coming)


def total(of: Costs, counts: Iterable[Count]) -> Sum:
    """The sum over some of the counts.

    What is included belongs to the number: each message beyond is shared out in proportion.
    """
    counts = list(counts)
    templates = sum(one.left for one in counts if one.template)
    free_form = sum(one.left for one in counts if not one.template)
    beyond = _beyond(of, sum(one.left for one in counts if _included(one)))
    eur = None if beyond is None else templates * of.prices.template + beyond
    return Sum(templates, free_form, sum(one.arrived for one in counts), eur)


def _beyond(of: Costs, theirs: int) -> Decimal | None:
    over = max(0, of.metered - of.prices.free_form_included)
    if not over or not theirs:
        return Decimal(0)
    return None if of.prices.free_form is None else of.prices.free_form * over * theirs / of.metered


def _included(one: Count) -> bool:
    return one.channel == METERED and not one.template


def _coming(
    tx: Transaction, context: Context, month: Month, now: datetime, organisation: int | None
) -> Forecast | None:
    if not forecast.windowed(context):
        return None
    those = forecast.audience(tx, context, month.last)
    by_day: Counter[date] = Counter()
    theirs = 0
    for one in forecast.nudges(tx, context, those, month.last):
        by_day[one.day] += 1
        theirs += organisation in (None, one.organisation_id)
    price, share = budget.prices(tx, context).template, _share(tx, context, now)
    most = budget.cap(context)
    left = None if most is None else most - budget.spent(tx, context, now)
    templates = round(theirs * share)
    reached = _reached(by_day, price * share, left)
    return Forecast(theirs, share, templates, templates * price, reached)


def _share(tx: Transaction, context: Context, now: datetime) -> Decimal:
    """How much of what the planner sent lately had to go as a template; all, before anything."""
    names = forecast.windowed(context)
    lately = [
        one
        for one in spending.counts(tx, now - LATELY, now)
        if one.channel in names and one.kind not in ASKED_FOR
    ]
    sent = sum(one.left for one in lately)
    outside = sum(one.left for one in lately if one.template)
    return Decimal(outside) / sent if sent else Decimal(1)


def _reached(by_day: Counter[date], each: Decimal, left: Decimal | None) -> date | None:
    """The day on which what is left of the cap would be used up."""
    if left is None:
        return None
    for day in sorted(by_day):
        left -= by_day[day] * each
        if left < 0:
            return day
    return None
