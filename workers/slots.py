"""How fast messages may leave: a channel's limits are reached, never exceeded, by all senders.

A slot is an instant at which one message may leave. Any `count` + 1 slots in a row span one
second plus JITTER, so a message may arrive up to JITTER away from its slot and the provider still
sees at most `count` in any second. Slots are kept in order and are reserved a short way ahead
only, shorter for the less urgent: replies queue before nudges, nudges before broadcasts.
"""

import math
import time
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Literal, Protocol

from channels.base import Limits

JITTER = 0.043
"""Seconds a message may drift between its slot and its arrival: 30 per 1.043 s is 28.8 a second.
95 % of the limit would allow 0.052; what lies between pays for slots nobody could use."""

CATCH_UP = 0.87
"""How close slots may follow each other after an idle or a lost one, as a share of even spacing.
Lower recovers more, and leaves a longer hole (13 % of a second) in which a reply has to wait."""


class Priority(IntEnum):
    """Who goes first."""

    REPLY = 0
    NUDGE = 1
    BROADCAST = 2


HORIZON = {Priority.REPLY: 0.25, Priority.NUDGE: 0.060, Priority.BROADCAST: 0.030}
"""Seconds ahead a slot may be reserved. The longest one delays the start after a flush."""


def us(seconds: float) -> int:
    """Whole microseconds: the script and its twin must agree to the last digit."""
    return round(seconds * 1_000_000)


LONGEST = us(max(HORIZON.values()))


@dataclass(frozen=True, slots=True)
class Rule:
    """Limits as the twin and the script count them, in microseconds; 0 = no limit.

    A chat is a bucket that gains one message each `gap`; `slack` is how far it may be overdrawn:
    0 where it holds a single message.
    """

    count: int
    period: int
    spacing: int
    gap: int
    slack: int = 0

    @classmethod
    def of(cls, limits: Limits, group: bool) -> "Rule":
        """`count` slots per `period`, `gap` between two in one chat whose bucket is empty."""
        rate, chat = limits.per_second, limits.per_chat_per_second
        count = max(1, math.floor(rate)) if rate else 0
        period = us(max(1.0, 1 / rate) + JITTER) if rate else 0
        spacing = math.ceil(CATCH_UP * period / count) if count else 0
        gap = max(1 / chat if chat else 0.0, limits.seconds_per_group_message if group else 0.0)
        between = us(gap + JITTER) if gap else 0
        slack = 0 if group else (limits.chat_burst - 1) * between
        return cls(count, period, spacing, between, slack)


@dataclass(frozen=True)
class Ask:
    """One message wants to leave. `chat` is opaque: a hash, never an address in clear."""

    channel: str
    chat: str
    limits: Limits
    priority: Priority
    group: bool = False

    @cached_property
    def rule(self) -> Rule:
        """The limits that hold for this message."""
        return Rule.of(self.limits, self.group)

    @property
    def free(self) -> bool:
        """Whether nothing limits this message."""
        return not (self.rule.count or self.rule.gap)

    def silence(self, seconds: float) -> float:
        """The hold that leaves this message's chat alone for `seconds`, however full its bucket."""
        return seconds + self.rule.slack / 1e6

    @property
    def horizon(self) -> int:
        """Microseconds ahead this message may reserve."""
        return us(HORIZON[self.priority])


@dataclass(frozen=True, slots=True)
class Grant:
    """Granted: leave in `wait` seconds. Else nothing was taken: ask again in `wait` seconds.

    `held_by` says what was not free. `slot` names what was taken.
    """

    wait: float
    granted: bool
    held_by: Literal["", "channel", "chat"] = ""
    slot: int = 0


FREE = Grant(0.0, True)


class Limiter(Protocol):
    """Hands out slots."""

    async def acquire(self, ask: Ask, unused: int = 0) -> Grant:
        """A slot, or when to ask again. `unused` is a slot of this message that passed unused."""
        ...

    async def slow_down(self, channel: str, chat: str | None, seconds: float) -> None:
        """The provider asked for silence: in one chat, or in the whole channel (None)."""
        ...


@dataclass(slots=True)
class Line:
    """One channel's slots in this process: `limiter.lua` in Python. Times are microseconds."""

    settled: int
    hold: int = 0
    slots: list[int] = field(default_factory=list)
    chats: dict[str, int] = field(default_factory=dict)
    """When the bucket of each is full again."""

    def decide(self, ask: Ask, now: int, unused: int) -> Grant:
        """Reserve the first slot that is free, or say when to ask again."""
        rule = ask.rule
        at = self._first(rule, now, self._missed(ask, now, unused))
        full = max(self.settled + rule.gap, self.chats.get(ask.chat, 0)) if rule.gap else 0
        free = full - rule.slack
        if free > at:
            return Grant((free - now) / 1e6, False, "chat")
        if at - now > ask.horizon:
            return Grant((at - now - ask.horizon) / 1e6, False, "channel")
        if rule.count:
            insort(self.slots, at)
        if rule.gap:
            self.chats[ask.chat] = max(at, full) + rule.gap
        return Grant((at - now) / 1e6, True, "", at)

    def _first(self, rule: Rule, now: int, missed: bool) -> int:
        at = max(now, self.hold, self.settled + rule.period if rule.count else 0)
        if missed and at == now:
            # Moved later: no slot that has to stay a period away from it is given yet.
            while at in self.slots:
                at += 1
        elif rule.count:
            if self.slots:
                at = max(at, self.slots[-1] + rule.spacing)
            if len(self.slots) >= rule.count:
                at = max(at, self.slots[-rule.count] + rule.period)
        return at

    def _missed(self, ask: Ask, now: int, unused: int) -> bool:
        """Forget what is over; whether `unused` was a slot with fewer than `count` after it."""
        self.slots = [slot for slot in self.slots if slot >= now - ask.rule.period]
        if len(self.chats) > 4096:
            self.chats = {chat: full for chat, full in self.chats.items() if full > now}
        if not 0 < unused <= now:
            return False
        if self.chats.get(ask.chat) == unused + ask.rule.gap:
            del self.chats[ask.chat]
        if unused not in self.slots:
            return False
        after = len(self.slots) - self.slots.index(unused) - 1
        self.slots.remove(unused)
        return after < ask.rule.count


class MemoryLimiter:
    """The limits of one process alone. `clock` gives seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lines: dict[str, Line] = {}

    def _line(self, channel: str, now: int) -> Line:
        return self._lines.setdefault(channel, Line(now + LONGEST))

    async def acquire(self, ask: Ask, unused: int = 0) -> Grant:
        """A slot, or when to ask again."""
        if ask.free:
            return FREE
        now = us(self._clock())
        return self._line(ask.channel, now).decide(ask, now, unused)

    def restart(self) -> None:
        """Start empty, as after a flush; what the providers asked for is kept."""
        settled = us(self._clock()) + LONGEST
        for line in self._lines.values():
            line.settled = settled

    async def slow_down(self, channel: str, chat: str | None, seconds: float) -> None:
        """Silence for `seconds` in one chat, or in the whole channel (None)."""
        now = us(self._clock())
        line = self._line(channel, now)
        if chat is None:
            line.hold = max(line.hold, now + us(seconds))
        else:
            line.chats[chat] = max(line.chats.get(chat, 0), now + us(seconds))
