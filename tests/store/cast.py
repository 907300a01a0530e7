"""Who and what the store's tests are about."""

from datetime import UTC, date, datetime, timedelta

from core.message import Address, Inbound, Outbound
from core.person import Organisation, Person, Role, State
from store import addresses, organisations, outbox, people
from store.db import Database
from store.outbox import NUDGE, Message
from store.seal import Keyring

KEYS = Keyring("a secret for tests")
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
TODAY = date(2026, 11, 2)
SOON = NOW + timedelta(minutes=1)


def organisation(database: Database, code: str = "MAIRIE") -> Organisation:
    """An organisation in Paris."""
    with database.write() as tx:
        return organisations.add(
            tx, code=code, name=f"la {code}", zone="Europe/Paris", region="none", now=NOW
        )


def member(
    database: Database, where: Organisation, *handles: str, now: datetime = NOW, key: Keyring = KEYS
) -> Person:
    """An active member reachable at these paper addresses, the last one heard last."""
    with database.write() as tx:
        person = people.create(tx, where, role=Role.MEMBER, state=State.ACTIVE, now=now)
        for number, handle in enumerate(handles):
            heard = now + timedelta(seconds=number)
            known = addresses.address(tx, key, paper(handle), now=heard)
            addresses.attach(tx, known.id, person.id)
    return person


def paper(handle: str) -> Address:
    """An address on paper."""
    return Address("paper", handle)


def text(number: str, handle: str, said: str = "bonjour", *, ref: str = "") -> Inbound:
    """Something a person wrote."""
    return Inbound(number, paper(handle), text=said, message_ref=ref)


def nudge(
    person: Person,
    step: str = "w1d1",
    *,
    day: date | None = TODAY,
    due_at: datetime = NOW,
    priority: int = NUDGE,
    handle: str = "amina",
) -> Message:
    """A planned piece."""
    return Message(
        to=paper(handle),
        body=Outbound(f"piece {step}"),
        kind="tip",
        key=step,
        priority=priority,
        due_at=due_at,
        organisation_id=person.organisation_id,
        person_id=person.id,
        plan=f"tip:{step}:{person.id}",
        proactive_day=day,
    )


def planned(database: Database, *messages: Message) -> list[str]:
    """Put messages in the ledger and return the plan keys that went in."""
    with database.write() as tx:
        return outbox.plan(tx, KEYS, messages, now=NOW)


def claimed(
    database: Database, limit: int = 50, *, real_now: datetime = NOW, keys: Keyring = KEYS
) -> list[Message]:
    """Claim what is due on paper."""
    with database.write() as tx:
        return outbox.claim(tx, keys, now=NOW, real_now=real_now, limit=limit, channels=["paper"])
