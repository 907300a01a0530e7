"""Every channel to hold to the contract, and the played providers they talk to."""

from collections.abc import AsyncIterator

import pytest

from channels.telegram.channel import Telegram
from tests.channels.rigs import RIGS, Rig, TelegramRig
from tests.channels.whatsapp_rig import whatsapp_rig
from tests.loopback.telegram_api import BotApi, telegram_api

EVERY = {**RIGS, "whatsapp": whatsapp_rig}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=EVERY)
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    """A channel with its provider, one after the other."""
    async with EVERY[request.param]() as rig:
        yield rig


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramRig]:
    async with RIGS["telegram"]() as rig:
        assert isinstance(rig, TelegramRig)
        yield rig


@pytest.fixture
async def api(telegram: TelegramRig) -> BotApi:
    return telegram.api


@pytest.fixture
async def channel(telegram: TelegramRig) -> Telegram:
    return telegram.channel


@pytest.fixture
async def silent_api() -> AsyncIterator[BotApi]:
    """The API alone, for tests that open their own channel."""
    async with telegram_api() as api:
        yield api
