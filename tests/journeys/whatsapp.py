"""The real processes, a Twilio in another one, and the people between them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl
from urllib.request import Request as Post
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from sqlalchemy import select

from channels.base import Request
from core.calendar import holiday
from store.models import OutboxRow
from tests.loopback.twilio_messages import Accepted
from tests.loopback.twilio_process import Twilio
from tests.loopback.twilio_sign import signed
from tests.loopback.twilio_status import callback, reachable
from tests.loopback.twilio_user import TwilioUser
from tests.running import Product, eventually

PUBLIC = "https://coach.example.test"
PARIS = ZoneInfo("Europe/Paris")
ANSWER = 20.0
"""Seconds to wait for an answer; the promise is one, a busy machine is not the product."""

Shown = dict[str, Any]
Meet = Callable[..., "Member"]
_numbers = count(1)


@dataclass
class House:
    """The product and Twilio, each in its processes."""

    product: Product
    twilio: Twilio

    def post(self, request: Request) -> int:
        """Post a call as Twilio does: the status."""
        url = reachable(request, self.product.base)
        try:
            with urlopen(Post(url, request.body, dict(request.headers)), timeout=60) as answer:  # noqa: S310
                status: int = answer.status
        except HTTPError as refused:
            with refused:
                status = refused.code
        return status

    def now(self) -> datetime:
        """Product time, as Paris reads it."""
        _, answer = self.product.call("/phone/clock")
        return datetime.fromisoformat(answer["now"]).astimezone(PARIS)

    def push(self, to: datetime) -> None:
        """Let time pass until then."""
        status, answer = self.product.call("/phone/clock", {"set": to.isoformat()})
        assert status == 200, answer

    def three_working_days(self) -> datetime:
        """Ten in the morning of the first of three plain working days in a row, pushed to."""
        day = self.now().replace(hour=10, minute=0, second=0, microsecond=0)
        while day < self.now() or not all(map(_works, (day + timedelta(n) for n in range(3)))):
            day += timedelta(days=1)
        self.push(day)
        return day

    def ledger(self, sid: str) -> str:
        """What our ledger says of the message Twilio knows by this SID."""
        with self.product.database() as database, database.read() as tx:
            found = tx.execute(select(OutboxRow.status).where(OutboxRow.provider_id == sid))
            return str(found.scalar_one_or_none() or "")

    def told(self) -> str:
        """The ledger and the last lines of the processes, for a failure."""
        columns = (OutboxRow.kind, OutboxRow.key, OutboxRow.status, OutboxRow.reason)
        with self.product.database() as database, database.read() as tx:
            rows = [tuple(row) for row in tx.execute(select(*columns))]
        return f"{rows}\n{self.product.said()[-3000:]}"

    def comes_to(self, sid: str, status: str) -> None:
        """Wait until our ledger says so."""
        eventually(lambda: self.ledger(sid) == status, ANSWER, lambda: self.ledger(sid))


def _works(day: datetime) -> bool:
    return day.weekday() < 5 and holiday(day.date()) is None


class Member:
    """One person: what they do, and what Twilio brings them."""

    def __init__(self, house: House, *, hidden: bool = False) -> None:
        number = next(_numbers)
        self.house = house
        self.user = TwilioUser(
            f"whatsapp:+3363998{number:04}",
            f"{PUBLIC}/webhooks/whatsapp",
            external_id=f"whatsapp:FR.{number:016X}",
            hidden=hidden,
        )

    def bubbles(self) -> list[Shown]:
        """Everything Twilio brought this person, in order."""
        every = self.house.twilio.control("messages")
        return [one for one in every if one["to"] == self.user.seen_as and one["arrives"]]

    def hears(self, after: int, patience: float = ANSWER) -> Shown:
        """The one message after so many others."""
        eventually(lambda: len(self.bubbles()) > after, patience, self.house.told)
        (only,) = self.bubbles()[after:]
        return only

    def does(self, request: Request) -> Shown:
        """Act, and give the coach's one answer."""
        before = len(self.bubbles())
        self.acts(request)
        return self.hears(before)

    def acts(self, request: Request) -> None:
        """Act: Twilio knows of it, and tells the product."""
        self.house.twilio.control("inbound", dict(parse_qsl(request.body.decode(), True)))
        assert self.house.post(request) == 204

    def says(self, words: str) -> Shown:
        return self.does(self.user.text(words))

    def taps(self, label: str) -> Shown:
        """Press a choice under the newest message, or choose it in its list."""
        last = self.bubbles()[-1]
        found = [ident for ident, shown in last["buttons"] if shown == label]
        assert found, f"no choice {label!r} under {last}"
        act = self.user.tap if len(last["buttons"]) <= 3 else self.user.pick
        return self.does(act(found[0], label, replied=last["sid"]))

    def joins(self) -> Shown:
        """The code, then taps, choices in lists, and an answer given by its number."""
        self.says("REJOINDRE DEMO")
        self.taps("C’est parti")
        self.says("6")
        self.taps("Chaque jour")
        self.taps("9 h")
        return self.taps("3")


def reported(said: Shown, status: str, code: int | None = None, **signing: str) -> Request:
    """The call by which Twilio reports a status of a message."""
    message = Accepted(said["sid"], said["to"], "", "", datetime.now(PARIS))
    form = callback(message, status, code)
    return signed(said["parameters"]["StatusCallback"], form, **signing)
