"""Twilio on loopback: api, content and messaging hosts in one, taking, refusing and failing.

In process: `async with twilio_api() as api:`; alone: `python -m tests.loopback.twilio_api
--port 18300 [--latency-ms 80] [--callbacks http://127.0.0.1:8000]`, which prints its URL.
Everything a test needs is also reachable over HTTP under /control/ (see twilio_control).
"""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.loopback.twilio_http import TwilioServer
from tests.loopback.twilio_messages import Accepted
from tests.loopback.twilio_sign import ACCOUNT_SID, AUTH_TOKEN, SENDER
from tests.loopback.twilio_state import TwilioApi
from tests.loopback.twilio_status import Postman
from tests.loopback.twilio_user import TwilioUser

__all__ = [
    "ACCOUNT_SID",
    "AUTH_TOKEN",
    "SENDER",
    "Accepted",
    "TwilioApi",
    "TwilioUser",
    "twilio_api",
]


@asynccontextmanager
async def twilio_api(
    port: int = 0, api: TwilioApi | None = None, callbacks: str | None = None
) -> AsyncIterator[TwilioApi]:
    """Twilio listening on 127.0.0.1 for the length of the block; `api.url` says where.

    `callbacks` None leaves status callbacks to the test; "" posts them where each message says;
    anything else is the server that receives them whatever host the messages name.
    """
    api = api or TwilioApi()
    server = TwilioServer(api, port)
    await server.start()
    api.listen_at(server.url)
    try:
        if callbacks is None:
            yield api
        else:
            async with Postman(callbacks) as api.postman:
                yield api
    finally:
        await server.stop()


async def _serve(options: argparse.Namespace) -> None:
    api = TwilioApi(options.account, options.token, options.sender)
    api.latency = options.latency_ms / 1000
    async with twilio_api(options.port, api, options.callbacks):
        print(api.url, flush=True)
        await asyncio.Event().wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Twilio on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--account", default=ACCOUNT_SID)
    parser.add_argument("--token", default=AUTH_TOKEN)
    parser.add_argument("--sender", default=SENDER)
    parser.add_argument("--callbacks", default=None, help="where to post status callbacks")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(_serve(_options()))
