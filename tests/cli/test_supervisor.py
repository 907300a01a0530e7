"""The supervisor, with real processes: small Python children and the real Redis."""

import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

from cli.procfile import read_procfile, words
from cli.refusal import Refused
from workers.embedded import socket_url

FOREVER = "import os, sys, time; print('pid', os.getpid(), flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + FOREVER
DRIVER = """
import os, sys
from pathlib import Path
from cli import supervisor
folder = Path(sys.argv[1])
supervisor.GRACE = 1.0 if "short" in sys.argv else supervisor.GRACE
ready = (lambda: 7) if "ready" in sys.argv else None
redis = "redis" in sys.argv
sys.exit(supervisor.run(folder / "Procfile", os.environ, folder / "var", with_redis=redis,
                        ready=ready))
"""
T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]


def python(code: str) -> str:
    return shlex.join([sys.executable, "-S", "-c", code])


def eventually(look: Callable[[], T], patience: float = 15.0) -> T:
    end = time.monotonic() + patience
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.02)
    assert seen, "it never happened"
    return seen


class Up:
    """A running supervisor, seen from outside."""

    def __init__(self, folder: Path, lines: dict[str, str], *options: str) -> None:
        text = "".join(f"{name}: {command}\n" for name, command in lines.items())
        (folder / "Procfile").write_text(text)
        self.var = folder / "var"
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(folder), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.children: dict[int, psutil.Process] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def pids(self, name: str) -> list[int]:
        """Every pid the process of that name has had, in order."""
        said = [line.split() for line in self.lines]
        return [int(said[3]) for said in said if said[:3] == [name, "|", "pid"]]

    def pid(self, name: str) -> int:
        return eventually(lambda: self.pids(name))[-1]

    def redis(self) -> int:
        """The pid of the embedded server, once it listens."""
        eventually(lambda: socket_url(self.var))
        for child in psutil.Process(self.process.pid).children():
            if "valkey-server" in child.name() or "redis-server" in child.name():
                return child.pid
        return 0

    def asked_to_stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Callable[..., Up]]:
    started: list[Up] = []

    def start(lines: dict[str, str], *options: str) -> Up:
        started.append(Up(tmp_path, lines, *options))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait()
        for name in ("web", "worker", "sender", "clock"):
            for pid in one.pids(name):
                if not gone(pid):
                    os.kill(pid, signal.SIGKILL)


def test_a_killed_child_comes_back(up: Callable[..., Up]) -> None:
    running = up({"web": python(FOREVER), "worker": python(FOREVER)})
    web, worker = running.pid("web"), running.pid("worker")
    os.kill(web, signal.SIGKILL)
    eventually(lambda: len(running.pids("web")) == 2)
    assert running.pids("worker") == [worker]
    assert any("web s'est arrêté (code -9), relancé dans 0.2 s" in line for line in running.lines)


def test_what_a_killed_child_had_started_goes_with_it(up: Callable[..., Up]) -> None:
    grandchild = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {FOREVER!r}])"
    running = up({"worker": python(grandchild)})
    inner = running.pid("worker")
    os.kill(psutil.Process(inner).ppid(), signal.SIGKILL)
    eventually(lambda: gone(inner))


