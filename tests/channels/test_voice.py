"""Voice notes: fetched from the provider, the token never leaving it."""

import pytest

from channels.base import NotFetched
from core.message import Inbound, Kind
from tests.channels.rigs import TOKEN, TelegramRig, signed, telegram_rig
from tests.channels.whatsapp_rig import WhatsAppRig, whatsapp_rig

pytestmark = pytest.mark.anyio
OGG = b"OggS\x00\x02"


def spoken(rig: TelegramRig | WhatsAppRig) -> Inbound:
    """The voice note as the channel reads it."""
    if isinstance(rig, TelegramRig):
        call = signed(rig.user.media_update("voice"))
    else:
        call = rig.user.media("voice")
    (message,) = rig.channel.read(call)
    assert message.kind is Kind.VOICE
    return message


async def test_on_telegram_by_its_file_id() -> None:
    async with telegram_rig() as rig:
        assert await rig.channel.fetch(spoken(rig).media) == OGG


async def test_on_whatsapp_by_its_url() -> None:
    async with whatsapp_rig() as rig:
        assert await rig.channel.fetch(spoken(rig).media) == OGG


async def test_a_note_telegram_has_no_more_is_not_fetched() -> None:
    async with telegram_rig() as rig:
        with pytest.raises(NotFetched) as error:
            await rig.channel.fetch("gone")
        assert TOKEN not in str(error.value)


@pytest.mark.parametrize("url", ["https://evil.example/a.ogg", "http://169.254.169.254/", "", "x"])
async def test_nothing_is_fetched_elsewhere_than_from_twilio(url: str) -> None:
    async with whatsapp_rig() as rig:
        with pytest.raises(NotFetched):
            await rig.channel.fetch(url)
