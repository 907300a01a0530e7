"""Tests read like a chat: a cast, a given clock, the real store and flows.

The channel is one of paper, or a real one beside its played provider (tests/lines.py).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from channels.base import Channel, Limits, Receipt, Report, Request, SendFailed
from core.message import READY, Address, Inbound, Kind, Outbound
from core.person import Person
from core.settings import Settings
from store import addresses, inbox, ledger, organisations, people, relays
from store.db import Database
from store.models import OutboxRow
from store.seal import Keyring
from tests import joined, learnt
from workers import champions, delivery, inbound, planner, together
from workers.context import Context
from workers.courier import Courier

if TYPE_CHECKING:
    from tests.lines import Line

MONDAY = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
"""Monday 2 November 2026, 9:00 in Paris."""


class GivenClock:
    """Product time that only moves when a test says so."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        assert instant >= self._now, "time only goes forward"
        self._now = instant

    def advance(self, **amount: float) -> None:
        self.set(self._now + timedelta(**amount))


@dataclass
class Paper:
    """A channel that keeps what it is given. `refusing` is raised instead, when set.

    `approved` names the templates its provider lets through.
    """

    name: str = "paper"
    window: timedelta | None = None
    numbered: bool = False
    edits: bool = True
    limits: Limits = field(default_factory=Limits)
    sent: list[tuple[Address, Outbound]] = field(default_factory=list)
    acknowledged: list[Inbound] = field(default_factory=list)
    toasts: list[tuple[Address, str]] = field(default_factory=list)
    refusing: list[SendFailed] = field(default_factory=list)
    approved: set[str] = field(default_factory=lambda: {READY})
    typed: list[Inbound] = field(default_factory=list)
    recorded: dict[str, bytes] = field(default_factory=dict)

    def verify(self, request: Request) -> None:
        return None

    def read(self, request: Request) -> list[Inbound]:
        return []

    def report(self, request: Request) -> list[Report]:
        return []

    def carries(self, template: str) -> bool:
        return template in self.approved

    async def send(self, address: Address, message: Outbound) -> Receipt:
        if self.refusing:
            raise self.refusing.pop(0)
        self.sent.append((address, message))
        return Receipt(str(len(self.sent)))

    async def fetch(self, media: str) -> bytes:
        return self.recorded[media]

    def is_group(self, address: Address) -> bool:
        return address.id.startswith("group/")

    async def acknowledge(self, inbound: Inbound, said: str = "") -> None:
        self.acknowledged.append(inbound)
        if said:
            self.toasts.append((inbound.address, said))

    async def typing(self, inbound: Inbound) -> None:
        self.typed.append(inbound)

    async def close(self) -> None:
        return None


class Overheard:
    """A channel that also keeps what it was given, once its provider took it."""

    def __init__(self, line: "Line") -> None:
        self.line = line
        self.sent: list[tuple[Address, Outbound]] = []
        self.lost: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line.channel, name)

    async def send(self, address: Address, message: Outbound) -> Receipt:
        """Send, then look for every line and every choice where it arrived."""
        # A change shows where the message already stood.
        before = 0 if message.edits else len(self.line.arrived(address))
        receipt = await self.line.channel.send(address, message)
        self.sent.append((address, message))
        shown = "\n".join(self.line.arrived(address)[before:])
        self.lost += [part for part in _parts(message) if part not in shown]
        return receipt


def _parts(message: Outbound) -> Iterator[str]:
    """What of a message must be read somewhere, line by line, and every choice."""
    for text in (message.text, message.prompt or ""):
        yield from filter(None, map(str.strip, text.splitlines()))
    yield from (button.label for button in message.buttons)


