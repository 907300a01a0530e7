"""Messages that left or are about to, and what the provider then tells of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from channels.base import Report, SendFailed
from core.message import Outbound, Template
from store import outbox
from store.outbox import LEASE, NUDGE, Outcome, Status
from tests import chat
from tests.chat import House, Member
from tests.workers.stage import message, nudge, row, stands
from workers import delivery, reports

TODAY = chat.MONDAY.date()
DAY = 86_400.0
PIECE = Outbound(
    "w01d1", template=Template("ready", ("«\N{NO-BREAK SPACE}Un titre\N{NO-BREAK SPACE}»",))
)


def deliver(house: House) -> None:
    while delivery.batch(house.context, house.courier):
        pass


def sent(house: House, member: Member, key: str = "w01d1", **changes: Any) -> str:
    """A piece that left. Returns the provider's id of it."""
    nudge(house, member, key, **{"proactive_day": TODAY, "body": PIECE, **changes})
    deliver(house)
    assert stands(house, key) == ("sent", None)
    return str(row(house, key).provider_id)


def claimed(house: House, member: Member, key: str = "w01d1", priority: int = NUDGE) -> int:
    """A message on its way: claimed and started, its sender waiting for the provider's answer."""
    owed = replace(message(house, member, key, priority), body=PIECE)
    with house.context.database.write() as tx:
        now, real = house.clock.now(), house.context.real()
        outbox.plan(tx, house.context.keyring, [owed], now=now)
        (taken,) = outbox.claim(
            tx, house.context.keyring, now=now, real_now=real, limit=9, channels=["paper"]
        )
        outbox.start(tx, [taken.id], real_now=real)
    return taken.id


def returns(house: House, message_id: int, provider_id: str = "SM1") -> None:
    """The send returns at last."""
    done = Outcome(message_id, Status.SENT, provider_id=provider_id)
    with house.context.database.write() as tx:
        outbox.finish(tx, [done], now=house.clock.now())


def tell(house: House, key: str, sid: str, status: str, failure: SendFailed | None = None) -> None:
    """One status callback."""
    told = Report(str(row(house, key).id), sid, status, failure)  # type: ignore[arg-type]
    reports.take(house.context, [told])


def fails(house: House, key: str, sid: str, failure: SendFailed) -> None:
    tell(house, key, sid, "failed", failure)


def expire(house: House) -> None:
    """Real time passes: whoever held a claim holds it no more."""
    real = house.context.real
    house.context.real = lambda: real() + LEASE + timedelta(seconds=1)
