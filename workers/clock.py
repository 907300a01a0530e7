"""The clock process: plans what is due, takes back what died, rings, pushes product time.

One process holds the lease; a second one waits. If two ticked at the same instant nothing would be
doubled: the ledger's keys say so.
"""

import threading
from contextlib import suppress
from datetime import date, datetime

import structlog

from store import clocks, inbox, ledger, outbox, people, relays
from store.db import DatabaseAway, Transaction
from workers import alerts, champions, delivery, planner, reports, retention, together
from workers.apart import part
from workers.context import Context
from workers.courier import Courier
from workers.queue import DELIVERY, INBOUND, Bell

log = structlog.get_logger()

TICK = 1.0
PUSH_LOOK = 0.05
LEASE_SECONDS = 15.0
ROLE = "clock"


class ClockDesk:
    """The loop of the clock process."""

    def __init__(self, context: Context, bell: Bell, courier: Courier) -> None:
        self._context = context
        self._bell = bell
        self._courier = courier
        self._stopping = threading.Event()
        self._kept: date | None = None
        self._looked: datetime | None = None

    def stop(self) -> None:
        """End `work` after the tick under way."""
        self._stopping.set()

    def work(self) -> None:
        """Tick until stopped; a database away is waited for."""
        while not self._stopping.is_set():
            try:
                if self._hold():
                    self._push()
                    self.tick()
                self._wait()
            except DatabaseAway as error:
                log.error("database_away", why=str(error)[:120])
                self._stopping.wait(2.0)
        # Away at the very end: the lease runs out by itself.
        with suppress(DatabaseAway), self._context.database.write() as tx:
            clocks.release(tx, ROLE, self._context.name, self._context.real())

    def _hold(self) -> bool:
        real = self._context.real()
        with self._context.database.write() as tx:
            return clocks.hold(tx, ROLE, self._context.name, real, LEASE_SECONDS)

    def _wait(self) -> None:
        """Until the next tick, or until someone pushes product time."""
        for _ in range(round(TICK / PUSH_LOOK)):
            if self._stopping.wait(PUSH_LOOK) or self._target() is not None:
                return

    def _target(self) -> datetime | None:
        if not self._context.settings.phone_enabled:
            return None
        with self._context.database.read() as tx:
            return clocks.target(tx)

    def tick(self) -> None:
        """Plan, recover, ring, and once a day let go of what is too old."""
        now = self._context.clock.now()
        # What matters more than a tip takes its day first (workers/agenda.py).
        part("relays", lambda: champions.tick(self._context, now))
        part("together", lambda: together.tick(self._context, now))
        part("planning", lambda: planner.tick(self._context, now))
        part("alerts", lambda: self._alert(now))
        part("recovery", lambda: self._recover(now))
        part("reports", lambda: reports.catch_up(self._context))
        part("ringing", lambda: self._ring(now))
        if self._kept != now.date():
            part("retention", lambda: retention.sweep(self._context, now))
            self._kept = now.date()

    def _alert(self, now: datetime) -> None:
        if self._looked is None or now - self._looked >= alerts.EVERY:
            self._looked = now
            alerts.look(self._context, now)

    def _recover(self, now: datetime) -> None:
        with self._context.database.write() as tx:
            outbox.recover(tx, real_now=self._context.real())
            outbox.give_up(tx, now, list(self._context.channels))

    def _ring(self, now: datetime) -> None:
        with self._context.database.read() as tx:
            due = ledger.anything_due(tx, now, list(self._context.channels))
            waiting = bool(inbox.waiting_addresses(tx, 1))
        if due:
            self._bell.ring(DELIVERY)
        if waiting:
            self._bell.ring(INBOUND)

    def _push(self) -> None:
        """Move product time to its target, playing every moment at which something is due."""
        target = self._target()
        while target is not None and not self._stopping.is_set():
            moment = self._next_moment(target)
            self._move(moment)
            self._play(moment)
            self._hold()
            if moment >= target:
                self._arrive(target)
            target = self._target()

    def _move(self, moment: datetime) -> None:
        with self._context.database.write() as tx:
            if moment > self._product_now(tx):
                clocks.move(tx, moment)

    def _arrive(self, target: datetime) -> None:
        with self._context.database.write() as tx:
            if clocks.target(tx) == target:
                # Playing took a while: product time has moved on, and never goes back.
                clocks.move(tx, max(target, self._product_now(tx)), arrived=True)

    def _product_now(self, tx: Transaction) -> datetime:
        return self._context.real() + clocks.ahead(tx)

    def _next_moment(self, target: datetime) -> datetime:
        now = self._context.clock.now()
        with self._context.database.read() as tx:
            known = [people.next_due(tx), ledger.next_due(tx), relays.next_look(tx)]
            known.append(together.next_look(tx))
            known.append(alerts.next_look(tx, self._context, now))
        ahead = [moment for moment in known if moment is not None and moment > now]
        return max(now, min([target, *ahead]))

    def _play(self, moment: datetime) -> None:
        part("relays", lambda: champions.tick(self._context, moment))
        together.tick(self._context, moment)
        planner.tick(self._context, moment)
        part("alerts", lambda: alerts.look(self._context, moment))
        # Sent here and now, each at its own minute: nobody was absent.
        while delivery.batch(self._context, self._courier):
            pass
