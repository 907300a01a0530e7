"""A small HTTP/1.1 server for loopback, written for speed and for failing on purpose.

It answers about twice what an aiohttp server does for the same CPU, so that a throughput measured
against it is the client's own; and it can cut a connection where a test needs it cut.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class Call:
    """One request as received."""

    method: str
    path: str
    kind: str
    body: bytes


@dataclass(slots=True)
class Reply:
    """What to do with a request: answer, `hang` for ever, or `drop` the connection."""

    body: bytes = b"{}"
    status: int = 200
    kind: str = "application/json"
    hang: bool = False
    drop: bool = False
    delay: float = 0.0


class App(Protocol):
    """What answers calls. It must not block."""

    def handle(self, call: Call) -> Reply:
        """The reply to one call."""
        ...


_PHRASES = {200: "OK", 400: "Bad Request", 403: "Forbidden", 429: "Too Many Requests"}


class _Connection(asyncio.Protocol):
    """One keep-alive connection. Bodies need a Content-Length, as every client here sends."""

    def __init__(self, app: App, opened: set["_Connection"]) -> None:
        self._app = app
        self._opened = opened
        self._buffer = b""
        self._loop = asyncio.get_running_loop()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._opened.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        self._opened.discard(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (call := self._next()) is not None:
            self._carry_out(self._app.handle(call))

    def _next(self) -> Call | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self._buffer[:end]
        names = head.lower()
        start = end + 4
        stop = start + int(_header(names, b"\r\ncontent-length:") or 0)
        if len(self._buffer) < stop:
            return None
        body, self._buffer = self._buffer[start:stop], self._buffer[stop:]
        method, path, _ = head.partition(b"\r\n")[0].decode().split(" ", 2)
        at = names.find(b"\r\ncontent-type:")
        return Call(method, path, _value(head, at + 15) if at >= 0 else "", body)

    def _carry_out(self, reply: Reply) -> None:
        if reply.hang:
            return
        act: Callable[[], None] = self.transport.abort if reply.drop else lambda: self._write(reply)
        if reply.delay:
            self._loop.call_later(reply.delay, act)
        else:
            act()

    def _write(self, reply: Reply) -> None:
        head = (
            f"HTTP/1.1 {reply.status} {_PHRASES.get(reply.status, 'Status')}\r\n"
            f"Content-Type: {reply.kind}\r\nContent-Length: {len(reply.body)}\r\n\r\n"
        )
        if not self.transport.is_closing():
            self.transport.write(head.encode() + reply.body)


def _header(names: bytes, name: bytes) -> str:
    at = names.find(name)
    return _value(names, at + len(name)) if at >= 0 else ""


def _value(head: bytes, start: int) -> str:
    stop = head.find(b"\r\n", start)
    return head[start : len(head) if stop < 0 else stop].strip().decode()


class Server:
    """Serves an app on 127.0.0.1 until stopped. Port 0 picks a free one, told by `url`."""

    def __init__(self, app: App, port: int = 0) -> None:
        self._app = app
        self._port = port
        self._opened: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Connection(self._app, self._opened), "127.0.0.1", self._port, backlog=1024
        )
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """Stop listening and cut what is open."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._opened):
            connection.transport.abort()
