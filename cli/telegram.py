"""`dixminutes connect telegram`."""

import asyncio
import io

import segno

from channels.telegram import connect as telegram
from cli.opening import opened
from cli.refusal import Refused
from content.library import Library
from core.settings import Settings


def connect(chosen: Settings) -> None:
    """Check the token, set the webhook, commands and description; print the link and a QR code."""
    if chosen.telegram_bot_token is None:
        raise Refused("TELEGRAM_BOT_TOKEN manque : demande un jeton à @BotFather dans Telegram")
    if not chosen.public_url.startswith("https://"):
        raise Refused("PUBLIC_URL doit être l'adresse publique en https:// de cette installation")
    with opened(chosen) as context:
        connected = _connect(chosen, context.webhook_secret, profile(context.library))
    chosen.dixminutes_var.mkdir(parents=True, exist_ok=True)
    (chosen.dixminutes_var / "telegram_username").write_text(connected.username, encoding="ascii")
    _tell(connected)


def _connect(chosen: Settings, secret: str, shown: telegram.Profile) -> telegram.Connected:
    assert chosen.telegram_bot_token is not None  # noqa: S101 - checked by the caller
    try:
        return asyncio.run(
            telegram.connect(
                chosen.telegram_bot_token.get_secret_value(),
                url=f"{chosen.public_url}/webhooks/telegram",
                secret=secret,
                profile=shown,
                api_url=chosen.telegram_api_url,
            )
        )
    except telegram.ConnectFailed as failed:
        raise Refused(f"Telegram n'a pas accepté ({failed.step}) : {failed.reason}") from failed


def profile(library: Library) -> telegram.Profile:
    """What people read of the bot before they start."""
    return telegram.Profile(
        commands=library.message("telegram.commands").buttons,
        description=library.message("telegram.description").text,
        short_description=library.message("telegram.about").text,
    )


def _tell(connected: telegram.Connected) -> None:
    webhook = connected.webhook
    link = f"https://t.me/{connected.username}"
    print(f"Connecté à @{connected.username}.")
    print(f"Webhook : {webhook.url} ({webhook.pending} en attente)")
    if webhook.last_error:
        print(f"Dernière erreur vue par Telegram : {webhook.last_error}")
    print(f"Lien d'invitation : {link}?start=CODE (remplace CODE par celui de l'organisation)")
    drawn = io.StringIO()
    segno.make(link, error="m").terminal(out=drawn, compact=True)
    print(drawn.getvalue())
