"""What is due, looked at together; where one of it breaks, each alone, so that the rest goes on."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from store.db import DatabaseAway, Transaction
from workers.context import Context

log = structlog.get_logger()
ANOTHER_LOOK = timedelta(hours=1)
T = TypeVar("T")


def each(
    context: Context,
    due: Callable[[Transaction], Sequence[T]],
    look: Callable[[Transaction, T], None],
    later: Callable[[Transaction, T], None],
) -> int:
    """Look at all that is due in one transaction. Returns how many were looked at.

    What cannot be looked at is put off by `later`, in a transaction of its own.
    Raises DatabaseAway.
    """
    try:
        with context.database.write() as tx:
            found = due(tx)
            for one in found:
                look(tx, one)
        return len(found)
    except DatabaseAway:
        raise
    except Exception as error:
        log.error("looking_one_by_one", error=type(error).__name__)
    with context.database.write() as tx:
        found = due(tx)
    for one in found:
        _alone(context, one, look, later)
    return len(found)


def _alone(
    context: Context,
    one: T,
    look: Callable[[Transaction, T], None],
    later: Callable[[Transaction, T], None],
) -> None:
    try:
        with context.database.write() as tx:
            look(tx, one)
    except DatabaseAway:
        raise
    except Exception as error:
        log.error("put_off", what=type(one).__name__, error=type(error).__name__)
        with context.database.write() as tx:
            later(tx, one)


def part(name: str, act: Callable[[], object]) -> None:
    """One part of a tick that breaks must not take the others with it; a database away must."""
    try:
        act()
    except DatabaseAway:
        raise
    except Exception as error:
        log.error("tick_failed", part=name, error=type(error).__name__)


def in_an_hour(now: datetime) -> datetime:
    """When what broke is looked at again."""
    return now + ANOTHER_LOOK
