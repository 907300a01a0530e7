"""What others are compared with: a loop over a library's own transport, keeping no ledger.

`python -m bench.bare python-telegram-bot|aiogram URL COUNT`: sends the message read from standard
input (sendMessage's arguments) to COUNT chats, 30 in flight; prints the seconds of CPU it took.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

from bench.crowd import FIRST_CHAT
from bench.provider import TOKEN

IN_FLIGHT = 30
Send = Callable[[int], Awaitable[object]]


@asynccontextmanager
async def _python_telegram_bot(url: str, message: dict[str, Any]) -> AsyncIterator[Send]:
    from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

    rows = message["reply_markup"]["inline_keyboard"]
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(**key) for key in row] for row in rows])
    async with Bot(TOKEN, f"{url}/bot") as bot:
        yield lambda chat: bot.send_message(
            chat,
            message["text"],
            parse_mode="HTML",
            reply_markup=keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )


@asynccontextmanager
async def _aiogram(url: str, message: dict[str, Any]) -> AsyncIterator[Send]:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions

    keyboard = InlineKeyboardMarkup.model_validate(message["reply_markup"])
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    async with Bot(TOKEN, session=session) as bot:
        yield lambda chat: bot.send_message(
            chat,
            message["text"],
            parse_mode="HTML",
            reply_markup=keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )


LIBRARIES = {"python-telegram-bot": _python_telegram_bot, "aiogram": _aiogram}


async def _run(library: str, url: str, count: int) -> None:
    message = json.load(sys.stdin)
    chats = iter(range(FIRST_CHAT + 1, FIRST_CHAT + 1 + count))
    async with LIBRARIES[library](url, message) as send:
        spent = time.process_time()
        await asyncio.gather(*(_some(chats, send) for _ in range(IN_FLIGHT)))
        print(time.process_time() - spent)


async def _some(chats: Iterator[int], send: Send) -> None:
    for chat in chats:
        await send(chat)


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], sys.argv[2], int(sys.argv[3])))
