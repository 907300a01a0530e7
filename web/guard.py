"""What every route shares: bodies with a limit, who may look, answers that tell nothing more."""

import hmac
import re
import traceback
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

import structlog
from pydantic import SecretStr
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from channels.base import Forged, Unreadable
from channels.phone import EmptyText
from store.db import DatabaseAway

log = structlog.get_logger()

LARGEST_BODY = 1024 * 1024
HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def refuse(status: int, error: str) -> JSONResponse:
    """The one shape of every refusal."""
    return JSONResponse({"error": error}, status)


async def body(request: Request) -> bytes:
    """The whole body. Raises HTTPException 413 above 1 MiB, without reading the rest."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise HTTPException(413, "the body is larger than 1 MiB")
        parts.append(part)
    return b"".join(parts)


def only_for(request: Request, token: SecretStr | None) -> None:
    """Raise HTTPException 403 unless the token is right or, without one, the caller is here.

    "Here" is a program or a page of this machine: neither a proxy's visitor nor another site's
    page in a browser of this machine.
    """
    if token is None:
        if not (_local(request) and _for_us(request) and _own_page(request)):
            raise HTTPException(403, "only from this machine, or with a token")
        return
    given = request.query_params.get("token") or _bearer(request)
    if not hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
        raise HTTPException(403, "wrong or missing token")


def _bearer(request: Request) -> str:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value if kind.lower() == "bearer" else ""


def _local(request: Request) -> bool:
    """Whether the client is this machine, and no proxy on it that speaks for someone else."""
    if request.client is None or any(map(_forwarding, request.headers)):
        return False
    # A proxy that adds no header: nginx's plain proxy_pass speaks HTTP/1.0, and hardly anyone else.
    return request.scope["http_version"] != "1.0" and _loopback(request.client.host)


def _forwarding(header: str) -> bool:
    return header in {"forwarded", "via", "x-real-ip"} or header.startswith("x-forwarded-")


def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _for_us(request: Request) -> bool:
    """Whether this machine was asked by its own name: another's may be made to lead here."""
    hosts = request.headers.getlist("host")
    found = HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
    if found is None:
        return False
    name = found["name"]
    return name == "localhost" or _loopback(name.strip("[]"))


def _own_page(request: Request) -> bool:
    """Whether a page of ours asks, or none: browsers send any page's calls to this machine."""
    site = request.headers.get("sec-fetch-site")
    if site not in {None, "same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    # Ours say "null" where a browser takes no-referrer at its word, and their site all the same.
    own = {f"http://{request.headers['host']}".lower(), "null" if site else None, None}
    return (origin.lower() if origin is not None else None) in own


async def http_error(_request: Request, error: Exception) -> Response:
    """Starlette's own refusals (404, 405, 413) in our shape."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)


async def forged(_request: Request, _error: Exception) -> Response:
    """403, and not a word more."""
    return refuse(403, "not from the provider")


async def unreadable(_request: Request, error: Exception) -> Response:
    """400, or 422 for an empty text."""
    return refuse(422 if isinstance(error, EmptyText) else 400, str(error))


async def away(_request: Request, error: Exception) -> Response:
    """503: the provider will try again, nothing was acknowledged."""
    log.error("database_away", why=str(error)[:120])
    return refuse(503, "the database does not answer, try again")


def broken(error: Exception) -> Response:
    """500 without a trace, neither for anyone outside nor in the log."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error("request_failed", error=type(error).__name__, where=f"{last.name}:{last.lineno}")
    return refuse(500, "something broke here; it was logged")


Handler = Callable[[Request, Exception], Awaitable[Response]]
HANDLERS: dict[int | type[Exception], Handler] = {
    HTTPException: http_error,
    Forged: forged,
    Unreadable: unreadable,
    DatabaseAway: away,
}
