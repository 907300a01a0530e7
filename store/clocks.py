"""Product time when it can be pushed forward, and roles only one process plays."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from store.models import ClockRow, LeaseRow

ONE = 1


def ahead(tx: Connection) -> timedelta:
    """How far product time is ahead of the machine's clock."""
    found = tx.execute(
        select(ClockRow.ahead_microseconds).where(ClockRow.id == ONE)
    ).scalar_one_or_none()
    return timedelta(microseconds=found or 0)


def target(tx: Connection) -> datetime | None:
    """Where product time is being pushed to, if it is."""
    return tx.execute(select(ClockRow.target).where(ClockRow.id == ONE)).scalar_one_or_none()


def push(tx: Connection, to: datetime) -> None:
    """Ask for product time to move forward to an instant, every minute in between played."""
    _set(tx, {"target": to})


def move(tx: Connection, now: datetime, *, arrived: bool = False) -> None:
    """Set product time. `arrived` ends the push."""
    gap = now - datetime.now(UTC)
    values: dict[str, object] = {"ahead_microseconds": int(gap / timedelta(microseconds=1))}
    if arrived:
        values["target"] = None
    _set(tx, values)


def _set(tx: Connection, values: dict[str, object]) -> None:
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(ClockRow).values(id=ONE, **{"ahead_microseconds": 0, **values})
    tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def hold(tx: Connection, name: str, holder: str, real_now: datetime, seconds: float) -> bool:
    """Take or keep a role until `seconds` from now. False while another process holds it."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    until = real_now + timedelta(seconds=seconds)
    tx.execute(
        dialect.insert(LeaseRow)
        .values(name=name, holder=holder, until=until)
        .on_conflict_do_nothing(index_elements=["name"])
    )
    taken = tx.execute(
        update(LeaseRow)
        .where(LeaseRow.name == name, or_(LeaseRow.holder == holder, LeaseRow.until < real_now))
        .values(holder=holder, until=until)
    )
    return taken.rowcount == 1


def release(tx: Connection, name: str, holder: str, real_now: datetime) -> None:
    """Give a role back so that another process need not wait for the lease to end."""
    tx.execute(
        update(LeaseRow)
        .where(LeaseRow.name == name, LeaseRow.holder == holder)
        .values(until=real_now)
    )
