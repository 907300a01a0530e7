"""Whatever is typed, a command ends with 0, 1 and one French line, or 2 and its usage."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from typer.main import get_command

from cli import main, setup
from core.clock import SystemClock
from core.settings import Settings, settings
from store import canary, clocks, migrate
from store.db import Database
from store.seal import Keyring
from workers.context import Context

KEY, OTHER = "k" * 32, "o" * 32
LAST_READ = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one line of a command that was refused."""
        assert (self.code, self.out) == (1, ""), self
        [line] = self.err.splitlines()
        assert line.startswith("dixminutes : ")
        return line.removeprefix("dixminutes : ")


Run = Callable[..., Done]


@pytest.fixture
def own_log() -> Iterator[None]:
    """A process sets up its log once; here they are many."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture
def run(
    own_log: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs a command as a terminal would, on a folder of its own."""

    def running(*words: str, **env: str) -> Done:
        with monkeypatch.context() as patch:
            for name, value in {"DIXMINUTES_VAR": str(tmp_path), **env}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["dixminutes", *words])
            settings.cache_clear()
            code = _code()
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return running


def _code() -> int:
    try:
        main.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture
def installed(run: Run, tmp_path: Path) -> Run:
    """The same, migrated, with an organisation."""
    assert run("migrate").code == 0
    assert run("org", "add", "Mairie", "--code", "MAIRIE").code == 0
    return run


class TestModel:
    def test_is_closed_and_opened_again_channel_by_channel(self, installed: Run) -> None:
        key = {"OPENAI_API_KEY": "sk-test"}
        assert installed("org", "model", "MAIRIE", **key).out == told("ouvert", "ouvert", "ouvert")
        off = installed("org", "model", "mairie", "--off", "whatsapp", "--off", "phone", **key)
        assert off.out == told("ouvert", "fermé", "fermé")
        on = installed("org", "model", "MAIRIE", "--on", "phone", **key)
        assert on.out == told("ouvert", "fermé", "ouvert")
        assert installed("org", "model", "MAIRIE", **key).out == on.out

    def test_all_means_every_channel(self, installed: Run) -> None:
        key = {"OPENAI_API_KEY": "sk-test"}
        off = installed("org", "model", "MAIRIE", "--off", "all", **key)
        assert off.out == told("fermé", "fermé", "fermé")
        on = installed("org", "model", "MAIRIE", "--on", "telegram", **key)
        assert on.out == told("ouvert", "fermé", "fermé")
        on = installed("org", "model", "MAIRIE", "--on", "all", **key)
        assert on.out == told("ouvert", "ouvert", "ouvert")

    def test_without_a_key_it_says_that_there_is_none(self, installed: Run) -> None:
        assert "OPENAI_API_KEY est vide" in installed("org", "model", "MAIRIE").out


def told(*states: str) -> str:
    """What the command prints of Telegram, WhatsApp and the phones."""
    names = ("telegram", "whatsapp", "phone")
    return "".join(f"{name}\t{state}\n" for name, state in zip(names, states, strict=True))


WRONG_SETTINGS = [
    ("PORT", "x", "nombre entier"),
    ("PORT", "8.5", "nombre entier"),
    ("PORT", "0", "1"),
    ("PORT", "99999", "65535"),
    ("PORT", "9" * 5000, "nombre entier"),
    ("SENDERS", "0", "1"),
    ("SECRET_KEY", "x" * 15, "16 caractères"),
    ("PHONE_ENABLED", "peut-être", "true ou false"),
    ("TELEGRAM_MESSAGES_PER_SECOND", "vite", "nombre"),
    ("TELEGRAM_MESSAGES_PER_SECOND", "-1", "0"),
    ("QUIET_UNTIL", "8h", "08:00"),
    ("QUIET_FROM", "25:00", "08:00"),
    ("QUIET_FROM", "07:00", "après 08:00"),
    ("SILENT_PIECES", "beaucoup", "[10,6,4]"),
    ("SILENT_PIECES", "[1,2]", "[10,6,4]"),
    ("SILENT_PIECES", '[1,2,"x"]', "[10,6,4]"),
    ("SILENT_PIECES", "[3,2,0]", "[10,6,4]"),
    ("RETENTION_TEXT_DAYS", "99999999", "36500"),
    ("REDIS_URL", "localhost", "redis://"),
]


@pytest.mark.parametrize(("name", "value", "hint"), WRONG_SETTINGS, ids=lambda text: text[:20])
def test_a_wrong_setting_is_named_with_what_it_could_be(
    run: Run, name: str, value: str, hint: str
) -> None:
    line = run("migrate", **{name: value}).refusal
    assert line.startswith(f"réglage {name} : ")
    assert hint in line
    assert len(value) < 3 or value not in line, "a value may be a secret"


