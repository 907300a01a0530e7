"""An organisation's own answers are found by the question they answered, asked another way."""

import pytest

from answers.own import Own

ENTRIES = [
    ("qui valide les comptes rendus du conseil municipal avant publication", "Le secrétariat."),
    ("où trouver le modèle de lettre pour les impayés de cantine", "Dans le dossier partagé."),
    ("la machine à café prend les pièces de deux euros", "Non."),
    ("télétravail", "Deux jours par semaine."),
]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("qui valide les comptes-rendus du conseil avant publication ?", "Le secrétariat."),
        ("on trouve ou le modele de lettre des impayes cantine", "Dans le dossier partagé."),
        ("le télétravail", "Deux jours par semaine."),
    ],
)
def test_asked_another_way_it_is_found(asked: str, answer: str) -> None:
    assert Own(ENTRIES).find(asked) == answer


@pytest.mark.parametrize(
    "asked",
    [
        "comment faire un compte rendu de réunion",
        "écris-moi une lettre de motivation",
        "qui valide mes congés",
        "la machine à laver",
        "bonjour",
        "",
    ],
)
def test_one_word_in_common_is_no_question_in_common(asked: str) -> None:
    assert Own(ENTRIES).find(asked) == ""


def test_an_empty_bank_knows_nothing() -> None:
    assert Own([]).find("télétravail") == ""
