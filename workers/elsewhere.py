"""What is planned for an address its person has left: it follows them, or stays.

Done once, when the address is lost: asked at every sending it would take a third of its time.
"""

from core.message import Address
from core.reasons import Reason
from store import addresses, outbox
from store.db import Transaction
from workers.context import Context


def follow(tx: Transaction, context: Context, person_id: int) -> None:
    """Nothing planned goes to an address that was taken back or reaches nobody.

    A message keeps the address it was planned for, whatever is chosen since. Where nothing can be
    sent any more it goes to the person's other address, if one can be reached; without one, the
    provider has the last word. Replies stay where the person wrote, and what has begun to leave
    has left.
    """
    keyring = context.keyring
    waiting = outbox.waiting(tx, keyring, person_id)
    lost = addresses.lost(tx, keyring, [(to, person_id) for _, to in waiting])
    other = addresses.reach(tx, keyring, [person_id]).get(person_id)
    reached = other.address if other is not None and other.reachable else None
    for message_id, to in waiting:
        if (to, person_id) in lost:
            theirs = lost[to, person_id]
            _follow(tx, context, message_id, reached, theirs=theirs)


def _follow(
    tx: Transaction, context: Context, message_id: int, reached: Address | None, *, theirs: bool
) -> None:
    if reached is not None:
        outbox.plan_elsewhere(tx, context.keyring, message_id, reached)
    elif not theirs:
        outbox.leave_out(tx, message_id, Reason.UNREACHABLE.value)
