"""Which rounds are played: all of them by `python -m tests.kill`, a few by every test run."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tests import databases
from tests.kill import crowd
from tests.kill.challenge import Challenged, PlayChallenge
from tests.kill.rounds import KEY, VICTIMS, Blow, Outcome, Play, Round
from tests.learnt import bank

AT_ONCE = 2
"""A round mostly waits for leases to end; while it does not, it keeps two cores busy."""

EARLY = ("planning", "claimed", "in flight", "replying")

ALL_IN_ONE = (
    Blow("clock", "planning"),
    Blow("worker", "replying"),
    Blow("web", "replying"),
    Blow("sender", "claimed"),
    Blow("redis", "in flight"),
    Blow("flushall", "in flight"),
    Blow("everything", "half way"),
)
LIMITED = (
    Blow("worker", "replying"),
    Blow("redis", "in flight"),
    Blow("sender", "in flight"),
    Blow("flushall", "half way"),
)


def one(victim: str, stage: str, database: str = "sqlite") -> Round:
    """A round with one blow."""
    return Round((Blow(victim, stage),), database)


def name(chosen: Round) -> str:
    """A round in a few words, the same in the tests and in the report."""
    if isinstance(chosen, Challenged):
        words = f"challenge, {len(chosen.blows)} kills"
    elif len(chosen.blows) == 1:
        blow = chosen.blows[0]
        words = f"{blow.victim}, {blow.stage}"
    else:
        words = "limits on, 4 kills" if chosen.per_second else f"{len(chosen.blows)} kills"
    where = [one for one in (chosen.database, chosen.channel) if one not in ("sqlite", "telegram")]
    return ", ".join([words, *where])


LIMITS = Round(LIMITED, per_second=30)
COMBINED = Round(ALL_IN_ONE)
POSTGRES = (
    one("worker", "replying", "postgresql"),
    one("sender", "in flight", "postgresql"),
    one("clock", "planning", "postgresql"),
    one("everything", "in flight", "postgresql"),
    Round(ALL_IN_ONE, "postgresql"),
)
CHALLENGES = [Challenged(), Challenged(database="postgresql")]
FULL = [
    LIMITS,
    COMBINED,
    *POSTGRES,
    *(one(victim, stage) for victim in VICTIMS for stage in EARLY),
]
# No sender dies, so not one nudge may be unknown.
ANSWERING = Round((Blow("worker", "replying"), Blow("flushall", "half way")))
ON_WHATSAPP = Round((Blow("worker", "replying"), Blow("sender", "in flight")), channel="whatsapp")
# Clock, web and Redis die in the combined rounds.
FEW = [
    LIMITS,
    COMBINED,
    one("everything", "in flight", "postgresql"),
    one("sender", "in flight"),
    one("supervisor", "in flight"),
    ANSWERING,
    ON_WHATSAPP,
    CHALLENGES[0],
]


def full(channel: str) -> list[Round]:
    """Every round, on one channel; what makes a challenge go once has nothing to do with it."""
    rounds = [replace(each, channel=channel) for each in FULL]
    return [*rounds, *(CHALLENGES if channel == "telegram" else ())]


def play_all(
    rounds: Sequence[Round],
    folder: Path,
    postgres: Callable[[], str],
    pool: ThreadPoolExecutor,
) -> list[Future[Outcome]]:
    """Start all rounds in a pool. `postgres` gives the URL of a server, asked only if needed."""

    # Alembic works in one thread at a time.
    for people, channel in sorted({(one.people, one.channel) for one in rounds}):
        crowd.enrolled(KEY, people, channel)
    wanted = [number for number, one in enumerate(rounds) if one.database == "postgresql"]
    server = postgres() if wanted else ""
    urls = {number: databases.add_postgres(server, f"kill_{number}") for number in wanted}

    def play(number: int, chosen: Round) -> Outcome:
        try:
            played = PlayChallenge if isinstance(chosen, Challenged) else Play
            return played(chosen, folder / str(number), urls.get(number)).run()
        finally:
            if number in urls:
                databases.drop_postgres(server, f"kill_{number}")

    # Before the threads, which would each learn it.
    bank()
    return [pool.submit(play, number, chosen) for number, chosen in enumerate(rounds)]
