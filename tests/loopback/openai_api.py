"""An OpenAI-compatible server on loopback: obedient, slow, wrong, malicious or over quota.

It speaks POST /v1/chat/completions and /v1/audio/transcriptions and refuses a wrong key. By default
it does what our instructions ask: it names the first sheet it was given and repeats it in short.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEY = "sk-loopback"
MODEL = "loopback-small"


@dataclass(frozen=True, slots=True)
class Step:
    """The next answer. `text` is what the model says; `status` other than 200 is a refusal."""

    text: str | None = None
    status: int = 200
    code: str = ""
    seconds: float = 0.0
    finish: str = "stop"
    body: bytes | None = None
    drop: bool = False
    drip: float = 0.0
    counts: bool = True


def says(text: str) -> Step:
    """Exactly these words, whatever was asked."""
    return Step(text)


def slow(seconds: float) -> Step:
    """The usual answer, late."""
    return Step(seconds=seconds)


def refused(status: int, code: str) -> Step:
    """A documented error: 401 invalid_api_key, 429 insufficient_quota, 500 server_error…"""
    return Step(status=status, code=code)


def cut_short(text: str) -> Step:
    """The model ran out of tokens."""
    return Step(text, finish="length")


def garbage(body: bytes = b"<html>gateway</html>") -> Step:
    """An answer that is not the API's."""
    return Step(body=body)


def dripping(seconds: float) -> Step:
    """The usual answer, a byte each `seconds`: no read of the client's ever times out."""
    return Step(drip=seconds)


def huge(characters: int = 5_000_000) -> Step:
    """An answer nobody asked for the length of."""
    return Step(f"FICHE : mails\n{'oui ' * (characters // 4)}")


def uncounted(text: str | None = None) -> Step:
    """A server that is only nearly compatible: it says nothing of tokens."""
    return Step(text, counts=False)


def dropped() -> Step:
    """The connection is cut before an answer."""
    return Step(drop=True)


def _obeys(data: str) -> str:
    """What a well-behaved model makes of the sheets."""
    sheets = json.loads(data).get("fiches") or [{"fiche": "aucune", "texte": ""}]
    first = sheets[0]
    sentences = re.split(r"(?<=[.!?])\s+", first["texte"].strip())
    return f"FICHE : {first['fiche']}\nDans ton cas : {' '.join(sentences[:2])}"


@dataclass
class ModelApi:
    """What the server was asked, and what it is to answer next."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    script: list[Step] = field(default_factory=list)
    voice: str = "c'est quoi un prompt"
    reply: Callable[[str], str] = _obeys

    @property
    def everything_sent(self) -> str:
        """All that ever left for the model, as one text."""
        return json.dumps(self.asked, ensure_ascii=False)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """POST /v1/chat/completions."""
        if (refusal := _wrong_key(request)) is not None:
            return refusal
        asked = await request.json()
        self.asked.append(asked)
        step = self.script.pop(0) if self.script else Step()
        await asyncio.sleep(step.seconds)
        if step.drop:
            assert request.transport is not None
            request.transport.abort()
        if step.body is not None:
            return web.Response(body=step.body, content_type="text/html")
        if step.status != 200:
            return _error(step.status, step.code)
        data = asked["messages"][-1]["content"]
        text = step.text if step.text is not None else self.reply(data)
        answer = _completion(asked["model"], data, text, step.finish)
        if not step.counts:
            del answer["usage"]
        return await _drip(request, answer, step.drip) if step.drip else web.json_response(answer)

    async def transcribe(self, request: web.Request) -> web.StreamResponse:
        """POST /v1/audio/transcriptions."""
        if (refusal := _wrong_key(request)) is not None:
            return refusal
        form = await request.post()
        voice = form["file"]
        assert isinstance(voice, web.FileField)
        self.heard.append(voice.file.read())
        step = self.script.pop(0) if self.script else Step()
        await asyncio.sleep(step.seconds)
        if step.status != 200:
            return _error(step.status, step.code)
        return web.json_response({"text": step.text if step.text is not None else self.voice})


async def _drip(request: web.Request, answer: object, seconds: float) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    with suppress(ConnectionError):
        for byte in json.dumps(answer).encode():
            await response.write(bytes([byte]))
            await asyncio.sleep(seconds)
    return response


def _wrong_key(request: web.Request) -> web.Response | None:
    if request.headers.get("Authorization") == f"Bearer {KEY}":
        return None
    return _error(401, "invalid_api_key")


def _error(status: int, code: str) -> web.Response:
    kind = "insufficient_quota" if status == 429 else "invalid_request_error"
    error = {"message": f"loopback: {code}", "type": kind, "param": None, "code": code}
    return web.json_response({"error": error}, status=status)


def _completion(model: str, data: str, text: str, finish: str) -> dict[str, Any]:
    given, made = len(data) // 4 + 1, len(text) // 4 + 1
    said = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": "chatcmpl-loopback",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": model,
        "choices": [{"index": 0, "message": said, "logprobs": None, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": given,
            "completion_tokens": made,
            "total_tokens": given + made,
        },
    }


@asynccontextmanager
async def model_api() -> AsyncIterator[ModelApi]:
    """The server listening on 127.0.0.1 for the length of the block; `api.url` is the base URL."""
    api = ModelApi()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", api.complete)
    app.router.add_post("/v1/audio/transcriptions", api.transcribe)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    api.url = f"http://{host}:{port}/v1"
    try:
        yield api
    finally:
        await runner.cleanup()
