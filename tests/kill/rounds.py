"""A round: start the product, make people due, let others write, kill, wait for rest, judge."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from store.db import Database
from store.seal import Keyring
from tests import databases
from tests.kill import crowd, ledger
from tests.kill.installation import Installation, wait_for
from tests.kill.ledger import Glance
from tests.kill.postman import Postman
from tests.kill.provider import TOKEN, Provider, provider
from tests.kill.verdict import Findings, judge

REST = 60.0
"""Seconds to come to rest (promise P3)."""

PATIENCE = 150.0
ORPHANS = 15.0
"""Seconds in which the children of a killed supervisor must be gone."""

STAGES: dict[str, Callable[[Glance, int], bool]] = {
    "planning": lambda seen, people: seen.nudges > 0,
    "claimed": lambda seen, people: seen.claimed > 0,
    "in flight": lambda seen, people: seen.flying > 0 and seen.sent >= people // 10,
    "replying": lambda seen, people: seen.replies_flying > 0 and seen.done >= 20,
    "half way": lambda seen, people: seen.sent >= people // 2,
}
VICTIMS = ("worker", "sender", "web", "clock", "redis", "flushall", "supervisor", "everything")


@dataclass(frozen=True)
class Blow:
    """Whom to kill, and when."""

    victim: str
    stage: str


@dataclass(frozen=True)
class Round:
    """What one round does. `per_second` 0 = no limit on either side."""

    blows: tuple[Blow, ...]
    database: str = "sqlite"
    people: int = 600
    writers: int = 190
    again: int = 30
    per_second: int = 0
    latency_ms: float = 100
    name: str = ""

    def __str__(self) -> str:
        if self.name:
            return self.name
        return "; ".join(f"{blow.victim} {blow.stage}" for blow in self.blows)


@dataclass
class Struck:
    """What was killed, and the state the ledger was in just before."""

    blow: Blow
    seen: Glance
    on_time: bool
    orphans_gone: float | None = None


@dataclass
class Outcome:
    """How a round ended. `seconds` from the last kill to rest, None = never within PATIENCE."""

    round: Round
    struck: list[Struck] = field(default_factory=list)
    seconds: float | None = None
    findings: Findings = field(default_factory=Findings)
    said: str = ""

    @property
    def faults(self) -> list[str]:
        """What does not hold; empty when all does."""
        found = list(self.findings.faults)
        if self.seconds is None or self.seconds > REST:
            found.append(f"not at rest within {REST:g} s ({self.seconds})")
        found += [
            "a child of the killed supervisor survived"
            for one in self.struck
            if one.orphans_gone is not None and one.orphans_gone > ORPHANS
        ]
        return found


def play(round: Round, folder: Path, database_url: str | None = None) -> Outcome:
    """One round on an empty folder; PostgreSQL rounds need the URL of an empty database."""
    key = secrets.token_hex(16)
    secret = secrets.token_hex(16)
    folder.mkdir(parents=True, exist_ok=True)
    with provider(round.latency_ms, round.per_second) as api, _database(folder, database_url) as db:
        crowd.enrol(db, Keyring(key), round.people)
        product = Installation(
            folder,
            {
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": api.url,
                "TELEGRAM_WEBHOOK_SECRET": secret,
                "TELEGRAM_MESSAGES_PER_SECOND": str(round.per_second),
                "PUBLIC_URL": "https://kill.example",
                "SECRET_KEY": key,
                **({"DATABASE_URL": database_url} if database_url else {}),
                **crowd.QUIET,
            },
        )
        try:
            product.start()
            product.stand()
            postman = Postman(product.webhook, secret, crowd.texts(round.writers, round.again))
            return _play(round, product, db, Keyring(key), api, postman)
        finally:
            product.stop()


@contextmanager
def _database(folder: Path, url: str | None) -> Iterator[Database]:
    (folder / "var").mkdir(exist_ok=True)
    if url is None:
        path = folder / "var" / "dixminutes.db"
        databases.add_sqlite(path)
        url = f"sqlite:///{path}"
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def _play(
    round: Round,
    product: Installation,
    database: Database,
    keys: Keyring,
    api: Provider,
    postman: Postman,
) -> Outcome:
    outcome = Outcome(round)
    crowd.make_due(database)
    postman.start()
    for blow in round.blows:
        outcome.struck.append(_strike(blow, round, product, database))
    since = time.monotonic()

    def rests() -> bool:
        return not postman.is_alive() and ledger.glance(database).at_rest

    if wait_for(rests, PATIENCE, 0.1):
        outcome.seconds = time.monotonic() - since
    # What was sent twice would arrive within a moment; a lease that ends later changes nothing.
    time.sleep(1.0)
    outcome.findings = judge(
        ledger.books(database, keys), api.received(), api.stats(), postman.posted, round.people
    )
    outcome.findings.limit(round.per_second)
    outcome.findings.unknowns(_senders_killed(round.blows))
    outcome.said = product.said()
    return outcome


def _strike(blow: Blow, round: Round, product: Installation, database: Database) -> Struck:
    seen: list[Glance] = []

    def now() -> bool:
        seen.append(ledger.glance(database))
        return STAGES[blow.stage](seen[-1], round.people)

    on_time = wait_for(now, 20.0, 0.002)
    if blow.victim in ("redis", *("web", "worker", "sender", "clock")):
        wait_for(lambda: blow.victim in product.children(), 10.0)
    orphans = product.kill(blow.victim)
    struck = Struck(blow, seen[-1], on_time)
    if blow.victim in ("supervisor", "everything"):
        struck.orphans_gone = _gone(orphans)
        product.start()
        product.stand()
    return struck


def _gone(processes: Sequence[psutil.Process]) -> float:
    began = time.monotonic()
    wait_for(lambda: not any(map(_alive, processes)), 2 * ORPHANS)
    return time.monotonic() - began


def _alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _senders_killed(blows: Sequence[Blow]) -> int:
    return sum(blow.victim in ("sender", "supervisor", "everything") for blow in blows)
