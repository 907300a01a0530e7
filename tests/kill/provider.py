"""The played provider of a channel, in a process of its own: nothing the product does can take it
down."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from store.db import Database
from tests.kill.crowd import Text

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = "https://kill.example"


@dataclass(frozen=True)
class Received:
    """One message as the provider got it."""

    chat: int
    text: str


@dataclass(frozen=True)
class Act:
    """A person's text as the provider posts it: its own id of it, and how to post it once."""

    id: str
    post: Callable[[aiohttp.ClientSession], Awaitable[int]]


class Provider(Protocol):
    """The test's hand on a played provider, and what the product is told of it."""

    def environment(self, per_second: int) -> dict[str, str]:
        """The settings that turn the channel on; `per_second` 0 = no limit."""
        ...

    def prepare(self, database: Database, chats: list[int]) -> None:
        """What has to be set up there before people are written to."""
        ...

    def act(self, text: Text) -> Act:
        """A person writes."""
        ...

    def received(self) -> list[Received]:
        """Every message accepted so far, in order, whether or not its sender was told."""
        ...

    def stats(self) -> dict[str, Any]:
        """`floods` given, `max_per_second`, the most in any sliding second, and, where the
        provider reports what became of messages, how many `reports_lost`."""
        ...


Opened = Callable[[str, float, int], AbstractContextManager[Provider]]
"""A provider for the product at a URL, which answers after so many ms and takes so many messages
a second (0 = it refuses nobody)."""
