"""WhatsApp as a channel: verify, read, send, and the reports that come later."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from channels.base import Limits, NotFetched, Receipt, Report, Request
from channels.parts import PACE
from channels.whatsapp import read as reading
from channels.whatsapp import status
from channels.whatsapp.contents import Contents
from channels.whatsapp.errors import Trouble
from channels.whatsapp.links import messaging_url
from channels.whatsapp.render import pieces
from channels.whatsapp.send import Line, real_now, send, show_typing
from channels.whatsapp.transport import Transport, open_client
from core.message import Address, Inbound, Outbound
from core.settings import Settings

API_URL = "https://api.twilio.com"
MESSAGING_URL = "https://messaging.twilio.com"
WINDOW = timedelta(hours=24)
"""Meta's: https://www.twilio.com/docs/whatsapp/key-concepts#customer-service-windows"""


class WhatsApp:
    """One WhatsApp number at Twilio. `per_second` is its rate, 0 for no limit. Times in seconds.

    One person is given `burst` messages at once at most, then one each `seconds_per_person`.

    `tokens` verify alike: during a change of keys there are two; the first one sends.
    `sender` may be written with or without `whatsapp:`; `public_url` without a trailing slash.
    `pace` is the wait between the parts of one long message.
    `ignored` counts, by a few fixed words, the calls the coach has no use for.
    """

    name = reading.NAME
    window: timedelta | None = WINDOW
    numbered = True
    edits = False

    def __init__(
        self,
        account_sid: str,
        tokens: Sequence[str],
        *,
        sender: str,
        contents: Contents,
        public_url: str,
        api_url: str = API_URL,
        messaging_url: str = MESSAGING_URL,
        per_second: float = 80,
        seconds_per_person: float = 6,
        burst: int = 45,
        pool: int = 100,
        timeout: float = 10.0,
        connect_timeout: float = 4.0,
        pace: float = PACE,
        clock: Callable[[], datetime] = real_now,
    ) -> None:
        each = 1 / seconds_per_person if seconds_per_person else 0
        self.limits = Limits(per_second, each, chat_burst=burst)
        self.ignored: Counter[str] = Counter()
        self._tokens = tuple(tokens)
        self._pace = pace
        self._transport = Transport(pool=pool, timeout=timeout, connect_timeout=connect_timeout)
        hosts = api_url, messaging_url
        client = open_client(account_sid, self._tokens[0], hosts, self._transport)
        own = reading.PREFIX + sender.strip().removeprefix(reading.PREFIX)
        self._line = Line(client, own, public_url, contents, clock)

    def verify(self, request: Request) -> None:
        """Raise Forged unless Twilio signed this with one of our tokens."""
        reading.verify(request, self._tokens)

    def read(self, request: Request) -> list[Inbound]:
        """What a person did. Raises Unreadable when it is no incoming message."""
        return reading.read(request, self.ignored)

    def report(self, request: Request) -> list[Report]:
        """What became of a message, from a verified status callback. Raises Unreadable."""
        return status.report(request, self.ignored)

    async def send(self, address: Address, message: Outbound) -> Receipt:
        """Send one message, in several parts when it is long. Raises SendFailed."""
        return await send(self._line, address, message, pace=self._pace)

    def pieces(self, message: Outbound) -> list[Outbound]:
        """The message cut into ones that each take one call, for a limiter. Raises Refused."""
        return pieces(message, self._line.contents)

    def carries(self, template: str) -> bool:
        """Whether Meta has approved it. Raises what `contents` raises."""
        return self._line.contents.sid(template) is not None

    async def fetch(self, media: str) -> bytes:
        """The bytes of a voice note, by its MediaUrl. Raises NotFetched."""
        try:
            return await self._transport.download(media, self._line.api_url, self._line.auth)
        except Trouble as trouble:
            raise NotFetched(type(trouble).__name__) from None

    def is_group(self, address: Address) -> bool:
        """Twilio carries no groups."""
        return False

    async def acknowledge(self, inbound: Inbound, said: str = "") -> None:
        """WhatsApp shows a tap by itself."""

    async def typing(self, inbound: Inbound) -> None:
        """The typing sign under their message, for 25 seconds at most. Never raises."""
        await show_typing(self._line, inbound.provider_id)

    async def close(self) -> None:
        """Release connections. A later send opens new ones."""
        await self._transport.close()


def from_settings(settings: Settings, contents: Contents) -> WhatsApp | None:
    """The channel the environment describes; None without its credentials: the channel is off."""
    sid, sender = settings.twilio_account_sid, settings.twilio_whatsapp_from
    token, second = settings.twilio_auth_token, settings.twilio_auth_token_secondary
    if not (sid and sender and token):
        return None
    return WhatsApp(
        sid,
        [each.get_secret_value() for each in (token, second) if each],
        sender=sender,
        contents=contents,
        public_url=settings.base_url,
        api_url=settings.twilio_api_url,
        messaging_url=messaging_url(settings.twilio_content_url),
        per_second=settings.whatsapp_messages_per_second,
        seconds_per_person=settings.whatsapp_seconds_per_person,
        burst=settings.whatsapp_person_burst,
    )
