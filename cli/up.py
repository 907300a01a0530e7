"""The supervisor's own process: `python -m cli.up`, small because it lives as long as the product.

`then` is one more command, run once every process is started; if it fails everything stops.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from cli import supervisor


def main() -> int:
    """Run until stopped; the exit code."""
    parser = argparse.ArgumentParser(prog="dixminutes up")
    parser.add_argument("--procfile", type=Path, required=True)
    parser.add_argument("--var", type=Path, required=True)
    parser.add_argument("--redis", action="store_true")
    parser.add_argument("then", nargs="*")
    chosen = parser.parse_args()
    ready = _after(chosen.then) if chosen.then else None
    try:
        return supervisor.run(
            chosen.procfile, os.environ, chosen.var, with_redis=chosen.redis, ready=ready
        )
    except OSError as error:
        sys.stderr.write(f"dixminutes : {error.filename} : {error.strerror}\n")
        return 1


def _after(command: list[str]) -> Callable[[], int | None]:
    def play() -> int | None:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
        return done.returncode or None

    return play


if __name__ == "__main__":
    sys.exit(main())
