"""The SIDs of what was created at WhatsApp's provider, as the ledger's database keeps them."""

import time
from collections.abc import Callable

from channels.whatsapp.contents import Known, known
from store import contents
from store.db import Database

CHANNEL = "whatsapp"
FRESH = 60.0
"""Seconds after which the database is asked again: `connect whatsapp` may have made new ones."""


class StoredContents:
    """Looked up for every message with choices, so kept a while. `clock` counts seconds."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._known = Known()
        self._read_at = -FRESH

    def sid(self, name: str) -> str | None:
        """The SID of the content with this name of ours, or None. Raises DatabaseAway."""
        now = self._clock()
        if now - self._read_at >= FRESH:
            with self._database.read() as tx:
                self._known = known(contents.all_of(tx, CHANNEL))
            self._read_at = now
        return self._known.sid(name)
