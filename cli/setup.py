"""Organisations, invitations, channels, content."""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli import ownbank, wording
from core.settings import settings

if TYPE_CHECKING:
    from core.person import Organisation
    from store.db import Transaction

LONGEST, MOST = 3650, 100_000
"""Days and uses of an invitation."""

MODEL_CHANNELS = ("all", "telegram", "whatsapp", "phone")

organisations = typer.Typer(help="Les organisations de cette installation.", no_args_is_help=True)
connecting = typer.Typer(help="Relie un canal à cette installation.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    wording.register(organisations)
    ownbank.register(organisations)
    app.add_typer(organisations, name="org")
    app.add_typer(connecting, name="connect")
    app.command()(invite)


@organisations.command()
def add(
    name: Annotated[str, typer.Argument(help="Le nom, tel qu'il apparaît dans les messages.")],
    code: Annotated[str, typer.Option(help="Le mot à écrire pour rejoindre : REJOINDRE CODE.")],
    zone: Annotated[str, typer.Option(help="Fuseau horaire.")] = "Europe/Paris",
    region: Annotated[
        str, typer.Option(help="Jours fériés : none, alsace-moselle, guadeloupe, reunion…")
    ] = "none",
) -> None:
    """Ajoute une organisation.

    Exemple : dixminutes org add "Mairie de Saint-Exemple" --code EXEMPLE
    """
    from cli.opening import opened
    from cli.refusal import Refused
    from store import organisations as store

    _check_place(name, code, zone, region)
    with opened() as context, context.database.write() as tx:
        try:
            store.add(tx, code=code, name=name, zone=zone, region=region, now=context.clock.now())
        except store.CodeTaken as taken:
            raise Refused(f"le code {taken} est déjà pris") from taken
    typer.echo(f"{name} est prête. On la rejoint en écrivant : REJOINDRE {code.upper()}")


def _check_place(name: str, code: str, zone: str, region: str) -> None:
    import re
    from zoneinfo import available_timezones

    from cli.refusal import Refused
    from core.calendar import Region

    if not 0 < len(name.strip()) <= 200 or not name.isprintable():
        raise Refused("un nom fait 1 à 200 caractères, sur une ligne")
    if not re.fullmatch(r"[A-Za-z0-9_-]{3,32}", code):
        raise Refused("un code fait 3 à 32 lettres, chiffres, - ou _")
    if zone not in available_timezones():
        raise Refused(f"fuseau inconnu : {zone} (exemple : Europe/Paris)")
    if region not in {one.value for one in Region}:
        raise Refused("région inconnue ; choix : " + ", ".join(one.value for one in Region))


@organisations.command("list")
def list_() -> None:
    """Montre les organisations.

    Exemple : dixminutes org list
    """
    from cli.opening import opened
    from store import organisations as store
    from store import people

    with opened() as context, context.database.read() as tx:
        for one in store.every(tx):
            count = len(people.members(tx, one.id))
            typer.echo(f"{one.code}\t{one.name}\t{one.zone}\t{one.region}\t{count} personnes")


@organisations.command()
def model(
    code: Annotated[str, typer.Argument(help="Le code de l'organisation.")],
    on: Annotated[list[str] | None, typer.Option(help="Canal rouvert au modèle, ou all.")] = None,
    off: Annotated[list[str] | None, typer.Option(help="Canal fermé au modèle, ou all.")] = None,
) -> None:
    """Montre, ouvre ou ferme les canaux dont les questions (masquées) peuvent aller à un modèle.

    Exemples : dixminutes org model EXEMPLE
               dixminutes org model EXEMPLE --off whatsapp
    """
    from cli.opening import opened
    from cli.refusal import Refused
    from store import audit
    from store import organisations as store

    if any(one not in MODEL_CHANNELS for one in (*(on or ()), *(off or ()))):
        raise Refused("canal inconnu ; choix : " + ", ".join(MODEL_CHANNELS))
    with opened() as context, context.database.write() as tx:
        organisation = organisation_of(tx, code)
        closed = _closed(set(organisation.model_off), set(on or ()), set(off or ()))
        if on or off:
            store.model_off(tx, organisation, closed)
            audit.note(tx, "model_switched", context.clock.now(), organisation_id=organisation.id)
    if settings().openai_api_key is None:
        typer.echo(
            "Aucun modèle : OPENAI_API_KEY est vide. Les réponses relues partent telles quelles."
        )
    for one in MODEL_CHANNELS[1:]:
        typer.echo(f"{one}\t{'fermé' if {one, 'all'} & closed else 'ouvert'}")


def _closed(closed: set[str], on: set[str], off: set[str]) -> set[str]:
    """The channels closed to a model, by name."""
    every = set(MODEL_CHANNELS[1:])
    named = every if "all" in closed else closed
    left = set() if "all" in on else named - on
    return every if "all" in off else left | off


def invite(
    code: Annotated[str, typer.Argument(help="Le code de l'organisation.")],
    role: Annotated[str, typer.Option(help="member, champion ou admin.")] = "member",
    uses: Annotated[int | None, typer.Option(min=1, help="Nombre d'utilisations.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Durée de validité, en jours.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Pour un programme.")] = False,
) -> None:
    """Prépare une invitation : un code, un lien Telegram, un texte à coller.

    Exemple : dixminutes invite EXEMPLE --role champion --uses 1 --days 7
    """
    from cli.opening import opened
    from cli.refusal import Refused
    from core.person import Role
    from store import organisations as store

    if role not in {one.value for one in Role}:
        raise Refused("rôle inconnu ; choix : member, champion, admin")
    if (days or 0) > LONGEST or (uses or 0) > MOST:
        raise Refused(f"une invitation sert {MOST} fois et {LONGEST} jours au plus")
    with opened() as context, context.database.write() as tx:
        organisation = organisation_of(tx, code)
        # The public code word lets members in for ever; anything narrower gets its own token.
        narrow = role != Role.MEMBER.value or uses is not None or days is not None
        token = organisation.code
        if narrow:
            until = datetime.now(UTC) + timedelta(days=days) if days else None
            token = store.invite(
                tx, context.keyring, organisation.id, role=Role(role), uses=uses, expires_at=until
            )
    told = _invitation(organisation, token)
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else told["text"])


