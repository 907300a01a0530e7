"""First names in sentences about colleagues."""

import pytest

from french.naming import alone, first_name, helped_by, proposed, same


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Amina m’a aidé", "amina"),
        ("c'est Amina qui m'a bien aidée", "amina"),
        ("J’ai été aidé par Jean-Luc.", "jean-luc"),
        ("Zoé m’a montré comment faire un tableau", "zoe"),
        ("Marie Lou m'a dépannée hier", "marie lou"),
        ("ChatGPT m'a aidé à écrire", ""),
        ("le coach m'a aidé", ""),
        ("l'IA m'a aidé", ""),
        ("tu m'as aidé", ""),
        ("ça m'a aidé", ""),
        ("20 min gagnées", ""),
        ("ce prompt m'a bien aidé", ""),
        ("votre astuce m'a aidé", ""),
        ("quelqu'un m'a aidé", ""),
        ("perplexity m'a aidé", ""),
        ("Amina m'a aidé " + "x" * 200, ""),
    ],
)
def test_who_helped(text: str, name: str) -> None:
    assert helped_by(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("je propose Amina", "amina"),
        ("JE PROPOSE Zoé comme personne-ressource", "zoe"),
        ("proposer amina", "amina"),
        ("/proposer amina", "amina"),
        ("Amina serait bien comme personne ressource", "amina"),
        ("je propose Jean-Luc en tant que roi", ""),
        ("je propose de faire une pause", ""),
        ("je propose une pause", ""),
        ("je propose jeudi", ""),
        ("propose moi", ""),
        ("je propose", ""),
    ],
)
def test_who_is_proposed(text: str, name: str) -> None:
    assert proposed(text) == name


def test_accents_and_hyphens_make_no_other_name() -> None:
    assert same("Jean-Noël", "jean noel")
    assert not same("Noël", "Noëlle")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Amina", "amina"),
        ("c’est Zoé", "zoe"),
        ("Jean Luc.", "jean luc"),
        ("merci à Amina", "amina"),
        ("je ne sais plus qui c’était", ""),
        ("personne", ""),
        ("10 min", ""),
        ("merci", ""),
        ("bonjour", ""),
    ],
)
def test_a_first_name_alone(text: str, name: str) -> None:
    assert alone(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("amina", "Amina"),
        ("Jean-Luc.", "Jean-Luc"),
        ("oui", ""),
        ("ok", ""),
        ("merci", ""),
        ("plus tard", ""),
        ("je passe", ""),
        ("x" * 31, ""),
    ],
)
def test_a_first_name_to_be_shown(text: str, name: str) -> None:
    assert first_name(text) == name
