"""The SDK's road to Twilio, over one warm aiohttp pool per event loop.

The SDK's own asynchronous client forgets the timeout it is built with, opens its session outside
any loop, logs every URL, keeps the last request (numbers, words, token) and drops Retry-After.
"""

import asyncio
import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.http.response import Response
from twilio.rest import Client
from yarl import URL

from channels.whatsapp.errors import Answered, NotPosted, NotTheApi, Trouble, Unsure

KEEP_ALIVE = 15.0  # under what servers usually keep, so that a dead connection is rarely picked
_NEVER_BEGAN = (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError)
_BAD_URL = (ValueError, aiohttp.NonHttpUrlClientError)  # ValueError: yarl cannot parse it
# TWILIO_EDGE and TWILIO_REGION would rewrite every address, a loopback one too; the address is
# TWILIO_API_URL's alone. An empty mapping would be taken for none.
_ENVIRONMENT = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}


class Transport:
    """One pool per running event loop, at most `pool` connections each. Times are in seconds.

    `connect_timeout` covers waiting for a free connection and opening it: past it nothing was
    sent. `timeout` covers all of a POST: past it nobody knows; anything else has half of it.
    No POST is ever sent twice, no redirect followed, nothing logged.
    """

    is_async = True

    def __init__(
        self, *, pool: int = 100, timeout: float = 10.0, connect_timeout: float = 4.0
    ) -> None:
        self._pool = pool
        self._times = _times(timeout, connect_timeout)
        self._short = _times(timeout / 2, connect_timeout)
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}

    async def close(self) -> None:
        """Close every pool. A later request opens a new one."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the SDK's name for it
        allow_redirects: bool = False,
    ) -> Response:
        """One HTTP exchange, as the SDK asks for it. Raises Trouble unless a JSON object comes."""
        times = self._times if method == "POST" else self._short
        if timeout is not None:
            times = _times(timeout, timeout / 2)
        sent = {**(headers or {}), **_authorization(auth)}
        body = urlencode(data, doseq=True).encode() if data else None
        try:
            answer = await self._exchange(method, _url(url, params), body, sent, times)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            trouble = _trouble(error)
        else:
            return _judged(*answer)
        raise trouble  # outside the except block: aiohttp's error would bring the URL along

    async def _exchange(
        self,
        method: str,
        url: URL,
        body: bytes | None,
        headers: Mapping[str, str],
        times: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes, str]:
        session = self._sessions.get(asyncio.get_running_loop()) or await self._open()
        async with session.request(
            method, url, data=body, headers=headers, timeout=times, allow_redirects=False
        ) as response:
            asked = response.headers.get("Retry-After", "")
            return response.status, await response.read(), asked

    async def _open(self) -> aiohttp.ClientSession:
        """A session for this loop, kept before anything is awaited so that no second one opens."""
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._pool, keepalive_timeout=KEEP_ALIVE),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._sessions[asyncio.get_running_loop()] = session
        for loop in [loop for loop in self._sessions if loop.is_closed()]:
            await self._sessions.pop(loop).close()
        return session


def open_client(account_sid: str, token: str, api_url: str, transport: Transport) -> Client:
    """The SDK's client over our transport, on one address."""
    client = Client(account_sid, token, http_client=transport, environment=_ENVIRONMENT)
    client.api.base_url = api_url
    return client


def _times(total: float, connect: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=total, connect=min(connect, total / 2))


def _authorization(auth: tuple[str, str] | None) -> dict[str, str]:
    if auth is None:
        return {}
    return {"Authorization": f"Basic {b64encode(':'.join(auth).encode()).decode()}"}


def _url(url: str, params: Mapping[str, Any] | None) -> URL:
    """With the query as we encode it: yarl's own would leave a `+` in it, which means a space."""
    query = f"?{urlencode(params, doseq=True)}" if params else ""
    return URL(url + query, encoded=True)


def _trouble(error: Exception) -> Trouble:
    """aiohttp never repeats a POST by itself, so a lost answer is unknown, never sent twice."""
    if isinstance(error, _NEVER_BEGAN):
        return NotPosted("no_connection")
    if isinstance(error, _BAD_URL):
        return NotTheApi("bad_url")
    if isinstance(error, TimeoutError):
        return Unsure("timeout")
    return Unsure("disconnected")


def _judged(status: int, payload: bytes, asked: str) -> Response:
    """Pass on what the SDK reads well; raise where it would lose a number or keep people's words.

    Of an error without a code the SDK makes one whose code is the HTTP status.
    """
    found = _object(payload)
    if not 200 <= status < 300:
        raise Answered(status, _code(found), _seconds(asked))
    if found is None:
        raise Unsure("unreadable_answer")
    return Response(status, payload.decode())


def _object(payload: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _code(found: dict[str, Any] | None) -> int | None:
    code = (found or {}).get("code")
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _seconds(asked: str) -> float | None:
    """Retry-After in seconds; its other form, a date, is not one Twilio documents."""
    return float(asked) if asked.isascii() and asked.isdecimal() else None
