"""`dixminutes costs` from the terminal: a month's messages, euros, cap and forecast."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from cli import main
from core.clock import SystemClock
from core.message import Address, Outbound
from core.person import Organisation, Person, Role, State
from core.settings import settings
from store import addresses, organisations, outbox, people, version
from store.db import Database
from store.outbox import NUDGE, REPLY, Message, Outcome, Status
from store.seal import Keyring

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
"""Monday the 16th."""
KEY = "k" * 32
SID = {
    "TWILIO_ACCOUNT_SID": "AC" + "5" * 32,
    "TWILIO_AUTH_TOKEN": "x" * 32,
    "TWILIO_WHATSAPP_FROM": "+33639980042",
}


@dataclass(frozen=True)
class Done:
    """How the command ended, and what it wrote."""

    code: int
    out: list[str]
    err: list[str]

    def json(self) -> dict[str, Any]:
        [line] = self.out
        found: dict[str, Any] = json.loads(line)
        return found


Run = Callable[..., Done]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Runs a command as a terminal would on the 16th, on an installation with two organisations."""
    before = structlog.get_config()
    monkeypatch.setattr(SystemClock, "now", lambda _self: NOW)

    def running(*words: str, **env: str) -> Done:
        usual = {"DIXMINUTES_VAR": str(tmp_path), "SECRET_KEY": KEY, **SID}
        with monkeypatch.context() as patch:
            for name, value in {**usual, **env}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["dixminutes", *words])
            settings.cache_clear()
            code = _code()
        said = capsys.readouterr()
        return Done(code, said.out.splitlines(), said.err.splitlines())

    assert running("migrate").code == 0
    for code in ("MAIRIE", "ECOLE"):
        assert running("org", "add", f"la {code}", "--code", code).code == 0
    yield running
    structlog.configure(**before)


def _code() -> int:
    try:
        main.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


