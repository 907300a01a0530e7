"""Many people at once: written straight into the tables, since one by one takes minutes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import insert, update

from core.calendar import holiday, local
from flows.week import monday_of
from store import organisations
from store.db import Database, Transaction
from store.models import AddressRow, EnrolmentRow, PersonRow
from store.seal import Keyring

FIRST_CHAT = 500_001
CODE = "BENCH"
_CHUNK = 1000
_LATER = timedelta(days=300)


@dataclass(frozen=True)
class Crowd:
    """People on Telegram, at noon of a working day in their zone when `now` was noted."""

    database: Database
    keyring: Keyring
    now: datetime

    @cached_property
    def zone(self) -> str:
        """Where it is nearest to noon on a day that is no holiday, whatever the time of the run."""
        zones = [f"Etc/GMT{offset:+d}" for offset in range(-14, 13)]
        return min(zones, key=self._unfit)

    def _unfit(self, zone: str) -> tuple[bool, int]:
        here = local(self.now, zone)
        return holiday(here.date()) is not None, abs(here.hour - 12)

    def enrol(self, count: int) -> list[int]:
        """`count` active people, none due before long; returns their chats. Once a database."""
        with self.database.write() as tx:
            organisation = organisations.add(
                tx, code=CODE, name="Mesure", zone=self.zone, region="none", now=self.now
            )
            for first in range(1, count + 1, _CHUNK):
                numbers = range(first, min(first + _CHUNK, count + 1))
                self._add(tx, organisation.id, numbers)
        return [FIRST_CHAT + number for number in range(1, count + 1)]

    def _add(self, tx: Transaction, organisation_id: int, numbers: range) -> None:
        inside = {"organisation_id": organisation_id}
        tx.execute(insert(PersonRow), [self._person(one) | inside for one in numbers])
        tx.execute(insert(EnrolmentRow), [self._enrolment(one) | inside for one in numbers])
        tx.execute(insert(AddressRow), [self._address(one) for one in numbers])

    def _person(self, number: int) -> dict[str, Any]:
        return {
            "id": number,
            "state": "active",
            "role": "member",
            "job": "general",
            "zone": self.zone,
            "region": "none",
            "share": "ask",
            "joined_at": self.now - timedelta(days=7),
            "created_at": self.now - timedelta(days=7),
        }

    def _enrolment(self, number: int) -> dict[str, Any]:
        here = local(self.now, self.zone)
        return {
            "person_id": number,
            "rhythm": 5,
            "hour": f"{here:%H:%M}",
            "days": "0123456",
            "leaves": [],
            "started_on": here.date() - timedelta(days=7),
            "week_monday": monday_of(here.date()),
            "next_at": self.now + _LATER + timedelta(seconds=number),
        }

    def _address(self, number: int) -> dict[str, Any]:
        chat = FIRST_CHAT + number
        return {
            "person_id": number,
            "channel": "telegram",
            "lookup": self.keyring.lookup(f"telegram:{chat}"),
            "sealed": self.keyring.seal(str(chat)),
            "reachable": True,
            "last_inbound_at": self.now,
        }

    def make_due(self, first: int, count: int) -> None:
        """From this commit on, a piece is due for `count` people from number `first` (1, 2, …)."""
        due = self.now.replace(second=0, microsecond=0)
        with self.database.write() as tx:
            tx.execute(
                update(EnrolmentRow)
                .where(EnrolmentRow.person_id.between(first, first + count - 1))
                .values(next_at=due)
            )


def crowd(url: str, key: str) -> Crowd:
    """A crowd on an empty database; `key` is the SECRET_KEY of the processes that will see it."""
    return Crowd(Database(url), Keyring(key), datetime.now(UTC))
