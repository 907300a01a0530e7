"""What language models were asked: counts only, never a text. One row a person, one a month."""

from datetime import date

from sqlalchemy import Connection, case, select
from sqlalchemy.dialects import postgresql, sqlite

from core.person import Person
from store.models import ModelCallsRow, ModelTokensRow


def take(tx: Connection, person: Person, day: date, most: int) -> bool:
    """Count one call of a person on their local day; False when they have had `most`."""
    insert = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert
    again = case((ModelCallsRow.day == day, ModelCallsRow.calls + 1), else_=1)
    calls: int = tx.execute(
        insert(ModelCallsRow)
        .values(person_id=person.id, organisation_id=person.organisation_id, day=day, calls=1)
        .on_conflict_do_update(index_elements=["person_id"], set_={"day": day, "calls": again})
        .returning(ModelCallsRow.calls)
    ).scalar_one()
    return calls <= most


def tokens(tx: Connection, organisation_id: int, month: date) -> int:
    """Tokens an organisation has used in the month that begins on `month`."""
    found = tx.execute(
        select(ModelTokensRow.tokens).where(
            ModelTokensRow.organisation_id == organisation_id, ModelTokensRow.month == month
        )
    ).scalar_one_or_none()
    return found or 0


def spent(tx: Connection, organisation_id: int, month: date, count: int) -> None:
    """Add the tokens of one call."""
    insert = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert
    tx.execute(
        insert(ModelTokensRow)
        .values(organisation_id=organisation_id, month=month, calls=1, tokens=count)
        .on_conflict_do_update(
            index_elements=["organisation_id", "month"],
            set_={"calls": ModelTokensRow.calls + 1, "tokens": ModelTokensRow.tokens + count},
        )
    )
