"""What the whole demo weighs: every process it keeps, once its first day is played."""

import time
from pathlib import Path

import psutil

from bench.figures import Figure
from bench.processes import environment, free_port, running, wait_for
from bench.scenario import Bench

MEGABYTES = 350.0
_SETTLED = 3.0


def measure(bench: Bench) -> list[Figure]:
    """Megabytes of proportional set size, shared pages counted once."""
    if not Path("/proc/self/smaps_rollup").exists():
        bench.tell("  not measured: only Linux tells the proportional set size")
        return []
    return [_one(bench, kind) for kind in bench.kinds]


def _one(bench: Bench, kind: str) -> Figure:
    samples = []
    for _ in range(bench.size.runs):
        weights = _demo(bench, kind)
        samples.append(sum(weights.values()))
        told = ", ".join(f"{name} {weight:.0f}" for name, weight in weights.items())
        bench.tell(f"  {kind}: {samples[-1]:.0f} MB ({told})")
    return Figure("the whole demo, in memory", kind, "MB", samples, MEGABYTES)


def _demo(bench: Bench, kind: str) -> dict[str, float]:
    with bench.folder() as folder:
        ours = {"PORT": str(free_port())}
        if kind != "sqlite":
            ours["DATABASE_URL"] = bench.databases.fresh(kind, folder)
        with running(folder, environment(folder, **ours), "demo") as demo:
            log = folder / "demo.log"
            wait_for("the first day", lambda: "Prêt : " in log.read_text("utf-8"), 150, 0.5)
            time.sleep(_SETTLED)
            top = psutil.Process(demo.pid)
            return {_name(one): _pss(one.pid) for one in [top, *top.children(recursive=True)]}


def _name(process: psutil.Process) -> str:
    words = process.cmdline()
    if "cli.up" in words:
        return "supervisor"
    return "redis" if any("-server" in word for word in words) else words[-1]


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
