"""python-telegram-bot's road to Telegram, over one warm aiohttp pool instead of httpx."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from channels.base import LARGEST
from channels.pool import ClientTimeout, FormData, Lost, Pool, answered, form, times
from channels.telegram.errors import Flood, NotPosted, NotTheApi, Unsure

FLOOD_WITHOUT_NUMBER = 5.0
_JSON = {"Content-Type": "application/json"}
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
        self._pool = Pool(pool, {"User-Agent": self.USER_AGENT})
        self._times = times(timeout, connect_timeout)

    @property
    def read_timeout(self) -> float | None:
        """Seconds a whole request may take."""
        return self._times.total

    async def initialize(self) -> None:
        """Nothing to do: a session opens with the first request of its loop."""

    async def shutdown(self) -> None:
        """Close every pool. A later request opens a new one."""
        await self._pool.close()

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
        allowed = self._times
        if isinstance(read_timeout, int | float):
            allowed = times(read_timeout, read_timeout / 2)
        try:
            status, payload = await answered(self._exchange(url, method, request_data, allowed))
        except Lost as lost:
            raise _failure(lost) from None
        return _judged(status, payload)

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, allowed: ClientTimeout
    ) -> tuple[int, bytes]:
        session = await self._pool.session()
        body, headers = _body(data)
        async with session.request(
            method, _url(url), data=body, headers=headers, timeout=allowed, allow_redirects=False
        ) as response:
            return response.status, await response.read()


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


async def fetch(bot: Bot, file_id: str) -> bytes:
    """The bytes of a file people sent. Raises TelegramError.

    PTB's File would download it through a client of its own.
    """
    found = await call(bot, "getFile", file_id=file_id)
    path = found.get("file_path") if isinstance(found, dict) else None
    if not isinstance(path, str) or found.get("file_size", 0) > LARGEST:
        raise TelegramError("no_file")
    return await bot.request.retrieve(f"{bot.base_file_url}/{path}")


@lru_cache(maxsize=64)
def _url(text: str) -> URL:
    return URL(text)


def _body(data: RequestData | None) -> tuple[bytes | FormData | None, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.contains_files:
        return json.dumps(data.parameters).encode(), _JSON
    return form(data.json_parameters, data.multipart_data), {}


def _failure(lost: Lost) -> NetworkError:
    match lost.why:
        case "no_connection":
            return NotPosted(lost.why)
        case "bad_url":
            return NotTheApi(lost.why)
        case "timeout":
            return TimedOut()
        case "disconnected":
            return Unsure(lost.why)


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
