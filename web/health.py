"""Whether we live, whether we can work, and how much: no text, name or number in any figure."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from store import inbox, ledger
from store.db import DatabaseAway
from web import guard
from web.house import House


async def healthz(_request: Request) -> Response:
    """The process is alive."""
    return JSONResponse({"ok": True})


async def readyz(request: Request) -> Response:
    """Database and Redis; Redis away is degraded, not down: sends go on at a safe share."""
    found = await run_in_threadpool(_ready, request.app.state.house)
    return JSONResponse(found, 200 if found["database"] else 503)


def _ready(house: House) -> dict[str, bool | int | None]:
    redis = not house.bell.away()
    context = house.context
    try:
        with context.database.read() as tx:
            backlog = inbox.backlog(tx) + ledger.due_count(tx, context.clock.now())
    except DatabaseAway:
        return {"database": False, "redis": redis, "backlog": None}
    return {"database": True, "redis": redis, "backlog": backlog}


class Ledger(Collector):
    """Figures read from the database when asked, so that all processes are counted."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        """Messages by status and reason, and what waits."""
        context = self._house.context
        with context.database.read() as tx:
            counts = ledger.counts(tx)
            waiting = inbox.backlog(tx)
            due = ledger.due_count(tx, context.clock.now())
        messages = GaugeMetricFamily(
            "dixminutes_messages", "Messages in the ledger", labels=["status", "reason"]
        )
        for (status, reason), count in sorted(counts.items()):
            messages.add_metric([status, reason], count)
        yield messages
        yield GaugeMetricFamily("dixminutes_inbox_waiting", "Messages to answer", value=waiting)
        yield GaugeMetricFamily("dixminutes_outbox_due", "Messages to send", value=due)
        yield self._ignored()

    def _ignored(self) -> Metric:
        """Counted by this process alone: what was never stored."""
        ignored = CounterMetricFamily(
            "dixminutes_updates_ignored",
            "What channels sent and the coach has no use for",
            labels=["channel", "why"],
        )
        for name, channel in sorted(self._house.context.channels.items()):
            counts: dict[str, int] = getattr(channel, "ignored", {})
            for why, count in sorted(counts.items()):
                ignored.add_metric([name, why], count)
        return ignored


async def metrics(request: Request) -> Response:
    """Prometheus text, for local clients or with METRICS_TOKEN."""
    house: House = request.app.state.house
    guard.only_for(request, house.context.settings.metrics_token)
    registry = CollectorRegistry()
    registry.register(Ledger(house))
    text = await run_in_threadpool(generate_latest, registry)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


ROUTES = [
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/metrics", metrics),
]
