"""Starting, stopping, and what an operator reads when something is missing."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.product.phone import Phone
from tests.running import BIN, Product, environment, running


@pytest.fixture(scope="module")
def without_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product whose REDIS_URL leads nowhere."""
    with running(tmp_path_factory.mktemp("alone"), REDIS_URL="redis://127.0.0.1:1") as standing:
        yield standing


def refused(folder: Path, *command: str, **more: str) -> list[str]:
    """The lines of a command that exits with 1."""
    done = subprocess.run(
        [str(BIN / "dixminutes"), *command],
        cwd=folder,
        env=environment(folder, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return (done.stdout + done.stderr).splitlines()


def test_without_redis_people_are_answered_all_the_same(without_redis: Product) -> None:
    assert without_redis.call("/readyz") == (
        200,
        {"database": True, "redis": False, "backlog": 0},
    )
    phone = Phone(without_redis)
    assert phone.says("REJOINDRE DEMO")["buttons"]
    assert phone.taps("C’est parti")["buttons"]
    assert "Traceback" not in without_redis.said()


def test_asked_to_stop_everything_ends_cleanly(without_redis: Product) -> None:
    children = without_redis.children()
    assert len(children) == 4
    assert without_redis.stop() == 0
    assert [child for child in children if psutil.pid_exists(child.pid)] == []
    assert "Traceback" not in without_redis.said()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://someone:hunter2@127.0.0.1:1/dix",
        "nonsense hunter2",
    ],
)
def test_a_wrong_database_url_is_one_clear_line(tmp_path: Path, url: str) -> None:
    lines = refused(tmp_path, "migrate", DATABASE_URL=url, SECRET_KEY="k" * 32)
    assert len(lines) == 1, lines
    assert "hunter2" not in lines[0]
    assert "DATABASE_URL" in lines[0] or "base de données" in lines[0]


def test_up_says_why_nothing_was_started(tmp_path: Path) -> None:
    url = "sqlite:////nowhere/at/all.db"
    lines = refused(tmp_path, "up", DATABASE_URL=url, REDIS_URL="redis://127.0.0.1:1")
    said = "\n".join(lines)
    assert "Traceback" not in said
    assert "unable to open database file" in said
    assert len(lines) == 2, lines
    assert "release" in lines[1]


def test_a_port_that_is_taken_is_one_clear_line(product: Product, tmp_path: Path) -> None:
    [line] = refused(tmp_path, "up", PORT=str(product.port))
    assert str(product.port) in line
    assert "PORT=" in line