def test_a_child_that_keeps_dying_is_started_less_and_less_often(up: Callable[..., Up]) -> None:
    running = up({"web": python("raise SystemExit(3)")})
    eventually(lambda: any("relancé dans 0.8 s" in line for line in running.lines))
    waits = [line.split("relancé dans ")[1] for line in running.lines if "relancé dans" in line]
    assert waits[:3] == ["0.2 s", "0.4 s", "0.8 s"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything_in_order(up: Callable[..., Up], number: int) -> None:
    told = (
        "import signal, sys, os; "
        "signal.signal(signal.SIGTERM, lambda *_: (print('bye', flush=True), sys.exit(0))); "
    )
    names = ["web", "worker", "sender", "clock"]
    running = up(dict.fromkeys(names, python(told + FOREVER)))
    pids = [running.pid(name) for name in names]
    assert running.asked_to_stop(number) == 0
    assert all(gone(pid) for pid in pids)
    byes = eventually(lambda: [line.split()[0] for line in running.lines if "bye" in line])
    assert byes == ["clock", "sender", "worker", "web"]


def test_a_child_that_does_not_listen_is_killed(up: Callable[..., Up]) -> None:
    running = up({"web": python(STUBBORN)}, "short")
    web = running.pid("web")
    assert running.asked_to_stop() == 0
    assert gone(web)


def test_a_second_signal_does_not_wait(up: Callable[..., Up]) -> None:
    running = up({"web": python(STUBBORN)})
    web = running.pid("web")
    running.process.terminate()
    time.sleep(0.3)
    running.process.terminate()
    assert running.process.wait(5) == 0
    assert gone(web)


def test_a_failing_release_starts_nothing(up: Callable[..., Up]) -> None:
    release = python("import sys; print('no such table'); sys.exit(4)")
    running = up({"release": release, "web": python(FOREVER)})
    assert running.process.wait(10) == 1
    assert running.process.stderr
    assert running.process.stderr.read() == "« release » a échoué (code 4) : rien n'a démarré\n"
    eventually(lambda: "release | no such table" in running.lines)
    assert running.pids("web") == []


def test_release_ends_before_the_rest_starts(up: Callable[..., Up]) -> None:
    running = up({"web": python(FOREVER), "release": python("print('migrated')")})
    running.pid("web")
    assert [line.split()[0] for line in running.lines] == ["release", "web"]


def test_nobody_outlives_a_killed_supervisor(up: Callable[..., Up]) -> None:
    watched = "from cli.parent import watch_parent; watch_parent(0.1, 0.5); "
    running = up({"web": python(FOREVER), "worker": python(watched + STUBBORN)}, "redis")
    pids = [running.pid("web"), running.pid("worker"), running.redis()]
    running.process.kill()
    running.process.wait()
    eventually(lambda: all(gone(pid) for pid in pids))


def test_a_killed_redis_comes_back_with_its_address_and_its_data(up: Callable[..., Up]) -> None:
    from redis import Redis
    from redis.exceptions import RedisError

    web = "import os; print('url', os.environ['REDIS_URL'], flush=True); " + FOREVER
    running = up({"web": python(web)}, "redis")
    running.pid("web")
    url = socket_url(running.var)
    assert url
    assert f"web   | url {url}" in running.lines
    first = running.redis()
    with Redis.from_url(url) as client:
        client.set("kept", "yes")
    os.kill(first, signal.SIGKILL)
    second = eventually(lambda: running.redis() not in (0, first) and running.redis())
    assert second
    eventually(lambda: any("redis s'est arrêté (code -9)" in line for line in running.lines))

    def read() -> object:
        try:
            with Redis.from_url(url) as client:
                return client.get("kept")
        except (OSError, RedisError):
            return None

    assert eventually(read) == b"yes"
    assert socket_url(running.var) == url
    assert running.asked_to_stop() == 0
    assert socket_url(running.var) is None


def test_two_supervisors_on_one_var_are_refused(up: Callable[..., Up]) -> None:
    first = up({"web": python(FOREVER)}, "redis")
    first.pid("web")
    second = up({"release": python("print('must not run')"), "web": python(FOREVER)}, "redis")
    assert second.process.wait(10) == 1
    assert second.process.stderr
    assert second.process.stderr.read() == f"déjà en marche sur {first.var} : arrête-le d'abord\n"
    assert second.lines == []
    assert first.asked_to_stop() == 0


def test_what_ready_returns_ends_it_all(up: Callable[..., Up]) -> None:
    running = up({"web": python(FOREVER)}, "ready")
    assert running.process.wait(10) == 7


def test_the_supervisor_stays_small(up: Callable[..., Up]) -> None:
    running = up({"web": python(FOREVER)}, "redis")
    running.pid("web")
    memory = psutil.Process(running.process.pid).memory_info()
    assert memory.rss < 25 * 2**20


def test_the_procfile_of_the_product_names_its_processes() -> None:
    commands = read_procfile(ROOT / "Procfile")
    assert list(commands) == ["release", "web", "worker", "sender", "clock"]
    assert commands["release"] == "dixminutes migrate"


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("# fine\n\nweb dixminutes serve\n")
    with pytest.raises(Refused, match="ligne 3 : écris « nom: commande »"):
        read_procfile(tmp_path / "Procfile")


def test_a_command_gets_its_variables_and_no_shell() -> None:
    env = {"PORT": "8000", "PATH": "/nowhere"}
    assert words("serve --port $PORT 'a b; c'", env) == ["serve", "--port", "8000", "a b; c"]


def test_our_own_script_is_found_beside_python() -> None:
    name = Path(sys.executable).name
    assert words(f"{name} -V", {"PATH": "/nowhere"})[0] == sys.executable
