"""The people of a round: who they are, what is due for them, what they write."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from core.calendar import holiday, local
from core.message import Address
from core.person import Person, Role, State
from flows.week import monday_of
from store import addresses, organisations, people
from store.db import Database, Transaction
from store.seal import Keyring
from tests import databases

FIRST_CHAT = 33_639_500_001
"""A chat of Telegram, and a telephone number without its plus."""
QUIET = {"QUIET_UNTIL": "00:00", "QUIET_FROM": "23:59"}
"""The latitude the trick of `_zone` needs on a public holiday."""

_CODE = "CRASH"


@dataclass(frozen=True)
class Text:
    """One text a person sends: a gain of so many minutes."""

    chat: int
    minutes: int

    @property
    def words(self) -> str:
        """As the person writes it."""
        return f"j'ai gagné {self.minutes} minutes"


def chats(count: int) -> list[int]:
    """The chat of each person."""
    return list(range(FIRST_CHAT, FIRST_CHAT + count))


def texts(writers: int, again: int) -> list[Text]:
    """One text from each of `writers` people, a second one from the first `again` of them."""
    first = [Text(chat, 5 + number % 55) for number, chat in enumerate(chats(writers))]
    return first + [Text(one.chat, one.minutes + 57) for one in first[:again]]


def address(channel: str, chat: int) -> Address:
    """Where a person is reached."""
    return Address(channel, f"+{chat}" if channel == "whatsapp" else str(chat))


@lru_cache(maxsize=4)
def enrolled(key: str, count: int, channel: str) -> bytes:
    """An SQLite file with `count` people in it, made once for all rounds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people.db"
        databases.add_sqlite(path)
        database = Database(f"sqlite:///{path}")
        enrol(database, Keyring(key), count, channel)
        # The last to close a database folds its log into the file.
        database.close()
        return path.read_bytes()


def enrol(database: Database, keys: Keyring, count: int, channel: str) -> None:
    """`count` people who wrote lately, active, nothing due before tomorrow."""
    now = datetime.now(UTC)
    with database.write() as tx:
        organisation = organisations.add(
            tx, code=_CODE, name="Essai", zone="Europe/Paris", region="none", now=now
        )
        for chat in chats(count):
            person = people.create(tx, organisation, role=Role.MEMBER, state=State.INVITED, now=now)
            known = addresses.address(tx, keys, address(channel, chat), now=now)
            addresses.heard_from(tx, known.id, now)
            addresses.attach(tx, known.id, person.id)


def make_due(database: Database) -> None:
    """From this commit on, everybody's first piece is due."""
    now = datetime.now(UTC)
    with database.write() as tx:
        zone = _zone(now)
        people.save_many(tx, [(one, _due(one, zone, now)) for one in _members(tx)])


def _members(tx: Transaction) -> list[Person]:
    organisation = organisations.by_code(tx, _CODE)
    assert organisation is not None
    return people.members(tx, organisation.id)


def _due(person: Person, zone: str, now: datetime) -> Person:
    here = local(now, zone)
    return replace(
        person,
        state=State.ACTIVE,
        zone=zone,
        hour=time(here.hour, here.minute),
        days=(0, 1, 2, 3, 4, 5, 6),
        started_on=here.date() - timedelta(days=7),
        joined_at=now - timedelta(days=7),
        week_monday=monday_of(here.date()),
        next_at=now.replace(second=0, microsecond=0),
    )


def _zone(now: datetime) -> str:
    """Where it is nearest to noon on a day that is no holiday, whatever the time of the run."""
    zones = [f"Etc/GMT{offset:+d}" for offset in range(-14, 13)]
    return min(zones, key=lambda zone: _unfit(local(now, zone)))


def _unfit(here: datetime) -> tuple[bool, int]:
    day: date = here.date()
    return holiday(day) is not None, abs(here.hour - 12)
