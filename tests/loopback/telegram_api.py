"""The Telegram Bot API on loopback: answers, refuses, floods and fails as the real one may.

In process: `async with telegram_api() as api:`; alone: `python -m tests.loopback.telegram_api
--port 18200 [--latency-ms 80] [--limits on] [--log FILE]`, which prints its URL. Everything a
test needs is also reachable over HTTP under /control/ (see telegram_control).
"""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.loopback.http import Server
from tests.loopback.telegram_state import BOT, Accepted, BotApi
from tests.loopback.telegram_user import TelegramUser
from tests.loopback.windows import Allowance

__all__ = ["BOT", "Accepted", "BotApi", "TelegramUser", "telegram_api"]


@asynccontextmanager
async def telegram_api(port: int = 0, api: BotApi | None = None) -> AsyncIterator[BotApi]:
    """The API listening on 127.0.0.1 for the length of the block; `api.url` says where."""
    api = api or BotApi()
    server = Server(api, port)
    await server.start()
    api.url = server.url
    try:
        yield api
    finally:
        await server.stop()


async def _serve(options: argparse.Namespace) -> None:
    log = open(options.log, "a", buffering=1) if options.log else None  # noqa: ASYNC230, SIM115
    api = BotApi(
        token=options.token,
        latency=options.latency_ms / 1000,
        allowed=Allowance(options.limits == "on", options.per_second, options.per_chat_second),
        log=log,
    )
    async with telegram_api(options.port, api):
        print(api.url, flush=True)
        await asyncio.Event().wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The Telegram Bot API on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--limits", choices=("on", "off"), default="off")
    parser.add_argument("--per-second", type=int, default=30)
    parser.add_argument("--per-chat-second", type=int, default=1)
    parser.add_argument("--log", default="")
    parser.add_argument("--token", default=None, help="the only token accepted; any by default")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(_serve(_options()))
