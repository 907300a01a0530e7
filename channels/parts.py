"""A message in several parts, in order, on any channel that takes one at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from channels.base import OutcomeUnknown, Receipt, Refused, SendFailed, SlowDown

PATIENCE = 3.0  # seconds a later part may be asked to wait before the message is given up
PACE = 1.05  # seconds between the parts of one message: a chat takes one a second, in order

Part = TypeVar("Part")


async def in_order(
    parts: Sequence[Part], send: Callable[[Part], Awaitable[Receipt]], pace: float
) -> Receipt:
    """Send every part, `pace` seconds apart; the receipt names the last, with the choices.

    Once a part is out, a failure that invites to try again would repeat it, so it becomes
    OutcomeUnknown("partly_sent"); a refusal, which nobody retries, stays what it is.
    """
    first, *later = parts
    receipt = await send(first)
    for part in later:
        await asyncio.sleep(pace)
        receipt = await _later(part, send)
    return receipt


async def _later(part: Part, send: Callable[[Part], Awaitable[Receipt]]) -> Receipt:
    try:
        return await _patiently(part, send)
    except Refused:
        raise
    except SendFailed:
        raise OutcomeUnknown("partly_sent") from None


async def _patiently(part: Part, send: Callable[[Part], Awaitable[Receipt]]) -> Receipt:
    try:
        return await send(part)
    except SlowDown as asked:
        if asked.seconds > PATIENCE:
            raise
        await asyncio.sleep(asked.seconds)
    return await send(part)
