"""Calls the application as a server would, without a network."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message

Headers = Mapping[str, str | bytes]


@dataclass
class Answer:
    """What came back."""

    status_code: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    parts_taken: int = 0
    """How many parts of the body the application took."""

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    """One caller at one address."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._host = host

    def get(self, url: str, headers: Headers | None = None) -> Answer:
        """GET."""
        return self.request("GET", url, headers=headers)

    def post(self, url: str, body: bytes | object = b"", headers: Headers | None = None) -> Answer:
        """POST bytes as they are, anything else as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.request("POST", url, [content], headers)

    def request(
        self,
        method: str,
        url: str,
        parts: Iterable[bytes] = (b"",),
        headers: Headers | None = None,
    ) -> Answer:
        """Any call; the body comes in `parts`. What the application raises is raised."""
        return asyncio.run(self._call(self._scope(method, url, headers or {}), list(parts)))

    def _scope(self, method: str, url: str, headers: Headers) -> dict[str, Any]:
        raw, _, query = url.partition("?")
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote_to_bytes(raw).decode("utf-8", "replace"),
            "raw_path": raw.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": _pairs({"host": "localhost:8000", **headers}),
            "client": (self._host, 50_000),
            "server": ("dix.example", 80),
        }

    async def _call(self, scope: dict[str, Any], parts: list[bytes]) -> Answer:
        answer = Answer()

        async def receive() -> Message:
            part = parts[answer.parts_taken]
            answer.parts_taken += 1
            more = answer.parts_taken < len(parts)
            return {"type": "http.request", "body": part, "more_body": more}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status_code = message["status"]
                answer.headers = {
                    name.decode("latin-1"): value.decode("latin-1")
                    for name, value in message["headers"]
                }
            else:
                answer.content += message.get("body", b"")

        await self._app(scope, receive, send)
        return answer


def _pairs(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [
        (name.lower().encode(), value if isinstance(value, bytes) else value.encode("latin-1"))
        for name, value in headers.items()
    ]
