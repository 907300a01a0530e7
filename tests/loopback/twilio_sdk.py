"""The vendor's own client before the played Twilio, for tests that are not asynchronous."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.loopback.twilio_api import TwilioApi, twilio_api


def sdk(api: TwilioApi, token: str = "", timeout: float = 5.0) -> Client:
    """A client whose three hosts are the played Twilio; `timeout` in seconds."""
    http = TwilioHttpClient(timeout=timeout)
    client = Client(api.account_sid, token or api.auth_token, http_client=http)
    for host in (client.api, client.content, client.messaging):
        host.base_url = api.url
    return client


@contextmanager
def twilio_in_a_thread(api: TwilioApi | None = None) -> Iterator[TwilioApi]:
    """The played Twilio on an event loop of its own for the length of the block.

    Read and change its state only between calls: nothing locks it.
    """
    api, ready, loop = api or TwilioApi(), threading.Event(), asyncio.new_event_loop()
    over = asyncio.Event()

    async def serve() -> None:
        async with twilio_api(api=api):
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield api
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
