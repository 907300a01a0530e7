"""One message out to Telegram, and what became of it."""

from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from channels.base import Receipt
from channels.parts import PACE, in_order
from channels.telegram.errors import CANNOT_PARSE, NOT_MODIFIED, failure
from channels.telegram.render import Part, parts
from channels.telegram.transport import call
from core.message import Address, Outbound


async def send(bot: Bot, address: Address, message: Outbound, *, pace: float = PACE) -> Receipt:
    """Send every part, as `in_order` does."""
    return await in_order(parts(message), partial(_send_part, bot, address), pace)


async def _send_part(bot: Bot, address: Address, part: Part) -> Receipt:
    styled = {"text": part.html, "parse_mode": "HTML"}
    try:
        return await _post(bot, address, part, styled)
    except BadRequest as error:
        problem = error.message.lower()
    except TelegramError as error:
        raise failure(error, group=is_group(address)) from None
    if NOT_MODIFIED in problem:
        return Receipt("")
    if CANNOT_PARSE not in problem:
        raise failure(BadRequest(problem))
    return await _send_plain(bot, address, part)


async def _send_plain(bot: Bot, address: Address, part: Part) -> Receipt:
    try:
        return await _post(bot, address, part, {"text": part.plain})
    except TelegramError as error:
        raise failure(error, group=is_group(address)) from None


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


def is_group(address: Address) -> bool:
    """Whether the id is a group's: those are negative."""
    return address.id.startswith("-")
