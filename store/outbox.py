"""The ledger of messages: planned → claimed → sent, or failed, skipped, expired, unknown.

Where the provider tells more, sent → delivered → read (store/reports.py).

A claim is a lease: when its process dies, the row is taken up again. `started_at` is written just
before the network call, so that only messages really in flight can end `unknown`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    String,
    Update,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningUpdate

from core.message import Address, Button, Outbound, Picture, Template
from store.db import to_json
from store.models import OutboxRow
from store.seal import Keyring

LEASE = timedelta(seconds=30)
REPLY, NUDGE, BROADCAST = 0, 1, 2
RECEIPT = "receipt"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""A lease that is over, on the machine's clock."""
RELAYED = "answer"
"""An answer relayed without a name: once it was read, it is a reply like any other."""
WIPED = frozenset({RECEIPT, RELAYED})
"""Kinds of which the recipient and the text are wiped as soon as they have left."""
UNTOLD = "question.answer"
"""The key under which whatever concerns a relayed question stands in the ledger."""
REPEAT = "repeat:"
"""Prefix of the reason of a reply sent once more because nobody knows whether it left."""
EARLY = "report:"
"""Prefix of the reason of a claimed message whose failure was told before it was known to leave."""
FREED = ("skipped", "expired", "failed")
ARRIVED = ("delivered", "read")


