"""The processes: up, serve, worker, sender, clock, migrate."""

import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from core.settings import Settings, settings

if TYPE_CHECKING:
    from workers.context import Context
    from workers.courier import Courier


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (up, serve, worker, sender, clock, migrate):
        app.command()(command)


def redis_url(chosen: Settings) -> str | None:
    """REDIS_URL, else the embedded server's socket if one was started under var/."""
    if chosen.redis_url is not None:
        return chosen.redis_url.get_secret_value()
    from workers.embedded import socket_url

    return socket_url(chosen.dixminutes_var)


def up() -> None:
    """Démarre tout : Redis embarqué, web, worker, sender, clock ; relance ce qui tombe.

    Exemple, sur une seule machine : dixminutes up
    """
    from cli.starting import supervise

    supervise(settings())


def migrate() -> None:
    """Met la base de données à jour (sans danger si elle l'est déjà).

    Exemple, avant chaque démarrage sur un hébergeur : dixminutes migrate
    """
    from cli.refusal import Refused
    from store import canary
    from store import migrate as schema
    from store.canary import WrongKey
    from store.db import Database, DatabaseAway
    from workers.context import NoSecret, database_url, keyring

    chosen = settings()
    try:
        database = Database(database_url(chosen))
        schema.upgrade(database)
        with database.write() as tx:
            canary.keep(tx, keyring(chosen))
        if chosen.phone_enabled:
            from cli.cast import ensure_demo

            ensure_demo(chosen, database)
        database.close()
    except (DatabaseAway, NoSecret, WrongKey, OSError) as error:
        raise Refused(str(error)) from error


def serve() -> None:
    """Le serveur web : webhooks, pages, téléphones du navigateur.

    Exemple : PORT=8080 dixminutes serve
    """
    import uvicorn

    from cli.opening import opened
    from web.app import build
    from web.house import House
    from workers.limiter import SharedLimiter
    from workers.queue import bell
    from workers.slots import MemoryLimiter

    _prepare()
    chosen = settings()
    with opened() as context:
        url = redis_url(chosen)
        limiter = SharedLimiter(url, chosen.senders) if url else MemoryLimiter()
        app = build(House(context, bell(url), limiter))
        uvicorn.run(
            app,
            host="0.0.0.0",  # noqa: S104 - a web server; loopback-only routes check the client
            port=chosen.port,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=5,
        )


def worker() -> None:
    """Répond aux messages reçus.

    Exemple, autant de fois que nécessaire : dixminutes worker
    """
    from workers import inbound
    from workers.queue import INBOUND

    _work(INBOUND, inbound.turn)


def sender() -> None:
    """Envoie les messages dont l'heure est venue.

    Exemple, SENDERS processus au plus : dixminutes sender
    """
    from workers import delivery
    from workers.queue import DELIVERY

    _work(DELIVERY, delivery.turn)


def clock() -> None:
    """Planifie ce qui est dû, et veille à ce que rien ne reste en route.

    Exemple, une fois : dixminutes clock
    """
    from cli.opening import opened
    from workers.clock import ClockDesk
    from workers.courier import Courier
    from workers.queue import bell

    _prepare()
    url = redis_url(settings())
    with opened() as context:
        _read_content(context)
        courier = Courier(context, url)
        desk = ClockDesk(context, bell(url), courier)
        signal.signal(signal.SIGTERM, lambda *_: desk.stop())
        signal.signal(signal.SIGINT, lambda *_: desk.stop())
        desk.work()
        courier.close()


def _work(name: str, act: "Callable[[Context, Courier], object]") -> None:
    from cli.opening import opened
    from workers import jobs
    from workers.courier import Courier
    from workers.queue import Desk, bell

    _prepare()
    url = redis_url(settings())
    with opened() as context:
        _read_content(context)
        courier = Courier(context, url)
        ringer = bell(url)
        desk = Desk(name, lambda: act(context, courier), ringer, url)
        jobs.desks[name] = desk.answer
        desk.work()
        courier.close()


def _read_content(context: "Context") -> None:
    """Refuse broken content at the start rather than in the middle of a turn."""
    assert context.library.messages  # noqa: S101 - read for its ContentProblems


def _prepare() -> None:
    from cli.parent import watch_parent
    from core.log import configure

    configure()
    watch_parent()