class Member:
    """One person on one phone."""

    def __init__(self, house: "House", name: str) -> None:
        self.house = house
        self.name = name
        self.address = house.line.address(name) if house.line else Address("paper", name)
        self._read = 0
        self._keys_read = 0
        self._played: list[tuple[str, str]] = []

    def says(self, text: str) -> "Member":
        """Write a text and let the coach answer."""
        self._played.append(("text", text))
        if self.house.line:
            return self._acts(self.house.reads(self.house.line.text(self.name, text)))
        return self._acts(Inbound(self.house.next_id(), self.address, text=text))

    def sends(self, kind: Kind) -> "Member":
        """Send something that is not text."""
        call = self.house.line and self.house.line.other(self.name, kind)
        if call:
            return self._acts(self.house.reads(call))
        return self._acts(Inbound(self.house.next_id(), self.address, kind))

    def quotes(self, key: str, text: str) -> "Member":
        """Answer a text to the last message of this key in particular; "": to one long gone."""
        house = self.house
        with house.context.database.read() as tx:
            sid = tx.execute(
                select(OutboxRow.provider_id)
                .where(OutboxRow.key == key, OutboxRow.person_id == self.person.id)
                .order_by(OutboxRow.id.desc())
            ).scalar()
        quoted = Inbound(house.next_id(), self.address, text=text, quotes=sid or "gone")
        return self._acts(quoted)

    def speaks(self) -> "Member":
        """Send a voice note."""
        self.house.paper.recorded["voice"] = b"OggS"
        return self._acts(Inbound(self.house.next_id(), self.address, Kind.VOICE, media="voice"))

    def taps(self, label: str) -> "Member":
        """Press the last button with this label."""
        return self.presses(self.button(label))

    def presses(self, button: str) -> "Member":
        """Press a button by id, shown or not."""
        self._played.append(("tap", button))
        if self.house.line:
            return self._acts(self.house.reads(self.house.line.tap(self.name, button)))
        number = self.house.next_id()
        return self._acts(
            Inbound(number, self.address, Kind.BUTTON, button=button, callback=f"cb{number}")
        )

    def button(self, label: str) -> str:
        """The id of the last button with this label."""
        for message in reversed(self.messages):
            for one in message.buttons:
                if one.label == label:
                    return one.id
        raise AssertionError(f"no button {label!r} in:\n{self.transcript()}")

    def _acts(self, message: Inbound) -> "Member":
        self._read = len(self.messages)
        self._keys_read = len(self.keys)
        self.house.take_in(message)
        self.house.answer()
        return self

    def hears(self, *keys: str) -> "Member":
        """The coach's answer to the last act is exactly these messages."""
        assert not self.house.lost, f"sent, and not seen by anyone: {self.house.lost}"
        new = self.keys[self._keys_read :]
        assert new == list(keys), f"{self.name} heard {new}, not {list(keys)}:\n{self.transcript()}"
        self._keys_read = len(self.keys)
        return self

    def hears_nothing(self) -> "Member":
        """The coach stays silent."""
        return self.hears()

    @property
    def messages(self) -> list[Outbound]:
        """Everything this phone received."""
        return [message for to, message in self.house.sent if to == self.address]

    def reads_tip(self) -> "Member":
        """Open the tip where the channel could only tell that it is ready."""
        if self.messages[-1].template is not None:
            self.taps("Voir l’astuce").hears("tip.piece")
        return self

    @property
    def keys(self) -> list[str]:
        """The keys of everything sent to this person, in the order of the ledger."""
        return self.house.keys_for(self.address)

    @property
    def last(self) -> str:
        """The text received last."""
        return self.messages[-1].text

    @property
    def plain(self) -> str:
        """The same with plain spaces and apostrophes, as one types them."""
        return self.last.translate({0xA0: " ", 0x202F: " ", 0x2019: "'"})

    @property
    def labels(self) -> list[str]:
        """The choices under the last message."""
        return [button.label for button in self.messages[-1].buttons]

    @property
    def person(self) -> Person:
        """The person as stored."""
        with self.house.context.database.read() as tx:
            known = addresses.find(tx, self.house.context.keyring, self.address)
            assert known is not None
            assert known.person_id is not None
            found = people.load(tx, known.person_id)
        assert found is not None
        return found

    def transcript(self) -> str:
        """What this phone shows."""
        return "\n".join(
            f"  coach> {message.text}\n         {[one.label for one in message.buttons]}"
            for message in self.messages
        )

    def joins(self, *, rhythm: str = "Chaque jour", hour: str = "9 h") -> "Member":
        """The five taps of joining, as a member of MAIRIE."""
        self.says("REJOINDRE MAIRIE").taps("C’est parti").taps("Mairie").taps(rhythm)
        self.taps(hour).taps("3").hears("onboarding.ready")
        return self

    def joined(self) -> "Member":
        """The same, played once for all tests where it is the first thing in a house of a line.

        Only where nothing was put into the database before.
        """
        house = self.house
        first = not house.sent and house.members == {self.name: self}
        if house.line is None or not first or not house.plain:
            return self.joins()
        played = joined.play_once(
            self.name, house.line, house.context.database, house.sent, self._joining
        )
        self._played = list(played)
        self._read, self._keys_read = len(self.messages), len(self.keys)
        return self

    def _joining(self) -> list[tuple[str, str]]:
        return list(self.joins()._played)