class Status(StrEnum):
    """Where a message stands."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the ledger, opened."""

    to: Address | None
    body: Outbound | None
    kind: str
    key: str
    priority: int
    due_at: datetime
    organisation_id: int | None = None
    person_id: int | None = None
    inbox_id: int | None = None
    plan: str | None = None
    proactive_day: date | None = None
    expires_at: datetime | None = None
    status: Status = Status.PLANNED
    reason: str | None = None
    attempts: int = 0
    template: bool = False
    told: int = 0
    movable_until: date | None = None
    edits: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message."""

    id: int
    status: Status
    reason: str | None = None
    provider_id: str | None = None
    due_at: datetime | None = None
    attempts: int = 0
    wipe: bool = False
    template: bool | None = None
    told: int | None = None


def write_body(body: Outbound) -> str:
    """The text form that is sealed."""
    value: dict[str, Any] = {"text": body.text}
    if body.prompt is not None:
        value["prompt"] = body.prompt
    if body.buttons:
        value["buttons"] = [[button.id, button.label] for button in body.buttons]
    if body.template is not None:
        value["template"] = [body.template.name, *body.template.values]
    if body.thread:
        value["thread"] = body.thread
    if body.picture is not None:
        value["picture"] = [body.picture.token, body.picture.alt]
    return to_json(value)


def read_body(text: str) -> Outbound:
    """The inverse of write_body."""
    value = json.loads(text)
    buttons = tuple(Button(ident, label) for ident, label in value.get("buttons", []))
    name, *values = value.get("template") or [""]
    return Outbound(
        value["text"],
        value.get("prompt"),
        buttons,
        Template(name, tuple(values)) if name else None,
        thread=value.get("thread", ""),
        picture=Picture(*value["picture"]) if "picture" in value else None,
    )


def _values(
    keyring: Keyring, message: Message, now: datetime, claimed_at: datetime | None
) -> dict[str, Any]:
    return {
        "organisation_id": message.organisation_id,
        "person_id": message.person_id,
        "inbox_id": message.inbox_id,
        "channel": message.to.channel if message.to else "",
        "kind": message.kind,
        "priority": message.priority,
        "key": message.key,
        "plan": message.plan,
        "proactive_day": message.proactive_day,
        "to_sealed": keyring.seal(str(message.to)) if message.to else None,
        "sealed": keyring.seal(write_body(message.body)) if message.body else None,
        "due_at": message.due_at,
        "expires_at": message.expires_at,
        "status": Status.CLAIMED.value if claimed_at else message.status.value,
        "reason": message.reason,
        "lease_until": claimed_at + LEASE if claimed_at else None,
        "started_at": claimed_at,
        "attempts": message.attempts,
        "template": message.template,
        "movable_until": message.movable_until,
        "edits": message.edits,
        "created_at": now,
    }


def reply(
    tx: Connection,
    keyring: Keyring,
    messages: Sequence[Message],
    *,
    now: datetime,
    claimed_at: datetime | None,
) -> list[Message]:
    """Add replies. With `claimed_at` (real time) the caller sends them itself right after commit:
    they are born claimed and started, because nobody could tell later whether they left."""
    stored = []
    for message in messages:
        row_id = tx.execute(
            insert(OutboxRow)
            .values(**_values(keyring, message, now, claimed_at))
            .returning(OutboxRow.id)
        ).scalar_one()
        stored.append(replace(message, id=row_id))
    return stored


def release(
    tx: Connection, keyring: Keyring, message: Message, body: Outbound | None, *, real_now: datetime
) -> Message | None:
    """Take a planned reply that its caller will send at once, with another `body` if there is one.

    None when it is not planned any more: sent already, stopped or erased.
    """
    said = {} if body is None else {"sealed": keyring.seal(write_body(body))}
    row = tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id == message.id, OutboxRow.status == Status.PLANNED.value)
        .values(
            status=Status.CLAIMED.value, lease_until=real_now + LEASE, started_at=real_now, **said
        )
        .returning(*OPEN)
    ).one_or_none()
    return None if row is None else opened(keyring, row)


def plan(
    tx: Connection, keyring: Keyring, messages: Sequence[Message], *, now: datetime
) -> list[str]:
    """Add planned messages and return the `plan` keys that went in.

    A message whose plan key exists, or whose person already has a proactive message that day,
    stays out: the ledger itself refuses to plan twice.
    """
    if not messages:
        return []
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    rows = [_values(keyring, message, now, None) for message in messages]
    statement = dialect.insert(OutboxRow).on_conflict_do_nothing().returning(OutboxRow.plan)
    return [row.plan for row in tx.execute(statement, rows) if row.plan is not None]


def planned(tx: Connection, plans: Sequence[str]) -> int:
    """How many of these plan keys are in the ledger."""
    if not plans:
        return 0
    known = select(func.count()).select_from(OutboxRow).where(OutboxRow.plan.in_(plans))
    return tx.execute(known).scalar_one()


def by_plan(tx: Connection, keyring: Keyring, plan: str) -> Message | None:
    """The message of a plan key, as it stands."""
    found = select(*OPEN, OutboxRow.status).where(OutboxRow.plan == plan)
    row = tx.execute(found).one_or_none()
    return None if row is None else opened(keyring, row, Status(row.status))


def claim(
    tx: Connection,
    keyring: Keyring,
    *,
    now: datetime,
    real_now: datetime,
    limit: int,
    channels: Sequence[str],
) -> list[Message]:
    """Take due messages for LEASE: replies before nudges before broadcasts, oldest first."""
    # In a WITH, PostgreSQL picks once; as a plain subquery it may pick again for every row, and
    # take more than `limit`.
    picked = (
        select(OutboxRow.id)
        .where(
            OutboxRow.status == Status.PLANNED.value,
            OutboxRow.due_at <= now,
            OutboxRow.channel.in_(channels),
        )
        .order_by(OutboxRow.priority, OutboxRow.due_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    rows = tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(select(picked.c.id)))
        .values(status=Status.CLAIMED.value, lease_until=real_now + LEASE, started_at=None)
        .returning(*OPEN)
    )
    messages = [opened(keyring, row) for row in rows]
    return sorted(messages, key=lambda message: (message.priority, message.due_at, message.id))


OPEN = (
    OutboxRow.id,
    OutboxRow.organisation_id,
    OutboxRow.person_id,
    OutboxRow.inbox_id,
    OutboxRow.kind,
    OutboxRow.priority,
    OutboxRow.key,
    OutboxRow.plan,
    OutboxRow.proactive_day,
    OutboxRow.to_sealed,
    OutboxRow.sealed,
    OutboxRow.due_at,
    OutboxRow.expires_at,
    OutboxRow.attempts,
    OutboxRow.reason,
    OutboxRow.template,
    OutboxRow.told,
    OutboxRow.movable_until,
    OutboxRow.edits,
)


def opened(keyring: Keyring, row: Any, status: Status = Status.CLAIMED) -> Message:
    """A row of the columns OPEN, in clear."""
    return Message(
        id=row.id,
        organisation_id=row.organisation_id,
        person_id=row.person_id,
        inbox_id=row.inbox_id,
        kind=row.kind,
        priority=row.priority,
        key=row.key,
        plan=row.plan,
        proactive_day=row.proactive_day,
        to=Address.parse(keyring.unseal(row.to_sealed)) if row.to_sealed else None,
        body=read_body(keyring.unseal(row.sealed)) if row.sealed else None,
        due_at=row.due_at,
        expires_at=row.expires_at,
        attempts=row.attempts,
        reason=row.reason,
        template=row.template,
        told=row.told,
        movable_until=row.movable_until,
        edits=row.edits,
        status=status,
    )


def start(tx: Connection, ids: Sequence[int], *, real_now: datetime) -> set[int]:
    """These messages are about to leave: from here on their outcome may be unknown.

    Returns those that still may: a stop or an erasure takes a claimed message back.
    """
    if not ids:
        return set()
    statement = _START_ANY if tx.dialect.name == "postgresql" else _START
    started = tx.execute(statement, {"ids": list(ids), "now": real_now, "until": real_now + LEASE})
    return set(started.scalars())


def _start(among: ColumnElement[bool]) -> ReturningUpdate[int]:
    return (
        update(OutboxRow)
        .where(among, OutboxRow.status == Status.CLAIMED.value)
        .values(started_at=bindparam("now"), lease_until=bindparam("until"))
        .returning(OutboxRow.id)
    )


_START = _start(OutboxRow.id.in_(bindparam("ids", expanding=True)))
# The same text whatever their number: PostgreSQL keeps its plan.
_START_ANY = _start(OutboxRow.id == any_(cast(bindparam("ids"), ARRAY(BigInteger))))


def renew(tx: Connection, ids: Sequence[int], *, real_now: datetime) -> None:
    """Keep a claim on messages that still wait for their turn."""
    if ids:
        tx.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(ids), OutboxRow.status == Status.CLAIMED.value)
            .values(lease_until=real_now + LEASE)
        )


def finish(tx: Connection, outcomes: Iterable[Outcome], *, now: datetime) -> None:
    """Record what became of messages. Those that left go in one statement."""
    outcomes = list(outcomes)
    sent = [outcome for outcome in outcomes if outcome.status is Status.SENT]
    if sent:
        _finish_sent(tx, sent, now)
    for outcome in outcomes:
        if outcome.status is not Status.SENT:
            _finish_other(tx, outcome)
    wiped = [outcome.id for outcome in outcomes if outcome.wipe]
    if wiped:
        forget_recipient(tx, wiped, now)


_ARRIVED = (
    func.unnest(
        cast(bindparam("ids"), ARRAY(BigInteger)), cast(bindparam("providers"), ARRAY(String))
    )
    .table_valued("id", "provider", name="arrived")
    .render_derived()
)


def _sent(row_id: ColumnElement[int], provider: ColumnElement[Any]) -> Update:
    # Not NOT IN: SQLAlchemy refuses a list in a statement that runs for many rows.
    unfreed = [OutboxRow.status != one for one in (*FREED, *ARRIVED)]
    told = and_(OutboxRow.status == Status.CLAIMED.value, OutboxRow.reason.like(f"{EARLY}%"))
    return (
        update(OutboxRow)
        .where(OutboxRow.id == row_id, *unfreed, or_(OutboxRow.reason.is_(None), not_(told)))
        .values(
            status=Status.SENT.value,
            provider_id=provider,
            sent_at=bindparam("now"),
            reason=None,
            lease_until=None,
        )
        .execution_options(synchronize_session=False)
    )


_SENT = _sent(bindparam("row_id"), bindparam("provider"))
_SENT_TOGETHER = _sent(_ARRIVED.c.id, _ARRIVED.c.provider)


def _finish_sent(tx: Connection, sent: Sequence[Outcome], now: datetime) -> None:
    if tx.dialect.name == "postgresql":
        # One statement, the same whatever their number: PostgreSQL keeps its plan.
        providers = [outcome.provider_id for outcome in sent]
        together = {"ids": [outcome.id for outcome in sent], "providers": providers, "now": now}
        moved = tx.execute(_SENT_TOGETHER, together).rowcount
    else:
        rows = [{"row_id": one.id, "provider": one.provider_id, "now": now} for one in sent]
        moved = tx.execute(_SENT, rows).rowcount
    if moved < len(sent):
        _let_go(tx, [outcome.id for outcome in sent])


def _let_go(tx: Connection, ids: Sequence[int]) -> None:
    """Of these the failures told early are acted on at once: their sender has nothing to add."""
    told = OutboxRow.reason.like(f"{EARLY}%")
    tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(ids), OutboxRow.status == Status.CLAIMED.value, told)
        .values(lease_until=LONG_AGO)
    )


def state_after(outcome: Outcome) -> dict[str, Any]:
    """The columns an outcome other than `sent` sets."""
    values: dict[str, Any] = {
        "status": outcome.status.value,
        "reason": outcome.reason,
        "lease_until": None,
        "started_at": None,
        "attempts": outcome.attempts,
    }
    if outcome.status.value in FREED:
        values["proactive_day"] = None
    if outcome.due_at is not None:
        values["due_at"] = outcome.due_at
    if outcome.template is not None:
        values["template"] = outcome.template
    if outcome.told is not None:
        values["told"] = outcome.told
    return values


def _finish_other(tx: Connection, outcome: Outcome) -> None:
    # A stop, an erasure or another process may have decided meanwhile: theirs stands. So does a
    # failure told early: it knows what a send without an answer does not.
    told = OutboxRow.reason.like(f"{EARLY}%")
    mine = and_(
        OutboxRow.id == outcome.id,
        OutboxRow.status == Status.CLAIMED.value,
        or_(OutboxRow.reason.is_(None), not_(told)),
    )
    tx.execute(update(OutboxRow).where(mine).values(**state_after(outcome)))


def forget_recipient(tx: Connection, ids: Sequence[int], now: datetime) -> None:
    """Wipe where these messages went and what they said; of a relay also when, and to whom."""
    these = OutboxRow.id.in_(ids)
    tx.execute(update(OutboxRow).where(these).values(to_sealed=None, sealed=None))
    relayed = update(OutboxRow).where(these, OutboxRow.kind == RELAYED)
    tx.execute(relayed.values(kind="reply", **_NOBODY, **_by_day(now)))


_NOBODY = {"person_id": None, "inbox_id": None, "provider_id": None}
"""What would tell, or let find out, who a message went to."""


def _by_day(now: datetime) -> dict[str, Any]:
    """Times that line a row up with no other."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    sent = case((OutboxRow.sent_at.is_not(None), day), else_=None)
    return {"created_at": day, "due_at": day, "sent_at": sent}


