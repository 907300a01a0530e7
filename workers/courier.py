"""Sends messages and tells the ledger: the one place that acts on how a send ended.

A courier lives on one event loop in a thread of its own, so that its connections stay warm between
jobs. At most IN_FLIGHT messages are on their way: only those can end `unknown`.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from channels.base import (
    BrokenTemplate,
    Channel,
    Misconfigured,
    Moved,
    OptedOut,
    OutcomeUnknown,
    SendFailed,
    SlowDown,
    Unreachable,
    WindowClosed,
)
from core.message import Address, Inbound, Outbound
from store import addresses, groups, outbox, pictures
from store.outbox import LEASE, Message, Outcome, Status
from workers import consequences
from workers.context import Context
from workers.holds import Hold, Holds, patiently
from workers.mishaps import final, verdict
from workers.pace import Pace
from workers.slots import Ask, Limiter, MemoryLimiter, Priority

log = structlog.get_logger()
T = TypeVar("T")

IN_FLIGHT = 30
NUDGE_PATIENCE, REPLY_PATIENCE = 1.0, 5.0
"""Seconds a message may wait for its turn here. Longer, and it goes back to the ledger: what was
checked when it was claimed (hours, stop) must still be true when it leaves."""

MISCONFIGURED_HOLD = 60.0
"""Seconds a channel is left alone after its set-up was refused."""

_GATHER = 20
"""Outcomes are written together, this many at a time when messages are many."""


Tap = tuple[Inbound, str]
"""A tap, and the few words for who pressed alone."""


class Courier:
    """Sends what it is handed. `post` returns at once, `deliver` waits."""

    def __init__(self, context: Context, redis_url: str | None = None) -> None:
        self._context = context
        self._redis_url = redis_url
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="courier", daemon=True)
        self._thread.start()
        self._pace: Pace | None = None
        self._pending: set[Future[Any]] = set()
        self._holds = Holds(context)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run on the courier's loop and wait."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def deliver(self, messages: Sequence[Message], until: datetime) -> None:
        """Send messages claimed `until` then and wait until the ledger knows all outcomes.

        What could not leave while it was ours is left to whoever claims it next.
        """
        self.run(self._deliver(messages, until))

    def post(self, messages: Sequence[Message], taps: Sequence[Tap] = ()) -> None:
        """Send replies already marked as started, without waiting."""
        self.spawn(self._post(messages, taps))

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run on the courier's loop without waiting; `settle` waits for it."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)

    async def leave(self, message: Message) -> None:
        """Send one reply already marked as started. Called on the courier's loop."""
        await self._post([message], ())

    def settle(self, patience: float = 8.0) -> None:
        """Wait until what was posted has left, at most `patience` seconds each."""
        for future in list(self._pending):
            try:
                future.result(timeout=patience)
            except Exception as error:
                log.warning("courier_left_unfinished", error=type(error).__name__)

    def close(self) -> None:
        """Finish what is under way and release the connections."""
        self.settle()
        self._loop.call_soon_threadsafe(self._holds.close)
        for channel in self._context.channels.values():
            self.run(channel.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=2)

    async def _post(self, messages: Sequence[Message], taps: Sequence[Tap]) -> None:
        tapped = asyncio.gather(*(self._acknowledge(*tap) for tap in taps))
        with self._holds.holding(messages, self._context.real() + LEASE) as hold:
            await asyncio.gather(*(self._in_order(chat, hold) for chat in _chats(messages)))
        await tapped

    async def _acknowledge(self, tap: Inbound, said: str) -> None:
        channel = self._context.channels.get(tap.address.channel)
        if channel is not None:
            await channel.acknowledge(tap, said)

    async def _in_order(self, chat: Sequence[Message], hold: Hold) -> None:
        for number, message in enumerate(chat):
            if self._context.real() >= hold.until:
                return
            outcome = await self._send(message)
            await self._holds.write([outcome], [], hold)
            if outcome.status is Status.PLANNED:
                await self._holds.write(_held(outcome, chat[number + 1 :]), [], hold)
                return

    async def _deliver(self, messages: Sequence[Message], until: datetime) -> None:
        with self._holds.holding(messages, until) as hold:
            await self._fly(deque(_chats(messages)), hold)

    async def _fly(self, waiting: deque[list[Message]], hold: Hold) -> None:
        flying: set[asyncio.Task[Outcome]] = set()
        done: list[Outcome] = []
        behind: dict[int, list[Message]] = {}
        while waiting or flying:
            chats = self._next_group(waiting, IN_FLIGHT - len(flying))
            group = [chat[0] for chat in chats]
            behind |= {chat[0].id: chat[1:] for chat in chats if len(chat) > 1}
            if group or done:
                ours = await self._holds.write(done, [one.id for one in group], hold)
                if ours is None:
                    waiting.clear()
                # Whoever said stop since the claim took theirs out of the ledger's hands.
                group = [one for one in group if one.id in (ours or ())]
                done = []
            flying |= await self._take_off(group)
            landed, flying = await self._some(flying, more=bool(waiting))
            for outcome in [task.result() for task in landed]:
                rest = behind.pop(outcome.id, [])
                done += [outcome, *_held(outcome, rest)]
                if rest and outcome.status is not Status.PLANNED:
                    waiting.appendleft(rest)
        await self._holds.write(done, [], hold)

    def _next_group(self, waiting: deque[list[Message]], room: int) -> list[list[Message]]:
        # Under a limit messages leave one by one: those marked as started before they can leave
        # would be `unknown` if this process died.
        count = min(room, len(waiting), 1 if waiting and self._limited(waiting[0][0]) else room)
        return [waiting.popleft() for _ in range(count)]

    def _limited(self, message: Message) -> bool:
        channel = self._channel(message)
        return channel is not None and channel.limits.per_second > 0

    async def _take_off(self, group: Sequence[Message]) -> set[asyncio.Task[Outcome]]:
        tasks = set()
        for message in group:
            wait = await self._turn_of(message, NUDGE_PATIENCE) if self._limited(message) else 0.0
            landing = self._put_back(message, wait) if wait else self._hand_over(message)
            tasks.add(asyncio.create_task(landing))
        return tasks

    async def _put_back(self, message: Message, wait: float) -> Outcome:
        """Its chat or the channel is held: others go first, and it is checked again later."""
        due = self._context.clock.now() + timedelta(seconds=wait)
        return Outcome(
            message.id, Status.PLANNED, message.reason, due_at=due, attempts=message.attempts
        )

    async def _some(
        self, flying: set[asyncio.Task[Outcome]], *, more: bool
    ) -> tuple[set[asyncio.Task[Outcome]], set[asyncio.Task[Outcome]]]:
        if not flying:
            return set(), set()
        # With room left, the next message need not wait for one to land.
        patience = 0.0 if more and len(flying) < IN_FLIGHT else None
        landed, flying = await asyncio.wait(
            flying, timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
        while patience is None and flying and len(landed) < _GATHER:
            others, flying = await asyncio.wait(flying, timeout=0.002)
            if not others:
                break
            landed |= others
        return landed, flying

    async def _send(self, message: Message) -> Outcome:
        wait = await self._turn_of(message, REPLY_PATIENCE)
        return await (self._put_back(message, wait) if wait else self._hand_over(message))

    def _channel(self, message: Message) -> Channel | None:
        return self._context.channels.get(message.to.channel) if message.to else None

    async def _turn_of(self, message: Message, patience: float) -> float:
        """0 when it may leave now, else the seconds it is held, more than `patience`."""
        channel = self._channel(message)
        if channel is None:
            return 0.0
        return await self._lane().take(self._ask(channel, message), patience)

    async def _hand_over(self, message: Message) -> Outcome:
        channel = self._channel(message)
        if message.to is None or message.body is None or channel is None:
            return final(message, Status.FAILED, "channel_off")
        try:
            body = await self._drawn(self._addressed(message, message.body))
            receipt = await channel.send(message.to, body)
        except SendFailed as failure:
            return await self._failed(message, message.to, self._ask(channel, message), failure)
        except Exception as error:
            log.error("send_broke", channel=channel.name, error=type(error).__name__)
            return verdict(message, OutcomeUnknown("broke"), self._context.clock.now())
        return replace(final(message, Status.SENT), provider_id=receipt.provider_id)

    def _addressed(self, message: Message, body: Outbound) -> Outbound:
        """With our own id of it, and how long it may still arrive; with a template only if that
        is all that may go."""
        body = body if message.template else replace(body, template=None)
        if message.expires_at is None:
            return replace(body, ref=str(message.id))
        left = (message.expires_at - self._context.clock.now()).total_seconds()
        return replace(body, ref=str(message.id), valid_for=max(1, int(left)))

    async def _drawn(self, body: Outbound) -> Outbound:
        """With its picture, if it has one; without it once that is kept no more."""
        if body.picture is None:
            return body
        png = await patiently(self._picture, body.picture.token)
        return replace(body, picture=replace(body.picture, png=png) if png else None)

    def _picture(self, token: str) -> bytes:
        with self._context.database.read() as tx:
            return pictures.find(tx, self._context.keyring, token)

    def _lane(self) -> Pace:
        if self._pace is None:
            self._pace = Pace(self._limiter())
        return self._pace

    def _limiter(self) -> Limiter:
        if self._redis_url is None:
            return MemoryLimiter()
        # A rehearsal never needs it, and it takes a tenth of a second to load.
        from workers.limiter import SharedLimiter  # noqa: PLC0415

        return SharedLimiter(self._redis_url, self._context.settings.senders)

    def _ask(self, channel: Channel, message: Message) -> Ask:
        chat = self._context.keyring.lookup(str(message.to))
        group = message.to is not None and channel.is_group(message.to)
        return Ask(channel.name, chat, channel.limits, Priority(message.priority), group)

    async def _failed(
        self, message: Message, to: Address, ask: Ask, failure: SendFailed
    ) -> Outcome:
        match failure:
            case SlowDown():
                chat = None if failure.whole_channel else ask.chat
                wait = ask.silence(failure.seconds) if chat else failure.seconds
                await self._lane().slow_down(ask.channel, chat, wait)
            case Moved():
                new = Address(to.channel, failure.new_id)
                await patiently(self._rename, message.id, to, new)
            case Misconfigured():
                # Everything else would be refused as well: one try a minute is enough.
                await self._lane().slow_down(ask.channel, None, MISCONFIGURED_HOLD)
                await patiently(self._follow, message, failure)
            case OptedOut() | Unreachable() | WindowClosed() | BrokenTemplate():
                await patiently(self._follow, message, failure)
        return verdict(message, failure, self._context.clock.now())

    def _rename(self, message_id: int, old: Address, new: Address) -> None:
        with self._context.database.write() as tx:
            addresses.rename(tx, self._context.keyring, old, new)
            groups.rename(tx, self._context.keyring, old, new)
            outbox.redirect(tx, self._context.keyring, message_id, new)

    def _follow(self, message: Message, failure: SendFailed) -> None:
        with self._context.database.write() as tx:
            consequences.of(tx, self._context, message, failure)


def _chats(messages: Sequence[Message]) -> list[list[Message]]:
    """The messages of each chat, in order: within one, nothing overtakes."""
    chats: dict[str, list[Message]] = {}
    for message in messages:
        chats.setdefault(str(message.to), []).append(message)
    return list(chats.values())


def _held(outcome: Outcome, rest: Sequence[Message]) -> list[Outcome]:
    """What follows must not overtake what has to wait."""
    if outcome.status is not Status.PLANNED:
        return []
    return [
        replace(outcome, id=later.id, attempts=later.attempts, reason=later.reason)
        for later in rest
    ]
