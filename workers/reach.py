"""Whom a challenge would reach if it left, who is left out and why, and what it would cost."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from core.message import NOTICE, Outbound
from core.person import Organisation
from core.reasons import Reason
from store import addresses, challenges, people
from store.challenges import Challenge
from store.db import Transaction
from workers import agenda, budget, window
from workers.agenda import Recipient
from workers.broadcast import item
from workers.context import Context

TOGETHER = 500
"""People loaded at once."""
_CHOICE = frozenset({Reason.PAUSE, Reason.STOPPED, Reason.DIGEST_ONLY, Reason.FINISHED})
_TECHNICAL = frozenset({Reason.UNREACHABLE, Reason.WINDOW})


@dataclass
class Reach:
    """How many people, how many of them by a template, its euros; and who is left out, by cause.

    A cause is `choice`, `away`, `technical` or `new`: an admin needs to know no more.
    """

    people: int = 0
    templates: int = 0
    euros: Decimal = Decimal(0)
    left_out: Counter[str] = field(default_factory=Counter)


def reach(
    tx: Transaction, context: Context, organisation: Organisation, one: Challenge, now: datetime
) -> Reach:
    """Look at everybody it is for, as they stand now, days taken by something else aside."""
    found, ids = Reach(), challenges.audience(tx, one, 0)
    what = item(one, organisation, Outbound(""))
    for start in range(0, len(ids), TOGETHER):
        some = ids[start : start + TOGETHER]
        known, reached = people.load_many(tx, some), addresses.reach(tx, context.keyring, some)
        for ident in some:
            to = Recipient(known[ident], reached.get(ident))
            why = agenda.kept_from(context, to, what, now)
            if why is not None:
                found.left_out[_cause(why)] += 1
                continue
            found.people += 1
            by_template = window.by_template(context, to.reach, NOTICE, max(now, one.starts_at))
            found.templates += by_template
    found.euros = budget.prices(tx, context).template * found.templates
    return found


def _cause(why: Reason) -> str:
    if why in _TECHNICAL:
        return "technical"
    if why is Reason.NOT_STARTED:
        return "new"
    return "choice" if why in _CHOICE else "away"
