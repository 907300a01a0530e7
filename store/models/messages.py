"""What came in and what goes out, and what the providers keep of it."""

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import KEEP_COUNTING, Base, BigKey, when_set


class InboxRow(Base):
    """What came in, once per provider id. `sealed` is the message; retention wipes it."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "provider_id"),
        Index(
            "ix_inbox_new",
            "lookup",
            "id",
            sqlite_where=text("status = 'new'"),
            postgresql_where=text("status = 'new'"),
        ),
        Index("ix_inbox_received_at", "received_at"),
        KEEP_COUNTING,
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    provider_id: Mapped[str] = mapped_column(String(80))
    lookup: Mapped[str | None] = mapped_column(String(64))
    message_lookup: Mapped[str | None] = mapped_column(String(64), index=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    sealed: Mapped[bytes | None]
    status: Mapped[str] = mapped_column(String(8), default="new")
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class OutboxRow(Base):
    """The ledger: every message planned, and what became of it.

    `plan` is the idempotency key of a planned message (campaign, step, person).
    `template`: only its template could go, the person having been silent too long for more.
    `told` is how often its provider took it and then told that it could not bring it.
    `proactive_day` is set while the message uses the person's one proactive message of that local
    day; it is cleared when the day is freed (skipped, expired, failed). Until `movable_until`
    (a local day) it may still be moved to another, for something that matters more.
    `edits` is the plan key of a message this one replaces where it stands.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "priority",
            "due_at",
            sqlite_where=text("status = 'planned'"),
            postgresql_where=text("status = 'planned'"),
        ),
        Index(
            "ix_outbox_leased",
            "lease_until",
            sqlite_where=text("status = 'claimed'"),
            postgresql_where=text("status = 'claimed'"),
        ),
        Index("uq_outbox_proactive_day", "person_id", "proactive_day", unique=True),
        # Without it every inbox row that ages out would read the whole ledger for its foreign key.
        Index(
            "ix_outbox_inbox_id",
            "inbox_id",
            sqlite_where=text("inbox_id IS NOT NULL"),
            postgresql_where=text("inbox_id IS NOT NULL"),
        ),
        when_set("ix_outbox_edits", "edits"),
        Index("ix_outbox_created_at", "created_at"),
        Index(
            "ix_outbox_templates",
            "created_at",
            sqlite_where=text("template"),
            postgresql_where=text("template"),
        ),
        KEEP_COUNTING,
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id", ondelete="SET NULL"))
    channel: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(SmallInteger)
    key: Mapped[str] = mapped_column(String(64))
    plan: Mapped[str | None] = mapped_column(String(120), unique=True)
    proactive_day: Mapped[date | None]
    movable_until: Mapped[date | None]
    edits: Mapped[str | None] = mapped_column(String(120))
    to_sealed: Mapped[bytes | None]
    sealed: Mapped[bytes | None]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    provider_id: Mapped[str | None] = mapped_column(String(80))
    template: Mapped[bool] = mapped_column(default=False, server_default=false())
    told: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class PhoneMessageRow(Base):
    """What a browser phone shows: the memory a real phone would have."""

    __tablename__ = "phone_messages"
    __table_args__ = (Index("ix_phone_messages_phone", "lookup", "id"), KEEP_COUNTING)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    lookup: Mapped[str] = mapped_column(String(64))
    client_lookup: Mapped[str | None] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes]
    at: Mapped[datetime]


class ProviderContentRow(Base):
    """A content we created at a channel's provider, by our own name for it.

    `form` changes with its wording or its variables; `state` is the provider's word for it, and
    `category` what it is billed as.
    """

    __tablename__ = "provider_contents"
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    form: Mapped[str] = mapped_column(String(16))
    sid: Mapped[str] = mapped_column(String(34))
    state: Mapped[str] = mapped_column(String(16))
    category: Mapped[str] = mapped_column(String(16), default="", server_default=text("''"))
    checked_at: Mapped[datetime]


class PictureRow(Base):
    """An image the coach has drawn. Its token is its address: whoever has it may look."""

    __tablename__ = "pictures"
    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    sealed: Mapped[bytes]
    made_at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = ()
