"""One person, for the operator: why, export, erase."""

import json
import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from core.person import Organisation, Person
    from store.db import Transaction
    from workers.context import Context

NUMBER = re.compile(r"[0-9]{1,18}")
Who = Annotated[str, typer.Argument(help="Un numéro interne, ou canal:adresse (telegram:123).")]
Code = Annotated[str, typer.Option("--org", help="Le code de l'organisation.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (why, export, erase):
        app.command()(command)


def _found(
    tx: "Transaction", context: "Context", person: str, code: str
) -> "tuple[Person, Organisation]":
    from cli.refusal import Refused
    from cli.setup import organisation_of
    from core.message import Address
    from store import addresses, people

    organisation = organisation_of(tx, code)
    ident = int(person) if NUMBER.fullmatch(person) else None
    if ident is None:
        try:
            known = addresses.find(tx, context.keyring, Address.parse(person))
        except ValueError as error:
            raise Refused("une personne s'écrit 42 ou canal:adresse") from error
        ident = known.person_id if known else None
    found = people.load(tx, ident, organisation.id) if ident is not None else None
    if found is None:
        raise Refused(f"personne de ce nom dans {organisation.code}")
    return found, organisation


def why(person: Who, org: Code) -> None:
    """Pourquoi cette personne a reçu, ou n'a pas reçu, ses messages.

    Exemple : dixminutes why telegram:123 --org EXEMPLE
    """
    from cli.opening import opened
    from cli.why import lines

    with opened() as context, context.database.read() as tx:
        found, _ = _found(tx, context, person, org)
        for line in lines(tx, context, found):
            typer.echo(line)


def export(person: Who, org: Code) -> None:
    """Tout ce qui est gardé sur une personne, en JSON.

    Exemple : dixminutes export 42 --org EXEMPLE > donnees.json
    """
    from cli.opening import opened
    from store import audit, personal

    with opened() as context, context.database.write() as tx:
        found, organisation = _found(tx, context, person, org)
        held = personal.export(tx, context.keyring, found)
        audit.note(tx, "exported", context.clock.now(), organisation_id=organisation.id)
    typer.echo(json.dumps(held, ensure_ascii=False, indent=2))


def erase(
    person: Who,
    org: Code,
    yes: Annotated[bool, typer.Option("--yes", help="Sans demander, même au clavier.")] = False,
) -> None:
    """Efface une personne, pour de bon.

    Exemple : dixminutes erase telegram:123 --org EXEMPLE --yes
    """
    from cli.opening import opened
    from cli.refusal import Refused
    from store import audit, personal

    with opened() as context:
        with context.database.read() as tx:
            _found(tx, context, person, org)
        # A program that calls us has decided; a person at a keyboard is asked once.
        if not yes and sys.stdin.isatty() and not typer.confirm("Effacer pour de bon ?"):
            raise Refused("rien n'a été effacé")
        with context.database.write() as tx:
            found, organisation = _found(tx, context, person, org)
            counts = personal.erase(tx, context.keyring, found)
            now = context.clock.now()
            audit.note(tx, "erased", now, organisation_id=organisation.id, **counts)
        context.database.scrub()
    typer.echo("Effacé : " + ", ".join(f"{name} {count}" for name, count in counts.items()))
