"""Questions about the ledger of messages: what is due, what became of it. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, select
from sqlalchemy.orm import aliased

from core.message import Address, Button, Template
from core.reasons import Reason
from store.models import EnrolmentRow, OutboxRow
from store.outbox import ARRIVED, FREED, OPEN, Message, Status, opened, read_body
from store.seal import Keyring

_LEFT = (Status.SENT.value, *ARRIVED)

LOOKED_AT = 5
"""Messages opened to find the last choices: each costs an unsealing."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person was last offered. `last`: nothing was said to them since.

    With `template` set they saw that approved text alone, with its own choices.
    """

    buttons: tuple[Button, ...]
    last: bool
    template: Template | None = None


def due_count(tx: Connection, now: datetime) -> int:
    """How many messages wait to leave."""
    return tx.execute(
        select(func.count())
        .select_from(OutboxRow)
        .where(OutboxRow.status == Status.PLANNED.value, OutboxRow.due_at <= now)
    ).scalar_one()


def anything_due(tx: Connection, now: datetime, channels: Sequence[str]) -> bool:
    """Whether the bell should ring: something is due on a channel that is on."""
    return (
        tx.execute(
            select(OutboxRow.id)
            .where(
                OutboxRow.status == Status.PLANNED.value,
                OutboxRow.due_at <= now,
                OutboxRow.channel.in_(channels),
            )
            .limit(1)
        ).first()
        is not None
    )


def last_tip(tx: Connection, person_id: int) -> str:
    """The key of the piece sent last to a person (or leaving just now); empty before the first."""
    found = tx.execute(
        select(OutboxRow.key)
        .where(
            OutboxRow.person_id == person_id,
            OutboxRow.kind == "tip",
            OutboxRow.status.not_in((*FREED, Status.PLANNED.value)),
        )
        .order_by(OutboxRow.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return found or ""


def taken(tx: Connection, person_ids: Sequence[int], since: date) -> dict[int, frozenset[date]]:
    """The local days, from one on, on which these people have a proactive message already."""
    rows = tx.execute(
        select(OutboxRow.person_id, OutboxRow.proactive_day).where(
            OutboxRow.person_id.in_(person_ids), OutboxRow.proactive_day >= since
        )
    )
    found: dict[int, set[date]] = {}
    for person_id, day in rows:
        if person_id is not None and day is not None:
            found.setdefault(person_id, set()).add(day)
    return {person_id: frozenset(days) for person_id, days in found.items()}


def holder(tx: Connection, keyring: Keyring, person_id: int, day: date) -> Message | None:
    """What waits to leave on a person's local day, and has not begun to; None for anything else."""
    row = tx.execute(
        select(*OPEN)
        .where(
            OutboxRow.person_id == person_id,
            OutboxRow.proactive_day == day,
            OutboxRow.status == Status.PLANNED.value,
        )
        .with_for_update()
    ).one_or_none()
    return None if row is None else opened(keyring, row, Status.PLANNED)


def holds(tx: Connection, person_id: int, day: date) -> bool:
    """Whether a person's local day is taken."""
    mine = OutboxRow.person_id == person_id, OutboxRow.proactive_day == day
    return tx.execute(select(OutboxRow.id).where(*mine)).first() is not None


def next_due(tx: Connection) -> datetime | None:
    """When the next planned message may leave."""
    return tx.execute(
        select(func.min(OutboxRow.due_at)).where(OutboxRow.status == Status.PLANNED.value)
    ).scalar_one_or_none()


def templated_people(tx: Connection, since: datetime) -> dict[int, datetime]:
    """When a template was last planned for each person after an instant, and not given up."""
    rows = tx.execute(
        select(OutboxRow.person_id, func.max(OutboxRow.created_at))
        .where(*_templates(), OutboxRow.created_at > since, OutboxRow.person_id.is_not(None))
        .group_by(OutboxRow.person_id)
    )
    return {person: last for person, last in rows if person is not None}


def held_people(
    tx: Connection, since: datetime, reason: str, until: datetime
) -> dict[int, datetime]:
    """Whose template was held for a reason after an instant, and when first since their last piece.

    Only those the planner looks at again before `until`: no place is kept for others.
    """
    later = aliased(OutboxRow)
    served = exists().where(
        later.person_id == OutboxRow.person_id,
        later.id > OutboxRow.id,
        later.kind == "tip",
        later.status.not_in(FREED),
    )
    rows = tx.execute(
        select(OutboxRow.person_id, func.min(OutboxRow.created_at))
        .join(EnrolmentRow, EnrolmentRow.person_id == OutboxRow.person_id)
        .where(
            OutboxRow.template.is_(True),
            OutboxRow.created_at >= since,
            OutboxRow.status == Status.SKIPPED.value,
            OutboxRow.reason == reason,
            EnrolmentRow.next_at <= until,
            ~served,
        )
        .group_by(OutboxRow.person_id)
    )
    return {person: first for person, first in rows if person is not None}


