"""Telegram as a channel: verify, read, send."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from telegram import Bot
from telegram.error import TelegramError

from channels.base import Limits, NotFetched, Receipt, Report, Request
from channels.parts import PACE
from channels.telegram import read as reading
from channels.telegram.render import pieces
from channels.telegram.send import is_group, send
from channels.telegram.transport import Transport, fetch
from core.message import Address, Inbound, Outbound
from core.settings import Settings

API_URL = "https://api.telegram.org"
TOAST_LIMIT = 200
ACKNOWLEDGE_WITHIN = 3.0  # seconds: a tap's spinner is worth no longer a wait

# At DEBUG, PTB writes out every parameter (people's words) and the URL (the token).
logging.getLogger("telegram").setLevel(logging.WARNING)


class Telegram:
    """The Bot API. `per_second` is the whole bot's rate, 0 for no limit at all, in no chat either.

    Times are in seconds.

    `webhook_secrets` are accepted alike: during a change of keys there are two.
    `pace` is the wait between the parts of one long message.
    `ignored` counts, by a few fixed words, the updates the coach has no use for.
    """

    name = reading.NAME
    window: timedelta | None = None
    numbered = False
    edits = True

    def __init__(
        self,
        token: str,
        *,
        webhook_secrets: Sequence[str] = (),
        api_url: str = API_URL,
        per_second: float = 30,
        pool: int = 100,
        timeout: float = 10.0,
        connect_timeout: float = 4.0,
        pace: float = PACE,
    ) -> None:
        self.limits = _limits(per_second)
        self.ignored: Counter[str] = Counter()
        self._secrets = tuple(webhook_secrets)
        self._pace = pace
        self._acknowledge_within = min(timeout, ACKNOWLEDGE_WITHIN)
        self._transport = Transport(pool=pool, timeout=timeout, connect_timeout=connect_timeout)
        self.bot = open_bot(token, api_url, self._transport)

    def verify(self, request: Request) -> None:
        """Raise Forged unless Telegram sent this with one of our secret tokens."""
        reading.verify(request, self._secrets)

    def read(self, request: Request) -> list[Inbound]:
        """What a person did in a private chat. Raises Unreadable when it is no update."""
        return reading.read(request, self.ignored)

    def report(self, request: Request) -> list[Report]:
        """Telegram tells nothing later."""
        return []

    async def send(self, address: Address, message: Outbound) -> Receipt:
        """Send one message, in several parts when it is long. Raises SendFailed."""
        return await send(self.bot, address, message, pace=self._pace)

    def pieces(self, message: Outbound) -> list[Outbound]:
        """The message cut into ones that each take one call, for a limiter. Raises Refused."""
        return pieces(message)

    def carries(self, template: str) -> bool:
        """Nothing needs an approval."""
        return True

    async def fetch(self, media: str) -> bytes:
        """The bytes of a voice note, by its file_id. Raises NotFetched."""
        try:
            return await fetch(self.bot, media)
        except TelegramError as error:
            raise NotFetched(type(error).__name__) from None

    def is_group(self, address: Address) -> bool:
        """Ids of groups are negative (Bot API, "Chat")."""
        return is_group(address)

    async def acknowledge(self, inbound: Inbound, said: str = "") -> None:
        """Stop a tap's spinner at once, with up to 200 characters. Never raises: a query grown
        too old is no harm."""
        if inbound.callback:
            told = {"text": said[:TOAST_LIMIT]} if said else {}
            await self._try("answer_Callback_Query", callback_query_id=inbound.callback, **told)

    async def typing(self, inbound: Inbound) -> None:
        """The typing sign, for five seconds at most (Bot API, sendChatAction). Never raises."""
        await self._try("send_Chat_Action", chat_id=inbound.address.id, action="typing")

    async def _try(self, method: str, **arguments: str) -> None:
        try:
            await self.bot.do_api_request(
                method, api_kwargs=arguments, read_timeout=self._acknowledge_within
            )
        except TelegramError:
            return

    async def close(self) -> None:
        """Release connections. A later send opens new ones."""
        await self._transport.shutdown()


def _limits(per_second: float) -> Limits:
    """Telegram's own: one a second in a private chat, 20 a minute in a group (its Bots FAQ)."""
    if not per_second:
        # A Bot API server that limits nobody: asking for each chat would cost more than sending.
        return Limits()
    return Limits(per_second=per_second, per_chat_per_second=1, seconds_per_group_message=3)


def open_bot(token: str, api_url: str, transport: Transport) -> Bot:
    """PTB's client over our transport. Not initialised: that would cost a getMe a process."""
    return Bot(
        token,
        f"{api_url}/bot",
        f"{api_url}/file/bot",
        request=transport,
        get_updates_request=transport,
    )


def from_settings(settings: Settings, webhook_secrets: Sequence[str]) -> Telegram | None:
    """The channel the environment describes; None without a token: the channel is off."""
    if settings.telegram_bot_token is None:
        return None
    return Telegram(
        settings.telegram_bot_token.get_secret_value(),
        webhook_secrets=webhook_secrets,
        api_url=settings.telegram_api_url,
        per_second=settings.telegram_messages_per_second,
    )
