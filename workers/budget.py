"""How many people may still be written to outside their window today, and for how much this month.

Sources: Meta's messaging limits (250 different people in 24 hours for a new business) and the
organisation's own cap. Replies and what goes inside the window are never held.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from core.calendar import local
from core.reasons import Reason
from store import ledger
from store.db import Transaction
from workers.context import Context

DAY = timedelta(hours=24)
BILLED_IN = "Europe/Paris"
"""A month of the cap begins and ends at this zone's midnight."""
KEPT = timedelta(days=8)
"""A place is kept this long for who had to wait: over a week-end and a public holiday, and more."""
_AFTER = timedelta(seconds=1)


@dataclass(slots=True)
class Allowance:
    """What is left: `people` in any 24 hours, euros within the month (None: no cap).

    `written` says when each was last written to, `waiting` since when those held have waited. Who
    waits longer comes first: their place is kept, or the same would wait every day.
    """

    now: datetime
    people: int
    written: dict[int, datetime]
    waiting: dict[int, datetime]
    euros: Decimal | None
    price: Decimal

    def take(self, person_id: int) -> Reason | None:
        """Use one template for a person; or why it has to wait."""
        if self._excess(person_id) > 0:
            return Reason.PEOPLE_LIMIT
        if self.euros is not None and self.euros < self.price:
            return Reason.MONTHLY_CAP
        self.written[person_id] = self.now
        self.waiting.pop(person_id, None)
        if self.euros is not None:
            self.euros -= self.price
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


def allowance(tx: Transaction, context: Context, now: datetime) -> Allowance:
    """What is left at `now`, by what the ledger says was planned or sent as a template."""
    chosen = context.settings
    price = context.library.prices.template
    euros = None
    if chosen.whatsapp_monthly_euros is not None:
        spent = price * ledger.templates(tx, month_of(now))
        euros = Decimal(str(chosen.whatsapp_monthly_euros)) - spent
    return Allowance(
        now,
        chosen.whatsapp_people_per_day,
        ledger.templated_people(tx, now - DAY),
        ledger.held_people(tx, now - KEPT, Reason.PEOPLE_LIMIT.value, now + DAY),
        euros,
        price,
    )


def month_of(now: datetime) -> datetime:
    """The first instant of the running month."""
    here = local(now, BILLED_IN)
    return here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
