"""What teams do together, as time goes by: one door for the clock."""

from datetime import datetime

from store import challenges, teams
from store.db import Transaction
from workers import broadcast, digests
from workers.context import Context


def tick(context: Context, now: datetime) -> None:
    """Look at whatever is due."""
    broadcast.tick(context, now)
    digests.tick(context, now)


def next_look(tx: Transaction) -> datetime | None:
    """When something is due next."""
    return min(
        (one for one in (challenges.next_look(tx), teams.next_look(tx)) if one is not None),
        default=None,
    )