def settled(tx: Connection, plan: str, day: datetime) -> None:
    """Of messages whose plan key begins so nothing is kept but that they went, and the day."""
    over = OutboxRow.status.not_in((Status.PLANNED.value, Status.CLAIMED.value))
    tx.execute(
        update(OutboxRow)
        .where(OutboxRow.plan.startswith(plan, autoescape=True), over)
        .values(sealed=None, **_by_day(day))
    )


def blank(tx: Connection, inbox_ids: Sequence[int], day: datetime) -> None:
    """Of what was answered to these messages nothing is kept but that it went, and the day."""
    tx.execute(
        update(OutboxRow)
        .where(
            OutboxRow.inbox_id.in_(inbox_ids),
            OutboxRow.status.not_in((Status.PLANNED.value, Status.CLAIMED.value)),
        )
        .values(
            sealed=None,
            to_sealed=None,
            key=UNTOLD,
            **_NOBODY,
            **_by_day(day),
        )
    )


def as_templates(tx: Connection, ids: Sequence[int], yes: bool) -> None:
    """These messages go as their template, or as they were written."""
    if ids:
        tx.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(ids), OutboxRow.template.is_not(yes))
            .values(template=yes)
        )


def redirect(tx: Connection, keyring: Keyring, message_id: int, to: Address) -> None:
    """This message goes to another address: its chat was renamed, or its person is elsewhere."""
    values = {"to_sealed": keyring.seal(str(to)), "channel": to.channel}
    tx.execute(update(OutboxRow).where(OutboxRow.id == message_id).values(**values))


