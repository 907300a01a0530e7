"""Amounts as a terminal shows them."""

from decimal import Decimal


def euros(eur: Decimal | None, digits: int = 4) -> str:
    """`0,0248 €`; `prix inconnu` for None."""
    if eur is None:
        return "prix inconnu"
    return f"{eur:.{digits}f} €".replace(".", ",") if eur else "0 €"
