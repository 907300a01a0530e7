"""python-telegram-bot's road to Telegram, over one warm aiohttp pool instead of httpx."""

import asyncio
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import aiohttp
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from channels.telegram.errors import Flood, NotPosted, NotTheApi, Unsure

KEEP_ALIVE = 15.0  # under what servers usually keep, so that a dead connection is rarely picked
FLOOD_WITHOUT_NUMBER = 5.0
_JSON = {"Content-Type": "application/json"}
_NEVER_BEGAN = (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError)
_BAD_URL = (ValueError, aiohttp.NonHttpUrlClientError)  # ValueError: yarl cannot parse it
_GATEWAY = {408, 502, 504}
_KNOWN_TO_PTB = {400, 401, 403, 404}


class Transport(BaseRequest):
    """One pool per running event loop, at most `pool` connections each. Times are in seconds.

    `connect_timeout` covers waiting for a free connection and opening it: past it nothing was
    sent. `timeout` covers all of a request: past it nobody knows. No error or log line carries the
    URL, which holds the token.
    """

    def __init__(
        self, *, pool: int = 100, timeout: float = 10.0, connect_timeout: float = 4.0
    ) -> None:
        self._pool = pool
        self._times = aiohttp.ClientTimeout(
            total=timeout, connect=min(connect_timeout, timeout / 2)
        )
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}

    @property
    def read_timeout(self) -> float | None:
        """Seconds a whole request may take."""
        return self._times.total

    async def initialize(self) -> None:
        """Nothing to do: a session opens with the first request of its loop."""

    async def shutdown(self) -> None:
        """Close every pool. A later request opens a new one."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. PTB's own logs the payload when it is broken: it may hold words."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            raise TelegramError("unreadable") from None
        if not isinstance(answer, dict):
            raise TelegramError("unreadable")
        return {"result": None, **answer}

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """One HTTP exchange. Of PTB's four times only `read_timeout` counts, as the whole time."""
        times = self._times
        if isinstance(read_timeout, int | float):
            times = aiohttp.ClientTimeout(total=read_timeout, connect=read_timeout / 2)
        try:
            status, payload = await self._exchange(url, method, request_data, times)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            refusal = _failure(error)
        else:
            return _judged(status, payload)
        raise refusal  # outside the except block: aiohttp's error would bring the URL along

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, times: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        session = self._sessions.get(asyncio.get_running_loop()) or await self._open()
        body, headers = _body(data)
        async with session.request(
            method, _url(url), data=body, headers=headers, timeout=times, allow_redirects=False
        ) as response:
            return response.status, await response.read()

    async def _open(self) -> aiohttp.ClientSession:
        """A session for this loop, kept before anything is awaited so that no second one opens."""
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._pool, keepalive_timeout=KEEP_ALIVE),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
        )
        self._sessions[asyncio.get_running_loop()] = session
        for loop in [loop for loop in self._sessions if loop.is_closed()]:
            await self._sessions.pop(loop).close()
        return session


@dataclass(frozen=True, slots=True)
class _Ready:
    """Arguments that are JSON already: what `_body` needs of a RequestData."""

    parameters: dict[str, Any]
    contains_files: bool = False


async def call(bot: Bot, method: str, **arguments: Any) -> Any:
    """The result of one method of the Bot API over our transport; None arguments are left out.

    `Bot.do_api_request` looks into every argument for files and PTB's own objects first, and
    hands them to the transport untouched: 15 % of what a message costs. Raises TelegramError.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    return await bot.request.post(f"{bot.base_url}/{method}", cast(RequestData, _Ready(given)))


@lru_cache(maxsize=64)
def _url(text: str) -> URL:
    return URL(text)


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.contains_files:
        return json.dumps(data.parameters).encode(), _JSON
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


def _failure(error: Exception) -> NetworkError:
    """aiohttp never repeats a POST by itself, so a lost answer is unknown, never sent twice."""
    if isinstance(error, _NEVER_BEGAN):
        return NotPosted("no_connection")
    if isinstance(error, _BAD_URL):
        return NotTheApi("bad_url")
    if isinstance(error, TimeoutError):
        return TimedOut()
    return Unsure("disconnected")


def _judged(status: int, payload: bytes) -> tuple[int, bytes]:
    """Pass on what PTB maps well; raise where it would lose the number or trust a stranger.

    The documentation says that `ok: false` means the request failed, so a 500 that says it was
    not sent. 408, 502 and 504 come from a gateway that cannot know, whatever their body; so does
    any other 5xx without that body. A 4xx without it (a firewall's 403) tells nothing of a person.
    """
    if status < 300:
        return status, payload
    documented, parameters = _documented(payload)
    if status == 429:
        raise Flood(parameters.get("retry_after") or FLOOD_WITHOUT_NUMBER)
    if status in _GATEWAY or (status >= 500 and not documented):
        raise Unsure("gateway")
    if status >= 500:
        raise NotPosted("server_error")
    if not documented:
        raise NotTheApi("foreign_answer")
    if status not in _KNOWN_TO_PTB:
        raise BadRequest("refused")
    return status, payload


def _documented(payload: bytes) -> tuple[bool, dict[str, Any]]:
    """Whether this is the Bot API's error object, and its response parameters."""
    try:
        answer = Transport.parse_json_payload(payload)
    except TelegramError:
        return False, {}
    parameters = answer.get("parameters")
    known = answer.get("ok") is False and "error_code" in answer
    return known, parameters if isinstance(parameters, dict) else {}
