"""The web application: routes, refusals, headers."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import guard, health, images, intake, phones, privacy
from web.house import House

HERE = Path(__file__).parent


class Outermost:
    """The same strict headers on every answer, and an answer even when something broke.

    Starlette's own last resort would answer without these headers and hand the exception to the
    server, whose trace in the log may quote what people wrote.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers as the answer starts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(guard.SECURITY)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            answer = guard.broken(error)
            if not started:
                await answer(scope, receive, sending)


def build(house: House) -> Starlette:
    """The application over one context."""
    static = Mount("/static", StaticFiles(directory=HERE / "static"))
    app = Starlette(
        routes=[
            *intake.ROUTES,
            *health.ROUTES,
            *phones.ROUTES,
            *images.ROUTES,
            *privacy.ROUTES,
            static,
        ],
        exception_handlers=guard.HANDLERS,
        middleware=[Middleware(Outermost)],
    )
    app.state.house = house
    app.state.templates = Jinja2Templates(HERE / "templates")
    return app
