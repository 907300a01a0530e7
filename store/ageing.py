"""Retention: what is wiped, deleted or made anonymous, and after how long (PRODUCT.md)."""

from datetime import datetime

from sqlalchemy import Connection, and_, delete, or_, select, update

from store.models import (
    AddressRow,
    AuditRow,
    ConversationRow,
    CrossingRow,
    FeedbackRow,
    InboxRow,
    InvitationRow,
    OutboxRow,
    PersonRow,
    PhoneMessageRow,
    ScoreRow,
    WinRow,
)

_OPEN = ("planned", "claimed")


def texts(tx: Connection, before: datetime) -> int:
    """Message texts older than `before` go; the rows stay as counts."""
    inbox = tx.execute(
        update(InboxRow)
        .where(
            InboxRow.received_at < before, InboxRow.sealed.is_not(None), InboxRow.status != "new"
        )
        .values(sealed=None, lookup=None, message_lookup=None)
    )
    outbox = tx.execute(
        update(OutboxRow)
        .where(
            OutboxRow.created_at < before,
            OutboxRow.status.not_in(_OPEN),
            or_(OutboxRow.sealed.is_not(None), OutboxRow.to_sealed.is_not(None)),
        )
        .values(sealed=None, to_sealed=None)
    )
    wins = tx.execute(
        update(WinRow)
        .where(WinRow.declared_at < before, WinRow.sealed.is_not(None))
        .values(sealed=None)
    )
    tx.execute(
        update(FeedbackRow)
        .where(FeedbackRow.at < before, FeedbackRow.sealed.is_not(None))
        .values(sealed=None)
    )
    phones = tx.execute(delete(PhoneMessageRow).where(PhoneMessageRow.at < before))
    tx.execute(delete(ConversationRow).where(ConversationRow.expires_at < before))
    tx.execute(delete(CrossingRow).where(CrossingRow.expires_at < before))
    tx.execute(delete(InvitationRow).where(InvitationRow.expires_at < before))
    # A stranger who never joined leaves nothing behind.
    tx.execute(
        delete(AddressRow).where(
            AddressRow.person_id.is_(None), AddressRow.last_inbound_at < before
        )
    )
    return inbox.rowcount + outbox.rowcount + wins.rowcount + phones.rowcount


def ledger(tx: Connection, before: datetime) -> int:
    """Ledger and inbox rows older than `before` are deleted."""
    outbox = tx.execute(
        delete(OutboxRow).where(OutboxRow.created_at < before, OutboxRow.status.not_in(_OPEN))
    )
    inbox = tx.execute(
        delete(InboxRow).where(InboxRow.received_at < before, InboxRow.status != "new")
    )
    return outbox.rowcount + inbox.rowcount


def silent_people(tx: Connection, before: datetime) -> int:
    """Wins and scores of people not heard from since `before` become anonymous."""
    gone = select(PersonRow.id).where(
        and_(PersonRow.last_heard_at.is_not(None), PersonRow.last_heard_at < before)
    )
    wins = tx.execute(update(WinRow).where(WinRow.person_id.in_(gone)).values(person_id=None))
    tx.execute(update(ScoreRow).where(ScoreRow.person_id.in_(gone)).values(person_id=None))
    return wins.rowcount


def audit(tx: Connection, before: datetime) -> int:
    """Audit lines older than `before` are deleted."""
    return tx.execute(delete(AuditRow).where(AuditRow.at < before)).rowcount
