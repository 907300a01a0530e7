"""Browser phones: the page, and the API it shares with tests. Off unless PHONE_ENABLED."""

import asyncio
import json
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from channels import base, phone
from channels.base import Unreadable
from channels.phone import Phone
from core.message import Address, Inbound, Kind
from store import clocks, inbox, phones
from store.db import Transaction
from store.phones import Shown
from web import guard
from web.house import House
from workers.queue import INBOUND

CATCH_UP_SECONDS = 120.0
LONGEST_PUSH = timedelta(days=400)
ID = re.compile(r"[0-9]{1,18}")
CAST = (
    ("amina", "Amina", ""),
    ("bruno", "Bruno", ""),
    ("claire", "Claire", "personne-ressource"),
    ("denis", "Denis", "admin"),
)
GROUPS = (("equipe", "L’équipe"),)
"""Groups the page shows beside the people."""
ON_WHATSAPP = ("amina-whatsapp", "Amina", "")
"""Beside the first of the cast once her days have been played (`dixminutes demo --whatsapp`)."""


def _house(request: Request) -> House:
    house: House = request.app.state.house
    if not house.context.settings.phone_enabled:
        raise HTTPException(404, "browser phones are off")
    guard.only_for(request, house.context.settings.phone_token)
    return house


async def page(request: Request) -> Response:
    """Several phones side by side."""
    house = _house(request)
    templates: Jinja2Templates = request.app.state.templates
    played = isinstance(house.context.channels.get(phone.WHATSAPP), Phone)
    cast = await run_in_threadpool(_cast, house) if played else CAST
    shown = {
        "phones": [{"handle": handle, "name": name, "role": role} for handle, name, role in cast],
        "token": request.query_params.get("token", ""),
        "whatsapp": phone.PLAYS_WHATSAPP if played else "",
        "groups": [{"handle": f"groups/{name}", "name": title} for name, title in GROUPS],
    }
    return templates.TemplateResponse(request, "phone.html", shown)


def _cast(house: House) -> tuple[tuple[str, str, str], ...]:
    where = phone.address(ON_WHATSAPP[0])
    with house.context.database.read() as tx:
        used = phones.latest(tx, house.context.keyring, str(where), limit=1)
    return (CAST[0], ON_WHATSAPP, *CAST[1:]) if used else CAST


def _channel(house: House, where: Address) -> Phone:
    """HTTPException 404 where the real WhatsApp has taken the place of the one played here."""
    found = house.context.channels.get(where.channel)
    if not isinstance(found, Phone):
        raise HTTPException(404, f"the real {where.channel} is on: no phone of this page plays it")
    return found


async def send(request: Request) -> Response:
    """One act of a phone: kept on the phone and in the inbox, in one transaction."""
    house = _house(request)
    handle = request.path_params["handle"]
    channel = _channel(house, phone.address(handle))
    return await _take_in(request, house, channel, {"x-phone": handle})


async def send_in_group(request: Request) -> Response:
    """One act of somebody in a shared group; the body's `as` says whose."""
    house = _house(request)
    name = request.path_params["name"]
    channel = _channel(house, phone.group_address(name))
    return await _take_in(request, house, channel, {"x-phone": "group", "x-group": name})


async def _take_in(
    request: Request, house: House, channel: Phone, headers: dict[str, str]
) -> Response:
    raw = base.Request(await guard.body(request), headers)
    channel.verify(raw)
    message = channel.read(raw)[0]
    await run_in_threadpool(_keep, house, message)
    return JSONResponse({"ok": True}, 202)


def _keep(house: House, message: Inbound) -> None:
    context = house.context
    now = context.clock.now()
    with context.database.write() as tx:
        if not inbox.take_in(tx, context.keyring, [message], now):
            return
        where, text = message.group or message.address, _shown_as(house, tx, message)
        said = f"{_named(message.address.id)} : {text}" if message.group else text
        phones.show(tx, context.keyring, str(where), sender="me", body={"text": said}, now=now)
    house.bell.ring(INBOUND)


def _named(handle: str) -> str:
    return {one: name for one, name, _ in CAST}.get(handle, handle)


def _shown_as(house: House, tx: Transaction, message: Inbound) -> str:
    if message.kind is Kind.TEXT:
        return message.text
    if message.kind is not Kind.BUTTON:
        return house.context.library.message("phone.kinds").buttons[message.kind.value]
    where = message.group or message.address
    bubbles = phones.latest(tx, house.context.keyring, str(where))
    labels = {
        one["id"]: one["label"] for bubble in bubbles for one in bubble.body.get("buttons", [])
    }
    return str(labels.get(message.button, "…"))