def withheld(tx: Connection, person_ids: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Of these people, those to whom the provider lets no template through before an instant.

    A message it withheld is put off until then, and keeps that time when it is given up earlier.
    """
    rows = tx.execute(
        select(OutboxRow.person_id, func.max(OutboxRow.due_at))
        .where(
            OutboxRow.person_id.in_(person_ids),
            OutboxRow.due_at > now,
            # The provider's code follows the word.
            OutboxRow.reason.like(f"{Reason.META_WITHHELD.value}%"),
        )
        .group_by(OutboxRow.person_id)
    )
    return {person: until for person, until in rows if person is not None}


def templates(tx: Connection, since: datetime) -> int:
    """How many templates were planned since an instant, and not given up."""
    return tx.execute(
        select(func.count())
        .select_from(OutboxRow)
        .where(*_templates(), OutboxRow.created_at >= since)
    ).scalar_one()


def free_form(tx: Connection, channel: str, since: datetime) -> int:
    """How many messages without a template were planned there since, and not given up."""
    return tx.execute(
        select(func.count())
        .select_from(OutboxRow)
        .where(
            OutboxRow.created_at >= since,
            OutboxRow.channel == channel,
            OutboxRow.template.is_(False),
            OutboxRow.status.not_in(FREED),
        )
    ).scalar_one()


def _templates() -> tuple[ColumnElement[bool], ...]:
    return OutboxRow.template.is_(True), OutboxRow.status.not_in(FREED)


def history(tx: Connection, organisation_id: int, person_id: int, limit: int = 200) -> list[Any]:
    """The person's ledger, newest first, without any text."""
    return list(
        tx.execute(
            select(
                OutboxRow.created_at,
                OutboxRow.due_at,
                OutboxRow.sent_at,
                OutboxRow.channel,
                OutboxRow.kind,
                OutboxRow.key,
                OutboxRow.status,
                OutboxRow.reason,
                OutboxRow.template,
            )
            .where(OutboxRow.organisation_id == organisation_id, OutboxRow.person_id == person_id)
            .order_by(OutboxRow.id.desc())
            .limit(limit)
        )
    )


def counts(tx: Connection) -> dict[tuple[str, str], int]:
    """Messages by (status, reason), for the metrics."""
    rows = tx.execute(
        select(OutboxRow.status, OutboxRow.reason, func.count()).group_by(
            OutboxRow.status, OutboxRow.reason
        )
    )
    return {(row[0], row[1] or ""): row[2] for row in rows}


def last_choices(
    tx: Connection, keyring: Keyring, person_id: int, channel: str, since: datetime
) -> Choices | None:
    """The choices of the last message that had some, among the newest ones sent since then."""
    rows = tx.execute(
        select(OutboxRow.sealed, OutboxRow.template)
        .where(
            OutboxRow.person_id == person_id,
            OutboxRow.channel == channel,
            OutboxRow.status.in_(_LEFT),
            OutboxRow.sent_at >= since,
            OutboxRow.sealed.is_not(None),
        )
        .order_by(OutboxRow.sent_at.desc(), OutboxRow.id.desc())
        .limit(LOOKED_AT)
    )
    for place, row in enumerate(rows):
        found = _choices(keyring, row, last=place == 0)
        if found.template or found.buttons:
            return found
    return None


def choices_of(
    tx: Connection, keyring: Keyring, person_id: int, channel: str, provider_id: str
) -> Choices | None:
    """The choices of the message of theirs that the provider calls so; None: there is none."""
    row = tx.execute(
        select(OutboxRow.sealed, OutboxRow.template).where(
            OutboxRow.person_id == person_id,
            OutboxRow.channel == channel,
            OutboxRow.provider_id == provider_id,
            OutboxRow.sealed.is_not(None),
        )
    ).first()
    return None if row is None else _choices(keyring, row, last=False)


def _choices(keyring: Keyring, row: Any, *, last: bool) -> Choices:
    body = read_body(keyring.unseal(row.sealed or b""))
    return Choices(body.buttons, last, body.template if row.template else None)


def keys_sent_to(tx: Connection, keyring: Keyring, address: Address) -> list[str]:
    """Keys of what was sent to an address and is not wiped yet, oldest first; opens every row."""
    rows = tx.execute(
        select(OutboxRow.key, OutboxRow.to_sealed)
        .where(OutboxRow.status.in_(_LEFT), OutboxRow.to_sealed.is_not(None))
        .order_by(OutboxRow.id)
    )
    return [row.key for row in rows if keyring.unseal(row.to_sealed or b"") == str(address)]
