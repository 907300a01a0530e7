"""`dixminutes connect whatsapp`."""

import io
from collections.abc import Iterable, Iterator
from typing import TypeVar

import segno

from channels.whatsapp import connect as whatsapp
from channels.whatsapp.links import link
from cli.opening import opened
from cli.refusal import Refused
from core.person import Organisation
from core.settings import Settings
from store import contents, organisations
from workers.context import Context

Given = TypeVar("Given")

CHANNEL = "whatsapp"
DRAWN = 3  # organisations whose QR code is drawn: each takes a screen

_WANTED = {
    "TWILIO_ACCOUNT_SID": "l'identifiant du compte (AC…), sur console.twilio.com",
    "TWILIO_AUTH_TOKEN": "le jeton du compte, sur console.twilio.com",
    "TWILIO_WHATSAPP_FROM": "le numéro WhatsApp qui écrit, par exemple +33612345678",
}
_NAMES = {
    "choices": "boutons",
    "list": "liste",
    "ready": "« ton astuce est prête »",
    "notice": "« un mot pour toi »",
}
_STATES = {
    "in_session": "prêt",
    "approved": "approuvé par Meta",
    "received": "chez Meta, en cours d'examen",
    "pending": "chez Meta, en cours d'examen",
    "unsubmitted": "à faire approuver par Meta",
    "rejected": "refusé par Meta",
    "paused": "mis en pause par Meta",
    "disabled": "désactivé par Meta",
    "refused": "refusé par Twilio : ces choix partiront numérotés",
    "missing": "à créer",
}
_REASONS = {
    "credentials": "le compte ou le jeton n'est pas le bon",
    "suspended": "le compte est suspendu ou fermé",
    "unreachable": "pas de réponse ; réessaie dans un instant",
    "unavailable": "Twilio est en panne ; réessaie dans un instant",
    "slow_down": "trop de demandes ; réessaie dans une minute",
    "unreadable": "réponse illisible : vérifie TWILIO_API_URL et TWILIO_CONTENT_URL",
}
_WITHOUT = {
    "ready": "personne n'est relancé hors des 24 h",
    "notice": "ni mot de pause, ni mot de fin, ni alerte hors des 24 h",
}
_STEPS = {
    "account": "compte",
    "sender": "numéro",
    "webhook": "webhooks",
    "contents": "contenus",
    "approval": "approbation",
}


def connect(chosen: Settings) -> None:
    """Check the account, make the contents, keep them; print what is left to do and the links."""
    access, number = _access(chosen)
    with opened(chosen) as context:
        connected = _connect(access, number, chosen.public_url)
        _keep(context, connected)
        with context.database.read() as tx:
            known = organisations.every(tx)
    for line in lines(connected, number, known):
        print(line)


def _access(chosen: Settings) -> tuple[whatsapp.Access, str]:
    sid = _given("TWILIO_ACCOUNT_SID", chosen.twilio_account_sid)
    token = _given("TWILIO_AUTH_TOKEN", chosen.twilio_auth_token)
    number = _given("TWILIO_WHATSAPP_FROM", chosen.twilio_whatsapp_from)
    if not chosen.public_url.startswith("https://"):
        raise Refused("PUBLIC_URL doit être l'adresse publique en https:// de cette installation")
    api, content = chosen.twilio_api_url, chosen.twilio_content_url
    return whatsapp.Access(sid, token.get_secret_value(), api, content), number


def _given(name: str, value: Given | None) -> Given:
    if value is None:
        raise Refused(f"{name} manque pour WhatsApp : {_WANTED[name]}")
    return value


def _connect(access: whatsapp.Access, number: str, public_url: str) -> whatsapp.Connected:
    try:
        return whatsapp.connect(access, sender=number, public_url=public_url)
    except whatsapp.ConnectFailed as failed:
        where = _STEPS.get(failed.step, failed.step)
        why = _REASONS.get(failed.reason, failed.reason)
        raise Refused(f"Twilio n'a pas accepté ({where}) : {why}") from failed


