"""`dixminutes org words`: what an organisation calls its tool, its contact, its rules."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 80
"""Characters: a piece and the words in it still have to fit a phone."""


def register(organisations: typer.Typer) -> None:
    """Add this command beside the other ones about organisations."""
    organisations.command()(words)


def words(
    code: Annotated[str, typer.Argument(help="Le code de l'organisation.")],
    outil: Annotated[
        str | None, typer.Option(help="L'assistant autorisé, par exemple Le Chat.")
    ] = None,
    referent: Annotated[str | None, typer.Option(help="Vers qui se tourner.")] = None,
    charte: Annotated[str | None, typer.Option(help="Les règles à suivre.")] = None,
    donnees_interdites: Annotated[
        str | None, typer.Option(help="Ce qui ne se colle jamais dans un outil.")
    ] = None,
) -> None:
    """Montre ou change les mots de l'organisation ; une valeur vide remet celui d'origine.

    Exemples : dixminutes org words EXEMPLE
               dixminutes org words EXEMPLE --outil "Le Chat" --referent "Camille, à l'accueil"
    """
    from cli.opening import opened
    from cli.setup import organisation_of
    from store import audit
    from store import organisations as store

    given = {
        "outil": outil,
        "referent": referent,
        "charte": charte,
        "donnees_interdites": donnees_interdites,
    }
    asked = {name: _checked(name, word) for name, word in given.items() if word is not None}
    with opened() as context, context.database.write() as tx:
        organisation = organisation_of(tx, code)
        kept = {name: word for name, word in (organisation.words | asked).items() if word}
        if asked:
            store.set_words(tx, organisation, kept)
            audit.note(tx, "words_changed", context.clock.now(), organisation_id=organisation.id)
    for line in _shown(kept, list(given)):
        typer.echo(line)


def _checked(name: str, word: str) -> str:
    from cli.refusal import Refused

    word = word.strip()
    if len(word) > LONGEST or not word.isprintable():
        raise Refused(f"{name} : {LONGEST} caractères au plus, sur une ligne")
    if "{" in word or "}" in word:
        raise Refused(f"{name} : sans accolades, elles ont un autre sens ici")
    return word


def _shown(kept: "Mapping[str, str]", names: list[str]) -> list[str]:
    from content.library import DEFAULT_WORDS

    return [
        f"{name}\t{kept[name]}" if name in kept else f"{name}\t{DEFAULT_WORDS[name]}\t(par défaut)"
        for name in names
    ]
