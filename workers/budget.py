"""How many people may still be written to outside their window today, and for how much this month.

Sources: Meta's messaging limits (250 different people in 24 hours for a new business) and the
organisation's own cap. Replies and what goes inside the window are never held.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from content.prices import Prices
from core.calendar import local
from core.message import NOTICE
from core.reasons import Reason
from store import admins, contents, ledger, outbox
from store.db import Transaction
from workers.context import Context
from workers.persona import METERED

DAY = timedelta(hours=24)
BILLED_IN = "Europe/Paris"
"""A month of the cap begins and ends at this zone's midnight."""
KEPT = timedelta(days=8)
"""A place is kept this long for who had to wait: over a week-end and a public holiday, and more."""
_AFTER = timedelta(seconds=1)
MARKETING = "MARKETING"
"""What Meta may file a template under, whatever was asked for: it costs several times as much."""
CAP = "cap"
"""The alert that the month's euros are used up."""


@dataclass(slots=True)
class Allowance:
    """What is left: `people` in any 24 hours, euros within the month (None: no cap).

    `price` is that of a template, `free_form` that of one more message within the window: 0 while
    they are included, or when nobody knows.
    `written` says when each was last written to, `waiting` since when those held have waited. Who
    waits longer comes first: their place is kept, or the same would wait every day.
    """

    now: datetime
    people: int
    written: dict[int, datetime]
    waiting: dict[int, datetime]
    euros: Decimal | None
    price: Decimal
    free_form: Decimal = Decimal(0)

    def take(self, person_id: int) -> Reason | None:
        """Use one template for a person; or why it has to wait."""
        if self._excess(person_id) > 0:
            return Reason.PEOPLE_LIMIT
        reason = self._pay(self.price)
        if reason is None:
            self.written[person_id] = self.now
            self.waiting.pop(person_id, None)
        return reason

    def write(self) -> Reason | None:
        """Use one message within somebody's window; or why it has to wait."""
        return self._pay(self.free_form)

    def _pay(self, price: Decimal) -> Reason | None:
        if self.euros is None or not price:
            return None
        if self.euros < price:
            return Reason.MONTHLY_CAP
        self.euros -= price
        return None

    def _excess(self, person_id: int) -> int:
        place = self.waiting.get(person_id, self.now), person_id
        before = {who for who, since in self.waiting.items() if (since, who) < place}
        return len(self.written.keys() | before | {person_id}) - self.people

    def frees(self, person_id: int) -> datetime | None:
        """When enough places will be free for a person, whatever the euros; None: not foreseen."""
        excess = self._excess(person_id)
        oldest = sorted(self.written.values())
        return oldest[excess - 1] + DAY + _AFTER if 0 < excess <= len(oldest) else None


def allowance(
    tx: Transaction, context: Context, now: datetime, alert: str | None = None
) -> Allowance:
    """What is left at `now`, by what the ledger says was planned or sent as a template.

    For nudges, what telling the admins may take is kept back: places, and euros for CAP. An
    `alert` has those places, CAP those euros too, and nobody who waits goes before it.
    """
    written = ledger.templated_people(tx, now - DAY)
    waiting = ledger.held_people(tx, now - KEPT, Reason.PEOPLE_LIMIT.value, now + DAY)
    places = context.settings.whatsapp_people_per_day
    if alert is None:
        # At most half: a limit smaller than the admins are many must not silence everybody.
        places -= min(_places_kept(tx, context, now, written), places // 2)
    known = prices(tx, context)
    left = _left(tx, context, now, known, reserve=alert != CAP)
    waits = waiting if alert is None else {}
    over = _beyond(tx, known, now) is not None
    each = known.free_form if over and known.free_form else Decimal(0)
    return Allowance(now, places, written, waits, left, known.template, each)


def may_cost(context: Context, channel: str) -> bool:
    """Whether even a message within the window may have to wait for euros on a channel."""
    paid = channel == METERED and bool(context.library.prices.free_form)
    return paid and cap(context) is not None


def prices(tx: Transaction, context: Context) -> Prices:
    """What messages cost here: a template what Meta bills ours as, the dearest if they differ."""
    known = context.library.prices
    refiled = MARKETING in contents.categories(tx, METERED)
    return replace(known, template=known.marketing) if refiled else known


def _left(
    tx: Transaction, context: Context, now: datetime, known: Prices, *, reserve: bool
) -> Decimal | None:
    most = cap(context)
    if most is None:
        return None
    kept = _untold(tx, context, now) if reserve else 0
    return most - spent(tx, context, now) - kept * known.template


def _places_kept(tx: Transaction, context: Context, now: datetime, written: Collection[int]) -> int:
    """How many admins could only be told by a template that takes one more place.

    Where there is room nobody misses these places; where there is none, the admins are to be told.
    """
    kept = 0
    for name, one in context.channels.items():
        if one.window is not None and one.carries(NOTICE):
            silent = admins.every(tx, [name], unheard_since=now - one.window)
            kept += sum(admin.person_id not in written for admin in silent)
    return kept


def cap(context: Context) -> Decimal | None:
    """The euros of a month, if there is a limit to them."""
    euros = context.settings.whatsapp_monthly_euros
    return None if euros is None else Decimal(str(euros))


def spent(tx: Transaction, context: Context, now: datetime) -> Decimal:
    """The euros of the running month, by what was planned and not given up.

    Templates, and what goes within the window beyond what is included, where its price is known.
    """
    known = prices(tx, context)
    return known.template * ledger.templates(tx, month_of(now)) + (_beyond(tx, known, now) or 0)


def _beyond(tx: Transaction, known: Prices, now: datetime) -> Decimal | None:
    """The euros of what went beyond the month's included messages; None while some are left."""
    if not known.free_form:
        return None
    over = ledger.free_form(tx, METERED, month_of(now)) - known.free_form_included
    return over * known.free_form if over >= 0 else None


def alert_key(organisation_id: int, word: str, once: str) -> str:
    """What makes an alert happen once: a word, for a day or a month. A plan key adds the person."""
    return f"alert:{word}:{organisation_id}:{once}"


def _untold(tx: Transaction, context: Context, now: datetime) -> int:
    """How many admins may yet have to be told by a template that the cap is reached."""
    windowed = [name for name, one in context.channels.items() if one.window]
    month = f"{month_of(now):%Y-%m}"
    keys = [
        f"{alert_key(one.organisation_id, CAP, month)}:{one.person_id}"
        for one in admins.every(tx, windowed)
    ]
    return len(keys) - outbox.planned(tx, keys)


def month_of(now: datetime) -> datetime:
    """The first instant of the running month."""
    here = local(now, BILLED_IN)
    return here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