class Books:
    """The ledger of the installation, written straight."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys = Keyring(KEY)

    def member(self, code: str, name: str, **changes: Any) -> Person:
        """Somebody on WhatsApp."""
        with self._database.write() as tx:
            where = self._organisation(code)
            person = people.create(tx, where, role=Role.MEMBER, state=State.ACTIVE, now=NOW)
            heard = NOW - timedelta(days=3)
            address = addresses.address(tx, self._keys, Address("whatsapp", name), now=heard)
            addresses.attach(tx, address.id, person.id)
            people.save(tx, person, replace(person, **changes))
        return person

    def _organisation(self, code: str) -> Organisation:
        with self._database.read() as tx:
            found = organisations.by_code(tx, code)
        assert found is not None
        return found

    def left(
        self,
        code: str,
        channel: str,
        kind: str,
        count: int,
        *,
        template: bool = False,
        status: Status = Status.DELIVERED,
        reason: str | None = None,
        when: datetime = NOW,
    ) -> None:
        """So many messages of a kind, as they stand now."""
        message = Message(
            to=Address(channel, "x"),
            body=Outbound("un mot privé"),
            kind=kind,
            key="k",
            priority=REPLY if kind == "reply" else NUDGE,
            due_at=when,
            organisation_id=self._organisation(code).id,
            template=template,
        )
        with self._database.write() as tx:
            rows = outbox.reply(tx, self._keys, [message] * count, now=when, claimed_at=when)
            ends = [Outcome(one.id, status, reason) for one in rows]
            outbox.finish(tx, ends, now=when)


@pytest.fixture
def books(run: Run, tmp_path: Path) -> Iterator[Books]:
    database = Database(f"sqlite:///{tmp_path / 'dixminutes.db'}")
    assert version.up_to_date(database)
    yield Books(database)
    database.close()


def test_a_month_is_told_by_organisation_channel_and_kind(run: Run, books: Books) -> None:
    books.left("MAIRIE", "whatsapp", "tip", 3, template=True)
    books.left("MAIRIE", "whatsapp", "tip", 2)
    books.left("MAIRIE", "whatsapp", "reply", 4)
    books.left("MAIRIE", "telegram", "reply", 1, status=Status.SENT)
    books.left("ECOLE", "whatsapp", "alert", 1, template=True, status=Status.UNKNOWN)
    done = run("costs")
    assert (done.code, done.err) == (0, [])
    assert done.out[:13] == [
        "Du 01/11/2026 au 30/11/2026, heure de Paris",
        "",
        "ECOLE, la ECOLE",
        "  whatsapp  1 alertes",
        "            modèles : 1 ; texte libre : 0 ; 0,02 € ; arrivée confirmée : 0",
        "",
        "MAIRIE, la MAIRIE",
        "  telegram  1 réponses",
        "            modèles : 0 ; texte libre : 1 ; 0 €",
        "  whatsapp  5 astuces, 4 réponses",
        "            modèles : 3 ; texte libre : 6 ; 0,07 € ; arrivée confirmée : 9",
        "",
        "Total : modèles : 4 ; texte libre : 7 ; 0,10 €",
    ]
    assert "il en reste 994" in done.out[13]
    assert done.out[-1].startswith("Prix relevés le")
    assert not any("privé" in line for line in done.out)


def test_the_same_for_a_program(run: Run, books: Books) -> None:
    books.left("MAIRIE", "whatsapp", "tip", 3, template=True)
    books.left("MAIRIE", "whatsapp", "reply", 4)
    found = run("costs", "--json", "--org", "mairie", WHATSAPP_MONTHLY_EUROS="10").json()
    assert found["month"] == "2026-11"
    [mairie] = found["organisations"]
    [whatsapp] = mairie["channels"]
    assert whatsapp == {
        "channel": "whatsapp",
        "templates": 3,
        "free_form": 4,
        "delivered": 7,
        "eur": 0.0744,
        "kinds": {
            "reply": {"templates": 0, "free_form": 4, "delivered": 4},
            "tip": {"templates": 3, "free_form": 0, "delivered": 3},
        },
    }
    assert found["total"]["eur"] == 0.0744
    assert found["free_form_left"] == 996
    assert found["cap"] == {"eur": 10.0, "used": 0.0744, "left": 9.9256}


def test_what_did_not_leave_costs_nothing(run: Run, books: Books) -> None:
    for status in (Status.SKIPPED, Status.FAILED, Status.EXPIRED):
        books.left("MAIRIE", "whatsapp", "tip", 1, template=True, status=status, reason="x")
    assert run("costs", "--json").json()["total"]["eur"] == 0
    assert "  rien n'est parti" in run("costs").out


def test_what_a_limit_held_is_told_with_what_to_do(run: Run, books: Books) -> None:
    held: dict[str, Any] = {"template": True, "status": Status.SKIPPED}
    books.left("MAIRIE", "whatsapp", "tip", 2, reason="people_limit", **held)
    books.left("MAIRIE", "whatsapp", "alert", 1, reason="no_admin", **held)
    done = run("costs")
    assert any("retenus : 2, people_limit (limite de personnes" in line for line in done.out)
    assert "  pour en inviter un : dixminutes invite MAIRIE --role admin" in done.out
    [_, mairie] = run("costs", "--json").json()["organisations"]
    assert mairie["held"] == {"no_admin": 1, "people_limit": 2}


def test_another_month_has_neither_cap_nor_forecast(run: Run, books: Books) -> None:
    # Midnight in Paris: the first belongs to November already.
    books.left("MAIRIE", "whatsapp", "tip", 1, when=datetime(2026, 10, 31, 22, 59, tzinfo=UTC))
    books.left("MAIRIE", "whatsapp", "tip", 2, when=datetime(2026, 10, 31, 23, 0, tzinfo=UTC))
    october = run("costs", "--month", "2026-10", "--json", WHATSAPP_MONTHLY_EUROS="10").json()
    assert (october["total"]["free_form"], october["cap"], october["forecast"]) == (1, None, None)
    assert run("costs", "--month", "2026-11", "--json").json()["total"]["free_form"] == 2


@pytest.mark.parametrize("price", ["null", "0.01"])
def test_beyond_what_is_included_is_shared_out(
    run: Run, books: Books, tmp_path: Path, price: str
) -> None:
    (tmp_path / "prices.yaml").write_text(
        f"checked: 2026-11-01\ntemplate: 0.05\nmarketing: 0.2\nfree_form: {price}\n"
        "free_form_included: 10\n",
        encoding="utf-8",
    )
    books.left("MAIRIE", "whatsapp", "reply", 15)
    books.left("ECOLE", "whatsapp", "reply", 5)
    books.left("MAIRIE", "telegram", "reply", 100, status=Status.SENT)
    found = run("costs", "--json", CONTENT_DIRS=str(tmp_path)).json()
    each = [one["channels"][-1]["eur"] for one in found["organisations"]]
    assert each == ([None, None] if price == "null" else [0.025, 0.075])
    assert found["total"]["eur"] == (None if price == "null" else 0.1)
    if price == "null":
        assert "prix inconnu" in run("costs", CONTENT_DIRS=str(tmp_path)).out[-4]


class TestForecast:
    @pytest.fixture
    def due(self, books: Books) -> Books:
        """Two people are due each working day from Tuesday on: ten each until the 30th."""
        course = {
            "next_at": datetime(2026, 11, 17, 8, 0, tzinfo=UTC),
            "started_on": NOW.date(),
            "week_monday": NOW.date(),
            "joined_at": NOW,
        }
        books.member("MAIRIE", "amina", **course)
        books.member("ECOLE", "bruno", **course)
        return books

    def test_plays_the_schedule_to_the_end_of_the_month(self, run: Run, due: Books) -> None:
        found = run("costs", "--json").json()["forecast"]
        # Before anything was sent, everything counts as a template; silence slows them down.
        assert (found["nudges"], found["share"]) == (found["templates"], 1.0)
        assert 12 <= found["nudges"] <= 20
        assert found["eur"] == pytest.approx(found["nudges"] * 0.0248)

    def test_is_of_the_organisation_asked_for(self, run: Run, due: Books) -> None:
        both = run("costs", "--json").json()["forecast"]["nudges"]
        assert run("costs", "--json", "--org", "ECOLE").json()["forecast"]["nudges"] * 2 == both

    def test_counts_as_many_templates_as_lately(self, run: Run, due: Books) -> None:
        due.left("MAIRIE", "whatsapp", "tip", 1, template=True, when=NOW - timedelta(days=5))
        due.left("MAIRIE", "whatsapp", "tip", 3, when=NOW - timedelta(days=5))
        due.left("MAIRIE", "whatsapp", "reply", 50, when=NOW - timedelta(days=5))
        found = run("costs", "--json").json()["forecast"]
        assert found["share"] == 0.25
        assert found["templates"] == round(found["nudges"] / 4)

    def test_says_when_the_cap_would_be_reached(self, run: Run, due: Books) -> None:
        # Two a day: the third day is one too many.
        env = {"WHATSAPP_MONTHLY_EUROS": "0.11"}
        found = run("costs", "--json", **env).json()
        assert found["forecast"]["cap_reached_on"] == "2026-11-19"
        assert "Le plafond serait atteint le 19/11 ; ensuite les astuces attendent" in (
            run("costs", **env).out
        )

    def test_is_none_where_whatsapp_is_off(self, run: Run, due: Books) -> None:
        off = dict.fromkeys(SID, "")
        assert run("costs", "--json", **off).json()["forecast"] is None
        assert "Prévision : aucune, WhatsApp est éteint ici" in run("costs", **off).out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--month", "novembre"), "2026-11"),
        (("--month", "2026-13"), "2026-11"),
        (("--month", "2026-1"), "2026-11"),
        (("--month", "٢٠٢٦-11"), "2026-11"),
        (("--month", ""), "2026-11"),
        (("--month", "2026-12"), "n'a pas commencé"),
        (("--org", "NADA"), "NADA"),
    ],
    ids=ascii,
)
def test_what_cannot_be_told_is_one_line(run: Run, words: tuple[str, ...], hint: str) -> None:
    done = run("costs", *words)
    assert (done.code, done.out) == (1, [])
    [line] = done.err
    assert hint in line
