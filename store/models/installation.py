"""What the installation keeps for itself."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base


class ClockRow(Base):
    """How far product time is ahead of the machine's clock, and where it is being pushed to."""

    __tablename__ = "clock"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ahead_microseconds: Mapped[int] = mapped_column(BigInteger, default=0)
    target: Mapped[datetime | None]


class InstallationRow(Base):
    """The canary: a value sealed with the key of everything else here."""

    __tablename__ = "installation"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes]


class LeaseRow(Base):
    """Who holds a role that only one process plays at a time. Real time, not product time."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]


class ModelTokensRow(Base):
    """What an organisation's language model used in a month, by its server's count."""

    __tablename__ = "model_tokens"
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True, autoincrement=False
    )
    month: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int]
    tokens: Mapped[int] = mapped_column(BigInteger)
