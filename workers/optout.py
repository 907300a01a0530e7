"""A stop the provider tells about, instead of the person telling the coach."""

from flows import schedule
from store import addresses, outbox, people
from store.db import Transaction
from store.outbox import Message
from workers.context import Context


def stop(tx: Transaction, context: Context, message: Message) -> None:
    """Nothing proactive any more to the person this message was for, on any channel."""
    if message.to is not None:
        addresses.unreachable(tx, context.keyring, message.to)
    if message.person_id is None:
        return
    person = people.load(tx, message.person_id, message.organisation_id, lock=True)
    if person is not None:
        people.save(tx, person, schedule.stop(person))
        outbox.cancel(tx, person.id, "stopped")
