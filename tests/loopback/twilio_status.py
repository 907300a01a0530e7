"""Status callbacks: what Twilio posts about a message, and the postman who posts it."""

import asyncio
from collections.abc import Iterable
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import aiohttp

from channels.base import Request
from tests.loopback.twilio_messages import Accepted
from tests.loopback.twilio_rules import MESSAGES
from tests.loopback.twilio_sign import ACCOUNT_SID, Form

INSTALL_SID = "XE" + "1c" * 16


def callback(
    message: Accepted, status: str, code: int | None = None, account_sid: str = ACCOUNT_SID
) -> Form:
    """The form Twilio posts when a message reaches `status`."""
    form = {
        "SmsSid": message.sid,
        "SmsStatus": status,
        "MessageStatus": status,
        "ChannelToAddress": f"{message.to.removeprefix('whatsapp:')[:-4]}XXXX",
        "To": message.to,
        "ChannelPrefix": "whatsapp",
        "MessageSid": message.sid,
        "AccountSid": account_sid,
        "StructuredMessage": "true" if message.content else "false",
        "From": message.sender,
        "ApiVersion": "2010-04-01",
        "ChannelInstallSid": INSTALL_SID,
    }
    if status in {"delivered", "read", "undelivered", "failed"}:
        form["EventType"] = status.upper()
    if code is not None:
        form |= {"ErrorCode": str(code), "ErrorMessage": MESSAGES.get(code, "Unknown error")}
    return form


def reachable(request: Request, base: str) -> str:
    """The request's URL with the scheme and host of `base`, or as it is when there is none."""
    if not base:
        return request.url
    there = urlsplit(base)
    return urlunsplit(urlsplit(request.url)._replace(scheme=there.scheme, netloc=there.netloc))


async def post(session: aiohttp.ClientSession, request: Request, base: str = "") -> int:
    """Post a genuine call as Twilio does, to `base` instead of its host; the answer's status."""
    url = reachable(request, base)
    headers = dict(request.headers)
    async with session.post(url, data=request.body, headers=headers) as answer:
        return answer.status


class Postman:
    """Posts callbacks as they come, each message's in order. `statuses` are the answers' so far."""

    def __init__(self, base: str = "") -> None:
        self.base = base
        self.statuses: list[int] = []
        self._under_way: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._under_way:
            task.cancel()
        await self._session.close()

    def soon(self, requests: Iterable[Request]) -> None:
        """Post them one after the other, without waiting here."""
        task = asyncio.get_running_loop().create_task(self.now(list(requests)))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def now(self, requests: Iterable[Request]) -> None:
        """Post them one after the other. A server that is away counts as status 0."""
        for request in requests:
            try:
                self.statuses.append(await post(self._session, request, self.base))
            except (aiohttp.ClientError, TimeoutError):
                self.statuses.append(0)

    async def done(self) -> None:
        """Wait until everything is posted."""
        while self._under_way:
            await asyncio.gather(*self._under_way)