async def messages(request: Request) -> Response:
    """The phone's bubbles with an id above `after`.

    `edits` names the bubble one of them replaces, `picture` what it shows. Beside them, of a phone
    that plays WhatsApp: until when free-form text is taken, and the ids of what came as an approved
    template.
    """
    house = _house(request)
    after = request.query_params.get("after", "0")
    if not ID.fullmatch(after):
        raise Unreadable("after is the id of a message")
    given = request.path_params
    name = given.get("name")
    where = phone.group_address(name) if name else phone.address(given["handle"])
    window = _channel(house, where).window
    shown, said = await run_in_threadpool(_bubbles, house, str(where), int(after))
    beside = _beside(shown, said and said + window) if window else None
    return JSONResponse([_bubble(one) for one in shown], headers=beside)


def _bubbles(house: House, where: str, after: int) -> tuple[list[Shown], datetime | None]:
    keyring = house.context.keyring
    with house.context.database.read() as tx:
        return (
            phones.shown(tx, keyring, where, after=after),
            phones.said_at(tx, keyring, where),
        )


def _bubble(one: Shown) -> dict[str, Any]:
    return {
        "id": one.id,
        "from": one.sender,
        "text": one.body["text"],
        "prompt": one.body.get("prompt"),
        "buttons": one.body.get("buttons", []),
        "at": one.at.isoformat(),
        **{name: one.body[name] for name in ("edits", "picture") if name in one.body},
    }


def _beside(shown: list[Shown], until: datetime | None) -> dict[str, str]:
    return {
        "X-Window-Until": until.isoformat() if until else "never",
        "X-Templates": " ".join(str(one.id) for one in shown if one.body.get("template")),
    }


async def clock(request: Request) -> Response:
    """Product time."""
    house = _house(request)
    now = await run_in_threadpool(house.context.clock.now)
    return JSONResponse({"now": now.isoformat()})


async def push(request: Request) -> Response:
    """Push product time forward; answers once every minute in between was played."""
    house = _house(request)
    wish = _wish(await guard.body(request))
    now = await run_in_threadpool(house.context.clock.now)
    distance = wish - now if isinstance(wish, datetime) else wish
    if distance < timedelta(0):
        return guard.refuse(409, "the clock only goes forward")
    if distance > LONGEST_PUSH:
        raise Unreadable("the clock moves 400 days at most at once")
    target = now + distance
    await run_in_threadpool(_ask, house, target)
    return await _caught_up(house, target)


def _wish(body: bytes) -> timedelta | datetime:
    try:
        return _read_wish(json.loads(body))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise Unreadable('send {"advance_minutes": n} or {"set": ISO 8601}') from None


def _read_wish(value: Any) -> timedelta | datetime:
    if set(value) == {"advance_minutes"} and type(value["advance_minutes"]) is int:
        return timedelta(minutes=value["advance_minutes"])
    instant = datetime.fromisoformat(value["set"])
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _ask(house: House, target: datetime) -> None:
    with house.context.database.write() as tx:
        known = clocks.target(tx)
        # Whoever asked for a later moment still waits for it.
        if known is None or known < target:
            clocks.push(tx, target)


async def _caught_up(house: House, target: datetime) -> Response:
    until = time.monotonic() + CATCH_UP_SECONDS
    while time.monotonic() < until:
        now, pushed = await run_in_threadpool(_where, house)
        if now >= target and pushed is None:
            return JSONResponse({"now": now.isoformat()})
        await asyncio.sleep(0.03)
    return guard.refuse(503, "the clock process does not answer; time will move when it is back")


def _where(house: House) -> tuple[datetime, datetime | None]:
    with house.context.database.read() as tx:
        return datetime.now(UTC) + clocks.ahead(tx), clocks.target(tx)


ROUTES = [
    Route("/phone", page),
    Route("/phone/clock", clock),
    Route("/phone/clock", push, methods=["POST"]),
    Route("/phone/groups/{name}/messages", messages),
    Route("/phone/groups/{name}/messages", send_in_group, methods=["POST"]),
    Route("/phone/{handle}/messages", messages),
    Route("/phone/{handle}/messages", send, methods=["POST"]),
]
