"""An organisation's own bank: questions its champions answered, found by search at once."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select

from store.models import EntryRow
from store.seal import Keyring


@dataclass(frozen=True, slots=True)
class Entry:
    """A question as it was asked, masked, and the answer given."""

    id: int
    question: str
    answer: str


def add(
    tx: Connection, keyring: Keyring, organisation_id: int, said: tuple[str, str], today: date
) -> int:
    """Add what was said, the question and the answer; return the entry's id."""
    question, answer = said
    return tx.execute(
        insert(EntryRow)
        .values(
            organisation_id=organisation_id,
            sealed=keyring.seal(question),
            answer=keyring.seal(answer),
            added_on=today,
        )
        .returning(EntryRow.id)
    ).scalar_one()


def state(tx: Connection, organisation_id: int) -> tuple[int, int]:
    """Changes whenever the organisation's entries do: how many there are, and the last id."""
    row = tx.execute(
        select(func.count(), func.max(EntryRow.id)).where(
            EntryRow.organisation_id == organisation_id
        )
    ).one()
    return int(row[0]), int(row[1] or 0)


def every(tx: Connection, keyring: Keyring, organisation_id: int) -> list[Entry]:
    """All entries of an organisation, oldest first."""
    rows = tx.execute(
        select(EntryRow.id, EntryRow.sealed, EntryRow.answer)
        .where(EntryRow.organisation_id == organisation_id)
        .order_by(EntryRow.id)
    )
    return [Entry(row.id, keyring.unseal(row.sealed), keyring.unseal(row.answer)) for row in rows]


def remove(tx: Connection, organisation_id: int, entry_id: int) -> bool:
    """Take an entry out. False when the organisation has none of this id."""
    gone = tx.execute(
        delete(EntryRow).where(EntryRow.organisation_id == organisation_id, EntryRow.id == entry_id)
    )
    return gone.rowcount == 1
