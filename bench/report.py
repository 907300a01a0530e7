"""The page of figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.figures import HEADER, Figure, aligned


@dataclass(frozen=True)
class About:
    """Where and when a run was made; `load` at its beginning."""

    machine: str
    versions: str
    at: datetime
    load: str


def record(about: About, figures: Sequence[Figure]) -> dict[str, Any]:
    """For `--json`."""
    return {
        "machine": about.machine,
        "versions": about.versions,
        "at": about.at.isoformat(timespec="seconds"),
        "load": about.load,
        "figures": [figure.record() for figure in figures],
    }


def page(about: About, load_after: str, figures: Sequence[Figure], before: str = "") -> str:
    """Markdown: the table, the machine, what the figures mean.

    `before` is the page as it stood: what was not measured this time keeps its line, with its
    own date and load.
    """
    loads = "-".join(load.split(maxsplit=1)[0] for load in (about.load, load_after))
    when = f"{about.at:%Y-%m-%d %H:%M}, load {loads}"
    new = {(row[0], row[1]): [*row, when] for row in (figure.row() for figure in figures)}
    rows = list((_rows(before) | new).values())
    return _PAGE.format(
        table=aligned([[*HEADER, "measured (UTC)"], *rows]),
        machine=about.machine,
        versions=about.versions,
    )


def _rows(page: str) -> dict[tuple[str, str], list[str]]:
    """The lines of a page's table, by figure and database."""
    lines = [line for line in page.splitlines() if line.startswith("| ")][1:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {(row[0], row[1]): row for row in cells}


_PAGE = """# Figures
Written by `dixminutes bench --write docs/figures.md`; nothing here was typed by hand.

{table}

- Machine: {machine}.
- Versions: {versions}.
- Load: the one-minute average at the beginning and at the end of the run a line is from. Above the
  number of cores other work took turns with what is measured: times get longer and ratios scatter.
  Read the spread with it, and measure again on a quiet machine.

`make bench` runs it again (about twenty minutes); `dixminutes bench --quick` takes two or three
minutes and is good for finding out that something broke, not for comparing. `--only reply`,
`challenge`, `planner`, `delivery`, `limits` or `memory` measures one thing, `--database sqlite` or
`postgresql` one database; with `--write` the other lines of the page stay as they are.

## What they mean
Everything runs on loopback. The provider is a played Bot API in a process of its own, without
latency; both databases write to the disk at each commit (SQLite `synchronous=FULL`, PostgreSQL as
it comes). A value is the median of the runs, beside it the lowest and the highest one.

- **reply**: the real processes (`dixminutes up`). Someone new writes every 150 ms; from the moment
  the webhook is called to the moment the provider has the answer. A run's value is what 95 of 100
  answers did not exceed. In the busy case the provider refuses more than 30 messages a second, as
  Telegram does, and the three values are stretches of one run while the nudges go out.
- **challenge**: as the busy case, but one challenge is launched to all these people, and planned
  bit by bit while its first messages already leave. The 95 of 100 are held against those of the
  same installation just before, with nothing else going out.
- **limit used … and replies**: by what goes out and the answers together, from the first message
  on, while the rest is still being planned. The product, the database, the provider and who writes
  share the cores; an answer 429 there means that a message left in time and arrived late.
- **tick**: the planner deciding, writing the ledger and moving people forward, in one process.
  Second line: how much longer it takes among ten times as many people.
- **sender**: one `dixminutes sender` with `TELEGRAM_MESSAGES_PER_SECOND=0`, from the first message
  at the provider to the last; every message is claimed, checked, marked as started before it
  leaves and recorded after. The bare loops send the same message, 30 in flight as well, over the
  library's own transport, and keep nothing. Ratios are taken within a round, where what else the
  machine does weighs on all three.
- **limit used**: senders that share one limit through Redis, against a provider that counts every
  sliding second; the spread is over the thirds of the run. Slots leave 43 ms for jitter, so 96 %
  is the most there can be. SQLite and PostgreSQL are measured at the same time.
- **memory**: the proportional set size of all processes of `dixminutes demo`, Redis and supervisor
  included, a moment after its first day. PostgreSQL's own server is not counted.
"""
