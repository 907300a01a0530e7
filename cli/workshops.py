"""`dixminutes workshop`: the kits, and the workshops of an organisation."""

from datetime import time
from typing import Annotated

import typer

workshops = typer.Typer(help="Les ateliers d'une organisation.", no_args_is_help=True)
STATES = {"planned": "prévu", "running": "en cours", "over": "terminé", "cancelled": "annulé"}


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(workshops, name="workshop")


@workshops.command()
def kits() -> None:
    """Les kits : identifiant, minutes, cas, titre. `dixminutes preview` en montre les textes.

    Exemple : dixminutes workshop kits
    """
    from cli.opening import opened

    with opened() as context:
        for ident, one in sorted(context.library.workshops.items()):
            typer.echo(f"{ident}\t{one.minutes} min\t{len(one.cases)} cas\t{one.title}")


@workshops.command("list")
def list_(
    code: Annotated[str, typer.Argument(help="Le code de l'organisation.")],
) -> None:
    """Les ateliers, le dernier d'abord : numéro, état, jour et heure, invités et venus, titre.

    Exemple : dixminutes workshop list EXEMPLE
    """
    from cli.opening import opened
    from cli.setup import organisation_of
    from content import spoken
    from core.calendar import local
    from store import workshops as store

    with opened() as context, context.database.read() as tx:
        organisation = organisation_of(tx, code)
        found = store.every(tx, organisation.id)
        for one in found:
            here = local(one.starts_at, organisation.zone)
            when = f"{spoken.day(here.date())} {spoken.hour(time(here.hour, here.minute))}"
            seats = store.seats(tx, context.keyring, one)
            come = sum(bool(seat.coming) for seat in seats)
            kit = context.library.workshops.get(one.kit)
            title = kit.title if kit else one.kit
            typer.echo(f"{one.id}\t{STATES[one.status]}\t{when}\t{come}/{len(seats)}\t{title}")
        if not found:
            typer.echo("Aucun atelier. ATELIER, dans la messagerie d'un admin, en prépare un.")
