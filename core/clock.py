"""Where "now" comes from. Nothing else in the product reads the system clock for product time."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Gives product time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive datetime: it names no instant."""
    if instant.tzinfo is None:
        raise ValueError("a datetime without a time zone names no instant")
    return instant.astimezone(UTC)
