"""The organisation's own bank beside ours: read again only when it has changed."""

from answers.own import Own
from core.person import Organisation
from store import entries
from store.db import Transaction
from workers.context import Context


def find(tx: Transaction, context: Context, organisation: Organisation, text: str) -> str:
    """The answer the organisation's champions gave to this question; empty when there is none."""
    state = entries.state(tx, organisation.id)
    if not state[0]:
        return ""
    kept = context.own_banks.get(organisation.id)
    if kept is None or kept[0] != state:
        found = entries.every(tx, context.keyring, organisation.id)
        kept = state, Own([(one.question, one.answer) for one in found])
        context.own_banks[organisation.id] = kept
    return kept[1].find(text)
