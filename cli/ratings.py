"""`dixminutes ratings`: which pieces are tried, and which are "pas pour moi"."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from content.library import Library
    from store.ratings import Rating

Comments = Mapping[tuple[str, str], Sequence[str]]
"""Reasons by piece and job."""
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

    Une astuce n'est montrée qu'à partir de 5 réponses : jamais celle d'une personne. Sous celles
    qui sont souvent « pas pour moi », les raisons données, masquées.

    Exemple : dixminutes ratings --org EXEMPLE
    """
    from cli.opening import opened
    from cli.setup import organisation_of
    from store import ratings as store

    with opened() as context, context.database.read() as tx:
        only = organisation_of(tx, org).id if org is not None else None
        said = store.comments(tx, context.keyring, only)
        for line in table(context.library, store.counts(tx, only), said):
            typer.echo(line)


def table(
    library: "Library", found: "Iterable[Rating]", said: Comments | None = None
) -> Iterator[str]:
    """One line a piece, the one most refused first, its reasons under it when it is refused often.

    What has too few answers is counted, and its reasons are not shown.
    """
    pieces = _together(library, found)
    reasons = _reasons(library, said or {})
    shown = [one for one in pieces if one.answers >= FEWEST]
    for one in sorted(shown, key=lambda one: (-one.refused, one.piece)):
        mark = "à revoir" if one.refused >= POOR else ""
        yield (
            f"{one.piece:<6} {_job(library, one):<24} testée {one.tried:>4}   "
            f"pas pour moi {one.not_for_me:>4} ({100 * one.refused:.0f} %)  {mark}"
        ).rstrip()
        if mark:
            yield from _why(library, reasons.get((one.piece, one.job), ()))
    few = len(pieces) - len(shown)
    if few:
        who = "1 astuce a" if few == 1 else f"{few} astuces ont"
        yield f"{who} moins de {FEWEST} réponses : rien n'en est montré."
    if not pieces:
        yield "Personne n'a encore répondu à une astuce."


def _why(library: "Library", said: Sequence[str]) -> Iterator[str]:
    """The reasons chosen, by number; then those written, masked and in alphabetical order."""
    # Loaded where something is to be masked, nowhere else.
    from answers.redact import redact

    offered = library.message("tip.not_for_me").buttons
    chosen = Counter(one for one in said if one in offered)
    for choice, times in chosen.most_common():
        yield f"       {times} × {offered[choice]}"
    for text in sorted(one for one in said if one not in offered):
        yield f"       « {redact(text).text} »"


def _reasons(library: "Library", said: Comments) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (piece, job), texts in said.items():
        found[_place(library, piece, job)] += texts
    return found


def _place(library: "Library", piece: str, job: str) -> tuple[str, str]:
    """A piece that is the same for all is one; Tuesday's is another for each job."""
    variants = library.pieces.get(piece, {})
    own = job if job in variants else "general"
    return piece, own if len(variants) > 1 else ""


def _job(library: "Library", one: "Rating") -> str:
    return library.jobs.get(one.job, one.job) if one.job else "tous les métiers"


def _together(library: "Library", found: "Iterable[Rating]") -> "list[Rating]":
    """Each place once, its answers added up."""
    from store.ratings import Rating

    tried: dict[tuple[str, str], int] = defaultdict(int)
    refused: dict[tuple[str, str], int] = defaultdict(int)
    for one in found:
        place = _place(library, one.piece, one.job)
        tried[place] += one.tried
        refused[place] += one.not_for_me
    return [Rating(piece, job, tried[piece, job], refused[piece, job]) for piece, job in tried]
