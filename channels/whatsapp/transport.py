"""The SDK's road to Twilio, over one warm aiohttp pool per event loop.

The SDK's own asynchronous client forgets the timeout it is built with, opens its session outside
any loop, logs every URL, keeps the last request (numbers, words, token) and drops Retry-After.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from twilio.http.response import Response
from twilio.rest import Client
from yarl import URL

from channels.base import LARGEST
from channels.pool import ClientTimeout, Lost, Pool, answered, times
from channels.whatsapp.errors import Answered, NotPosted, NotTheApi, Trouble, Unsure

_REDIRECTS = (301, 302, 303, 307, 308)
# TWILIO_EDGE and TWILIO_REGION would rewrite every address, a loopback one too; the address is
# TWILIO_API_URL's alone. An empty mapping would be taken for none.
_ENVIRONMENT = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}

Where = tuple[str, Mapping[str, Any] | None]
"""A URL and its query."""
Answer = tuple[int, bytes, Mapping[str, str]]
"""The status, the body, the headers."""


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
        self._pool = Pool(pool)
        self._times = times(timeout, connect_timeout)
        self._short = times(timeout / 2, connect_timeout)

    async def close(self) -> None:
        """Close every pool. A later request opens a new one."""
        await self._pool.close()

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
        allowed = self._times if method == "POST" else self._short
        if timeout is not None:
            allowed = times(timeout, timeout / 2)
        sent = {**(headers or {}), **_authorization(auth)}
        body = urlencode(data, doseq=True).encode() if data else None
        return _judged(*await self._fetched(method, (url, params), body, sent, allowed))

    async def download(self, url: str, api_url: str, auth: tuple[str, str]) -> bytes:
        """The bytes behind a media URL of the API. Raises Trouble.

        Twilio answers with a redirect to where the file lies; our token does not go there.
        """
        if not _same_origin(url, api_url):
            raise NotTheApi("foreign_media")
        status, payload, told = await self._fetched(
            "GET", (url, None), None, _authorization(auth), self._times
        )
        if status in _REDIRECTS and told.get("Location"):
            elsewhere = str(told["Location"]), None
            status, payload, _ = await self._fetched("GET", elsewhere, None, {}, self._times)
        if status != 200 or len(payload) > LARGEST:
            raise NotTheApi("no_media")
        return payload

    async def _fetched(
        self,
        method: str,
        where: Where,
        body: bytes | None,
        headers: Mapping[str, str],
        allowed: ClientTimeout,
    ) -> Answer:
        try:
            return await answered(self._exchange(method, where, body, headers, allowed))
        except Lost as lost:
            raise _trouble(lost) from None

    async def _exchange(
        self,
        method: str,
        where: Where,
        body: bytes | None,
        headers: Mapping[str, str],
        allowed: ClientTimeout,
    ) -> Answer:
        session = await self._pool.session()
        async with session.request(
            method,
            _url(*where),
            data=body,
            headers=headers,
            timeout=allowed,
            allow_redirects=False,
        ) as response:
            return response.status, await response.read(), response.headers


def open_client(
    account_sid: str, token: str, hosts: tuple[str, str], transport: Transport
) -> Client:
    """The SDK's client over our transport; `hosts` are the addresses of messages and of typing."""
    client = Client(account_sid, token, http_client=transport, environment=_ENVIRONMENT)
    client.api.base_url, client.messaging.base_url = hosts
    return client


def _authorization(auth: tuple[str, str] | None) -> dict[str, str]:
    if auth is None:
        return {}
    return {"Authorization": f"Basic {b64encode(':'.join(auth).encode()).decode()}"}


def _url(url: str, params: Mapping[str, Any] | None) -> URL:
    """With the query as we encode it: yarl's own would leave a `+` in it, which means a space."""
    query = f"?{urlencode(params, doseq=True)}" if params else ""
    return URL(url + query, encoded=True)


def _same_origin(url: str, api_url: str) -> bool:
    try:
        return URL(url).origin() == URL(api_url).origin()
    except ValueError:
        return False


def _trouble(lost: Lost) -> Trouble:
    match lost.why:
        case "no_connection":
            return NotPosted(lost.why)
        case "bad_url":
            return NotTheApi(lost.why)
        case "timeout" | "disconnected":
            return Unsure(lost.why)


def _judged(status: int, payload: bytes, told: Mapping[str, str]) -> Response:
    """Pass on what the SDK reads well; raise where it would lose a number or keep people's words.

    Of an error without a code the SDK makes one whose code is the HTTP status.
    """
    found = _object(payload)
    if not 200 <= status < 300:
        raise Answered(status, _code(found), _seconds(told.get("Retry-After", "")))
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