class House:
    """The product around a given database, without Redis or processes.

    Its one channel is of paper, as free as Telegram, or with a `window` and `numbered` choices as
    WhatsApp; or it is the real one of a `line`.
    """

    def __init__(
        self,
        database: Database,
        *,
        window: timedelta | None = None,
        numbered: bool = False,
        line: "Callable[[House], Line] | None" = None,
        **settings: object,
    ) -> None:
        self.clock = GivenClock()
        self.plain = database.sqlite and not settings
        self.paper = Paper(window=window, numbered=numbered)
        chosen = Settings(_env_file=None, public_url="https://dix.example", **settings)  # type: ignore[arg-type]
        self.context = Context(
            chosen,
            database,
            Keyring("a secret for tests"),
            self.clock,
            extra_channels={"paper": self.paper},
        )
        self.line = line(self) if line else None
        self.overheard = Overheard(self.line) if self.line else None
        if self.line and self.overheard:
            self.context.extra_channels = {self.line.channel.name: cast(Channel, self.overheard)}
        # Read once for all tests: nothing changes them.
        self.context.library = learnt.library()
        self.context.bank = learnt.bank()
        self.courier = Courier(self.context)
        self._number = 0
        self.members: dict[str, Member] = {}

    @property
    def sent(self) -> list[tuple[Address, Outbound]]:
        """Everything that left, and to whom."""
        return self.overheard.sent if self.overheard else self.paper.sent

    @property
    def lost(self) -> list[str]:
        """What left and is to be seen nowhere at the provider."""
        return self.overheard.lost if self.overheard else []

    def reads(self, call: Request) -> Inbound:
        """What the real channel makes of a provider's call."""
        assert self.line is not None
        self.line.channel.verify(call)
        (message,) = self.line.channel.read(call)
        return message

    def organisation(self, code: str = "MAIRIE", region: str = "none") -> None:
        """Add an organisation."""
        with self.context.database.write() as tx:
            organisations.add(
                tx,
                code=code,
                name="la Mairie de Vieux-Moulin",
                zone="Europe/Paris",
                region=region,
                now=self.clock.now(),
            )

    def member(self, name: str) -> Member:
        """Someone with a phone, not necessarily known to the coach."""
        return self.members.setdefault(name, Member(self, name))

    def next_id(self) -> str:
        """A fresh provider id."""
        self._number += 1
        return f"id{self._number}"

    def take_in(self, *messages: Inbound) -> None:
        """What a webhook does."""
        with self.context.database.write() as tx:
            inbox.take_in(tx, self.context.keyring, messages, self.clock.now())

    def answer(self) -> None:
        """One turn of the worker."""
        inbound.turn(self.context, self.courier)
        self.courier.settle()

    def tick(self) -> None:
        """One tick of the clock process, and what it made due."""
        champions.tick(self.context, self.clock.now())
        together.tick(self.context, self.clock.now())
        planner.tick(self.context, self.clock.now())
        self.deliver()

    def deliver(self) -> None:
        """Everything that is due leaves."""
        while delivery.batch(self.context, self.courier):
            pass

    def until(self, instant: datetime) -> None:
        """Let time pass, ticking at every moment at which something is due."""
        while True:
            with self.context.database.read() as tx:
                known = [people.next_due(tx), ledger.next_due(tx), relays.next_look(tx)]
                known.append(together.next_look(tx))
            ahead = [one for one in known if one is not None and one > self.clock.now()]
            moment = min([instant, *ahead])
            self.clock.set(moment)
            self.tick()
            if moment == instant:
                return

    def keys_for(self, address: Address) -> list[str]:
        """Keys of the messages sent to an address, oldest first."""
        with self.context.database.read() as tx:
            return ledger.keys_sent_to(tx, self.context.keyring, address)

    def close(self) -> None:
        """Release everything."""
        self.courier.close()


@contextmanager
def house(
    database: Database,
    *,
    window: timedelta | None = None,
    numbered: bool = False,
    line: "Callable[[House], Line] | None" = None,
    **settings: object,
) -> Iterator[House]:
    """A house for one test."""
    opened = House(database, window=window, numbered=numbered, line=line, **settings)
    try:
        yield opened
    finally:
        opened.close()