def _keep(context: Context, connected: whatsapp.Connected) -> None:
    now = context.clock.now()
    with context.database.write() as tx:
        for one in connected.contents:
            if one.sid is not None:
                seen = contents.Content(
                    one.name, one.form, one.sid, one.state, now, one.category.upper()
                )
                contents.save(tx, CHANNEL, seen)


def lines(
    connected: whatsapp.Connected, number: str, known: Iterable[Organisation]
) -> Iterator[str]:
    """What the operator reads: the account, each content, what is left to do, the links."""
    yield f"Connecté au compte Twilio « {connected.account} »."
    if connected.trial:
        yield "C'est un compte d'essai : il n'écrit qu'aux numéros que tu y as déclarés."
    yield from _sender(connected.sender)
    yield ""
    yield "Contenus :"
    yield from (f"  {_called(one.name)} : {_state(one)}" for one in connected.contents)
    yield from _left(connected)
    yield ""
    yield from _links(number, list(known))


def _sender(sender: whatsapp.Sender | None) -> Iterator[str]:
    if sender is None:
        yield "Numéro : pas parmi les expéditeurs du compte (normal pour le bac à sable)."
        return
    name = f" « {sender.name} »" if sender.name else ""
    online = sender.status.startswith("ONLINE")
    yield f"Numéro{name} : {'en ligne' if online else 'pas en ligne (' + sender.status + ')'}"
    if sender.trouble:
        yield f"  Twilio dit : {sender.trouble}"


def _called(name: str) -> str:
    kind, _, count = name.partition("-")
    called = _NAMES.get(kind, kind)
    return f"{called}, {count} choix" if count else called


def _state(one: whatsapp.Content) -> str:
    said = _STATES.get(one.state, one.state)
    return f"{said} ({one.reason})" if one.reason else said


def _left(connected: whatsapp.Connected) -> Iterator[str]:
    left = [*_by_hand(connected.by_hand), *_templates(connected.contents)]
    if left:
        yield ""
        yield "Reste à faire :"
        yield from (f"  - {one}" for one in left)


def _by_hand(missing: whatsapp.Webhooks) -> Iterator[str]:
    where = "console.twilio.com, Messaging, Senders, WhatsApp senders"
    if missing.inbound:
        yield f"dans {where}, « Webhook URL for incoming messages » : {missing.inbound} (POST)"
    if missing.status:
        yield f"au même endroit, « Status callback URL » : {missing.status} (POST)"


def _templates(found: Iterable[whatsapp.Content]) -> Iterator[str]:
    found = list(found)
    waiting = [_WITHOUT[one.name] for one in found if one.state in {"received", "pending"}]
    if waiting:
        yield (
            "attendre l'avis de Meta (souvent quelques minutes, parfois deux jours), puis "
            f"relancer cette commande ; d'ici là, {', '.join(reversed(waiting))}"
        )
    for one in found:
        if one.state in {"unsubmitted", "rejected", "paused", "disabled"}:
            yield (
                f"voir le modèle {_called(one.name)} dans console.twilio.com, Content Template "
                f"Builder ; sans lui, {_WITHOUT[one.name]}"
            )
        if one.category == "MARKETING":
            yield (
                f"Meta range le modèle {_called(one.name)} en MARKETING, plus cher : "
                "tu peux demander une révision"
            )


def _links(number: str, known: list[Organisation]) -> Iterator[str]:
    try:
        if not known:
            yield f"Lien d'invitation : {link(number, 'REJOINDRE CODE')}"
            yield "(remplace CODE par celui de l'organisation, une fois ajoutée)"
        for at, one in enumerate(known):
            yield from _invitation(one, link(number, f"REJOINDRE {one.code}"), at < DRAWN)
    except ValueError:
        yield "Lien d'invitation : TWILIO_WHATSAPP_FROM n'est pas un numéro, pas de lien wa.me"


def _invitation(organisation: Organisation, address: str, draw: bool) -> Iterator[str]:
    yield f"{organisation.name} : {address}"
    if draw:
        drawn = io.StringIO()
        segno.make(address, error="m").terminal(out=drawn, compact=True)
        yield drawn.getvalue()
