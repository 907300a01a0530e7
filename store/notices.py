"""Words of the coach that went out as an approved text only, and wait to be read in full."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import aliased

from core.message import NOTICE, Outbound
from store.models import OutboxRow
from store.outbox import ARRIVED, RELAYED, REPLY, Status, read_body
from store.seal import Keyring

_LEFT = (Status.SENT.value, *ARRIVED, Status.UNKNOWN.value)
MOST = 3
"""Words given at one tap: more would be a pile."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A word announced, as it was written."""

    id: int
    kind: str
    key: str
    body: Outbound


def announced(tx: Connection, keyring: Keyring, person_id: int) -> list[Notice]:
    """What was announced to a person and not given yet, oldest first; else the last one again.

    Empty when its text is not kept any more.
    """
    given = aliased(OutboxRow)
    later = exists().where(
        given.person_id == OutboxRow.person_id,
        given.id > OutboxRow.id,
        given.priority == REPLY,
        given.key == OutboxRow.key,
    )
    rows = tx.execute(
        select(OutboxRow.id, OutboxRow.kind, OutboxRow.key, OutboxRow.sealed, later.label("given"))
        .where(
            OutboxRow.person_id == person_id,
            OutboxRow.template.is_(True),
            OutboxRow.kind != "tip",
            OutboxRow.status.in_(_LEFT),
            OutboxRow.sealed.is_not(None),
        )
        .order_by(OutboxRow.id.desc())
        .limit(MOST)
    ).all()
    found = [(_given(row), _notice(keyring, row)) for row in rows]
    words = [(seen, one) for seen, one in found if _is_notice(one.body)]
    fresh = [one for seen, one in words if not seen]
    return fresh[::-1] or [one for _, one in words[:1]]


def _given(row: Any) -> bool:
    """A relayed answer is wiped once it is given; its key is that of many replies."""
    return bool(row.given) and row.kind != RELAYED


def _notice(keyring: Keyring, row: Any) -> Notice:
    return Notice(row.id, row.kind, row.key, read_body(keyring.unseal(row.sealed)))


def _is_notice(body: Outbound) -> bool:
    return body.template is not None and body.template.name == NOTICE
