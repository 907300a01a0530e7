"""WhatsApp in a round: the played Twilio, which also tells the product what became of messages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import aiohttp

from channels.whatsapp.connect import Access, connect
from store import contents
from store.db import Database
from tests.kill.crowd import Text, address
from tests.kill.provider import PUBLIC, Act, Received
from tests.loopback.twilio_process import Twilio, settings, twilio_process
from tests.loopback.twilio_sign import ACCOUNT_SID, AUTH_TOKEN, SENDER
from tests.loopback.twilio_status import post
from tests.loopback.twilio_user import TwilioUser
from tests.loopback.windows import Window
from tests.running import free_port

_TOO_FAST = ("20429", "63018", "63017")


@dataclass(frozen=True)
class WhatsApp:
    """A Twilio for the product at `base`."""

    twilio: Twilio
    base: str

    def environment(self, per_second: int) -> dict[str, str]:
        """A number of its own."""
        limit = {"WHATSAPP_MESSAGES_PER_SECOND": str(per_second)}
        return {**settings(self.twilio.url, PUBLIC), **limit}

    def prepare(self, database: Database, chats: list[int]) -> None:
        """The contents for choices, as `connect whatsapp` makes them; everybody wrote lately."""
        access = Access(ACCOUNT_SID, AUTH_TOKEN, self.twilio.url, self.twilio.url)
        made = connect(access, sender=SENDER, public_url=PUBLIC).contents
        now = datetime.now(UTC)
        with database.write() as tx:
            for one in made:
                assert one.sid is not None
                seen = contents.Content(one.name, one.form, one.sid, one.state, now)
                contents.save(tx, "whatsapp", seen)
        wrote = [str(address("whatsapp", chat)) for chat in chats]
        self.twilio.control("hear", {"addresses": wrote})

    def act(self, text: Text) -> Act:
        """One call of the webhook."""
        hidden = f"whatsapp:FR.{text.chat:016X}"
        who = str(address("whatsapp", text.chat))
        user = TwilioUser(who, f"{PUBLIC}/webhooks/whatsapp", external_id=hidden)
        request = user.text(text.words)

        async def posted(session: aiohttp.ClientSession) -> int:
            return await post(session, request, self.base)

        return Act(parse_qs(request.body.decode())["MessageSid"][0], posted)

    def received(self) -> list[Received]:
        """What Twilio took."""
        return [
            Received(int(one["to"].removeprefix("whatsapp:")), one["text"])
            for one in self.twilio.control("messages")
        ]

    def stats(self) -> dict[str, Any]:
        """Counted here: Twilio refuses nobody unless a test says so."""
        second = Window(1)
        for one in self.twilio.control("messages"):
            second.add(datetime.fromisoformat(one["at"]).timestamp())
        counts = self.twilio.control("stats")
        return {
            "max_per_second": second.most,
            "floods": sum(counts["refusals"].get(code, 0) for code in _TOO_FAST),
            "reports_lost": sum(answer != 204 for answer in counts["callbacks"]),
        }


@contextmanager
def whatsapp(base: str, latency_ms: float, per_second: int) -> Iterator[WhatsApp]:
    """Twilio on a free port."""
    with twilio_process(free_port(), base, latency_ms) as twilio:
        yield WhatsApp(twilio, base)
