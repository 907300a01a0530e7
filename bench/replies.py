"""From a person's message on the webhook to the coach's answer at the provider."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

import aiohttp

from bench.crowd import Crowd, crowd
from bench.figures import Figure, p95
from bench.pacing import share
from bench.processes import KEY, SECRET, START, environment, free_port, running, telegram, wait_for
from bench.provider import Provider, provider
from bench.scenario import Bench
from tests.loopback.telegram_user import TelegramUser

IDLE_MS, BUSY_MS = 100.0, 1000.0
EVERY = 0.15
"""Seconds between two messages, each from someone else."""

_TEXT = "j’ai gagné 10 minutes"
_PATIENCE = 30.0
_WRITERS = 2000


@dataclass
class House:
    """One installation of real processes, its people, and the provider it talks to."""

    people: Crowd
    api: Provider
    webhook: str
    chats: Iterator[int]

    def ask(self, count: int, every: float) -> list[float]:
        """`count` people write, one every so often; milliseconds until each is answered."""
        chats = [next(self.chats) for _ in range(count)]
        posted = asyncio.run(_post(self.webhook, chats, every))
        answered = self._answered(chats)
        return [1000 * (answered[chat] - posted[chat]) for chat in chats]

    def _answered(self, chats: Sequence[int]) -> dict[int, float]:
        wanted = set(chats)

        def read() -> dict[int, float]:
            return {one["chat"]: one["at"] for one in self.api.messages() if one["chat"] in wanted}

        wait_for("answers", lambda: len(read()) == len(wanted), _PATIENCE, 0.2)
        return read()


@dataclass(frozen=True)
class Busy:
    """Stretches of one run in which much goes out at 30 a second: the 95th percentile of answers in
    milliseconds, the percent of that limit used by all that left, and the answers 429."""

    late: list[float]
    used: list[float]
    floods: int

    def figures(self, what: str, kind: str) -> list[Figure]:
        """What was left of the limit; for information."""
        return [
            Figure(f"limit used by {what} and replies", kind, "%", self.used),
            Figure(f"answers 429 during {what}", kind, "", [self.floods]),
        ]


async def _post(webhook: str, chats: Sequence[int], every: float) -> dict[int, float]:
    """When each message was handed to the webhook, on the machine's monotonic clock."""
    posted, tasks = {}, []
    async with aiohttp.ClientSession() as session:
        for chat in chats:
            user = TelegramUser(chat, webhook, SECRET, session=session)
            posted[chat] = time.monotonic()
            tasks.append(asyncio.create_task(user.says(_TEXT)))
            await asyncio.sleep(every)
        statuses = await asyncio.gather(*tasks)
    if set(statuses) != {200}:
        raise RuntimeError("the webhook refused a message")
    return posted


def measure(bench: Bench) -> list[Figure]:
    """The 95th percentile, idle and while many nudges go out, with limits and without."""
    return [figure for kind in bench.kinds for figure in _one(bench, kind)]


def _one(bench: Bench, kind: str) -> list[Figure]:
    found = []
    size = bench.size
    with house(bench, kind, 30) as opened:
        idle = at_rest(bench, opened, kind)
        found.append(Figure("reply, idle, p95", kind, "ms", idle, IDLE_MS))
        among = _among_nudges(bench, opened, f"{kind}, 30/s", size.runs)
        name = f"reply while {size.busy_nudges} nudges go out at 30/s, p95"
        found.append(Figure(name, kind, "ms", among.late, BUSY_MS))
        found += among.figures(f"{size.busy_nudges} nudges at 30/s", kind)
    return [*found, _unlimited(bench, kind)] if size.unlimited else found


def _unlimited(bench: Bench, kind: str) -> Figure:
    """For information: the sender takes all it can get."""
    with house(bench, kind, 0) as opened:
        opened.ask(5, EVERY)
        among = _among_nudges(bench, opened, f"{kind}, no limits", 2)
    return Figure("reply while they go out without limits, p95", kind, "ms", among.late)


def _among_nudges(bench: Bench, house: House, what: str, parts: int) -> Busy:
    """The nudges become due; people write meanwhile."""
    nudges = bench.size.busy_nudges
    return busy(bench, house, what, parts, lambda: house.people.make_due(1, nudges))


def at_rest(bench: Bench, house: House, kind: str) -> list[float]:
    """The 95th percentile, in milliseconds, of each of some runs in which nothing else goes out."""
    house.ask(5, EVERY)
    idle = [p95(house.ask(bench.size.idle_replies, EVERY)) for _ in range(bench.size.runs)]
    bench.tell(f"  {kind}, idle: " + ", ".join(f"{one:.0f} ms" for one in idle))
    return idle


def busy(bench: Bench, house: House, what: str, parts: int, begin: Callable[[], None]) -> Busy:
    """From what `begin` begins on, much goes out; people write meanwhile, in `parts` stretches."""
    many, before = bench.size.busy_nudges, house.api.accepted()
    begin()
    wait_for("the first of them", lambda: house.api.accepted() > before, 60)
    count = max(1, round(bench.size.busy_seconds / bench.size.runs / EVERY))
    late = [p95(house.ask(count, EVERY)) for _ in range(parts)]
    went, floods = house.api.instants()[before:], house.api.stats()["floods"]
    part = (went[-1] - went[0]) / parts
    used = [share(went, went[0] + at * part, part) for at in range(parts)]
    bench.tell(
        f"  {what}: {', '.join(f'{one:.0f} ms' for one in late)}; "
        f"{', '.join(f'{one:.0f} %' for one in used)} of the limit, {floods} answers 429; "
        f"{max(0, many - len(went))} still due"
    )
    return Busy(late, used, floods)


@contextmanager
def house(bench: Bench, kind: str, per_second: float) -> Iterator[House]:
    """The product standing, with all its people and a provider that takes so much a second."""
    with bench.folder() as folder, provider(limits=per_second > 0) as api:
        url = bench.databases.fresh(kind, folder)
        people = crowd(url, KEY)
        chats = people.enrol(bench.size.busy_nudges + _WRITERS)
        port = free_port()
        env = environment(folder, DATABASE_URL=url, PORT=str(port), **telegram(api, per_second))
        with running(folder, env, "up"):
            wait_for("the installation", lambda: _stands(port), START, 0.2)
            webhook = f"http://127.0.0.1:{port}/webhooks/telegram"
            yield House(people, api, webhook, iter(chats[bench.size.busy_nudges :]))
        people.database.close()


def _stands(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
