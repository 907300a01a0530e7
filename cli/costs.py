"""`dixminutes costs`: what a month comes to, organisation by organisation."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workers.context import Context
    from workers.costs import Month


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(costs)


def costs(
    month: Annotated[
        str | None, typer.Option(metavar="AAAA-MM", help="Le mois ; par défaut, celui en cours.")
    ] = None,
    org: Annotated[str | None, typer.Option("--org", help="Une seule organisation.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON.")] = False,
) -> None:
    """Ce qu'un mois coûte : messages par organisation et canal, modèles, euros, plafond, prévision.

    Le mois va de minuit à minuit, heure de Paris, comme celui du plafond. Un modèle est ce qui part
    sur WhatsApp après 24 heures de silence, à son prix ; le texte libre est compris jusqu'à un
    nombre par mois et par numéro, au-delà partagé au prorata entre les organisations. Les prix sont
    ceux de prices.yaml : une estimation, la facture de Twilio fait foi.
    La prévision joue le calendrier de chacun jusqu'à la fin du mois, et compte autant de modèles
    que ces 4 dernières semaines. Plafond et prévision ne sont donnés que pour le mois en cours.
    --json : eur est null quand un prix n'est pas connu, code est null pour qui n'est dans aucune
    organisation.

    Exemple : dixminutes costs --month 2026-11 --org EXEMPLE
    """
    from cli import spent
    from cli.opening import opened
    from cli.setup import organisation_of
    from store import organisations
    from workers.costs import costs as counted

    with opened() as context, context.database.read() as tx:
        only = organisation_of(tx, org) if org is not None else None
        found = counted(
            tx, context, _month(context, month), context.clock.now(), only.id if only else None
        )
        known = [only] if only else organisations.every(tx)
    show = spent.as_json if as_json else spent.table
    for line in show(found, known, alone=only is not None):
        typer.echo(line)


def _month(context: "Context", said: str | None) -> "Month":
    from cli.persona import wrong
    from cli.refusal import Refused
    from workers.costs import month_at

    now = context.clock.now()
    if said is None:
        return month_at(now)
    read = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", said, re.ASCII)
    if read is None:
        raise wrong("month", said, "un mois comme 2026-11")
    # The middle of it is in the same month everywhere.
    found = month_at(datetime(int(read[1]), int(read[2]), 15, tzinfo=UTC))
    if found.since > now:
        raise Refused(f"month : {said} n'a pas commencé")
    return found
