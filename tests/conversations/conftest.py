"""The same talks on Telegram, WhatsApp and the browser phone; and a House like WhatsApp."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from store.db import Database
from tests import chat, databases
from tests.chat import House, Member
from tests.lines import Line, PhoneLine, Providers, TelegramLine, WhatsAppLine, providers

DAY = timedelta(days=1)
Opened = AbstractContextManager[House]


LINES: dict[str, Callable[[House, Providers], Line]] = {
    "telegram": lambda _, played: TelegramLine(played.telegram),
    "whatsapp": lambda house, played: WhatsAppLine(played.twilio, played.contents, house.clock.now),
    "phone": lambda house, _: PhoneLine(house.context._show),
}
# On SQLite: what differs between the databases is tested in the store, between the channels here.
_WHERE = [(name, "sqlite_database") for name in LINES]


@pytest.fixture(scope="session")
def played() -> Iterator[Providers]:
    """Telegram and Twilio on loopback."""
    with providers() as opened:
        yield opened


@contextmanager
def _open(request: pytest.FixtureRequest, played: Providers) -> Iterator[House]:
    name, kind = request.param
    played.forget()
    database = request.getfixturevalue(kind)
    with chat.house(database, line=lambda house: LINES[name](house, played)) as opened:
        opened.organisation()
        yield opened


@pytest.fixture(params=_WHERE, ids="-".join)
def house(request: pytest.FixtureRequest, played: Providers) -> Iterator[House]:
    """The product on a real channel, with the organisation MAIRIE."""
    with _open(request, played) as opened:
        yield opened


@pytest.fixture(params=[one for one in _WHERE if one[0] != "whatsapp"], ids="-".join)
def grouped(request: pytest.FixtureRequest, played: Providers) -> Iterator[House]:
    """The same, on the channels that have groups."""
    with _open(request, played) as opened:
        yield opened


@pytest.fixture(params=_WHERE, ids="-".join)
def opening(
    request: pytest.FixtureRequest, played: Providers, kept_sqlite: Database, migrated_file: Path
) -> Callable[[], Opened]:
    """Opens such a house, empty each time."""

    @contextmanager
    def opened() -> Iterator[House]:
        databases.restore_sqlite(kept_sqlite, migrated_file)
        with _open(request, played) as house:
            yield house

    return opened


@pytest.fixture
def whatsapp(database: Database) -> Iterator[House]:
    """The product on a channel like WhatsApp: 24 hours to speak freely, choices by number."""
    with chat.house(database, window=DAY, numbered=True) as opened:
        opened.organisation()
        yield opened


@pytest.fixture
def told_ready(whatsapp: House) -> Member:
    """Amina joined on Monday at 9:00, and was told on Tuesday at 9:00 that her tip is ready."""
    member = whatsapp.member("amina").joins()
    whatsapp.until(whatsapp.clock.now() + DAY)
    return member.hears("w01d1")


@pytest.fixture
def reading(told_ready: Member) -> Member:
    """Amina has the whole tip before her: 1 Testé · 2 Plus tard · 3 Pas pour moi."""
    return told_ready.taps("Voir l’astuce").hears("tip.piece")
