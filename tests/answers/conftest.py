"""A model on loopback."""

from collections.abc import AsyncIterator

import pytest

from tests.loopback.openai_api import ModelApi, model_api


@pytest.fixture
def anyio_backend() -> str:
    """One event loop is enough."""
    return "asyncio"


@pytest.fixture
async def api(anyio_backend: str) -> AsyncIterator[ModelApi]:
    """An OpenAI-compatible server."""
    async with model_api() as served:
        yield served
