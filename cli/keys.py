"""Changing SECRET_KEY."""

import typer

from core.settings import settings


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("rotate-key")(rotate_key)


def rotate_key() -> None:
    """Rechiffre tout avec SECRET_KEY ; l'ancienne clé est dans SECRET_KEY_PREVIOUS."""
    from cli.opening import opened
    from cli.refusal import Refused
    from store import rotation

    if settings().secret_key_previous is None:
        raise Refused(
            "mets la nouvelle clé dans SECRET_KEY et l'ancienne dans SECRET_KEY_PREVIOUS, "
            "redémarre les processus, puis relance cette commande"
        )
    with opened() as context:
        for table, done in rotation.rotate(context.database, context.keyring):
            typer.echo(f"{table} : {done} lignes rechiffrées")
    typer.echo("C'est fait. Retire SECRET_KEY_PREVIOUS, puis redémarre les processus.")
