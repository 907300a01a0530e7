"""The figures of many rounds as a page."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from tests.kill.matrix import AT_ONCE, name
from tests.kill.rounds import ORPHANS, REST, Outcome
from workers.embedded import binary

PACKAGES = ("rq", "redis", "sqlalchemy", "psycopg", "python-telegram-bot", "aiohttp", "uvicorn")

_ABOUT = f"""# What killing the processes does

`python -m tests.kill` (`--channel whatsapp`) wrote this page: it is a measurement, not a promise.
Each round starts the real product (`dixminutes up`) on a folder of its own beside a Bot API, or a
Twilio that reports what becomes of each message, played on loopback in another process (100 ms an
answer). Then 600 people's piece falls due at once, 220 messages come in from 190 of them
(anything not acknowledged is posted again, every seventh is posted twice more on purpose), and
somebody is ended with `kill -9` at the stage named. "everything" is the supervisor and all it
runs at the same instant; after "supervisor" and "everything" the product is started again on the
same data. "flushall" empties Redis.

In the rounds called "challenge" a challenge goes to 2,000 people, and to some who are away, paused,
stopped or unreachable; nobody writes. The sender and the clock die while it goes, the sender once
more while it is stopped, both again once it goes on.

A round holds when, in the database and at the provider alike:

- every update acknowledged is in the inbox once and done, and its effect (a win of so many minutes)
  is there once;
- every person has one nudge in the ledger; none arrived twice; all called `sent` arrived; only
  messages in flight at a kill (30 a sending process) are `unknown`, and none that the
  provider reported to have arrived;
- of a challenge nothing begins to leave between the stop and the resume; it is launched, stopped
  and resumed once, however often that is asked for; who cannot be reached has one row, with the
  reason;
- every message got its reply, and a reply arrived twice at most, only if its outcome was unknown;
- the provider never answered 429, and with limits on never saw more than 30 in any second;
- all is at rest within {REST:g} s of the last kill (of the moment the product stands again, after
  "supervisor" and "everything"), and no child outlives its supervisor by {ORPHANS:g} s.

"""
_HEAD = (
    "| round | nudges planned | sent | unknown (arrived) | arrived | repeated "
    "| updates acknowledged (posts) | effects | answered | twice | never "
    "| most in 1 s | 429 | seconds to rest | children gone after | load | holds |"
)


def page(outcomes: Sequence[Outcome], again: Sequence[Outcome], seconds: float) -> str:
    """The whole report, in Markdown. `again` are rounds that did not hold, played once more."""
    held = sum(not one.faults for one in outcomes)
    total = f"{held} of {len(outcomes)} rounds hold ({seconds:.0f} s, {AT_ONCE} at a time).\n\n"
    return "".join(
        [
            _ABOUT,
            _machine(),
            "\n## Rounds\n\n",
            total,
            _table(outcomes),
            "## What does not hold\n\n",
            _faults(outcomes),
            _again(again),
            _sums(outcomes),
            _states(outcomes),
        ]
    )


def _table(outcomes: Sequence[Outcome]) -> str:
    ruler = "|---" * (_HEAD.count("|") - 1) + "|"
    return "\n".join([_HEAD, ruler, *map(_row, outcomes)]) + "\n\n"


def _row(one: Outcome) -> str:
    f = one.findings
    gone = [struck.orphans_gone for struck in one.struck if struck.orphans_gone is not None]
    cells = (
        name(one.round),
        f.nudges,
        f.sent,
        f"{f.unknown} ({f.unknown_received})",
        f.received,
        f.repeated,
        f"{f.acknowledged} ({f.posts})",
        f.effects,
        f.answered,
        f.answered_twice,
        f.never_answered,
        f.most_per_second,
        f.floods,
        "never" if one.seconds is None else f"{one.seconds:.1f}",
        f"{max(gone):.1f}" if gone else "",
        f"{one.load:.0f}",
        "no" if one.faults else "yes",
    )
    return f"| {' | '.join(map(str, cells))} |"


def _faults(outcomes: Sequence[Outcome]) -> str:
    lines = [f"- {name(one.round)}: {fault}" for one in outcomes for fault in one.faults]
    return ("\n".join(lines) or "Nothing was found.") + "\n\n"


def _again(outcomes: Sequence[Outcome]) -> str:
    if not outcomes:
        return ""
    words = "The rounds that did not hold, played once more, one at a time.\n\n"
    return f"## Played again\n\n{words}{_table(outcomes)}{_faults(outcomes)}"


def _sums(outcomes: Sequence[Outcome]) -> str:
    found = [one.findings for one in outcomes]
    longest = max((one.seconds for one in outcomes if one.seconds is not None), default=0.0)
    return (
        "## All rounds together\n\n"
        f"{sum(f.nudges for f in found)} nudges planned, {sum(f.received for f in found)} arrived, "
        f"{sum(f.repeated for f in found)} repeated, {sum(f.unknown for f in found)} unknown "
        f"({sum(f.unknown_received for f in found)} of which had arrived). "
        f"{sum(f.acknowledged for f in found)} updates acknowledged, "
        f"{sum(f.effects for f in found)} effects, {sum(f.answered for f in found)} answered, "
        f"{sum(f.answered_twice for f in found)} answered twice, "
        f"{sum(f.never_answered for f in found)} never. Longest way to rest: {longest:.1f} s.\n\n"
    )


def _states(outcomes: Sequence[Outcome]) -> str:
    lines = [
        f"| {name(one.round)} | {struck.blow.victim}, {struck.blow.stage} | {struck.seen} "
        f"| {'yes' if struck.on_time else 'no'} |"
        for one in outcomes
        for struck in one.struck
    ]
    return (
        "## State of the ledger just before each kill\n\n"
        "| round | kill | state | the stage was met |\n|---|---|---|---|\n"
        + "\n".join(lines)
        + "\n"
    )


def _machine() -> str:
    redis = subprocess.run([str(binary()), "--version"], capture_output=True, text=True, check=True)
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        "## Machine\n\n"
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load at the end {load}; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, PostgreSQL 18 (fsync off), "
        f"{' '.join(redis.stdout.split()[:3])}; {packages}.\n"
    )
