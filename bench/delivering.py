"""Delivery without limits: one sender with its ledger, against bare loops without one."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.bare import LIBRARIES
from bench.crowd import crowd
from bench.figures import Figure
from bench.planned import plan
from bench.processes import KEY, environment, running, telegram, wait_for
from bench.provider import ROOT, Provider, provider, rate
from bench.scenario import Bench
from workers.embedded import embedded_redis

TIMES = {"python-telegram-bot": 5.0, "aiogram": 0.6}
_PATIENCE = 120.0


def measure(bench: Bench) -> list[Figure]:
    """Messages a second, as a multiple of what the bare loops do in the same round."""
    found = []
    for kind in bench.kinds:
        with bench.folder() as folder:
            found += _figures(kind, _rounds(bench, kind, folder, bench.size.rounds))
    return found


def _figures(kind: str, rounds: list[dict[str, float]]) -> list[Figure]:
    unit = "messages/s"
    found = [Figure("sender, no limits, with ledger", kind, unit, [one["ours"] for one in rounds])]
    found += [
        Figure(f"bare {name}, no ledger", kind, unit, [one[name] for one in rounds])
        for name in LIBRARIES
    ]
    for name, target in TIMES.items():
        ratios = [one["ours"] / one[name] for one in rounds]
        found.append(Figure(f"sender against bare {name}", kind, "×", ratios, target, ">="))
    return found


def _rounds(bench: Bench, kind: str, folder: Path, rounds: int) -> list[dict[str, float]]:
    url, count = bench.databases.fresh(kind, folder), bench.size.delivered
    people = crowd(url, KEY)
    people.enrol(count * rounds)
    found = []
    with provider(limits=False) as api, embedded_redis(folder / "var") as redis:
        env = environment(folder, DATABASE_URL=url, REDIS_URL=redis, **telegram(api, 0))
        for number in range(rounds):
            plan(people, 1 + number * count, count)
            found.append(_round(count, api, folder, env))
            bench.tell(f"  {kind}: " + ", ".join(f"{k} {v:.0f}/s" for k, v in found[-1].items()))
    people.database.close()
    return found


def _round(count: int, api: Provider, folder: Path, env: Mapping[str, str]) -> dict[str, float]:
    """Messages a second, each in its turn: what is planned, then the bare loops."""
    api.reset()
    with running(folder, env, "sender"):
        wait_for("delivery", lambda: api.accepted() >= count, _PATIENCE)
        sent = api.messages()
    if len({one["chat"] for one in sent}) != count:
        raise RuntimeError("a message was sent twice")
    found = {"ours": rate([one["at"] for one in sent])}
    for library in LIBRARIES:
        found[library] = _bare(library, api, count, sent[0]["arguments"])
    return found


def _bare(library: str, api: Provider, count: int, message: Mapping[str, Any]) -> float:
    api.reset()
    subprocess.run(
        [sys.executable, "-m", "bench.bare", library, api.url, str(count)],
        cwd=ROOT,
        input=json.dumps(message),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=_PATIENCE,
    )
    return rate(api.instants())
