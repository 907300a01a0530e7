"""The privacy page of an organisation, and a person's own data by a short-lived link."""

from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from channels.phone import NAME as PHONE
from channels.phone import Phone
from core.person import Organisation
from store import organisations, people, personal
from web.house import House
from workers import links

OPENAI = "https://api.openai.com/v1"
"""Where the openai library goes without OPENAI_BASE_URL."""


async def page(request: Request) -> Response:
    """Who is responsible, what is kept, how long, which rights."""
    house: House = request.app.state.house
    found = await run_in_threadpool(_organisation, house, request.path_params["code"])
    if found is None:
        raise HTTPException(404, "no organisation has this code")
    templates: Jinja2Templates = request.app.state.templates
    return templates.TemplateResponse(request, "privacy.html", _told(house, found))


def _organisation(house: House, code: str) -> Organisation | None:
    if "\0" in code:
        # PostgreSQL would refuse to look for it.
        return None
    with house.context.database.read() as tx:
        return organisations.by_code(tx, code)


def _told(house: House, organisation: Organisation) -> dict[str, Any]:
    settings = house.context.settings
    return {
        "organisation": organisation.name,
        "host": settings.privacy_host,
        "contact": settings.privacy_contact,
        "channels": _carriers(house),
        "model": _model(house, organisation),
        "listens": bool(settings.openai_transcribe_model),
        "text_days": settings.retention_text_days,
        "ledger_months": settings.retention_ledger_months,
        "wins_months": settings.retention_wins_months,
        "audit_months": settings.retention_audit_months,
    }


def _carriers(house: House) -> list[str]:
    """The channels whose provider carries messages: a phone that plays WhatsApp is none."""
    found = house.context.channels.items()
    return sorted(name for name, one in found if name == PHONE or not isinstance(one, Phone))


def _model(house: House, organisation: Organisation) -> str:
    """The host of the language model that may read the organisation's questions; empty for none."""
    if not any(house.context.may_model(organisation, one) for one in house.context.channels):
        return ""
    return urlsplit(house.context.settings.openai_base_url or OPENAI).hostname or ""


async def my_data(request: Request) -> Response:
    """Everything held about one person, as JSON, for whoever holds the link they were sent."""
    house: House = request.app.state.house
    found = await run_in_threadpool(_export, house, request.path_params["token"])
    if found is None:
        raise HTTPException(404, "ce lien a expiré : écris MES DONNÉES au coach pour en avoir un")
    headers = {
        "Content-Disposition": 'attachment; filename="mes-donnees.json"',
        "Cache-Control": "no-store",
    }
    return JSONResponse(found, headers=headers)


def _export(house: House, token: str) -> dict[str, Any] | None:
    context = house.context
    person_id = links.read(token, context.keyring, context.clock.now())
    if person_id is None:
        return None
    with context.database.read() as tx:
        person = people.load(tx, person_id)
        return personal.export(tx, context.keyring, person) if person else None


ROUTES = [
    Route("/vie-privee/{code}", page),
    Route("/mes-donnees/{token}", my_data),
]
