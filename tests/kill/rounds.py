"""A round: start the product, make people due, let others write, kill, wait for rest, judge."""

import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from store.db import Database, DatabaseAway
from store.seal import Keyring
from tests import learnt
from tests.kill import crowd, ledger
from tests.kill.installation import PROCESSES, Installation, wait_for
from tests.kill.ledger import Glance
from tests.kill.postman import Postman
from tests.kill.provider import Opened, Provider
from tests.kill.telegram import telegram
from tests.kill.verdict import Findings, judge
from tests.kill.whatsapp import whatsapp
from tests.running import free_port

REST = 60.0
"""Seconds to come to rest (promise P3)."""

PATIENCE = 150.0
STAGE = 40.0
"""Seconds a stage is waited for; past them the kill falls where it may, and the page says so."""

ORPHANS = 15.0
"""Seconds in which the children of a killed supervisor must be gone."""

STAGES: dict[str, Callable[[Glance], bool]] = {
    "planning": lambda seen: seen.nudges > 0,
    "claimed": lambda seen: seen.claimed > 0,
    "in flight": lambda seen: seen.flying > 0 and seen.sent >= 60,
    "replying": lambda seen: seen.replies_flying > 0 and seen.done >= 20,
    "half way": lambda seen: seen.sent >= 300,
    "1200 planned": lambda seen: seen.nudges >= 1200,
    "1500 planned": lambda seen: seen.nudges >= 1500,
    "600 sent": lambda seen: seen.flying > 0 and seen.sent >= 600,
    "stopped": lambda _: True,
}
SENDING = frozenset({"sender", "supervisor", "everything"})
KEY = secrets.token_hex(16)
CHANNELS: dict[str, Opened] = {"telegram": telegram, "whatsapp": whatsapp}
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
    channel: str = "telegram"
    look_every: float = 0.002
    """Seconds between two looks at the ledger while a stage is waited for."""


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
    load: float = 0.0

    @property
    def faults(self) -> list[str]:
        """What does not hold; empty when all does."""
        found = list(self.findings.faults)
        if self.seconds is None or self.seconds > REST:
            found.append(f"not at rest within {REST:g} s, but {_seconds(self.seconds)}")
        found += [
            "a child of the killed supervisor survived"
            for one in self.struck
            if one.orphans_gone is not None and one.orphans_gone > ORPHANS
        ]
        return found


class Play:
    """One round on an empty folder; PostgreSQL rounds need the URL of an empty database."""

    def __init__(self, round: Round, folder: Path, url: str | None = None) -> None:
        self.round = round
        self._folder = folder
        self._url = url
        self._keys = Keyring(KEY)
        self._outcome = Outcome(round)

    def run(self) -> Outcome:
        """Play it; a product that does not even start is a fault of the round."""
        self._folder.mkdir(parents=True)
        chosen, port = self.round, free_port()
        opened = CHANNELS[chosen.channel]
        base = f"http://127.0.0.1:{port}"
        with (
            opened(base, chosen.latency_ms, chosen.per_second) as api,
            self._people() as database,
        ):
            product = Installation(self._folder, self._environment(api), port)
            try:
                product.start()
                product.stand()
                self._play(product, database, api)
            except (AssertionError, OSError, DatabaseAway, psutil.Error) as error:
                self._outcome.findings.faults.append(f"the round broke: {error!r:.300}")
            finally:
                self._outcome.said = product.said()
                self._outcome.load = os.getloadavg()[0]
                product.stop()
        return self._outcome

    def _environment(self, api: Provider) -> dict[str, str]:
        return {
            **api.environment(self.round.per_second),
            "SECRET_KEY": KEY,
            **({"DATABASE_URL": self._url} if self._url else {}),
            **crowd.QUIET,
        }

    @contextmanager
    def _people(self) -> Iterator[Database]:
        people, channel = self.round.people, self.round.channel
        path = self._folder / "var" / "dixminutes.db"
        learnt.leave(path.parent)
        if self._url is None:
            path.write_bytes(crowd.enrolled(KEY, people, channel))
        database = Database(self._url or f"sqlite:///{path}")
        if self._url is not None:
            crowd.enrol(database, self._keys, people, channel)
        try:
            yield database
        finally:
            database.close()

    def _play(self, product: Installation, database: Database, api: Provider) -> None:
        texts = crowd.texts(self.round.writers, self.round.again)
        postman = Postman(api, texts)
        api.prepare(database, crowd.chats(self.round.people))
        crowd.make_due(database)
        postman.start()
        self._strike(product, database, self.round.blows)
        self._rest(lambda: not postman.is_alive() and ledger.glance(database).at_rest)
        found = judge(
            ledger.books(database, self._keys),
            api.received(),
            api.stats(),
            postman.posted,
            self.round.people,
        )
        self._conclude(found)

    def _strike(self, product: Installation, database: Database, blows: Sequence[Blow]) -> None:
        for blow in blows:
            seen, on_time = self._await(blow.stage, database)
            orphans_gone = _strike(blow, product)
            self._outcome.struck.append(Struck(blow, seen, on_time, orphans_gone))

    def _await(self, stage: str, database: Database) -> tuple[Glance, bool]:
        """Wait for a stage: what was seen last, and whether it is the stage."""
        seen: list[Glance] = []

        def met() -> bool:
            seen.append(ledger.glance(database))
            return STAGES[stage](seen[-1])

        wait_for(lambda: met() or seen[-1].at_rest, STAGE, self.round.look_every)
        return seen[-1], STAGES[stage](seen[-1])

    def _rest(self, rests: Callable[[], bool]) -> None:
        since = time.monotonic()
        if wait_for(rests, PATIENCE, 0.1):
            self._outcome.seconds = time.monotonic() - since
        # What was sent twice on the way would arrive within a moment.
        time.sleep(1.0)

    def _conclude(self, found: Findings) -> None:
        found.limit(self.round.per_second)
        found.unknowns(sum(blow.victim in SENDING for blow in self.round.blows))
        self._outcome.findings = found


def _seconds(found: float | None) -> str:
    return f"not in {PATIENCE:g} s" if found is None else f"after {found:.1f} s"


def _strike(blow: Blow, product: Installation) -> float | None:
    """Seconds until the children of a killed supervisor were gone, where there was one."""
    if blow.victim in PROCESSES:
        wait_for(lambda: blow.victim in product.children(), 10.0)
    orphans = product.kill(blow.victim)
    if blow.victim not in ("supervisor", "everything"):
        return None
    gone = _gone(orphans)
    product.start()
    product.stand()
    return gone


def _gone(processes: Sequence[psutil.Process]) -> float:
    began = time.monotonic()
    wait_for(lambda: not any(map(_alive, processes)), 2 * ORPHANS)
    return time.monotonic() - began


def _alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
