"""`python -m tests.kill [--channel C] [ROUND…]`: play the full matrix, write the channel's page.

With words, only the rounds whose name contains one of them, printed and not written.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests import databases, learnt
from tests.kill.matrix import AT_ONCE, full, name, play_all
from tests.kill.provider import ROOT
from tests.kill.report import page
from tests.kill.rounds import CHANNELS, Outcome, Round

REPORTS = {
    "telegram": ROOT / "docs" / "kill-report.md",
    "whatsapp": ROOT / "docs" / "kill-report-whatsapp.md",
}


def main() -> int:
    """Play; 0 when everything holds the first time."""
    options = _options()
    words = options.rounds
    every = full(options.channel)
    rounds = [one for one in every if not words or any(word in name(one) for word in words)]
    began = time.monotonic()
    outcomes = _played(rounds, AT_ONCE)
    again = _played([one.round for one in outcomes if one.faults], 1)
    text = page(outcomes, again, time.monotonic() - began)
    if words:
        print(text)
    else:
        REPORTS[options.channel].write_text(text, encoding="utf-8")
    return int(any(one.faults for one in outcomes))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill the real processes and judge what is left.")
    parser.add_argument("--channel", choices=sorted(CHANNELS), default="telegram")
    parser.add_argument("rounds", nargs="*", metavar="ROUND")
    return parser.parse_args()


def _played(rounds: Sequence[Round], at_once: int) -> list[Outcome]:
    outcomes = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        learnt.share(folder / "learnt")
        pool = stack.enter_context(ThreadPoolExecutor(at_once))
        under_way = play_all(
            rounds, folder, lambda: stack.enter_context(databases.postgres_server()), pool
        )
        for future in under_way:
            outcomes.append(future.result())
            _tell(outcomes[-1])
    return outcomes


def _tell(one: Outcome) -> None:
    print(f"{name(one.round)}: {one.faults or 'holds'}", flush=True)
    if one.faults:
        print(one.findings, *one.struck, one.said, sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
