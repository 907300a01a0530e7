"""`dixminutes poster`: the page to hang near the coffee machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cli.page import Way, Words
    from content.library import Library
    from core.person import Organisation
    from core.settings import Settings


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(poster)


def poster(
    code: Annotated[str, typer.Argument(help="Le code de l'organisation.")],
    out: Annotated[Path, typer.Option(help="Le dossier où écrire l'affiche.")] = Path(),
) -> None:
    """Prépare l'affiche d'une organisation, en PDF et en image, avec ses codes à photographier.

    Exemple : dixminutes poster EXEMPLE --out affiches
    """
    from cli import page, sheet
    from cli.opening import opened
    from cli.setup import organisation_of
    from core.settings import settings

    with opened() as context:
        with context.database.read() as tx:
            organisation = organisation_of(tx, code)
        ways = _ways(settings(), organisation.code)
        words = _words(context.library, organisation)
        now = context.clock.now()
    marks = list(page.poster(organisation.name, words, ways))
    out.mkdir(parents=True, exist_ok=True)
    written = [out / f"affiche-{organisation.code}{ending}" for ending in (".pdf", ".png")]
    sheet.pdf(marks, written[0], title=f"Dix Minutes, {organisation.name}", now=now)
    sheet.png(marks, written[1])
    typer.echo(f"Affiche prête : {' et '.join(map(str, written))}")


def _words(library: "Library", organisation: "Organisation") -> "Words":
    from cli.page import Words
    from content.library import words

    known = words(organisation.words, organisation.name)
    return Words(
        sentences=library.render("poster.words", known).text.splitlines(),
        scan=library.render("poster.scan", known).text,
        machine=library.render("poster.machine", known).text,
    )


def _ways(chosen: "Settings", code: str) -> "list[Way]":
    from cli.refusal import Refused

    found = [*_whatsapp(chosen, code), *_telegram(chosen, code)]
    if not found:
        raise Refused("relie d'abord un canal : dixminutes connect telegram, ou whatsapp")
    return found


def _whatsapp(chosen: "Settings", code: str) -> "list[Way]":
    from channels.whatsapp.links import link
    from cli.page import Way
    from cli.refusal import Refused

    if chosen.twilio_account_sid is None or chosen.twilio_whatsapp_from is None:
        return []
    number = chosen.twilio_whatsapp_from.strip().removeprefix("whatsapp:")
    try:
        address = link(number, f"REJOINDRE {code}")
    except ValueError as error:
        raise Refused("TWILIO_WHATSAPP_FROM doit être un numéro, comme +33612345678") from error
    return [Way("WhatsApp", address, f"ou écris REJOINDRE\N{NO-BREAK SPACE}{code} au {number}")]


def _telegram(chosen: "Settings", code: str) -> "list[Way]":
    from cli.page import Way

    kept = chosen.dixminutes_var / "telegram_username"
    if not kept.exists():
        return []
    name = kept.read_text(encoding="ascii").strip()
    address = f"https://t.me/{name}?start={code}"
    return [Way("Telegram", address, f"ou écris REJOINDRE\N{NO-BREAK SPACE}{code} à @{name}")]