@pytest.mark.parametrize("command", ["up", "demo", "serve", "worker", "sender", "clock"])
def test_nothing_starts_on_a_wrong_setting(run: Run, command: str) -> None:
    assert "PORT" in run(command, PORT="99999").refusal


def test_check_tells_every_wrong_setting(run: Run) -> None:
    done = run("check", PORT="0", SENDERS="x", SECRET_KEY="short")
    assert done.code == 1
    assert [line.split()[3] for line in done.err.splitlines()] == ["PORT", "SECRET_KEY", "SENDERS"]


WRONG_WORDS = [
    (("invite", "MAIRIE", "--days", "99999999"), "3650"),
    (("invite", "MAIRIE", "--uses", "9" * 30), "100000"),
    (("invite", "MAIRIE", "--role", "roi"), "champion"),
    (("invite", "NADA"), "NADA"),
    (("why", "²", "--org", "MAIRIE"), "canal:adresse"),
    (("why", "9" * 20, "--org", "MAIRIE"), "canal:adresse"),
    (("why", "9" * 18, "--org", "MAIRIE"), "personne"),
    (("why", "", "--org", "MAIRIE"), "canal:adresse"),
    (("why", "phone:\udcff", "--org", "MAIRIE"), "canal:adresse"),
    (("why", "1", "--org", "\udcff"), "organisation"),
    (("export", "٣", "--org", "MAIRIE"), "canal:adresse"),
    (("erase", "telegram:7", "--org", "MAIRIE", "--yes"), "personne"),
    (("org", "add", "Autre", "--code", "mairie"), "MAIRIE"),
    (("org", "add", "Autre", "--code", "deux mots"), "lettres"),
    (("org", "add", "Autre", "--code", "ABC", "--zone", "Mars/Base"), "Mars/Base"),
    (("org", "add", "Autre", "--code", "ABC", "--region", "mars"), "alsace-moselle"),
    (("org", "model", "MAIRIE", "--off", "fax"), "telegram"),
    (("org", "add", " ", "--code", "ABC"), "nom"),
    (("org", "add", "x" * 201, "--code", "ABC"), "nom"),
    (("org", "add", "a\udcff", "--code", "ABC"), "nom"),
    (("connect", "whatsapp"), "WhatsApp"),
    (("connect", "telegram"), "TELEGRAM_BOT_TOKEN"),
    (("rotate-key",), "SECRET_KEY_PREVIOUS"),
]


@pytest.mark.parametrize(("words", "hint"), WRONG_WORDS, ids=ascii)
def test_what_cannot_be_done_is_one_line(installed: Run, words: tuple[str, ...], hint: str) -> None:
    assert hint in installed(*words).refusal


@pytest.mark.parametrize(
    "words", [("nope",), ("invite",), ("invite", "X", "--days", "0"), ("why",)]
)
def test_what_is_not_understood_is_2(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).code == 2


WITHOUT_EXAMPLE = {("bench",), ("play-first-day",)}


def every_command() -> Iterator[tuple[str, ...]]:
    def below(group: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for name, one in getattr(group, "commands", {}).items():
            yield from below(one, (*path, name)) if hasattr(one, "commands") else [(*path, name)]

    return below(get_command(main.app), ())


@pytest.mark.parametrize("words", list(every_command()), ids=" ".join)
def test_help_shows_how(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, "--help")
    assert done.code == 0
    _, _, example = " ".join(done.out.split()).partition("Exemple")
    assert f"dixminutes {' '.join(words)}" in example or words in WITHOUT_EXAMPLE


def break_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_told: dict[str, str]) -> str:
        raise KeyError("un mot très privé")

    monkeypatch.setattr(setup, "_invitation", broken)


