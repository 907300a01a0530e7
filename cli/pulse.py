"""`dixminutes pulse`: confidence and what holds people back, in numbers of five or more."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(pulse)


def pulse(
    code: Annotated[str, typer.Argument(help="Le code de l'organisation.")],
) -> None:
    """La confiance déclarée et ce qui freine : au départ, en semaine 6 et en semaine 13.

    Rien n'est montré de moins de cinq réponses, et jamais ce que quelqu'un a écrit.

    Exemple : dixminutes pulse EXEMPLE
    """
    from cli.opening import opened
    from cli.setup import organisation_of
    from store import pulse as store
    from workers.pulse import lines

    with opened() as context, context.database.read() as tx:
        found = store.answers(tx, organisation_of(tx, code).id)
        for line in lines(context.library, found):
            typer.echo(line)
