"""`dixminutes team`: the teams of an organisation, their codes, when their week is told."""

import re
from datetime import time
from typing import Annotated

import typer

teams = typer.Typer(help="Les équipes d'une organisation.", no_args_is_help=True)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
Code = Annotated[str, typer.Argument(help="Le code de l'organisation.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(teams, name="team")


@teams.command("list")
def list_(code: Code) -> None:
    """Les équipes : code, nom, jour et heure de leur semaine, groupe relié ou non.

    Exemple : dixminutes team list EXEMPLE
    """
    from cli.opening import opened
    from cli.setup import organisation_of
    from store import groups
    from store import teams as store

    with opened() as context, context.database.read() as tx:
        for one in store.every(tx, organisation_of(tx, code).id):
            group = groups.of_team(tx, context.keyring, one.id)
            tied = "groupe relié" if group else "sans groupe"
            when = f"{DAYS[one.digest_day]} {one.digest_at:%H:%M}"
            typer.echo(f"{one.code}\t{one.name}\t{when}\t{tied}")


@teams.command()
def add(
    code: Code,
    name: Annotated[str, typer.Argument(help="Le nom, tel que l'équipe le lit.")],
    team_code: Annotated[str, typer.Option("--code", help="Le mot pour /lier CODE.")],
) -> None:
    """Ajoute une équipe. Son groupe se relie dans le groupe lui-même : /lier CODE

    Exemple : dixminutes team add EXEMPLE "L'accueil" --code ACCUEIL
    """
    from cli.opening import opened
    from cli.refusal import Refused
    from cli.setup import organisation_of
    from store import teams as store

    if not re.fullmatch(r"[A-Za-z0-9_-]{3,64}", team_code):
        raise Refused("code : 3 à 64 lettres sans accent, chiffres, - ou _")
    if not (name.strip() and name.isprintable() and len(name) <= 60):
        raise Refused("nom : 60 caractères au plus, sur une ligne")
    with opened() as context, context.database.write() as tx:
        try:
            made = store.add(tx, organisation_of(tx, code), name.strip(), team_code)
        except store.TeamTaken as taken:
            raise Refused(f"le nom ou le code {taken} est déjà pris") from taken
    typer.echo(f"{made.name} est prête. Dans son groupe : /lier {made.code}")


@teams.command()
def week(
    code: Annotated[str, typer.Argument(help="Le code de l'équipe.")],
    day: Annotated[str, typer.Option(help="lundi à vendredi.")] = "vendredi",
    at: Annotated[str, typer.Option(help="L'heure, dans le fuseau de l'organisation.")] = "15:30",
) -> None:
    """Quand la semaine de l'équipe est racontée.

    Exemple : dixminutes team week ACCUEIL --day jeudi --at 16:00
    """
    from cli.opening import opened
    from cli.refusal import Refused
    from store import teams as store

    if day not in DAYS:
        raise Refused(f"day : {', '.join(DAYS)}")
    if not re.fullmatch(r"(0[89]|1[0-8]):[0-5]\d", at):
        raise Refused("at : une heure de 08:00 à 18:59, comme 15:30")
    with opened() as context, context.database.write() as tx:
        team = store.by_code(tx, code)
        if team is None:
            raise Refused(f"code : pas d'équipe {code}")
        store.set_digest(tx, team, DAYS.index(day), time.fromisoformat(at))
        store.look_again(tx, team, None)
    typer.echo(f"{team.name} : {day} à {at}")
