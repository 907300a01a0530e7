"""`dixminutes check`: everything that is wrong in the content and the settings, at once."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from core.settings import Settings, settings

if TYPE_CHECKING:
    from collections.abc import Sequence


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(check)


def check() -> None:
    """Relit le contenu et les réglages ; dit tout ce qui cloche d'un coup.

    Une source à relire est dite, et n'empêche rien.

    Exemple : CONTENT_DIRS=nos-textes dixminutes check
    """
    chosen = _settings()
    broken, stale = _content(chosen)
    for problem in (*broken, *stale):
        typer.echo(problem)
    if broken:
        raise typer.Exit(1)
    typer.echo(f"Contenu : {len(stale)} à relire." if stale else "Contenu : rien à signaler.")


def _settings() -> Settings:
    from cli.mishaps import lines

    try:
        return settings()
    except ValueError as error:
        for line in lines(error):
            typer.echo(f"dixminutes : {line}", err=True)
        raise typer.Exit(1) from error


def _content(chosen: Settings) -> "tuple[Sequence[str], Sequence[str]]":
    """What is broken, and what was read too long ago."""
    from content import lint, loader
    from content.lint import words

    extra = [Path(part) for part in chosen.content_dirs.split(":") if part]
    try:
        library = loader.load(extra)
    except loader.ContentProblems as error:
        return [str(one) for one in error.problems], []
    stale = words.stale(library, _today(chosen))
    return [str(one) for one in lint.problems(library)], [str(one) for one in stale]


def _today(chosen: Settings) -> date:
    """The day of product time: it may have been pushed forward."""
    if chosen.phone_enabled:
        from cli.opening import opened
        from cli.refusal import Refused

        try:
            with opened(chosen) as context:
                return context.clock.now().date()
        except Refused:
            # Content can be checked before there is a database.
            pass
    return datetime.now(UTC).date()
