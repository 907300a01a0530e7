"""The one home of openai: a bounded call to any server that speaks its chat completions.

Nothing is kept there by us: no history is sent, and providers are asked not to store.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

import openai
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

from answers.breaker import Breaker
from answers.prompts import Completion, ModelAway, ModelRefused, Prompt
from core.settings import Settings

RETRY_ROOM: Final = 0.5
"""Seconds that must be left for a second try to be worth it."""
LETTERS_A_TOKEN: Final = 3
"""Of French text, where a server counts nothing: rather too many tokens than too few."""
BYTES_A_TOKEN: Final = 100
"""Of a voice note in Opus: some 20 tokens a second."""


class Model:
    """A language model behind OPENAI_BASE_URL. One per process: its connections stay warm."""

    def __init__(
        self,
        key: str,
        name: str,
        *,
        base_url: str | None = None,
        transcriber: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        # Its own retries wait for half a second at least and know no deadline.
        self._client = AsyncOpenAI(api_key=key, base_url=base_url, max_retries=0)
        self._name = name
        self._transcriber = transcriber
        self._clock = clock
        self._breaker = Breaker()

    @property
    def transcribes(self) -> bool:
        """Whether voice notes can be read."""
        return bool(self._transcriber)

    async def complete(self, prompt: Prompt, seconds: float) -> Completion:
        """One answer within `seconds`, a second try included. Raises ModelAway."""
        end = self._clock() + seconds
        return await self._guarded(self._twice(prompt, end))

    async def _guarded(self, asking: Coroutine[Any, Any, Completion]) -> Completion:
        """What is asked, unless the server failed too often just now: then it is left alone."""
        if not self._breaker.closed(self._clock()):
            asking.close()
            raise ModelAway("resting")
        try:
            answer = await asking
        except ModelAway:
            self._breaker.failed(self._clock())
            raise
        self._breaker.worked()
        return answer

    async def _twice(self, prompt: Prompt, end: float) -> Completion:
        try:
            return await self._once(prompt, end - self._clock())
        except ModelRefused:
            raise
        except ModelAway:
            left = end - self._clock()
            if left < RETRY_ROOM:
                raise
        return await self._once(prompt, left)

    async def _once(self, prompt: Prompt, seconds: float) -> Completion:
        said: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": prompt.instructions},
            {"role": "user", "content": prompt.data},
        ]
        allowed = max(seconds, 0.05)
        try:
            # The client's own timeout is for each read: a server that drips would never end.
            async with asyncio.timeout(allowed):
                given = await self._client.chat.completions.create(
                    model=self._name,
                    messages=said,
                    max_tokens=prompt.most_tokens,
                    temperature=0.2,
                    timeout=allowed,
                )
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise ModelRefused(type(error).__name__) from None
        except (openai.BadRequestError, openai.NotFoundError) as error:
            raise ModelRefused(type(error).__name__) from None
        except (openai.OpenAIError, ValueError, TimeoutError) as error:
            # Its message may quote what we sent.
            raise ModelAway(type(error).__name__) from None
        return _read(given, prompt)

    async def transcribe(self, voice: bytes, seconds: float) -> Completion:
        """The French words of an OGG/Opus voice note. Raises ModelAway."""
        if not self._transcriber:
            raise ModelAway("no transcriber")
        return await self._guarded(self._heard(voice, seconds))

    async def _heard(self, voice: bytes, seconds: float) -> Completion:
        try:
            async with asyncio.timeout(seconds):
                given = await self._client.audio.transcriptions.create(
                    model=self._transcriber,
                    file=("voice.ogg", voice, "audio/ogg"),
                    language="fr",
                    timeout=seconds,
                )
        except (openai.OpenAIError, ValueError, TimeoutError) as error:
            raise ModelAway(type(error).__name__) from None
        counted = _counted(given)
        return Completion(given.text.strip(), counted or len(voice) // BYTES_A_TOKEN + 1)

    async def close(self) -> None:
        """Release the connections."""
        await self._client.close()


def _counted(given: object) -> int:
    """The tokens a server says it used; 0 when it says nothing of the kind."""
    usage = getattr(given, "usage", None)
    counted = getattr(usage, "total_tokens", None)
    return counted if isinstance(counted, int) and counted > 0 else 0


def _read(given: ChatCompletion, prompt: Prompt) -> Completion:
    """A server that is only nearly compatible may leave anything out."""
    choices = getattr(given, "choices", None) or []
    first = next(iter(choices), None)
    text = first.message.content if first is not None and first.message else None
    if first is None or not text:
        raise ModelAway("nothing said")
    if first.finish_reason in ("length", "content_filter"):
        raise ModelAway("cut short")
    letters = len(prompt.instructions) + len(prompt.data) + len(text)
    return Completion(text.strip(), _counted(given) or letters // LETTERS_A_TOKEN + 1)


def from_settings(settings: Settings) -> Model | None:
    """The model OPENAI_API_KEY and the rest describe; None without a key."""
    if settings.openai_api_key is None:
        return None
    return Model(
        settings.openai_api_key.get_secret_value(),
        settings.openai_model,
        base_url=settings.openai_base_url,
        transcriber=settings.openai_transcribe_model,
    )