def test_what_nobody_foresaw_is_one_line_without_anyones_words(
    installed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_down(monkeypatch)
    line = installed("invite", "MAIRIE").refusal
    assert "DIXMINUTES_DEBUG=1" in line
    assert "privé" not in line


def test_the_trace_is_there_for_who_asks(installed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    break_down(monkeypatch)
    with pytest.raises(TypeError):
        installed("invite", "MAIRIE", DIXMINUTES_DEBUG="1")


def test_an_invitation_is_told(installed: Run) -> None:
    told = json.loads(installed("invite", "MAIRIE", "--json").out)
    assert (told["code"], told["telegram"], told["whatsapp"]) == ("MAIRIE", None, None)
    assert "REJOINDRE MAIRIE" in told["text"]


def test_an_invitation_tells_of_whatsapp_where_it_is_on(installed: Run) -> None:
    told = json.loads(
        installed("invite", "MAIRIE", "--json", TWILIO_WHATSAPP_FROM="whatsapp:+33700000000").out
    )
    assert told["whatsapp"] == "https://wa.me/33700000000?text=REJOINDRE%20MAIRIE"
    assert told["whatsapp"] in told["text"]


class TestKeys:
    """Which SECRET_KEY opens an installation."""

    @pytest.fixture
    def keyed(self, run: Run) -> Run:
        assert run("migrate", SECRET_KEY=KEY).code == 0
        return run

    @pytest.mark.parametrize("command", [("migrate",), ("org", "list"), ("worker",), ("clock",)])
    @pytest.mark.parametrize("keys", [{}, {"SECRET_KEY": OTHER}])
    def test_another_key_is_refused(
        self, keyed: Run, command: tuple[str, ...], keys: dict[str, str]
    ) -> None:
        assert "SECRET_KEY n'est pas celle de cette base" in keyed(*command, **keys).refusal

    def test_its_own_is_not(self, keyed: Run) -> None:
        assert keyed("migrate", SECRET_KEY=KEY).code == 0
        assert keyed("org", "list", SECRET_KEY=KEY).code == 0

    def test_a_new_one_comes_with_the_old_and_stays_alone_once_all_is_rewritten(
        self, keyed: Run
    ) -> None:
        both = {"SECRET_KEY": OTHER, "SECRET_KEY_PREVIOUS": KEY}
        assert keyed("org", "add", "Mairie", "--code", "MAIRIE", **both).code == 0
        assert keyed("invite", "MAIRIE", "--uses", "1", **both).code == 0
        done = keyed("rotate-key", **both, TELEGRAM_BOT_TOKEN="1:x")
        assert done.code == 0
        assert "connect telegram" in done.out
        assert "invitations ouvertes : 1" in done.out
        assert keyed("org", "list", SECRET_KEY=OTHER).code == 0
        assert keyed("org", "list", SECRET_KEY=KEY).code == 1

    def test_what_is_not_used_is_not_asked_for(self, keyed: Run) -> None:
        done = keyed("rotate-key", SECRET_KEY=OTHER, SECRET_KEY_PREVIOUS=KEY)
        assert "connect telegram" not in done.out
        assert "invitations" not in done.out

    def test_a_short_old_key_can_be_left(self, run: Run, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path / 'dixminutes.db'}")
        migrate.upgrade(database)
        with database.write() as tx:
            canary.keep(tx, Keyring("x"))
        database.close()
        assert run("rotate-key", SECRET_KEY=KEY, SECRET_KEY_PREVIOUS="x").code == 0
        assert run("org", "list", SECRET_KEY=KEY).code == 0


class TestChecking:
    """`check` tells what is to be read again or made simpler, and fails for what is broken only."""

    def test_broken_content_is_all_told(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "questions").mkdir()
        for name in ("un", "deux"):
            (tmp_path / "questions" / f"{name}.yaml").write_text("{")
        done = run("check", CONTENT_DIRS=str(tmp_path))
        assert done.code == 1
        assert all(name in done.out for name in ("un.yaml", "deux.yaml"))

    def test_a_text_hard_to_read_is_told_and_stops_nothing(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "messages").mkdir()
        heavy = "L’appropriation organisationnelle progressive des fonctionnalités " * 5
        (tmp_path / "messages" / "tip.yaml").write_text(f'fr: {{over: {{text: "{heavy}"}}}}')
        done = run("check", CONTENT_DIRS=str(tmp_path))
        assert done.code == 0
        assert "tip.over: hard to read" in done.out
        assert "Lecture : " in done.out

    @pytest.mark.parametrize(("days", "stale"), [(0, False), (800, True)])
    def test_what_was_read_long_ago_in_product_time_is_told(
        self, installed: Run, tmp_path: Path, days: int, stale: bool
    ) -> None:
        database = Database(f"sqlite:///{tmp_path / 'dixminutes.db'}")
        with database.write() as tx:
            clocks.move(tx, LAST_READ + timedelta(days=days))
        database.close()
        checked = installed("check", PHONE_ENABLED="1")
        assert ("read its sources again" in checked.out) is stale
        # Being old is no fault of the content: a check of the same day ends the same way.
        assert checked.code == installed("check").code


def secrets(*keys: str) -> list[str]:
    """What Telegram may show where these keys are."""
    settings = Settings(_env_file=None)
    return Context(settings, Database("sqlite://"), Keyring(*keys), SystemClock()).webhook_secrets


def test_the_webhook_knows_both_keys() -> None:
    assert secrets(OTHER, KEY) == [*secrets(OTHER), *secrets(KEY)]
    assert secrets(OTHER) != secrets(KEY)