def waiting(tx: Connection, keyring: Keyring, person_id: int) -> list[tuple[int, Address]]:
    """What is planned for a person and has not begun to leave, with where it goes. No replies."""
    rows = tx.execute(
        select(OutboxRow.id, OutboxRow.to_sealed).where(
            unbegun(), OutboxRow.person_id == person_id, OutboxRow.to_sealed.is_not(None)
        )
    )
    return [(row.id, Address.parse(keyring.unseal(row.to_sealed))) for row in rows]


def unbegun() -> ColumnElement[bool]:
    """Proactive messages that are planned, or claimed by someone who has not begun to send."""
    begun = and_(OutboxRow.status == Status.CLAIMED.value, OutboxRow.started_at.is_not(None))
    return and_(
        OutboxRow.priority > REPLY,
        OutboxRow.status.in_((Status.PLANNED.value, Status.CLAIMED.value)),
        not_(begun),
    )


def plan_elsewhere(tx: Connection, keyring: Keyring, message_id: int, to: Address) -> None:
    """A message of `waiting` goes to another address: whoever claimed it does not send it."""
    values = {"to_sealed": keyring.seal(str(to)), "channel": to.channel}
    tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id == message_id, unbegun())
        .values(status=Status.PLANNED.value, lease_until=None, **values)
    )


