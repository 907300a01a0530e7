"""One message out to Telegram, and what became of it."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from telegram import Bot, InputFile
from telegram.error import BadRequest, TelegramError

from channels.base import Receipt
from channels.parts import PACE, in_order
from channels.telegram.errors import CANNOT_PARSE, NOT_MODIFIED, failure
from channels.telegram.render import Part, parts
from channels.telegram.transport import call
from core.message import Address, Outbound, Picture

CAPTION_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part goes: a chat, a topic of it, or in the place of a message that stands there."""

    address: Address
    thread: str = ""
    edits: str = ""


async def send(bot: Bot, address: Address, message: Outbound, *, pace: float = PACE) -> Receipt:
    """Send every part, as `in_order` does; a picture goes before the words.

    What replaces a message that stands there fits in one part: the first, of several.
    """
    place = Place(address, message.thread, message.edits)
    if message.picture is not None and message.picture.png:
        await _send_picture(bot, place, message.picture)
    bare = replace(message, thread="", edits="", picture=None)
    all_parts = parts(bare)[:1] if message.edits else parts(bare)
    return await in_order(all_parts, partial(_send_part, bot, place), pace)


async def _send_picture(bot: Bot, place: Place, picture: Picture) -> None:
    # Telegram has no field for an alternative text: its caption says what the picture shows.
    try:
        await bot.send_photo(
            _chat(place.address),
            InputFile(picture.png, "semaine.png"),
            caption=picture.alt[:CAPTION_LIMIT],
            message_thread_id=int(place.thread) if place.thread else None,
        )
    except TelegramError as error:
        raise failure(error, group=is_group(place.address)) from None


async def _send_part(bot: Bot, place: Place, part: Part) -> Receipt:
    styled = {"text": part.html, "parse_mode": "HTML"}
    try:
        return await _post(bot, place, part, styled)
    except BadRequest as error:
        problem = error.message.lower()
    except TelegramError as error:
        raise failure(error, group=is_group(place.address)) from None
    if NOT_MODIFIED in problem:
        return Receipt(place.edits)
    if CANNOT_PARSE not in problem:
        raise failure(BadRequest(problem), group=is_group(place.address))
    return await _send_plain(bot, place, part)


async def _send_plain(bot: Bot, place: Place, part: Part) -> Receipt:
    try:
        return await _post(bot, place, part, {"text": part.plain})
    except TelegramError as error:
        raise failure(error, group=is_group(place.address)) from None


async def _post(bot: Bot, place: Place, part: Part, body: dict[str, Any]) -> Receipt:
    where = {"message_id": int(place.edits)} if place.edits else {}
    if place.thread and not place.edits:
        where["message_thread_id"] = int(place.thread)
    answer = await call(
        bot,
        "editMessageText" if place.edits else "sendMessage",
        chat_id=_chat(place.address),
        **where,
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
