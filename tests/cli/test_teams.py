"""Teams and challenges from the terminal."""

import pytest

from tests.cli.test_wording import Run, run

__all__ = ["run"]


def test_an_organisation_has_a_first_team_and_more(run: Run) -> None:
    first = run("team", "list", "MAIRIE")
    assert first.startswith("MAIRIE\tla Mairie\tvendredi 15:30\tsans groupe")
    assert "/lier ACCUEIL" in run("team", "add", "MAIRIE", "L’accueil", "--code", "accueil")
    assert "ACCUEIL\tL’accueil" in run("team", "list", "MAIRIE")
    run.refused("team", "add", "MAIRIE", "Autre", "--code", "ACCUEIL")
    assert "jeudi à 16:00" in run("team", "week", "ACCUEIL", "--day", "jeudi", "--at", "16:00")
    assert "jeudi 16:00" in run("team", "list", "MAIRIE")


def test_the_kits_and_the_workshops_are_listed(run: Run) -> None:
    assert "premiers-essais\t60 min\t4 cas" in run("workshop", "kits")
    assert "Aucun atelier" in run("workshop", "list", "MAIRIE")


def test_the_pulse_shows_nothing_of_fewer_than_five(run: Run) -> None:
    assert run("pulse", "MAIRIE").count("moins de cinq réponses") == 3


@pytest.mark.parametrize(
    "words",
    [
        ("pulse", "NULLE"),
        ("workshop", "list", "NULLE"),
        ("team", "add", "MAIRIE", "X", "--code", "a b"),
        ("team", "add", "MAIRIE", " ", "--code", "ABC"),
        ("team", "add", "NULLE", "X", "--code", "ABC"),
        ("team", "week", "MAIRIE", "--day", "dimanche"),
        ("team", "week", "MAIRIE", "--at", "23:00"),
        ("team", "week", "NULLE"),
        ("challenge", "launch", "MAIRIE", "rien"),
        ("challenge", "launch", "MAIRIE", "panneau-lumineux", "--team", "NULLE"),
        ("challenge", "launch", "MAIRIE", "panneau-lumineux", "--job", "roi"),
        ("challenge", "stop", "MAIRIE", "7"),
    ],
)
def test_what_is_wrong_is_one_line(run: Run, words: tuple[str, ...]) -> None:
    run.refused(*words)


def test_a_challenge_is_looked_at_launched_stopped_and_resumed(run: Run) -> None:
    assert "panneau-lumineux" in run("challenge", "library")
    assert "Aucun défi" in run("challenge", "list", "MAIRIE")
    assert "Rien n'est parti" in run("challenge", "launch", "MAIRIE", "panneau-lumineux")
    assert "Aucun défi" in run("challenge", "list", "MAIRIE")
    assert "Défi" in run("challenge", "launch", "MAIRIE", "panneau-lumineux", "--yes")
    number = run("challenge", "list", "MAIRIE").split("\t")[0]
    assert "en cours" in run("challenge", "list", "MAIRIE")
    assert "Arrêté : 0 envoyés" in run("challenge", "stop", "MAIRIE", number)
    run.refused("challenge", "stop", "MAIRIE", number)
    assert "Il reprend" in run("challenge", "resume", "MAIRIE", number)
