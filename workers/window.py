"""Free text or an approved template: what a channel with a window may be given now (CHANNELS.md).

Such a channel (WhatsApp) takes free-form messages only for a while after the person's last one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.message import NOTICE, READY, Outbound, Template
from store import addresses
from store.addresses import Reach
from store.db import Transaction
from store.outbox import RECEIPT, Message
from workers.context import Context
from workers.mishaps import WINDOW

MARGIN = timedelta(minutes=2)
"""A window about to close may close on the way."""

_WORDS = {READY: "tip.ready", NOTICE: "notice.ready"}
"""What our own content says where the provider's approved text would stand."""


def is_open(heard: datetime | None, window: timedelta | None, now: datetime) -> bool:
    """Whether free-form text may go to someone heard at an instant of product time."""
    return window is None or (heard is not None and now < heard + window - MARGIN)


def open_for(context: Context, reach: Reach | None, now: datetime) -> bool:
    """Whether free-form text may go where a person's next message goes."""
    channel = context.channels.get(reach.address.channel) if reach else None
    return reach is None or channel is None or is_open(reach.heard_at, channel.window, now)


def by_template(context: Context, reach: Reach | None, name: str, now: datetime) -> bool:
    """Whether a message leaves as the approved text `name`: its window is shut, and there is one.

    That of the tips is taken for granted: without it the channel is not set up, and says so.
    """
    if reach is None or open_for(context, reach, now):
        return False
    return name == READY or _carried(context, reach.address.channel, name)


def _carried(context: Context, channel: str, name: str) -> bool:
    on = context.channels.get(channel)
    return on is not None and on.carries(name)


def speechless(context: Context, message: Message) -> bool:
    """Whether no approved text says it: outside the window it stays."""
    template = message.body.template if message.body else None
    if template is None or message.to is None:
        return True
    return template.name != READY and not _carried(context, message.to.channel, template.name)


def closed(
    tx: Transaction, context: Context, messages: Sequence[Message], now: datetime
) -> set[int]:
    """Ids of messages that may only go as their template."""
    windows = {name: one.window for name, one in context.channels.items() if one.window}
    # The address of a receipt is forgotten, and with it when it was heard: it goes at once or not.
    mine = (one for one in messages if one.kind != RECEIPT)
    theirs = [(one, one.to) for one in mine if one.to and one.to.channel in windows]
    heard = addresses.heard_at(tx, context.keyring, [to for _, to in theirs])
    return {
        one.id
        for one, to in theirs
        if one.reason == WINDOW or not is_open(heard.get(str(to)), windows[to.channel], now)
    }


def fitted(context: Context, message: Message, closed: bool) -> Message:
    """The message as its window allows: as written, or as its template alone.

    One that goes as written keeps its template: the provider may know better about the window.
    """
    template = message.body.template if message.body else None
    if template is None:
        return message
    body = replace(approved(context, template), template=template) if closed else message.body
    return replace(message, body=body, template=closed)


def approved(context: Context, template: Template) -> Outbound:
    """What the person reads of a template, in our own content."""
    return context.library.render(_WORDS[template.name], _blanks(template))


def _blanks(template: Template) -> dict[str, str]:
    """By the names of our own content, which fills the same words."""
    return dict(zip(("title",), template.values, strict=True))
