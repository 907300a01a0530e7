"""What teams do together, as time goes by: one door for the clock."""

from datetime import datetime
from functools import partial

from store import candidates as called
from store import challenges, teams
from store import missions as taken
from store import workshops as held
from store.db import Transaction
from workers import apart, broadcast, candidates, digests, missions, workshops
from workers.context import Context

_PARTS = {
    "workshops": workshops.tick,
    "challenges": broadcast.tick,
    "missions": missions.tick,
    "candidates": candidates.tick,
    "weeks": digests.tick,
}
_LOOKS = (held.next_look, challenges.next_look, taken.next_look, called.next_look, teams.next_look)


def tick(context: Context, now: datetime) -> None:
    """Look at whatever is due, what matters most first."""
    for name, look in _PARTS.items():
        apart.part(name, partial(look, context, now))


def next_look(tx: Transaction) -> datetime | None:
    """When something is due next."""
    known = (look(tx) for look in _LOOKS)
    return min((one for one in known if one is not None), default=None)
