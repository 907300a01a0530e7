"""One warm pool of connections per event loop, and what it means that no answer came.

The one home of aiohttp: the vendors' own roads are slower, forget their timeouts, or log URLs.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import IO, Literal, TypeVar

import aiohttp
from aiohttp import ClientTimeout, FormData

__all__ = ["ClientTimeout", "FormData", "Lost", "Pool", "answered", "form", "times"]

KEEP_ALIVE = 15.0  # under what servers usually keep, so that a dead connection is rarely picked
_NEVER_BEGAN = (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError)
_BAD_URL = (ValueError, aiohttp.NonHttpUrlClientError)  # ValueError: yarl cannot parse it

Why = Literal["no_connection", "bad_url", "timeout", "disconnected"]
T = TypeVar("T")


class Lost(Exception):
    """No answer came. After no_connection and bad_url nothing was sent; else nobody knows."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Pool:
    """A session per running loop, at most `size` connections each. Nothing is logged."""

    def __init__(self, size: int, headers: Mapping[str, str] | None = None) -> None:
        self._size = size
        self._headers = headers
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}

    async def session(self) -> aiohttp.ClientSession:
        """The running loop's session."""
        return self._sessions.get(asyncio.get_running_loop()) or await self._open()

    async def _open(self) -> aiohttp.ClientSession:
        """A session for this loop, kept before anything is awaited so that no second one opens."""
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._size, keepalive_timeout=KEEP_ALIVE),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=self._headers,
        )
        self._sessions[asyncio.get_running_loop()] = session
        for loop in [loop for loop in self._sessions if loop.is_closed()]:
            await self._sessions.pop(loop).close()
        return session

    async def close(self) -> None:
        """Close every session. A later request opens a new one."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()


def times(total: float, connect: float) -> ClientTimeout:
    """Seconds for a whole exchange, and of these for a free connection and opening it."""
    return ClientTimeout(total=total, connect=min(connect, total / 2))


def form(
    fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes | IO[bytes], str]]
) -> FormData:
    """A form with files, each as (name, content, media type)."""
    made = FormData(fields)
    for name, (filename, content, kind) in files.items():
        made.add_field(name, content, filename=filename, content_type=kind)
    return made


async def answered(exchange: Awaitable[T]) -> T:
    """What an exchange brings. Raises Lost, which carries nothing of the URL."""
    try:
        return await exchange
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        lost = Lost(_why(error))
    raise lost  # outside the except block: aiohttp's error would bring the URL along


def _why(error: Exception) -> Why:
    """aiohttp never repeats a POST by itself, so a lost answer is unknown, never sent twice."""
    if isinstance(error, _NEVER_BEGAN):
        return "no_connection"
    if isinstance(error, _BAD_URL):
        return "bad_url"
    return "timeout" if isinstance(error, TimeoutError) else "disconnected"
