"""Rows of the ledger made by the real planner, ready to leave."""

from bench.crowd import Crowd
from core.clock import SystemClock
from core.settings import Settings
from workers import planner
from workers.context import Context


def context(crowd: Crowd) -> Context:
    """What the planner works with; every channel off."""
    chosen = Settings(telegram_bot_token=None, phone_enabled=False)
    return Context(chosen, crowd.database, crowd.keyring, SystemClock())


def plan(crowd: Crowd, first: int, count: int) -> None:
    """The first piece of `count` people from number `first`, planned as the clock would."""
    crowd.make_due(first, count)
    planned = planner.tick(context(crowd), crowd.now)
    assert planned == count, f"{planned} of {count} were planned"
