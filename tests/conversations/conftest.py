"""A House like WhatsApp, and somebody in it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from store.db import Database
from tests import chat
from tests.chat import House, Member

DAY = timedelta(days=1)


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
