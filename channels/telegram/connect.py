"""What an operator runs once: check the token, set the webhook, present the bot."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    WebhookInfo,
)
from telegram.error import BadRequest, TelegramError

from channels.telegram.channel import API_URL, open_bot
from channels.telegram.errors import failure
from channels.telegram.transport import Transport

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_USERNAME = re.compile(r"[A-Za-z0-9_]{5,32}")


class ConnectFailed(Exception):
    """Telegram or the settings stopped it. `step` is where, `reason` why; both safe to show."""

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"{step}: {reason}")
        self.step = step
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Profile:
    """What people read of the bot. `commands` maps a name without slash to what it does.

    Telegram allows 512 characters of description, 120 of the short one, 256 for a command.
    `language` is registered beside the default one, so that it wins over an older setting.
    """

    commands: Mapping[str, str]
    description: str
    short_description: str
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Webhook:
    """What Telegram says of our webhook. `last_error_at` is UTC; "" and None when all is well."""

    url: str
    pending: int
    last_error: str
    last_error_at: datetime | None
    allowed_updates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Connected:
    """The bot as Telegram knows it after connecting."""

    bot_id: int
    username: str
    webhook: Webhook


async def connect(
    token: str,
    *,
    url: str,
    secret: str,
    profile: Profile,
    api_url: str = API_URL,
    max_connections: int = 40,
) -> Connected:
    """Check the token, set the webhook at `url`, register commands and descriptions, report.

    Can be run again: the result is the same and waiting updates are kept. Raises ConnectFailed.
    """
    if not _SECRET.fullmatch(secret):
        raise ConnectFailed("secret", "use 1 to 256 of A-Z a-z 0-9 _ -")
    transport = Transport()
    try:
        bot = open_bot(token, api_url, transport)
        identity = await _identity(bot)
        await _set_webhook(bot, url, secret, max_connections)
        await _present(bot, profile)
        return Connected(*identity, await _webhook(bot))
    finally:
        await transport.shutdown()


async def check(token: str, *, api_url: str = API_URL) -> Connected:
    """The bot and its webhook as they are; changes nothing. Raises ConnectFailed."""
    transport = Transport()
    try:
        bot = open_bot(token, api_url, transport)
        return Connected(*await _identity(bot), await _webhook(bot))
    finally:
        await transport.shutdown()


def deep_link(username: str, token: str) -> str:
    """The link that opens the bot and sends it "/start TOKEN".

    Raises ValueError unless the token is 1 to 64 of A-Z a-z 0-9 _ - (Bot API, "Deep linking").
    """
    if not _START.fullmatch(token):
        raise ValueError("a start token is 1 to 64 of A-Z a-z 0-9 _ -")
    if not _USERNAME.fullmatch(username):
        raise ValueError("a bot's username is 5 to 32 of A-Z a-z 0-9 _")
    return f"https://t.me/{username}?start={token}"


async def _identity(bot: Bot) -> tuple[int, str]:
    try:
        me = await bot.get_me()
    except TelegramError as error:
        raise _stopped("token", error) from None
    return me.id, me.username or ""


async def _set_webhook(bot: Bot, url: str, secret: str, max_connections: int) -> None:
    try:
        await bot.set_webhook(
            url,
            secret_token=secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=max_connections,
            drop_pending_updates=False,
        )
    except TelegramError as error:
        raise _stopped("webhook", error) from None


async def _present(bot: Bot, profile: Profile) -> None:
    commands = [BotCommand(name, does) for name, does in profile.commands.items()]
    scopes: list[tuple[BotCommandScope, str]] = [
        (BotCommandScopeDefault(), ""),
        (BotCommandScopeAllPrivateChats(), ""),
        (BotCommandScopeAllPrivateChats(), profile.language),
    ]
    try:
        for scope, language in scopes:
            await bot.set_my_commands(commands, scope=scope, language_code=language or None)
        for language in ("", profile.language):
            await bot.set_my_description(profile.description, language or None)
            await bot.set_my_short_description(profile.short_description, language or None)
    except TelegramError as error:
        raise _stopped("profile", error) from None


async def _webhook(bot: Bot) -> Webhook:
    try:
        info: WebhookInfo = await bot.get_webhook_info()
    except TelegramError as error:
        raise _stopped("webhook", error) from None
    failed_at = info.last_error_date
    return Webhook(
        url=info.url,
        pending=info.pending_update_count,
        last_error=info.last_error_message or "",
        last_error_at=failed_at.astimezone(UTC) if failed_at else None,
        allowed_updates=tuple(info.allowed_updates or ()),
    )


def _stopped(step: str, error: TelegramError) -> ConnectFailed:
    """Telegram's own words when it refuses an argument: what to change, never the token."""
    reason = error.message if isinstance(error, BadRequest) else failure(error).reason
    return ConnectFailed(step, reason)
