"""A choice typed instead of tapped: "2", "le deuxième" or its label, where choices were numbered.

It then goes the way of a tap. Commands come first, and so does what an open question asks for:
"10" is ten minutes when minutes were asked, whatever stood under an older message.
"""

from dataclasses import replace
from datetime import timedelta

from channels.whatsapp.choices import chosen
from core.message import Button, Inbound, Kind
from flows import waiting
from flows.talk import Finding, Turn
from french import commands
from store import ledger
from store.db import Transaction
from workers import window
from workers.context import Context

REMEMBERED = timedelta(hours=24)
"""How long a number still means a choice of the last message that had some."""


def read(tx: Transaction, context: Context, turn: Turn) -> Turn:
    """The turn, its text turned into the tap it stands for, if it stands for one."""
    if not _may_choose(context, turn.message):
        return turn
    shown = _shown(tx, context, turn)
    picked = chosen(turn.message.text, shown.buttons) if shown else None
    if shown is None or picked is None:
        return turn
    if not turn.message.quotes and _answers(turn, picked, last=shown.last):
        return turn
    tap = replace(turn.message, kind=Kind.BUTTON, text="", button=picked.id)
    return replace(turn, message=tap, finding=Finding())


def _may_choose(context: Context, message: Inbound) -> bool:
    channel = context.channels.get(message.address.channel)
    if channel is None or not channel.numbered or message.kind is not Kind.TEXT:
        return False
    said = commands.command(message.text) is not None or commands.ambiguous_stop(message.text)
    return not said


def _shown(tx: Transaction, context: Context, turn: Turn) -> ledger.Choices | None:
    channel, quoted = turn.message.address.channel, turn.message.quotes
    mine = tx, context.keyring, turn.person.id, channel
    found = ledger.choices_of(*mine, quoted) if quoted else None
    if found is None:
        # What is quoted may be older than what is kept.
        found = ledger.last_choices(*mine, turn.now - REMEMBERED)
    if found is None or found.template is None:
        return found
    # Its template is all the person saw: the choices are those of the approved text.
    return replace(found, buttons=window.approved(context, found.template).buttons)


def _answers(turn: Turn, picked: Button, *, last: bool) -> bool:
    """Whether the open question takes the text itself, and did not come with this very choice."""
    asked_with_it = last and picked.id.startswith(f"{turn.conversation.flow}.")
    return not asked_with_it and waiting.understood(turn)
