"""What goes wrong has one shape and tells nothing; every answer carries the same headers."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from channels.base import Request
from store.db import Database
from tests.chat import Paper
from tests.web.client import Answer
from tests.web.site import Open, Site, refusal, site

PRIVATE = "un mot très privé"


class Broken(Paper):
    """A channel with a bug that quotes what people wrote."""

    def read(self, request: Request) -> Any:
        raise RuntimeError(PRIVATE)


def broken(here: Site) -> Answer:
    here.context.channels["telegram"] = Broken()
    return here.update(here.user.text_update(PRIVATE))


def test_what_breaks_is_500_and_tells_nobody(small: Site) -> None:
    with capture_logs() as logs:
        answer = broken(small)
    assert refusal(answer) == 500
    assert PRIVATE not in answer.text
    assert "Traceback" not in answer.text
    [line] = logs
    assert (line["event"], line["error"]) == ("request_failed", "RuntimeError")
    assert PRIVATE not in str(line)


ANSWERS = {
    "alive": lambda here: here.client.get("/healthz"),
    "ready": lambda here: here.client.get("/readyz"),
    "metrics": lambda here: here.client.get("/metrics"),
    "page": lambda here: here.client.get("/phone"),
    "file": lambda here: here.client.get("/static/phone.js"),
    "no such file": lambda here: here.client.get("/static/nothing.js"),
    "no such page": lambda here: here.client.get("/nothing"),
    "wrong method": lambda here: here.client.request("DELETE", "/phone"),
    "forged": lambda here: here.client.post("/webhooks/telegram", body=b"{}"),
    "unreadable": lambda here: here.act("amina", []),
    "broken": broken,
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_carries_the_headers(small: Site, name: str) -> None:
    headers = ANSWERS[name](small).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/nothing", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/%2e%2e/app.py", 404),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/admin", 404),
        ("POST", "/healthz", 405),
        ("DELETE", "/phone/amina/messages", 405),
        ("PUT", "/phone/clock", 405),
    ],
)
def test_unknown_paths_and_methods_are_refused_in_our_shape(
    small: Site, method: str, path: str, status: int
) -> None:
    assert refusal(small.client.request(method, path)) == status


def asked(here: Site) -> list[int]:
    """What a caller gets who brings something, or wants something, that needs the database."""
    return [
        refusal(here.update(here.user.text_update("bonjour"))),
        refusal(here.act("amina", {"text": "bonjour"})),
        refusal(here.client.get("/phone/amina/messages")),
        refusal(here.client.get("/vie-privee/MAIRIE")),
        refusal(here.client.get("/metrics")),
    ]


def test_with_the_database_away_nothing_is_acknowledged() -> None:
    with site(Database("postgresql://nobody:hunter2@127.0.0.1:1/nothing")) as here:
        with capture_logs() as logs:
            assert asked(here) == [503] * 5
        assert here.bell.rung == []
        assert here.client.get("/healthz").json() == {"ok": True}
        ready = here.client.get("/readyz")
        assert (ready.status_code, ready.json()) == (
            503,
            {"database": False, "redis": True, "backlog": None},
        )
    assert "hunter2" not in str(logs)
    assert "bonjour" not in str(logs)


def test_a_file_that_is_no_database_is_503(tmp_path: Path) -> None:
    path = tmp_path / "dixminutes.db"
    path.write_bytes(b"not a database" * 1000)
    with site(Database(f"sqlite:///{path}")) as here:
        assert asked(here) == [503] * 5


def test_with_the_disk_full_nothing_is_acknowledged(sqlite_database: Database) -> None:
    def fill(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    with site(sqlite_database) as here:
        event.listen(sqlite_database.engine, "connect", fill)
        sqlite_database.close()
        long = "a" * 500_000
        assert refusal(here.update(here.user.text_update(long))) == 503
        assert refusal(here.act("amina", {"text": long})) == 503
        assert here.stored() == []
        assert here.bell.rung == []

        event.remove(sqlite_database.engine, "connect", fill)
        sqlite_database.close()
        assert here.update(here.user.text_update(long)).status_code == 200, "sent again, it is in"


@pytest.mark.parametrize("path", ["/vie-privee/%00", "/mes-donnees/%00", "/mes-donnees/%ff.1.x"])
def test_odd_bytes_in_a_path_are_404(here: Site, path: str) -> None:
    assert refusal(here.client.get(path)) == 404


def test_phones_are_off_unless_asked_for(open_site: Open) -> None:
    here = open_site(phone_enabled=False)
    assert refusal(here.client.get("/phone")) == 404
    assert refusal(here.act("amina", {"text": "bonjour"})) == 404
    assert refusal(here.client.get("/phone/amina/messages")) == 404
    assert refusal(here.client.get("/phone/clock")) == 404
    assert refusal(here.client.post("/phone/clock", body={"advance_minutes": 1})) == 404
