"""`dixminutes demo`: everything on this machine, a first day played, then served."""

import shutil
import sys
from typing import Annotated

import typer

from core.settings import Settings, settings


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(demo)
    app.command("play-first-day", hidden=True)(play)


def demo(
    fresh: Annotated[
        bool, typer.Option("--fresh", envvar="FRESH", help="Repartir de zéro.")
    ] = False,
    whatsapp: Annotated[
        bool,
        typer.Option(
            "--whatsapp",
            envvar="WHATSAPP",
            help="Joue aussi un téléphone WhatsApp : fenêtre de 24 h, modèle approuvé.",
        ),
    ] = False,
) -> None:
    """Essaie le coach ici : joue une première journée, puis sert les téléphones du navigateur.

    Exemple : PORT=9000 dixminutes demo --fresh --whatsapp
    """
    from cli.refusal import Refused
    from cli.starting import supervise

    chosen = settings()
    if whatsapp and chosen.twilio_account_sid is not None:
        raise Refused("TWILIO_ACCOUNT_SID est là : le vrai WhatsApp prend la place de celui-ci")
    if fresh:
        _start_over(chosen)
    print("Le coach Dix Minutes : une première journée, avec les vrais processus.", flush=True)
    played = ["play-first-day", *(["--whatsapp"] if whatsapp else [])]
    supervise(chosen, sys.argv[0], *played, phones=True)


def _start_over(chosen: Settings) -> None:
    from cli.cast import only_demo
    from cli.refusal import Refused
    from store.db import DatabaseAway

    var = chosen.dixminutes_var
    if chosen.database_url is not None:
        raise Refused("FRESH=1 ne touche pas à une base DATABASE_URL : efface-la toi-même")
    try:
        only = only_demo(chosen)
    except DatabaseAway as error:
        raise Refused(f"{error} ; si {var}/ ne contient que la démo, efface-le") from error
    if not only:
        raise Refused(f"{var}/ contient de vraies organisations : FRESH=1 n'y touche pas")
    for path in var.glob("dixminutes.db*"):
        path.unlink()
    shutil.rmtree(var / "redis", ignore_errors=True)


def play(whatsapp: Annotated[bool, typer.Option("--whatsapp")] = False) -> None:
    """Joue la première journée d'Amina sur les processus déjà démarrés."""
    from cli.first_day import play_first_day

    play_first_day(settings(), whatsapp=whatsapp)
