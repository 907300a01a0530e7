"""The loopback server, with what Twilio's way of speaking needs more than Telegram's.

Its calls carry their Authorization, its replies may carry headers (Retry-After) and may wait for
something else to happen first (a status callback that overtakes the answer).
"""

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.loopback import http
from tests.loopback.http import App, Call, Reply, Server


@dataclass(slots=True)
class TwilioCall(Call):
    """One request as received, with its raw Authorization header."""

    authorization: str = ""

    def credentials(self) -> tuple[str, str]:
        """User name and password of Basic authentication; empty where there are none."""
        scheme, _, encoded = self.authorization.partition(" ")
        if scheme.lower() != "basic":
            return "", ""
        try:
            name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return name, password


@dataclass(slots=True)
class TwilioReply(Reply):
    """An answer with headers of its own, sent once `first` has happened."""

    headers: tuple[tuple[str, str], ...] = ()
    first: Callable[[], Awaitable[None]] | None = None


class _Connection(http._Connection):
    _waiting: asyncio.Task[None]

    def _next(self) -> Call | None:
        names = self._buffer.partition(b"\r\n\r\n")[0]
        call = super()._next()
        if call is None:
            return None
        at = names.lower().find(b"\r\nauthorization:")
        authorization = http._value(names, at + 16) if at >= 0 else ""
        return TwilioCall(call.method, call.path, call.kind, call.body, authorization)

    def _carry_out(self, reply: Reply) -> None:
        first = getattr(reply, "first", None)
        if first is None:
            super()._carry_out(reply)
        else:
            self._waiting = asyncio.get_running_loop().create_task(self._after(first, reply))

    async def _after(self, first: Callable[[], Awaitable[None]], reply: Reply) -> None:
        await first()
        super()._carry_out(reply)

    def _write(self, reply: Reply) -> None:
        lines = [
            f"HTTP/1.1 {reply.status} Status",
            f"Content-Type: {reply.kind}",
            f"Content-Length: {len(reply.body)}",
            *(f"{name}: {value}" for name, value in getattr(reply, "headers", ())),
        ]
        if not self.transport.is_closing():
            self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + reply.body)


class TwilioServer(Server):
    """Serves an app on 127.0.0.1 until stopped."""

    def __init__(self, app: App, port: int = 0) -> None:
        super().__init__(app, port)
        self._open: set[http._Connection] = self._opened

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Connection(self._app, self._open), "127.0.0.1", self._port, backlog=1024
        )
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
