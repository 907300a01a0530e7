"""Changing SECRET_KEY."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from core.settings import Settings, settings

if TYPE_CHECKING:
    from workers.context import Context


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("rotate-key")(rotate_key)


def rotate_key() -> None:
    """Rechiffre tout avec SECRET_KEY ; l'ancienne clé est dans SECRET_KEY_PREVIOUS.

    Exemple : dixminutes rotate-key
    """
    from cli.opening import opened
    from cli.refusal import Refused
    from store.seal import Unsealable

    chosen = settings()
    if chosen.secret_key_previous is None:
        raise Refused(
            "mets la nouvelle clé dans SECRET_KEY et l'ancienne dans SECRET_KEY_PREVIOUS, "
            "redémarre les processus, puis relance cette commande"
        )
    try:
        with opened(chosen) as context:
            _rotate(context)
            for line in _left_to_do(context, chosen):
                typer.echo(line)
    except Unsealable as error:
        raise Refused(
            "une ligne ne s'ouvre avec aucune des deux clés : garde-les toutes"
        ) from error


def _rotate(context: "Context") -> None:
    from store import rotation

    for table, done in rotation.rotate(context.database, context.keyring):
        typer.echo(f"{table} : {done} lignes rechiffrées")


def _left_to_do(context: "Context", chosen: Settings) -> Iterator[str]:
    """What ends with the old key, before the operator takes it away."""
    from store import organisations

    yield "C'est fait. Avant de retirer SECRET_KEY_PREVIOUS :"
    if chosen.telegram_bot_token is not None and chosen.telegram_webhook_secret is None:
        yield "- relance « dixminutes connect telegram » : Telegram montre encore l'ancien secret ;"
    with context.database.read() as tx:
        count = organisations.open_invitations(tx, context.clock.now())
    if count:
        yield (
            f"- invitations ouvertes : {count} ; celles d'avant le changement de clé "
            "s'arrêteront, refais-les ;"
        )
    yield "- puis vide SECRET_KEY_PREVIOUS et redémarre les processus."
