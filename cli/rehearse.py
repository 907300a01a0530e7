"""`dixminutes rehearse`: weeks of a course, for an imagined person, in a second."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workers.persona import Persona, Row

_JOURS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_BECAUSE = {
    "holiday": "jour férié",
    "leave": "congé",
    "not_working": "jour non travaillé",
    "pause": "pause",
    "stopped": "arrêté",
    "quiet_hours": "hors des heures permises",
    "daily_limit": "déjà un message ce jour-là",
    "no_day": "plus de jour dans sa semaine",
    "finished": "parcours terminé",
    "expired": "trop tard",
    "unreachable": "injoignable",
}

Given = Annotated[list[str] | None, typer.Option(metavar="DATE..DATE", help="Congé ; répétable.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(rehearse)


def rehearse(
    *,
    persona: Annotated[
        Path | None, typer.Option(help="Fichier YAML ou JSON, clés = noms des options.")
    ] = None,
    start: Annotated[str | None, typer.Option(metavar="DATE", help="AAAA-MM-JJ.")] = None,
    weeks: Annotated[str | None, typer.Option(help="Semaines civiles jouées (13).")] = None,
    zone: Annotated[str | None, typer.Option(help="Fuseau horaire (Europe/Paris).")] = None,
    region: Annotated[
        str | None, typer.Option(help="Jours fériés : none, alsace-moselle, guadeloupe, reunion…")
    ] = None,
    hour: Annotated[str | None, typer.Option(help="Heure locale (09:00).")] = None,
    days: Annotated[str | None, typer.Option(help="Jours travaillés : mon,tue,…")] = None,
    rhythm: Annotated[str | None, typer.Option(help="Messages par semaine : 5, 3 ou 1.")] = None,
    leave: Given = None,
    job: Annotated[str | None, typer.Option(help="Métier : compta, mairie, general…")] = None,
    channel: Annotated[str | None, typer.Option(help="telegram, whatsapp ou phone.")] = None,
    answers: Annotated[
        str | None, typer.Option(help="all : répond à chaque astuce ; none : jamais.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Une ligne JSON par message.")] = False,
) -> None:
    """Machine à remonter le temps : ce qu'une personne recevra, jour par jour, et pourquoi pas.

    La personne rejoint la veille de --start : sa première astuce part le premier jour travaillé à
    partir de --start, et c'est la semaine 1. --weeks compte des semaines civiles, du lundi au
    dimanche, à partir de celle de --start (de la suivante s'il n'y reste aucun de ses jours).
    Une ligne par message, et une par jour sans message (férié, congé, jour non travaillé, pause…)
    avec la semaine en cours pour clé (w07). Une option donnée ici l'emporte sur le fichier.

    Exemple : dixminutes rehearse --start 2027-01-04 --rhythm 3 --leave 2027-02-15..2027-02-19
    """
    given = {
        "start": start,
        "weeks": weeks,
        "zone": zone,
        "region": region,
        "hour": hour,
        "days": days,
        "rhythm": rhythm,
        "leave": leave,
        "job": job,
        "channel": channel,
        "answers": answers,
    }
    from cli.persona import from_file, listed, persona_of

    if not (persona or start):
        raise typer.BadParameter("donne --start AAAA-MM-JJ ou --persona FICHIER")
    words = {**(from_file(persona) if persona else {}), **listed(given)}
    rows = _played(persona_of(words))
    for line in map(_json, rows) if as_json else _table(rows):
        typer.echo(line)


def _played(persona: "Persona") -> "list[Row]":
    from cli.persona import wrong
    from cli.refusal import Refused
    from content.loader import ContentProblems
    from core import log
    from core.settings import settings
    from workers.rehearsal import UnknownJob, rehearse

    log.configure()
    try:
        return rehearse(persona, settings())
    except UnknownJob as unknown:
        raise wrong("job", persona.job, ", ".join(unknown.known)) from unknown
    except ContentProblems as error:
        raise Refused(f"contenu à corriger : {error.problems[0]}") from error


def _json(row: "Row") -> str:
    here = row.here
    value = {
        "date": here.date().isoformat(),
        "at": row.at.isoformat(),
        "local_time": f"{here:%H:%M}",
        "channel": row.channel,
        "key": row.key,
        "status": row.status,
        "reason": row.reason,
        "template": row.template,
        "eur": row.eur,
    }
    return json.dumps(value)


def _table(rows: "Sequence[Row]") -> list[str]:
    return [*map(_line, rows), _summary(rows)]


def _line(row: "Row") -> str:
    here = row.here
    when = f"{_JOURS[here.weekday()]} {here:%d/%m}  {here:%H:%M}"
    became = "modèle envoyé" if row.template else "envoyé"
    if row.reason:
        became = f"sauté : {row.reason} ({_BECAUSE.get(row.reason, row.reason)})"
    return f"{when}  {row.channel:<8}  {row.key:<12}  {became}"


def _summary(rows: "Sequence[Row]") -> str:
    why = Counter(row.reason for row in rows if row.reason)
    skipped = ", ".join(f"{reason} {count}" for reason, count in why.most_common())
    sent = sum(row.status == "sent" for row in rows)
    return f"{sent} envoyés ; {sum(why.values())} sautés" + (f" : {skipped}" if skipped else "")
