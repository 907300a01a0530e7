"""Acts that matter, told in codes and numbers only."""

from datetime import datetime

from sqlalchemy import Connection, insert

from store.models import AuditRow


def note(
    tx: Connection,
    act: str,
    now: datetime,
    *,
    organisation_id: int | None = None,
    **detail: int | str,
) -> None:
    """Add a line. `detail` must hold no text, name, number or address of a person (P6)."""
    tx.execute(
        insert(AuditRow).values(
            organisation_id=organisation_id, act=act, detail=dict(detail), at=now
        )
    )
