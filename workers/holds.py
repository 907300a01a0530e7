"""Claims kept alive while their messages wait or fly, and writes that outlast an absent database.

A claim is ours until an instant we know ourselves. Past it another process may have taken the
messages, so a process that slept (a suspended machine) must not send what it still holds.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

import structlog

from store import outbox
from store.db import DatabaseAway
from store.outbox import LEASE, Message, Outcome
from workers.context import Context

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")

RENEW = 10.0
"""Seconds between two renewals of the leases of messages whose outcome is not written yet."""

AWAY = 0.5
"""Seconds between two tries to write to a database that is away."""


@dataclass(eq=False, slots=True)
class Hold:
    """Messages that are ours until an instant of real time."""

    ids: set[int]
    until: datetime


class Holds:
    """Everything one courier holds. Belongs to its event loop."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._held: set[Hold] = set()
        self._keeper: asyncio.Task[None] | None = None

    @contextmanager
    def holding(self, messages: Sequence[Message], until: datetime) -> Iterator[Hold]:
        """Renew the claim on these messages, ours `until` then, for the length of the block."""
        hold = Hold({message.id for message in messages}, until)
        self._held.add(hold)
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        try:
            yield hold
        finally:
            self._held.discard(hold)

    async def write(
        self, outcomes: Sequence[Outcome], starting: Sequence[int], hold: Hold
    ) -> set[int] | None:
        """Write outcomes, however long it takes; then which of those that start may.

        None when the claim is not ours any more.
        """
        ours = await patiently(self._write, outcomes, starting, hold)
        hold.ids -= {outcome.id for outcome in outcomes}
        return ours

    def _write(
        self, outcomes: Sequence[Outcome], starting: Sequence[int], hold: Hold
    ) -> set[int] | None:
        now = self._context.clock.now()
        with self._context.database.write() as tx:
            outbox.finish(tx, outcomes, now=now)
            real = self._context.real()
            ours = outbox.start(tx, starting, real_now=real) if real < hold.until else None
        if any(outcome.wipe for outcome in outcomes):
            # The last trace of someone erased has just been wiped: not to be left in the log.
            self._context.database.scrub()
        return ours

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(RENEW)
            if self._held:
                await patiently(self._renew, list(self._held))

    def _renew(self, holds: Sequence[Hold]) -> None:
        with self._context.database.write() as tx:
            real = self._context.real()
            ours = [hold for hold in holds if real < hold.until]
            outbox.renew(tx, [ident for hold in ours for ident in hold.ids], real_now=real)
        for hold in ours:
            hold.until = real + LEASE

    def close(self) -> None:
        """Stop renewing."""
        if self._keeper is not None:
            self._keeper.cancel()


async def patiently(act: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Run in a thread, again and again while the database is away: what left must be known."""
    while True:
        try:
            return await asyncio.to_thread(act, *args, **named)
        except DatabaseAway as error:
            log.error("database_away", why=str(error)[:120])
            await asyncio.sleep(AWAY)
