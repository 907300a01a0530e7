"""`dixminutes ratings`: which pieces are tried, and which are "pas pour moi"."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from content.library import Library
    from store.ratings import Rating

FEWEST = 5
"""People who answered, below which a piece's counts are not shown: it would be one of theirs."""
POOR = 0.4
"""Share of "pas pour moi" from which a piece is worth another look."""


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(ratings)


def ratings(
    org: Annotated[str | None, typer.Option("--org", help="Une seule organisation.")] = None,
) -> None:
    """Les astuces testées et celles qui ne sont « pas pour moi », les moins aimées d'abord.

    Une astuce n'est montrée qu'à partir de 5 réponses : jamais celle d'une personne.

    Exemple : dixminutes ratings --org EXEMPLE
    """
    from cli.opening import opened
    from cli.setup import organisation_of
    from store import ratings as store

    with opened() as context, context.database.read() as tx:
        only = organisation_of(tx, org).id if org is not None else None
        found = store.counts(tx, only)
        for line in table(context.library, found):
            typer.echo(line)


def table(library: "Library", found: "Iterable[Rating]") -> Iterator[str]:
    """One line a piece, the one most refused first; what has too few answers is counted."""
    pieces = _together(library, found)
    shown = [one for one in pieces if one.answers >= FEWEST]
    for one in sorted(shown, key=lambda one: (-one.refused, one.piece)):
        mark = "à revoir" if one.refused >= POOR else ""
        yield (
            f"{one.piece:<6} {_job(library, one):<24} testée {one.tried:>4}   "
            f"pas pour moi {one.not_for_me:>4} ({100 * one.refused:.0f} %)  {mark}"
        ).rstrip()
    few = len(pieces) - len(shown)
    if few:
        who = "1 astuce a" if few == 1 else f"{few} astuces ont"
        yield f"{who} moins de {FEWEST} réponses : rien n'en est montré."
    if not pieces:
        yield "Personne n'a encore répondu à une astuce."


def _job(library: "Library", one: "Rating") -> str:
    return library.jobs.get(one.job, one.job) if one.job else "tous les métiers"


def _together(library: "Library", found: "Iterable[Rating]") -> "list[Rating]":
    """Pieces that are the same for all are counted together, Tuesday's by the job it is for."""
    from store.ratings import Rating

    tried: dict[tuple[str, str], int] = defaultdict(int)
    refused: dict[tuple[str, str], int] = defaultdict(int)
    for one in found:
        variants = library.pieces.get(one.piece, {})
        own = one.job if one.job in variants else "general"
        place = one.piece, own if len(variants) > 1 else ""
        tried[place] += one.tried
        refused[place] += one.not_for_me
    return [Rating(piece, job, tried[piece, job], refused[piece, job]) for piece, job in tried]
