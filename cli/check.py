"""`dixminutes check`: everything that is wrong in the content and the settings, at once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import typer

from core.settings import Settings, settings

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class _Found:
    """What is broken, what was read too long ago, what is hard to read; and how easy it all is."""

    broken: "Sequence[str]" = ()
    stale: "Sequence[str]" = ()
    hard: "Sequence[str]" = ()
    ease: float = 0
    hardest: float = 0


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(check)


def check() -> None:
    """Relit le contenu et les réglages ; dit tout ce qui cloche d'un coup.

    Une source à relire ou un texte difficile est dit, et n'empêche rien.

    Exemple : CONTENT_DIRS=nos-textes dixminutes check
    """
    chosen = _settings()
    found = _content(chosen)
    for problem in (*found.broken, *found.stale, *found.hard):
        typer.echo(problem)
    if found.broken:
        raise typer.Exit(1)
    said = [
        f"{len(those)} {what}"
        for those, what in ((found.stale, "à relire"), (found.hard, "à simplifier"))
        if those
    ]
    typer.echo(f"Contenu : {', '.join(said) or 'rien à signaler'}.")
    typer.echo(f"Lecture : {found.ease:.0f} en moyenne, le plus difficile à {found.hardest:.0f}.")


def _settings() -> Settings:
    from cli.mishaps import lines

    try:
        return settings()
    except ValueError as error:
        for line in lines(error):
            typer.echo(f"dixminutes : {line}", err=True)
        raise typer.Exit(1) from error


def _content(chosen: Settings) -> _Found:
    from content import lint, loader
    from content.lint import ease, words

    extra = [Path(part) for part in chosen.content_dirs.split(":") if part]
    try:
        library = loader.load(extra)
    except loader.ContentProblems as error:
        return _Found([str(one) for one in error.problems])
    read = [one.ease for one in ease.measured(library)]
    return _Found(
        [str(one) for one in lint.problems(library)],
        [str(one) for one in words.stale(library, _today(chosen))],
        [str(one) for one in ease.hard(library)],
        fmean(read),
        read[0],
    )


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
