"""Writes an alert to an admin into the ledger, or why there is nobody to tell."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from core.calendar import at, local
from core.message import NOTICE
from core.person import Person
from core.reasons import Reason
from flows.talk import Say
from store import organisations, outbox
from store.addresses import Reach
from store.db import Transaction
from store.outbox import NUDGE, Message, Status
from workers import budget, planner, window
from workers.context import Context

log = structlog.get_logger()

LIMIT, MOST, CAP = "limit", "most", budget.CAP
"""Tomorrow's people are too many; most of the month's euros are used; all of them are."""
SETUP = "setup"
"""A channel refuses everything."""


@dataclass(frozen=True, slots=True)
class Admin:
    """Somebody to tell, and where."""

    person: Person
    reach: Reach


@dataclass(frozen=True, slots=True)
class Alert:
    """What the admins of an organisation should know: LIMIT, MOST, CAP or SETUP.

    `once` is the day or the month it is about: each is told once for each. `to` None: nobody can
    be told, and the ledger says so.
    """

    word: str
    organisation_id: int
    once: str
    values: Mapping[str, str]
    to: Admin | None = None

    @property
    def plan(self) -> str:
        """The ledger's key."""
        key = budget.alert_key(self.organisation_id, self.word, self.once)
        return key if self.to is None else f"{key}:{self.to.person.id}"


def tell(tx: Transaction, context: Context, alert: Alert, now: datetime) -> None:
    """Plan an alert unless it is in the ledger already."""
    if outbox.planned(tx, [alert.plan]):
        return
    message = _unheard(alert, now) if alert.to is None else _told(tx, context, alert, alert.to, now)
    if alert.to is None:
        log.warning("alert_unheard", organisation=alert.organisation_id, alert=alert.word)
    outbox.plan(tx, context.keyring, [message], now=now)


def _told(tx: Transaction, context: Context, alert: Alert, to: Admin, now: datetime) -> Message:
    template = window.by_template(context, to.reach, NOTICE, now)
    message = _message(tx, context, alert, to, now)
    if not template:
        return message
    left = budget.allowance(tx, context, now, alert.word)
    reason = left.take(to.person.id)
    return _held(message, reason) if reason else replace(message, template=True)


def _message(tx: Transaction, context: Context, alert: Alert, to: Admin, now: datetime) -> Message:
    organisation = organisations.known(tx, alert.organisation_id)
    key, person = f"alert.{alert.word}", to.person
    body = planner.render(context, organisation, Say(key, alert.values))
    today = local(now, person.zone).date()
    return Message(
        to=to.reach.address,
        body=replace(body, template=planner.announcing(context.library, alert.word)),
        kind="alert",
        key=key,
        priority=NUDGE,
        due_at=now,
        expires_at=at(today, context.hours.quiet_from, person.zone),
        organisation_id=alert.organisation_id,
        person_id=person.id,
        plan=alert.plan,
    )


def _held(message: Message, reason: Reason) -> Message:
    """Its reason, under a key of its own: the next look tries again."""
    return replace(
        message,
        body=None,
        plan=f"{message.plan}/held",
        template=True,
        status=Status.SKIPPED,
        reason=reason.value,
    )


def _unheard(alert: Alert, now: datetime) -> Message:
    return Message(
        to=None,
        body=None,
        kind="alert",
        key=f"alert.{alert.word}",
        priority=NUDGE,
        due_at=now,
        organisation_id=alert.organisation_id,
        plan=alert.plan,
        status=Status.SKIPPED,
        reason=Reason.NO_ADMIN.value,
    )
