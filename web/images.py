"""The pictures the coach has drawn, for apps that fetch them by their address.

Whoever has the address may look: the messaging app does, and nobody can guess one.
"""

import re

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from store import pictures
from web.house import House

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,32}")


async def picture(request: Request) -> Response:
    """One picture, for as long as it is kept."""
    house: House = request.app.state.house
    token = request.path_params["token"]
    png = await run_in_threadpool(_find, house, token) if TOKEN.fullmatch(token) else b""
    if not png:
        raise HTTPException(404, "no such picture")
    kept = {"Cache-Control": "private, max-age=86400"}
    return Response(png, media_type="image/png", headers=kept)


def _find(house: House, token: str) -> bytes:
    with house.context.database.read() as tx:
        return pictures.find(tx, house.context.keyring, token)


ROUTES = [Route("/images/{token}.png", picture)]
