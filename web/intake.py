"""Verify, store, ring, acknowledge: the same for every channel."""

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from channels import base
from channels.base import Channel
from channels.phone import Phone
from core.message import Inbound
from store import inbox
from web import guard
from web.house import House
from workers import reports
from workers.queue import INBOUND


def store(house: House, messages: Sequence[Inbound]) -> None:
    """Keep the messages, then ring. Raises DatabaseAway: then nothing is acknowledged."""
    context = house.context
    if not messages:
        return
    with context.database.write() as tx:
        fresh = inbox.take_in(tx, context.keyring, messages, context.clock.now())
    if fresh:
        house.bell.ring(INBOUND)


def channel(house: House, name: str) -> Channel:
    """The channel, or HTTPException 404 when it is off."""
    found = house.context.channels.get(name)
    if found is None or isinstance(found, Phone):
        raise HTTPException(404, f"the channel {name} is off")
    return found


async def telegram(request: Request) -> Response:
    """One update of the Bot API; anything readable is answered 200, also what we do not use."""
    house: House = request.app.state.house
    on, raw = await _verified(house, request, "telegram")
    await run_in_threadpool(store, house, on.read(raw))
    return Response(status_code=200)


async def whatsapp(request: Request) -> Response:
    """One message as Twilio posts it; an empty answer says that nothing is to be sent back."""
    house: House = request.app.state.house
    on, raw = await _verified(house, request, "whatsapp")
    await run_in_threadpool(store, house, on.read(raw))
    return Response(status_code=204)


async def whatsapp_status(request: Request) -> Response:
    """What became of a message of ours, as Twilio posts it."""
    house: House = request.app.state.house
    on, raw = await _verified(house, request, "whatsapp")
    told = on.report(raw)
    await run_in_threadpool(reports.take, house.context, told)
    for one in told:
        if isinstance(one.failure, base.SlowDown):
            await house.limiter.slow_down(on.name, None, one.failure.seconds)
    return Response(status_code=204)


async def _verified(house: House, request: Request, name: str) -> tuple[Channel, base.Request]:
    on = channel(house, name)
    body = await guard.body(request)
    raw = base.Request(body, dict(request.headers), _public_url(house, request))
    on.verify(raw)
    return on, raw


def _public_url(house: House, request: Request) -> str:
    path = request.scope["raw_path"].decode("ascii", "replace")
    query = request.scope["query_string"].decode("ascii", "replace")
    return f"{house.context.settings.base_url}{path}{'?' if query else ''}{query}"


ROUTES = [
    Route("/webhooks/telegram", telegram, methods=["POST"]),
    Route("/webhooks/whatsapp", whatsapp, methods=["POST"]),
    Route("/webhooks/whatsapp/status", whatsapp_status, methods=["POST"]),
]
