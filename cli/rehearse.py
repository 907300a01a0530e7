"""`dixminutes rehearse`: weeks of a course, for an imagined person, in a second."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.amounts import euros
from cli.because import because

if TYPE_CHECKING:
    from content.library import Library
    from content.prices import Prices
    from core.settings import Settings
    from workers.bill import Bill
    from workers.persona import Persona, Row

NARROWEST = 12
_JOURS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")

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
    team: Annotated[
        str | None,
        typer.Option(
            help="busy : avec défis, atelier, mission et semaine d'équipe ; quiet : sans."
        ),
    ] = None,
    estimate: Annotated[
        bool,
        typer.Option(
            "--estimate/--no-estimate",
            help="WhatsApp : aussi 13 semaines aux rythmes 5, 3 et 1.",
        ),
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Une ligne JSON par message.")] = False,
) -> None:
    """Machine à remonter le temps : ce qu'une personne recevra, jour par jour, et pourquoi pas.

    La personne rejoint la veille de --start : sa première astuce part le premier jour travaillé à
    partir de --start, et c'est la semaine 1. --weeks compte des semaines civiles, du lundi au
    dimanche, à partir de celle de --start (de la suivante s'il n'y reste aucun de ses jours).
    Une ligne par message, et une par jour sans message (férié, congé, jour non travaillé, pause…)
    avec la semaine en cours pour clé (w07). Une option donnée ici l'emporte sur le fichier.
    Sur WhatsApp : ce qui part en modèle ou en texte libre, les euros de chaque message, le total ;
    Sur WhatsApp s'y ajoute celui de 13 semaines aux rythmes 5, 3 et 1 (--no-estimate l'omet).
    --team busy ajoute une équipe qui vit : un défi un lundi sur deux, un atelier et ses suites, une
    mission, la semaine du vendredi. On voit ce qui prend chaque jour, et l'astuce qui se décale.
    --json ne donne que les messages du parcours, sans les réponses ; eur est null quand le prix
    n'est pas connu.

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
        "team": team,
    }
    from cli.persona import from_file, listed, persona_of

    if not (persona or start):
        raise typer.BadParameter("donne --start AAAA-MM-JJ ou --persona FICHIER")
    words = {**(from_file(persona) if persona else {}), **listed(given)}
    for line in _told(persona_of(words), as_json, estimate):
        typer.echo(line)


def _told(persona: "Persona", as_json: bool, estimate: bool) -> Iterator[str]:
    from core import log
    from core.settings import settings
    from workers.persona import METERED

    log.configure()
    chosen = settings()
    library = _library(chosen)
    rows = _played(persona, chosen, library)
    if as_json:
        yield from (_json(row) for row in rows if not row.reply)
        return
    yield from _table(rows)
    if persona.channel == METERED:
        yield from _costs(rows, library.prices)
        if estimate:
            yield from _courses(persona, rows, chosen, library)


def _library(chosen: "Settings") -> "Library":
    from cli.refusal import Refused
    from content import loader

    extra = [Path(part) for part in chosen.content_dirs.split(":") if part]
    try:
        return loader.load(extra)
    except loader.ContentProblems as error:
        raise Refused(f"contenu à corriger : {error.problems[0]}") from error


def _played(persona: "Persona", chosen: "Settings", library: "Library") -> "list[Row]":
    from cli.persona import wrong
    from workers.rehearsal import UnknownJob, rehearse

    try:
        return rehearse(persona, chosen, library)
    except UnknownJob as unknown:
        raise wrong("job", persona.job, ", ".join(unknown.known)) from unknown


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
        "eur": None if row.eur is None else float(row.eur),
    }
    return json.dumps(value)


def _table(rows: "Sequence[Row]") -> list[str]:
    shown = [row for row in rows if not row.small_talk]
    width = max((len(row.key) for row in shown), default=0)
    return [*(_line(row, max(width, NARROWEST)) for row in shown), _summary(rows)]


def _line(row: "Row", width: int) -> str:
    here = row.here
    when = f"{_JOURS[here.weekday()]} {here:%d/%m}  {here:%H:%M}"
    return f"{when}  {row.channel:<8}  {row.key:<{width}}  {_became(row)}"


def _became(row: "Row") -> str:
    if row.reason:
        return f"sauté : {because(row.reason)}"
    if row.template:
        return f"modèle envoyé, {euros(row.eur)}"
    if not row.free_form:
        return "envoyé"
    how = "réponse au bouton du modèle" if row.reply else "envoyé"
    return f"{how} en texte libre, {euros(row.eur)}"


def _summary(rows: "Sequence[Row]") -> str:
    why = Counter(row.reason for row in rows if row.reason)
    skipped = ", ".join(f"{reason} {count}" for reason, count in why.most_common())
    sent = sum(row.status == "sent" and not row.reply for row in rows)
    return f"{sent} envoyés ; {sum(why.values())} sautés" + (f" : {skipped}" if skipped else "")


def _costs(rows: "Sequence[Row]", prices: "Prices") -> Iterator[str]:
    from workers.bill import bill

    here = bill(rows)
    yield f"Cette personne — {_sum(here)}"
    yield _included(here, prices)
    yield f"Prix relevés le {prices.checked:%d/%m/%Y} : ils changent, vérifie-les avant de lancer."


def _courses(
    persona: "Persona", rows: "Sequence[Row]", chosen: "Settings", library: "Library"
) -> Iterator[str]:
    """What one person comes to over the whole course, at each rhythm."""
    from workers.rehearsal import COURSE, estimates

    for rhythm, course in estimates(persona, rows, chosen, library).items():
        yield f"{COURSE} semaines à {rhythm} par semaine — {_sum(course)}"


def _sum(bill: "Bill") -> str:
    libres = f"messages libres, réponses comprises : {bill.free_form}"
    return f"modèles : {bill.templates} ; {libres} ; total : {euros(bill.eur, 2)}"


def _included(bill: "Bill", prices: "Prices") -> str:
    """How far what is included goes: it is the number's, so everybody's together."""
    many = prices.free_form_included // bill.busiest if bill.busiest else 0
    enough = f", assez pour {many} personnes comme elle" if many else ""
    beyond = "prix inconnu" if prices.free_form is None else f"{euros(prices.free_form)} chacun"
    included = f"{prices.free_form_included} messages libres compris par mois pour tout le numéro"
    return f"{included}{enough} ; au-delà, {beyond}."
