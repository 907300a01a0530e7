"""What Twilio tells of a message is heard by everybody who sends, not by its row alone."""

import asyncio

import pytest

from channels.base import Limits
from tests.loopback.twilio_messages import Accepted
from tests.loopback.twilio_sign import ACCOUNT_SID, AUTH_TOKEN, SENDER, new_sid, signed
from tests.loopback.twilio_status import callback
from tests.web.site import Open, Site
from workers.slots import Ask, Priority

STATUS = "/webhooks/whatsapp/status"
TWILIO: dict[str, object] = {
    "twilio_account_sid": ACCOUNT_SID,
    "twilio_auth_token": AUTH_TOKEN,
    "twilio_whatsapp_from": SENDER,
}


def told(here: Site, code: int) -> int:
    """Twilio tells that a message failed. Returns the status of our answer."""
    said = Accepted(new_sid("SM"), "whatsapp:+33639980001", SENDER, "", here.context.clock.now())
    base = here.context.settings.base_url
    call = signed(f"{base}{STATUS}?d=7", callback(said, "undelivered", code))
    return here.client.post(f"{STATUS}?d=7", call.body, call.headers).status_code


def held(here: Site, chat: str = "a") -> float:
    """Seconds a reply on WhatsApp has to wait."""
    ask = Ask("whatsapp", chat, Limits(per_second=80), Priority.REPLY)
    return asyncio.run(here.limiter.acquire(ask)).wait


@pytest.mark.parametrize(("code", "least"), [(63018, 4.0), (30001, 59.0), (63005, 0.0)])
def test_a_request_to_slow_down_holds_the_whole_channel(
    open_site: Open, code: int, least: float
) -> None:
    here = open_site(**TWILIO)
    assert told(here, code) == 204
    wait = held(here)
    assert least <= wait <= least + 2
