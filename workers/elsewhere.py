"""A message planned for an address its person has left: it follows them, or stays."""

from collections.abc import Sequence
from dataclasses import replace

from core.message import Address
from core.reasons import Reason
from store import addresses, outbox
from store.db import Transaction
from store.outbox import REPLY, Message, Outcome, Status
from workers.context import Context


def followed(
    tx: Transaction, context: Context, claimed: Sequence[Message]
) -> tuple[list[Message], list[Outcome]]:
    """What is to leave, and what must not: nothing goes to an address that was taken back.

    A message keeps the address it was planned for, whatever is chosen since. Where nothing can
    be sent any more it goes to the person's other address, if one can be reached; without one,
    the provider has the last word. Replies stay where the person wrote.
    """
    lost = addresses.lost(tx, context.keyring, [where for one in claimed if (where := _to(one))])
    if not lost:
        return list(claimed), []
    reached = addresses.reach(tx, context.keyring, [person for _, person in lost])
    left: list[Message] = []
    gone: list[Outcome] = []
    for message in claimed:
        where = _to(message)
        other = reached.get(where[1]) if where in lost and where else None
        if other is not None and other.reachable:
            outbox.redirect(tx, context.keyring, message.id, other.address)
            left.append(replace(message, to=other.address))
        elif where is not None and not lost.get(where, True):
            gone.append(Outcome(message.id, Status.SKIPPED, Reason.UNREACHABLE.value))
        else:
            left.append(message)
    return left, gone


def _to(message: Message) -> tuple[Address, int] | None:
    """Where a planned message goes, and for whom."""
    if message.priority == REPLY or message.to is None or message.person_id is None:
        return None
    return message.to, message.person_id
