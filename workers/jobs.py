"""What RQ calls. The process puts its desk here before it starts working."""

from collections.abc import Callable

from workers.queue import DELIVERY, INBOUND

desks: dict[str, Callable[[], None]] = {}


def inbound() -> None:
    """Someone wrote."""
    desks[INBOUND]()


def delivery() -> None:
    """Something is due."""
    desks[DELIVERY]()
