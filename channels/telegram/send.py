"""One message out to Telegram, and what became of it."""

import asyncio
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from channels.base import OutcomeUnknown, Receipt, Refused, SendFailed, SlowDown
from channels.telegram.errors import CANNOT_PARSE, NOT_MODIFIED, failure
from channels.telegram.render import Part, parts
from channels.telegram.transport import call
from core.message import Address, Outbound

PATIENCE = 3.0  # seconds a later part may be asked to wait before the message is given up
PACE = 1.05  # seconds between the parts of one message: a chat takes one message a second


async def send(bot: Bot, address: Address, message: Outbound, *, pace: float = PACE) -> Receipt:
    """Send every part in order, `pace` seconds apart; the receipt names the last, with the choices.

    Once a part is out, a failure that invites to try again would repeat it, so it becomes
    OutcomeUnknown("partly_sent"); a refusal, which nobody retries, stays what it is.
    """
    first, *later = parts(message)
    receipt = await _send_part(bot, address, first)
    for part in later:
        await asyncio.sleep(pace)
        receipt = await _send_later(bot, address, part)
    return receipt


async def _send_later(bot: Bot, address: Address, part: Part) -> Receipt:
    try:
        return await _send_patiently(bot, address, part)
    except Refused:
        raise
    except SendFailed:
        raise OutcomeUnknown("partly_sent") from None


async def _send_patiently(bot: Bot, address: Address, part: Part) -> Receipt:
    try:
        return await _send_part(bot, address, part)
    except SlowDown as asked:
        if asked.seconds > PATIENCE:
            raise
        await asyncio.sleep(asked.seconds)
    return await _send_part(bot, address, part)


async def _send_part(bot: Bot, address: Address, part: Part) -> Receipt:
    styled = {"text": part.html, "parse_mode": "HTML"}
    try:
        return await _post(bot, address, part, styled)
    except BadRequest as error:
        problem = error.message.lower()
    except TelegramError as error:
        raise failure(error, group=_is_group(address)) from None
    if NOT_MODIFIED in problem:
        return Receipt("")
    if CANNOT_PARSE not in problem:
        raise failure(BadRequest(problem))
    return await _send_plain(bot, address, part)


async def _send_plain(bot: Bot, address: Address, part: Part) -> Receipt:
    try:
        return await _post(bot, address, part, {"text": part.plain})
    except TelegramError as error:
        raise failure(error, group=_is_group(address)) from None


async def _post(bot: Bot, address: Address, part: Part, body: dict[str, Any]) -> Receipt:
    answer = await call(
        bot,
        "sendMessage",
        chat_id=_chat(address),
        **body,
        link_preview_options={"is_disabled": True},
        reply_markup=part.keyboard,
    )
    if not isinstance(answer, dict) or "message_id" not in answer:
        raise TelegramError("unreadable")
    return Receipt(str(answer["message_id"]))


def _chat(address: Address) -> int | str:
    return int(address.id) if address.id.removeprefix("-").isdecimal() else address.id


def _is_group(address: Address) -> bool:
    return address.id.startswith("-")
