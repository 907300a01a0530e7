"""How many messages fell in any sliding window, and how long until one more may."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass


class Window:
    """Instants of the last `seconds`, and the most ever seen together. Times in seconds."""

    __slots__ = ("_instants", "_seconds", "most")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._instants: deque[float] = deque()
        self.most = 0

    def wait(self, now: float, limit: int) -> float:
        """Seconds until one more stays within `limit`; 0 when it may go now."""
        self._forget(now)
        if len(self._instants) < limit:
            return 0.0
        return self._instants[-limit] + self._seconds - now

    def add(self, now: float) -> None:
        """Count one at `now`."""
        self._forget(now)
        self._instants.append(now)
        self.most = max(self.most, len(self._instants))

    def _forget(self, now: float) -> None:
        while self._instants and self._instants[0] <= now - self._seconds:
            self._instants.popleft()


@dataclass(slots=True)
class Allowance:
    """Telegram's limits: a bot per second, a private chat per second, a group per minute."""

    on: bool = False
    per_second: int = 30
    per_chat_second: int = 1
    per_group_minute: int = 20


class Traffic:
    """Accepted messages by bot, chat and group."""

    def __init__(self) -> None:
        self.bot = Window(1)
        self.chats: defaultdict[int, Window] = defaultdict(lambda: Window(1))
        self.groups: defaultdict[int, Window] = defaultdict(lambda: Window(60))

    def retry_after(self, chat: int, now: float, allowed: Allowance) -> int:
        """Whole seconds to wait, as Telegram says them; 0 when the message may go."""
        if not allowed.on:
            return 0
        waits = [
            self.bot.wait(now, allowed.per_second),
            self.chats[chat].wait(now, allowed.per_chat_second),
        ]
        if chat < 0:
            waits.append(self.groups[chat].wait(now, allowed.per_group_minute))
        return math.ceil(max(waits))

    def add(self, chat: int, now: float) -> None:
        """Count one accepted message."""
        self.bot.add(now)
        self.chats[chat].add(now)
        if chat < 0:
            self.groups[chat].add(now)

    def most_per_chat(self) -> int:
        """The most any chat received within one second."""
        return max((window.most for window in self.chats.values()), default=0)
