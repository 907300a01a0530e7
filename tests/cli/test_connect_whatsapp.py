"""`dixminutes connect whatsapp`, as an operator reads it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from anyio.from_thread import start_blocking_portal

from channels.whatsapp.forms import forms
from cli import main
from core.settings import settings
from store import contents
from store.db import Database
from tests.loopback import twilio_script as script
from tests.loopback.twilio_api import ACCOUNT_SID, AUTH_TOKEN, SENDER, TwilioApi, twilio_api

Run = Callable[..., int]
NUMBER = SENDER.removeprefix("whatsapp:+")


@pytest.fixture
def api() -> Iterator[TwilioApi]:
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(twilio_api()) as api:
        yield api


@pytest.fixture
def run(api: TwilioApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command on an installation of its own, its channel set; gives the exit code."""
    before = structlog.get_config()
    env = {
        "DIXMINUTES_VAR": str(tmp_path),
        "PUBLIC_URL": "https://coach.exemple.fr",
        "SECRET_KEY": "k" * 32,
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_WHATSAPP_FROM": SENDER,
        "TWILIO_API_URL": api.url,
        "TWILIO_CONTENT_URL": api.url,
    }

    def running(*words: str, **changed: str) -> int:
        with monkeypatch.context() as patch:
            for name, value in {**env, **changed}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["dixminutes", *words])
            settings.cache_clear()
            return _code()

    assert running("migrate") == 0
    yield running
    structlog.configure(**before)


def _code() -> int:
    try:
        main.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture
def connect(run: Run, capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """The lines the command writes when all is well."""

    def connecting() -> list[str]:
        capsys.readouterr()
        assert run("connect", "whatsapp") == 0
        return capsys.readouterr().out.splitlines()

    return connecting


def test_it_tells_each_content_and_what_meta_still_thinks_of(
    connect: Callable[[], list[str]],
) -> None:
    said = connect()
    assert "  boutons, 3 choix : prêt" in said
    assert "  liste, 10 choix : prêt" in said
    assert "  « ton astuce est prête » : chez Meta, en cours d'examen" in said
    assert "  « un mot pour toi » : chez Meta, en cours d'examen" in said
    assert any("relancer cette commande" in line for line in said)


def test_once_approved_nothing_is_left_to_do(
    api: TwilioApi, connect: Callable[[], list[str]]
) -> None:
    connect()
    api.contents.review()
    said = connect()
    assert "  « ton astuce est prête » : approuvé par Meta" in said
    assert "Reste à faire :" not in said


def test_each_organisation_gets_its_link_and_its_code_to_photograph(
    run: Run, connect: Callable[[], list[str]]
) -> None:
    for name, code in (("Mairie", "MAIRIE"), ("Boulangerie", "PAIN-1")):
        assert run("org", "add", name, "--code", code) == 0
    said = connect()
    assert f"Mairie : https://wa.me/{NUMBER}?text=REJOINDRE%20MAIRIE" in said
    assert f"Boulangerie : https://wa.me/{NUMBER}?text=REJOINDRE%20PAIN-1" in said
    assert sum("█" in line or "▀" in line for line in said) > 20


def test_without_an_organisation_it_shows_where_the_code_goes(
    connect: Callable[[], list[str]],
) -> None:
    assert f"Lien d'invitation : https://wa.me/{NUMBER}?text=REJOINDRE%20CODE" in connect()


def test_what_the_senders_api_will_not_do_is_told_to_do_by_hand(
    api: TwilioApi, connect: Callable[[], list[str]]
) -> None:
    api.senders.every.clear()
    said = "\n".join(connect())
    assert "pas parmi les expéditeurs" in said
    assert "https://coach.exemple.fr/webhooks/whatsapp (POST)" in said
    assert "https://coach.exemple.fr/webhooks/whatsapp/status (POST)" in said


def test_a_template_meta_calls_marketing_is_told(
    api: TwilioApi, connect: Callable[[], list[str]]
) -> None:
    connect()
    content = next(one for one in api.contents.store.values() if one.name)
    content.category = "MARKETING"
    assert any("MARKETING" in line for line in connect())


def test_what_was_seen_is_kept(
    api: TwilioApi, connect: Callable[[], list[str]], tmp_path: Path
) -> None:
    connect()
    api.contents.review()
    connect()
    database = Database(f"sqlite:///{next(tmp_path.glob('*.db'))}")
    try:
        with database.read() as tx:
            kept = {one.name: one for one in contents.all_of(tx, "whatsapp")}
            ready = contents.sid(tx, "whatsapp", "ready", kept["ready"].form)
            assert contents.sid(tx, "whatsapp", "ready", "older") is None
    finally:
        database.close()
    assert kept.keys() == {form.name for form in forms()}
    assert {one.sid for one in kept.values()} == set(api.contents.store)
    assert (kept["ready"].state, kept["ready"].sid) == ("approved", ready)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("TWILIO_ACCOUNT_SID", "TWILIO_ACCOUNT_SID"),
        ("TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN"),
        ("TWILIO_WHATSAPP_FROM", "TWILIO_WHATSAPP_FROM"),
        ("PUBLIC_URL", "https://"),
    ],
)
def test_a_missing_setting_is_one_line(
    run: Run, capsys: pytest.CaptureFixture[str], name: str, hint: str
) -> None:
    assert hint in _refusal(run, capsys, **{name: ""})


def test_a_wrong_token_is_one_line_that_does_not_show_it(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    said = _refusal(run, capsys, TWILIO_AUTH_TOKEN="wrong-secret-token")
    assert "Twilio n'a pas accepté (compte) : le compte ou le jeton n'est pas le bon" in said
    assert "wrong-secret-token" not in said


def test_twilio_out_of_order_is_one_line(
    api: TwilioApi, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    api.script.append(script.page(503, operation="list_contents"))
    assert "contenus" in _refusal(run, capsys)


def _refusal(run: Run, capsys: pytest.CaptureFixture[str], **changed: str) -> str:
    capsys.readouterr()
    assert run("connect", "whatsapp", **changed) == 1
    [line] = capsys.readouterr().err.splitlines()
    return line
