"""Least time kept: texts, ledger, wins, pictures and audit age out once a day."""

from datetime import datetime, timedelta

import structlog

from store import ageing, challenges, pictures, workshops
from workers.context import Context

log = structlog.get_logger()

MONTH = timedelta(days=30.4375)
DRAFT = timedelta(days=14)
"""A challenge or a workshop nobody confirmed is thrown away after this long."""


def sweep(context: Context, now: datetime) -> dict[str, int]:
    """Wipe what is past its time. Returns counts per kind."""
    chosen = context.settings
    counts: dict[str, int] = {}
    with context.database.write() as tx:
        counts["texts"] = ageing.texts(tx, now - timedelta(days=chosen.retention_text_days))
        counts["ledger"] = ageing.ledger(tx, now - MONTH * chosen.retention_ledger_months)
        counts["wins"] = ageing.silent_people(tx, now - MONTH * chosen.retention_wins_months)
        counts["pictures"] = pictures.forget(tx, now - timedelta(days=chosen.retention_text_days))
        drafts = challenges.forget_drafts(tx, now - DRAFT)
        counts["drafts"] = drafts + workshops.forget_drafts(tx, now - DRAFT)
        counts["audit"] = ageing.audit(tx, now - MONTH * chosen.retention_audit_months)
    context.database.scrub()
    if any(counts.values()):
        log.info("retention", **counts)
    return counts
