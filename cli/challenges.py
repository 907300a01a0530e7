"""`dixminutes challenge`: look at a challenge, launch it, follow it, stop it, from the terminal."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from core.person import Organisation
    from store.challenges import Challenge
    from store.db import Transaction
    from workers.context import Context

challenges = typer.Typer(help="Les défis d'une organisation.", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="Le code de l'organisation.")]
Number = Annotated[int, typer.Argument(help="Le numéro du défi (dixminutes challenge list).")]
STATES = {"running": "en cours", "stopped": "arrêté", "over": "terminé", "draft": "brouillon"}


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(challenges, name="challenge")


@challenges.command()
def library() -> None:
    """Les défis de la bibliothèque : identifiant, minutes, titre.

    Exemple : dixminutes challenge library
    """
    from cli.opening import opened

    with opened() as context:
        for ident, one in sorted(context.library.challenges.items()):
            typer.echo(f"{ident}\t{one.minutes} min\t{one.title}")


@challenges.command("list")
def list_(code: Code) -> None:
    """Les défis lancés, le dernier d'abord : numéro, état, envoyés, titre.

    Exemple : dixminutes challenge list EXEMPLE
    """
    from cli.opening import opened
    from cli.setup import organisation_of
    from store import challenges as store

    with opened() as context, context.database.read() as tx:
        found = store.every(tx, context.keyring, organisation_of(tx, code).id)
        for one in found:
            done = store.progress(tx, one)
            title = one.said.get("title") or "(écrit pour l'occasion)"
            typer.echo(f"{one.id}\t{STATES[one.status]}\t{done.left}/{done.planned}\t{title}")
        if not found:
            typer.echo("Aucun défi lancé. DÉFI, dans la messagerie d'un admin, en lance un.")


@challenges.command()
def launch(
    code: Code,
    ident: Annotated[str, typer.Argument(help="L'identifiant (dixminutes challenge library).")],
    *,
    team: Annotated[str | None, typer.Option(help="Le code d'une équipe.")] = None,
    job: Annotated[str, typer.Option(help="Un seul métier.")] = "",
    days: Annotated[int, typer.Option(min=1, max=14, help="Durée en jours.")] = 3,
    yes: Annotated[bool, typer.Option("--yes", help="Lance vraiment.")] = False,
) -> None:
    """Montre qui recevra un défi, qui ne le recevra pas et pourquoi ; avec --yes, le lance.

    Exemples : dixminutes challenge launch EXEMPLE panneau-lumineux
               dixminutes challenge launch EXEMPLE panneau-lumineux --team ACCUEIL --yes
    """
    from cli.opening import opened
    from cli.setup import organisation_of
    from store import challenges as store

    with opened() as context, context.database.write() as tx:
        organisation = organisation_of(tx, code)
        one = _made(tx, context, organisation, (ident, team, job, days))
        for line in _preview(tx, context, organisation, one):
            typer.echo(line)
        if not yes:
            typer.echo("Rien n'est parti. La même commande avec --yes le lance.")
            return
        kept, _ = store.draft(tx, context.keyring, one, context.clock.now())
        store.launch(tx, kept)
        _note(tx, context, "challenge_launched", kept)
        typer.echo(f"Défi {kept.id} lancé.")


def _made(
    tx: "Transaction",
    context: "Context",
    organisation: "Organisation",
    asked: tuple[str, str | None, str, int],
) -> "Challenge":
    from cli.refusal import Refused
    from flows.challenge import said
    from store import teams
    from store.challenges import Challenge

    ident, code, job, days = asked
    found = context.library.challenges.get(ident)
    if found is None:
        raise Refused(f"pas de défi {ident} ; dixminutes challenge library les montre")
    team = teams.by_code(tx, code) if code else None
    if code and (team is None or team.organisation_id != organisation.id):
        raise Refused(f"team : pas d'équipe {code} dans {organisation.code}")
    if job and job not in context.library.jobs:
        raise Refused(f"job : {', '.join(sorted(context.library.jobs))}")
    now = context.clock.now()
    team_id = team.id if team else None
    ends = now + timedelta(days=days)
    return Challenge(0, organisation.id, said(found), now, ends, team_id, job, ident)


def _preview(
    tx: "Transaction", context: "Context", organisation: "Organisation", one: "Challenge"
) -> list[str]:
    from content import spoken
    from workers.reach import reach

    there = reach(tx, context, organisation, one, datetime.now(UTC))
    words = context.library.message("challenge.reasons").buttons
    left = [f"  {count} : {words[why]}" for why, count in there.left_out.most_common()]
    cost = f"WhatsApp : {there.templates} modèles, environ {spoken.euros(there.euros)}"
    return [
        f"« {one.said['title']} » : {one.said['text']}",
        f"Le recevront : {there.people}",
        *(["Ne le recevront pas :", *left] if left else []),
        *([cost] if there.templates else []),
    ]


@challenges.command()
def stop(code: Code, number: Number) -> None:
    """Arrête un défi : ce qui n'est pas parti reste.

    Exemple : dixminutes challenge stop EXEMPLE 3
    """
    from cli.opening import opened
    from cli.refusal import Refused
    from store import challenges as store

    with opened() as context, context.database.write() as tx:
        one = _known(tx, context, code, number)
        held = store.stop(tx, one)
        if held is None:
            raise Refused(f"le défi {number} n'est pas en cours")
        _note(tx, context, "challenge_stopped", one)
        typer.echo(f"Arrêté : {store.progress(tx, one).left} envoyés, {held} retenus.")


@challenges.command()
def resume(code: Code, number: Number) -> None:
    """Reprend un défi arrêté, pour celles et ceux qui ne l'avaient pas.

    Exemple : dixminutes challenge resume EXEMPLE 3
    """
    from cli.opening import opened
    from cli.refusal import Refused
    from store import challenges as store

    with opened() as context, context.database.write() as tx:
        one = _known(tx, context, code, number)
        now = context.clock.now()
        if now >= one.ends_at or not store.resume(tx, one, now):
            raise Refused(f"le défi {number} n'est pas arrêté, ou son temps est passé")
        _note(tx, context, "challenge_resumed", one)
        typer.echo("Il reprend.")


def _known(tx: "Transaction", context: "Context", code: str, number: int) -> "Challenge":
    from cli.refusal import Refused
    from cli.setup import organisation_of
    from store import challenges as store

    organisation = organisation_of(tx, code)
    found = store.by_id(tx, context.keyring, number, organisation.id)
    if found is None:
        raise Refused(f"pas de défi {number} dans {organisation.code}")
    return found


def _note(tx: "Transaction", context: "Context", act: str, one: "Challenge") -> None:
    from store import audit

    now = context.clock.now()
    audit.note(tx, act, now, organisation_id=one.organisation_id, challenge=one.id)