def organisation_of(tx: "Transaction", code: str) -> "Organisation":
    """The organisation of a code. Raises Refused."""
    from cli.refusal import Refused
    from store import organisations as store

    # Bytes that are no text cannot be looked for.
    found = store.by_code(tx, code) if code.isprintable() else None
    if found is None:
        raise Refused(f"aucune organisation n'a le code {code.upper()}")
    return found


def _invitation(organisation: "Organisation", token: str) -> dict[str, str | None]:
    username = _bot_username()
    link = f"https://t.me/{username}?start={token}" if username else None
    whatsapp = _whatsapp_link(token)
    links = [one for one in (link, whatsapp) if one]
    where = f"ouvre {' ou '.join(links)}" if links else f"écris au coach : REJOINDRE {token}"
    return {
        "code": token,
        "telegram": link,
        "whatsapp": whatsapp,
        "text": (
            f"{organisation.name} te propose Dix Minutes : une astuce IA courte par jour pour ton "
            f"métier, et une place pour les questions « bêtes ». Pour commencer, {where}"
        ),
    }


def _whatsapp_link(token: str) -> str | None:
    from channels.whatsapp.links import link

    sender = settings().twilio_whatsapp_from
    try:
        return link(sender, f"REJOINDRE {token}") if sender else None
    except ValueError:
        # A sender without a telephone number has no link: the words alone join.
        return None


def _bot_username() -> str | None:
    path = settings().dixminutes_var / "telegram_username"
    return path.read_text(encoding="ascii").strip() if path.exists() else None


@connecting.command()
def telegram() -> None:
    """Vérifie le jeton, pose le webhook et les commandes, imprime le lien et son QR code.

    Exemple : dixminutes connect telegram
    """
    from cli.telegram import connect

    connect(settings())


@connecting.command()
def whatsapp() -> None:
    """Vérifie le compte Twilio, crée les contenus, dit ce qui reste à faire, imprime les liens.

    Exemple : dixminutes connect whatsapp
    """
    from cli.whatsapp import connect

    connect(settings())
