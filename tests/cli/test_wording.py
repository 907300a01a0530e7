"""`dixminutes org words`: an organisation's own words in what the coach says."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.opening import opened
from cli.refusal import Refused
from core.settings import settings
from store import entries

SHOWN = ("outil", "referent", "charte", "donnees_interdites")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Run":
    monkeypatch.setenv("DIXMINUTES_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    shell = Run()
    shell("migrate")
    shell("org", "add", "la Mairie", "--code", "MAIRIE")
    return shell


class Run:
    """The command line on an installation of its own."""

    def __call__(self, *words: str) -> str:
        result = CliRunner().invoke(app, list(words))
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, *words: str) -> None:
        result = CliRunner().invoke(app, list(words))
        assert isinstance(result.exception, Refused), result.output


def test_without_words_the_defaults_are_shown(run: Run) -> None:
    lines = run("org", "words", "MAIRIE").splitlines()
    assert [line.split("\t")[0] for line in lines] == list(SHOWN)
    assert all(line.endswith("(par défaut)") for line in lines)


def test_a_word_is_kept_and_taken_back(run: Run) -> None:
    assert "outil\tLe Chat\n" in run("org", "words", "MAIRIE", "--outil", " Le Chat ")
    assert "outil\tLe Chat\n" in run("org", "words", "MAIRIE", "--referent", "Camille")
    assert "Camille" in run("org", "words", "MAIRIE", "--outil", "")
    assert "Le Chat" not in run("org", "words", "MAIRIE")


@pytest.mark.parametrize("word", ["x" * 81, "deux\nlignes", "{outil}"])
def test_a_word_that_would_break_a_message_is_refused(run: Run, word: str) -> None:
    run.refused("org", "words", "MAIRIE", "--outil", word)


def test_an_organisation_s_own_answers_are_shown_and_one_taken_back(
    run: Run, tmp_path: Path
) -> None:
    assert "Aucune réponse" in run("org", "answers", "MAIRIE")
    with opened() as context, context.database.write() as tx:
        said = "qui valide\nles actes", "Le secrétariat."
        added = entries.add(tx, context.keyring, 1, said, date(2026, 11, 24))
    assert run("org", "answers", "MAIRIE") == f"{added}\tqui valide les actes\tLe secrétariat.\n"
    run.refused("org", "answers", "MAIRIE", "--remove", str(added + 1))
    assert f"Réponse {added} retirée." in run("org", "answers", "MAIRIE", "--remove", str(added))
    assert "Aucune réponse" in run("org", "answers", "MAIRIE")