def move(tx: Connection, message_id: int, day: date, due_at: datetime, end: datetime) -> None:
    """A proactive message that has not begun to leave goes on another local day of its person."""
    tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id == message_id, unbegun())
        .values(proactive_day=day, due_at=due_at, expires_at=end)
    )


def leave_out(tx: Connection, message_id: int, reason: str) -> None:
    """A message of `waiting` goes nowhere; its day is free."""
    tx.execute(
        update(OutboxRow)
        .where(OutboxRow.id == message_id, unbegun())
        .values(status=Status.SKIPPED.value, reason=reason, proactive_day=None)
    )


def recover(tx: Connection, *, real_now: datetime) -> int:
    """Take back messages whose process died. Returns how many changed.

    Not started: planned again. Started: nobody knows; a reply is sent once more because someone
    waits for it, anything else stays `unknown` and is not repeated (promise P2).
    """
    told = OutboxRow.reason.like(f"{EARLY}%")
    dead = and_(
        OutboxRow.status == Status.CLAIMED.value,
        OutboxRow.lease_until < real_now,
        or_(OutboxRow.reason.is_(None), not_(told)),
    )
    first = or_(OutboxRow.reason.is_(None), OutboxRow.reason.not_like(f"{REPEAT}%"))
    again = and_(OutboxRow.priority == REPLY, first)
    unstarted = OutboxRow.started_at.is_(None)
    back = tx.execute(
        update(OutboxRow)
        .where(dead, or_(unstarted, again))
        .values(
            status=Status.PLANNED.value,
            lease_until=None,
            started_at=None,
            attempts=case((unstarted, OutboxRow.attempts), else_=OutboxRow.attempts + 1),
            reason=case((unstarted, OutboxRow.reason), else_=f"{REPEAT}process_died"),
        )
    )
    lost = tx.execute(
        update(OutboxRow)
        .where(dead)
        .values(status=Status.UNKNOWN.value, reason="process_died", lease_until=None)
    )
    return back.rowcount + lost.rowcount


def give_up(tx: Connection, now: datetime, channels: Sequence[str]) -> int:
    """Planned messages whose moment passed while nobody could send them, each with its reason."""
    late = and_(OutboxRow.status == Status.PLANNED.value, OutboxRow.expires_at < now)
    on = OutboxRow.channel.in_(channels)
    expired = tx.execute(
        update(OutboxRow)
        .where(late)
        .values(
            status=Status.EXPIRED.value,
            # What kept it from leaving says more than that it is too late.
            reason=case(
                (on, func.coalesce(OutboxRow.reason, Status.EXPIRED.value)), else_="channel_off"
            ),
            proactive_day=None,
        )
    )
    return expired.rowcount


def cancel_plan(tx: Connection, plan: str, reason: str) -> int:
    """The message of a plan key, if it has not begun to leave, stays; frees its day."""
    values = {"status": Status.SKIPPED.value, "reason": reason, "proactive_day": None}
    mine = update(OutboxRow).where(OutboxRow.plan == plan, unbegun())
    return tx.execute(mine.values(**values)).rowcount


def cancel(tx: Connection, person: int, reason: str, kinds: Sequence[str] | None = None) -> int:
    """Proactive messages of a person that must no longer go, also claimed ones that have not
    begun to leave; frees their day. Replies stay: someone waits for them."""
    condition: ColumnElement[bool] = and_(OutboxRow.person_id == person, unbegun())
    if kinds is not None:
        condition = and_(condition, OutboxRow.kind.in_(kinds))
    result = tx.execute(
        update(OutboxRow)
        .where(condition)
        .values(status=Status.SKIPPED.value, reason=reason, proactive_day=None)
    )
    return result.rowcount
