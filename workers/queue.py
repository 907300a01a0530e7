"""The doorbell: RQ says "look now"; what there is to do, the database knows.

A job carries a name and nothing else, may run twice or never: every process also looks by itself
every SWEEP seconds. One queue per process, because a worker of two queues loses a job for good when
it dies between taking and starting it.
"""

import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol
from uuid import uuid4

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

log = structlog.get_logger()

INBOUND, DELIVERY = "inbound", "delivery"
SWEEP = 2.0
"""Seconds between two looks nobody rang for."""

RUNG_FOR_MS = 1000
"""A bell stays rung this long at most: a lost job must not keep the next one from being rung."""

_WORKER_TTL = 20
_MAINTENANCE = 5
_JOBS = {INBOUND: "workers.jobs.inbound", DELIVERY: "workers.jobs.delivery"}


class Bell(Protocol):
    """Says that there is something to do."""

    def ring(self, name: str) -> None:
        """Wake a process of this name soon. Never raises: the sweep finds what no bell told."""

    def answered(self, name: str) -> None:
        """A job of this name has begun: the next ring counts again."""

    def away(self) -> bool:
        """Whether Redis cannot be reached."""
        ...


class SilentBell:
    """No Redis: the sweeps find the work."""

    def ring(self, name: str) -> None:
        """Nothing."""

    def answered(self, name: str) -> None:
        """Nothing."""

    def away(self) -> bool:
        """Always: there is none."""
        return True


def connect(url: str) -> "Redis":
    """A client that gives up quickly: Redis away must not hold anyone."""
    return Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=5.0)


class RqBell:
    """Rings once a burst: an RQ enqueue costs five times a webhook's insert."""

    def __init__(self, url: str) -> None:
        self._redis = connect(url)
        self._quiet_until = 0.0

    def ring(self, name: str) -> None:
        """Enqueue a job unless one already waits."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            if self._redis.set(_rung(name), 1, nx=True, px=RUNG_FOR_MS):
                queue = Queue(name, connection=self._redis, serializer=JSONSerializer)
                queue.enqueue_call(_JOBS[name], timeout=-1, result_ttl=0, failure_ttl=60, ttl=60)
        except (RedisError, OSError):
            self._quiet_until = time.monotonic() + 1.0
            log.warning("bell_silent", queue=name)

    def answered(self, name: str) -> None:
        """A job of this name has begun: the next ring counts again."""
        with suppress(RedisError, OSError):
            self._redis.delete(_rung(name))

    def away(self) -> bool:
        """Whether Redis cannot be reached."""
        try:
            self._redis.ping()
        except (RedisError, OSError):
            return True
        return False


def _rung(name: str) -> str:
    return f"dixminutes:bell:{name}"


def bell(url: str | None) -> Bell:
    """The bell of an installation."""
    return RqBell(url) if url else SilentBell()


class _Worker(SimpleWorker):
    """RQ waits up to a minute between two looks for a Redis that went away."""

    max_connection_wait_time = 2.0


class Desk:
    """One process at work on one queue: rung by RQ, and looking by itself every SWEEP seconds."""

    def __init__(
        self, name: str, turn: Callable[[], object], bell: "Bell", url: str | None
    ) -> None:
        self._name = name
        self._turn = turn
        self._bell = bell
        self._url = url
        self._busy = threading.Lock()
        self._stopping = threading.Event()

    def answer(self) -> None:
        """What a job does: the bell may ring again from here on, then one turn."""
        self._bell.answered(self._name)
        self.turn()

    def turn(self) -> None:
        """One turn; a second caller waits, then finds less to do. Rings if something is left."""
        with self._busy:
            left = self._turn()
        if left:
            self._bell.ring(self._name)

    def work(self) -> None:
        """Until told to stop (SIGTERM or SIGINT: the turn under way is finished)."""
        sweeper = threading.Thread(target=self._sweep, name="sweep", daemon=True)
        sweeper.start()
        try:
            while not self._stopping.is_set():
                self._catch_signals()
                self._serve()
        finally:
            self._stopping.set()
            sweeper.join(timeout=10)

    def stop(self) -> None:
        """End `work` after the turn under way."""
        self._stopping.set()

    def _catch_signals(self) -> None:
        # RQ sets its own while it works; these hold before and between.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())

    def _serve(self) -> None:
        if self._url is None:
            self._stopping.wait(SWEEP)
            return
        try:
            connection = connect(self._url)
            connection.ping()
            self._rq(connection).work(logging_level="WARNING")
            self._stopping.set()
        except (RedisError, OSError):
            log.warning("redis_away", queue=self._name)
            self._stopping.wait(1.0)

    def _rq(self, connection: "Redis") -> SimpleWorker:
        return _Worker(
            [Queue(self._name, connection=connection, serializer=JSONSerializer)],
            name=f"{self._name}-{uuid4().hex[:12]}",
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=_WORKER_TTL,
            maintenance_interval=_MAINTENANCE,
            log_job_description=False,
        )

    def _sweep(self) -> None:
        while not self._stopping.wait(SWEEP):
            try:
                self.turn()
            except Exception as error:
                log.error("sweep_failed", queue=self._name, error=type(error).__name__)
