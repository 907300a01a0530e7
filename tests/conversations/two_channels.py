"""A House on two channels: one as free as Telegram, one with a window and numbers, as WhatsApp."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from channels.base import Limits, NotFetched, Receipt, Report, Request, SendFailed
from core.message import Address, Inbound, Kind, Outbound
from core.person import Person
from store import addresses, people
from store.db import Database
from tests import chat
from tests.chat import House

TOKEN = re.compile(r"canal-[A-Za-z0-9_-]+")


@dataclass
class Line:
    """A channel that keeps what it is given. `refusing` is raised instead, when set."""

    name: str
    window: timedelta | None = None
    numbered: bool = False
    edits: bool = True
    limits: Limits = field(default_factory=Limits)
    sent: list[tuple[Address, Outbound]] = field(default_factory=list)
    refusing: list[SendFailed] = field(default_factory=list)

    def verify(self, request: Request) -> None:
        return None

    def read(self, request: Request) -> list[Inbound]:
        return []

    def report(self, request: Request) -> list[Report]:
        return []

    async def fetch(self, media: str) -> bytes:
        raise NotFetched(media)

    def carries(self, template: str) -> bool:
        return True

    async def send(self, address: Address, message: Outbound) -> Receipt:
        if self.refusing:
            raise self.refusing.pop(0)
        self.sent.append((address, message))
        return Receipt(f"{self.name}-{len(self.sent)}")

    def is_group(self, address: Address) -> bool:
        return False

    async def acknowledge(self, inbound: Inbound, said: str = "") -> None:
        return None

    async def typing(self, inbound: Inbound) -> None:
        return None

    async def close(self) -> None:
        return None


class App:
    """One account of a messaging app."""

    def __init__(self, house: House, line: Line, handle: str) -> None:
        self.house = house
        self.line = line
        self.address = Address(line.name, handle)
        self._keys_read = 0

    def says(self, text: str) -> "App":
        """Write a text and let the coach answer."""
        return self._acts(Inbound(self.house.next_id(), self.address, text=text))

    def sends(self, kind: Kind) -> "App":
        """Do something that is no text."""
        return self._acts(Inbound(self.house.next_id(), self.address, kind))

    def taps(self, label: str) -> "App":
        """Press the last button with this label."""
        return self.presses(self.button(label))

    def presses(self, button: str) -> "App":
        """Press a button by id, shown or not."""
        tap = Inbound(self.house.next_id(), self.address, Kind.BUTTON, button=button)
        return self._acts(tap)

    def button(self, label: str) -> str:
        """The id of the last button with this label."""
        shown = [one for said in reversed(self.messages) for one in said.buttons]
        return next(one.id for one in shown if one.label == label)

    def _acts(self, message: Inbound) -> "App":
        self._keys_read = len(self.keys)
        self.house.take_in(message)
        self.house.answer()
        return self

    def hears(self, *keys: str) -> "App":
        """What came here since this account last did something, or was last listened to."""
        new = self.keys[self._keys_read :]
        assert new == list(keys), f"{self.address.channel} heard {new}, not {list(keys)}"
        self._keys_read = len(self.keys)
        return self

    @property
    def keys(self) -> list[str]:
        """The keys of everything sent here, in the order of the ledger."""
        return self.house.keys_for(self.address)

    @property
    def messages(self) -> list[Outbound]:
        """Everything received here."""
        return [message for to, message in self.line.sent if to == self.address]

    @property
    def labels(self) -> list[str]:
        """The buttons under the last message."""
        return [one.label for one in self.messages[-1].buttons]

    @property
    def last(self) -> str:
        """The text received last."""
        return self.messages[-1].text

    @property
    def token(self) -> str:
        """The link received last."""
        return str(TOKEN.findall("\n".join(one.text for one in self.messages))[-1])

    @property
    def person(self) -> Person | None:
        """Whose account it is, as stored."""
        with self.house.context.database.read() as tx:
            known = addresses.find(tx, self.house.context.keyring, self.address)
            return people.load(tx, known.person_id) if known and known.person_id else None

    def joins(self) -> "App":
        """The five taps of joining, as a member of MAIRIE."""
        self.says("REJOINDRE MAIRIE").taps("C’est parti").taps("Mairie").taps("Chaque jour")
        return self.taps("9 h").taps("3").hears("onboarding.ready")


class TwoChannels:
    """A house with both lines."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.telegram = Line("telegram")
        self.whatsapp = Line("whatsapp", window=timedelta(days=1), numbered=True)
        channels = {line.name: line for line in (self.telegram, self.whatsapp)}
        house.context.extra_channels = dict(channels)
        house.context.channels = dict(channels)

    def on_telegram(self, handle: str) -> App:
        """An account of Telegram."""
        return App(self.house, self.telegram, handle)

    def on_whatsapp(self, handle: str) -> App:
        """An account of WhatsApp."""
        return App(self.house, self.whatsapp, handle)


@contextmanager
def opened(database: Database, **settings: object) -> Iterator[TwoChannels]:
    """Both channels for one test."""
    with chat.house(database, **settings) as house:  # type: ignore[arg-type]
        house.organisation()
        yield TwoChannels(house)
