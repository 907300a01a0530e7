"""The machine a run was made on, and what else it was doing."""

import os
import platform
import sqlite3
import sys
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("SQLAlchemy", "psycopg", "aiohttp", "python-telegram-bot", "aiogram", "redis", "rq")


def name() -> str:
    """Processor, cores, memory, system."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return (
        f"{_processor()}, {os.cpu_count()} cores, {pages / 2**30:.0f} GiB, "
        f"{platform.system()} {platform.release().partition('-')[0]} {platform.machine()}"
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    for line in told.read_text().splitlines() if told.exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def versions() -> str:
    """Python, SQLite and the libraries that weigh on the figures."""
    known = [f"Python {sys.version.split()[0]}", f"SQLite {sqlite3.sqlite_version}"]
    return ", ".join([*known, *(f"{one} {version(one)}" for one in _LIBRARIES)])


def load() -> str:
    """How many processes wanted to run, over the last 1, 5 and 15 minutes."""
    return " ".join(f"{one:.1f}" for one in os.getloadavg())
