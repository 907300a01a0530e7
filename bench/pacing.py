"""Delivery under Telegram's limit: how much of it is used, and that it is never exceeded."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench.crowd import crowd
from bench.figures import Figure
from bench.planned import plan
from bench.processes import KEY, environment, running, telegram, wait_for
from bench.provider import Provider, provider
from bench.scenario import Bench
from workers.embedded import embedded_redis

PER_SECOND = 30
SHARE = 95.0
_PARTS = 3
_WARM_UP = 2.0


def measure(bench: Bench) -> list[Figure]:
    """The share of the limit that is used, for some numbers of senders together."""
    return [figure for senders in bench.size.senders for figure in _with(bench, senders)]


def _with(bench: Bench, senders: int) -> list[Figure]:
    """Every database at the same time: they hardly weigh, and it halves the wait."""
    seconds = bench.size.paced_seconds
    count = round((_WARM_UP + seconds + 1) * PER_SECOND)
    found = []
    with ExitStack() as stack:
        apis = {
            kind: stack.enter_context(_sending(bench, kind, senders, count)) for kind in bench.kinds
        }
        wait_for("a first message", lambda: all(api.accepted() for api in apis.values()), 90)
        # Asked for its messages meanwhile, the provider would be late for those that come in.
        time.sleep(_WARM_UP + seconds)
        for kind, api in apis.items():
            found += _figures(bench, kind, senders, api)
    return found


@contextmanager
def _sending(bench: Bench, kind: str, senders: int, count: int) -> Iterator[Provider]:
    with bench.folder() as folder, provider(limits=True) as api, ExitStack() as stack:
        redis = stack.enter_context(embedded_redis(folder / "var"))
        url = bench.databases.fresh(kind, folder)
        people = crowd(url, KEY)
        people.enrol(count)
        plan(people, 1, count)
        people.database.close()
        ours = {"DATABASE_URL": url, "REDIS_URL": redis, "SENDERS": str(senders)}
        env = environment(folder, **ours, **telegram(api, PER_SECOND))
        for _ in range(senders):
            stack.enter_context(running(folder, env, "sender"))
        yield api


def _figures(bench: Bench, kind: str, senders: int, api: Provider) -> list[Figure]:
    instants, seconds = api.instants(), bench.size.paced_seconds
    start, part = instants[0] + _WARM_UP, seconds / _PARTS
    shares = [share(instants, start + at * part, part) for at in range(_PARTS)]
    whole = share(instants, start, seconds)
    stats = api.stats()
    bench.tell(f"  {kind}, {senders} senders: {whole:.1f} %, {stats['floods']} answers 429")
    name = f"limit of {PER_SECOND}/s used over {seconds:g} s, {senders} sender(s)"
    return [
        Figure(name, kind, "%", shares, SHARE, ">=", whole),
        Figure(f"answers 429, {senders} sender(s)", kind, "", [stats["floods"]], 0),
    ]


def share(instants: list[float], start: float, seconds: float) -> float:
    """Percent of the limit that was used from an instant on."""
    inside = sum(start <= at < start + seconds for at in instants)
    return 100 * inside / (PER_SECOND * seconds)
