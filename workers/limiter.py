"""The channel limits, shared through Redis by every process that sends."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from channels.base import Limits
from workers.pace import RETRY
from workers.slots import FREE, LONGEST, Ask, Grant, MemoryLimiter, us

log = structlog.get_logger()
T = TypeVar("T")

LOOK = 0.25
"""Seconds a look may last; an answer on a known connection may take four times as long."""

_PREFIX = "dixminutes:{limit}"
_REJOINED = f"{_PREFIX}:rejoined"
_REJOIN = us(RETRY + LOOK) + LONGEST
_GONE = (RedisError, OSError, TimeoutError)
_SLOT = Path(__file__).with_suffix(".lua").read_text(encoding="utf-8")

_NOW = """
local now = tonumber(ARGV[1])
if not now then local t = redis.call('TIME'); now = t[1] * 1000000 + t[2] end
local function read(value) return tonumber(value or '') or 0 end
local function text(n) return string.format('%.0f', n) end
"""
_HOLD_LINE = f"""{_NOW}
local hold = read(redis.call('HGET', KEYS[1], 'hold'))
redis.call('HSET', KEYS[1], 'hold', text(math.max(hold, now + ARGV[2])))
"""
_HOLD_CHAT = f"""{_NOW}
local free = math.max(read(redis.call('GET', KEYS[1])), now + ARGV[2])
redis.call('SET', KEYS[1], text(free), 'PX', text(math.ceil((free - now) / 1000) + 1000))
"""
# Whoever comes back first makes everybody wait until the others have stopped counting alone.
_COME_BACK = f"""{_NOW}
local came = read(redis.call('GET', KEYS[1])) - ARGV[2]
if came < now - ARGV[3] then redis.call('SET', KEYS[1], text(now + ARGV[2])) end
"""


def share(limits: Limits, senders: int) -> Limits:
    """What one of `senders` processes may use while they cannot see each other.

    A private chat keeps its rate: a person's turns are answered one process at a time, and
    dividing would make people wait without preventing two processes from meeting in one chat.
    """
    return replace(
        limits,
        per_second=limits.per_second / senders,
        seconds_per_group_message=limits.seconds_per_group_message * senders,
    )


class SharedLimiter:
    """One limit for all processes. Belongs to one event loop.

    With Redis away each process keeps to its share, and comes back by itself. `clock` counts
    seconds for the local share; `instant` replaces Redis' own clock (microseconds) in tests.
    """

    def __init__(
        self,
        url: str,
        senders: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        instant: Callable[[], int] | None = None,
    ) -> None:
        self._redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_connect_timeout=LOOK,
            socket_timeout=4 * LOOK,
            retry=Retry(NoBackoff(), 0),
        )
        self._senders = senders
        self._clock = clock
        self._instant = instant
        self._local = MemoryLimiter(clock)
        self._server = ""
        self._looking = asyncio.Lock()
        self._failed_at: float | None = None
        self._looked_at = 0.0
        self._script = self._redis.register_script(_SLOT)

    async def acquire(self, ask: Ask, unused: int = 0) -> Grant:
        """A slot, or when to ask again. Never raises for a Redis that is away."""
        if ask.free:
            return FREE
        if await self._together():
            try:
                return await self._twice(lambda: self._slot(ask, unused))
            except _GONE:
                self._lose()
        alone = replace(ask, limits=share(ask.limits, self._senders))
        return await self._local.acquire(alone, unused)

    async def slow_down(self, channel: str, chat: str | None, seconds: float) -> None:
        """Silence for `seconds` in one chat, or in the whole channel (None)."""
        await self._local.slow_down(channel, chat, seconds)
        line, _, one_chat, _ = _keys(channel, chat or "")
        script, key = (_HOLD_LINE, line) if chat is None else (_HOLD_CHAT, one_chat)
        if await self._together():
            try:
                await self._twice(lambda: self._run(script, key, us(seconds)))
            except _GONE:
                self._lose()

    async def close(self) -> None:
        """Release the connections."""
        await self._redis.aclose()

    async def _slot(self, ask: Ask, unused: int) -> Grant:
        rule = ask.rule
        if not self._server:
            self._server = await self._name()
        numbers = (rule.count, rule.period, rule.spacing, rule.gap, ask.horizon, LONGEST, unused)
        args = [self._now(), *numbers, rule.slack]
        held_by, wait, slot = await self._script(keys=_keys(ask.channel, ask.chat), args=args)
        return Grant(int(wait) / 1e6, not held_by, held_by, int(slot or 0))

    async def _run(self, script: str, key: str, *numbers: int) -> None:
        await self._redis.eval(script, 1, key, self._now(), *numbers)

    def _now(self) -> int | str:
        return self._instant() if self._instant else ""

    async def _name(self) -> str:
        async with asyncio.timeout(LOOK):
            return str((await self._redis.info("server"))["run_id"])

    async def _twice(self, act: Callable[[], Awaitable[T]]) -> T:
        try:
            return await act()
        except _GONE:
            if await self._name() != self._server:
                raise
            return await act()

    def _lose(self) -> None:
        now = self._clock()
        if self._failed_at is None:
            log.warning("limiter_alone")
            self._local.restart()
        self._failed_at = self._looked_at = now

    async def _together(self) -> bool:
        if self._failed_at is None:
            return True
        async with self._looking:
            due = self._clock() - self._looked_at >= RETRY
            if due and self._failed_at is not None:
                await self._look(self._failed_at)
        return self._failed_at is None

    async def _look(self, failed_at: float) -> None:
        self._looked_at = self._clock()
        try:
            async with asyncio.timeout(LOOK):
                away = us(self._looked_at - failed_at)
                await self._run(_COME_BACK, _REJOINED, _REJOIN, away)
                self._server = await self._name()
        except _GONE:
            self._failed_at = self._looked_at
        else:
            self._failed_at = None
            log.info("limiter_together")


def _keys(channel: str, chat: str) -> list[str]:
    line = f"{_PREFIX}:{channel}"
    return [line, f"{line}:slots", f"{line}:chat:{chat}", _REJOINED]
