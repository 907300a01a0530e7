"""`dixminutes org answers`: what an organisation's resource persons added to its own bank."""

from typing import Annotated

import typer


def register(organisations: typer.Typer) -> None:
    """Add this command beside the other ones about organisations."""
    organisations.command()(answers)


def answers(
    code: Annotated[str, typer.Argument(help="Le code de l'organisation.")],
    remove: Annotated[
        int | None, typer.Option(metavar="N", help="Retire la réponse de ce numéro.")
    ] = None,
) -> None:
    """Montre les réponses propres à l'organisation, ou en retire une.

    Une réponse s'y ajoute quand une personne-ressource répond à une question et la garde. La
    question y est telle qu'elle a été posée, masquée, sans son auteur. Retirée, elle n'est plus
    proposée à personne dès le message suivant.

    Exemples : dixminutes org answers EXEMPLE
               dixminutes org answers EXEMPLE --remove 3
    """
    from cli.opening import opened
    from cli.refusal import Refused
    from cli.setup import organisation_of
    from store import audit, entries

    with opened() as context, context.database.write() as tx:
        organisation = organisation_of(tx, code)
        if remove is not None:
            if not entries.remove(tx, organisation.id, remove):
                raise Refused(f"remove : pas de réponse {remove} dans {organisation.code}")
            now = context.clock.now()
            audit.note(tx, "answer_removed", now, organisation_id=organisation.id)
        kept = entries.every(tx, context.keyring, organisation.id)
    if remove is not None:
        typer.echo(f"Réponse {remove} retirée.")
    for one in kept:
        typer.echo(f"{one.id}\t{one.question}\t{one.answer}".replace("\n", " "))
    if not kept:
        typer.echo("Aucune réponse propre à l'organisation.")
