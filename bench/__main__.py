"""`python -m bench`, which is `dixminutes bench`: runs scenarios, prints the table."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import broadcasting, delivering, machine, pacing, planning, replies, report, weight
from bench.databases import POSTGRESQL, SQLITE, Databases
from bench.figures import Figure, table
from bench.scenario import FULL, QUICK, Bench

SCENARIOS: dict[str, Callable[[Bench], list[Figure]]] = {
    "reply": replies.measure,
    "challenge": broadcasting.measure,
    "planner": planning.measure,
    "delivery": delivering.measure,
    "limits": pacing.measure,
    "memory": weight.measure,
}


def main() -> int:
    """0 when every target is held, 1 when one is not."""
    chosen = _options()
    # Asked to stop, it leaves through every `with`, and so stops what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    kinds = (SQLITE, POSTGRESQL) if chosen.database == "both" else (chosen.database,)
    # Progress goes to standard error: --json leaves the output to one document.
    tell: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True)  # noqa: E731
    about = report.About(machine.name(), machine.versions(), datetime.now(UTC), machine.load())
    tell(f"{about.machine}\n{about.versions}\nload {about.load}\n")
    databases = Databases()
    try:
        bench = Bench(databases, kinds, QUICK if chosen.quick else FULL, tell)
        figures = _run(bench, chosen.only or list(SCENARIOS))
    finally:
        databases.close()
    print(json.dumps(report.record(about, figures)) if chosen.json else table(figures))
    if chosen.write:
        before = chosen.write.read_text(encoding="utf-8") if chosen.write.exists() else ""
        page = report.page(about, machine.load(), figures, before)
        chosen.write.write_text(page, encoding="utf-8")
    return int(any(figure.verdict == "NOT" for figure in figures))


def _run(bench: Bench, names: list[str]) -> list[Figure]:
    figures = []
    for name in names:
        bench.tell(f"{name}…")
        began = time.monotonic()
        figures += SCENARIOS[name](bench)
        bench.tell(f"  ({time.monotonic() - began:.0f} s)")
    return figures


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dixminutes bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", choices=SCENARIOS)
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL, "both"), default="both")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", type=Path, help="also write the page of figures here")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
