"""Retention: what is wiped, deleted or made anonymous, and after how long (PRODUCT.md)."""

from datetime import datetime

from sqlalchemy import Connection, and_, delete, or_, select, update

from store.models import (
    AddressRow,
    AuditRow,
    BrakeRow,
    ChallengeRow,
    ChallengeTryRow,
    ConversationRow,
    CrossingRow,
    FeedbackRow,
    InboxRow,
    InvitationRow,
    MissionRow,
    OutboxRow,
    PersonRow,
    PhoneMessageRow,
    ScoreRow,
    WinRow,
    WorkshopAnswerRow,
    WorkshopPersonRow,
    WorkshopRow,
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
    _written(tx, before)
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


def _written(tx: Connection, before: datetime) -> None:
    """What people wrote beside their talk: what holds them back, what an atelier or a mission gave.

    What somebody means to do after a workshop is quoted to them until the last time they are asked.
    """
    for table in (BrakeRow, WorkshopAnswerRow):
        old = table.at < before, table.sealed.is_not(None)
        tx.execute(update(table).where(*old).values(sealed=None))
    told = MissionRow.shared_at < before, MissionRow.sealed.is_not(None)
    tx.execute(update(MissionRow).where(*told).values(sealed=None))
    held = select(WorkshopRow.id).where(WorkshopRow.starts_at < before)
    followed = WorkshopPersonRow.next_at.is_(None), WorkshopPersonRow.sealed.is_not(None)
    tx.execute(
        update(WorkshopPersonRow)
        .where(WorkshopPersonRow.workshop_id.in_(held), *followed)
        .values(sealed=None)
    )


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
    """Wins, scores and brakes of people not heard from since `before` become anonymous.

    What they made of challenges that are long over goes.
    """
    gone = select(PersonRow.id).where(
        and_(PersonRow.last_heard_at.is_not(None), PersonRow.last_heard_at < before)
    )
    wins = tx.execute(update(WinRow).where(WinRow.person_id.in_(gone)).values(person_id=None))
    for table in (ScoreRow, BrakeRow):
        tx.execute(update(table).where(table.person_id.in_(gone)).values(person_id=None))
    past = select(ChallengeRow.id).where(ChallengeRow.ends_at < before)
    tries = ChallengeTryRow.challenge_id.in_(past), ChallengeTryRow.person_id.in_(gone)
    tx.execute(delete(ChallengeTryRow).where(*tries))
    return wins.rowcount


def audit(tx: Connection, before: datetime) -> int:
    """Audit lines older than `before` are deleted."""
    return tx.execute(delete(AuditRow).where(AuditRow.at < before)).rowcount
