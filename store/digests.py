"""A team's week: what its people declared and agreed to tell; told once, by its ISO week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite

from core.person import Person, Team
from store.models import (
    AgreementRow,
    DigestRow,
    EnrolmentRow,
    PersonRow,
    RelayRow,
    ThanksRow,
    WinRow,
)
from store.seal import Keyring


@dataclass(frozen=True, slots=True)
class Told:
    """A win its author agreed to tell; `person_id` only when they agreed to be named."""

    id: int
    source: str
    minutes: int
    use_case: str
    piece: str
    said: str
    person_id: int | None
    thanks: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """What a team declared: how many people, answers, zeros, losses and minutes in all."""

    people: int
    answers: int
    zeros: int
    losses: int
    minutes: int
    told: tuple[Told, ...] = ()


def week(tx: Connection, keyring: Keyring, team: Team, since: datetime, until: datetime) -> Week:
    """A team's wins between two instants that stand; the shared ones, the longest first."""
    rows = tx.execute(
        select(
            WinRow.id,
            WinRow.source,
            WinRow.person_id,
            WinRow.minutes,
            WinRow.use_case,
            WinRow.piece,
            WinRow.shared,
            WinRow.sealed,
        )
        .join(PersonRow, PersonRow.id == WinRow.person_id)
        .where(
            PersonRow.team_id == team.id,
            WinRow.organisation_id == team.organisation_id,
            WinRow.undone_at.is_(None),
            WinRow.declared_at >= since,
            WinRow.declared_at < until,
        )
        .order_by(WinRow.minutes.desc(), WinRow.id)
    ).all()
    told = tuple(
        Told(
            row.id,
            row.source,
            row.minutes,
            row.use_case,
            row.piece,
            keyring.unseal(row.sealed) if row.sealed else "",
            row.person_id if row.shared == "named" else None,
        )
        for row in rows
        if row.shared != "no"
    )
    return Week(
        people=len({row.person_id for row in rows}),
        answers=len(rows),
        zeros=sum(row.minutes == 0 for row in rows),
        losses=sum(row.minutes < 0 for row in rows),
        minutes=sum(row.minutes for row in rows),
        told=told,
    )


def begin(tx: Connection, team: Team, iso_week: str, now: datetime) -> bool:
    """This team's week is being told. False when it was told already."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {"organisation_id": team.organisation_id, "team_id": team.id, "week": iso_week}
    told = (
        dialect.insert(DigestRow)
        .values(**values, made_at=now)
        .on_conflict_do_nothing(index_elements=["team_id", "week"])
        .returning(DigestRow.id)
    )
    return tx.execute(told).first() is not None


def last_made(tx: Connection, team: Team) -> datetime | None:
    """When a team's week was told last."""
    made = select(func.max(DigestRow.made_at)).where(DigestRow.team_id == team.id)
    return tx.execute(made).scalar()


def question(tx: Connection, keyring: Keyring, team: Team, since: date) -> tuple[str, str] | None:
    """A question asked without a name and answered since a day, that both agreed to show."""
    row = tx.execute(
        select(RelayRow.sealed, RelayRow.answer)
        .where(
            RelayRow.organisation_id == team.organisation_id,
            RelayRow.share.is_(True),
            RelayRow.shared.is_(True),
            RelayRow.answer.is_not(None),
            RelayRow.asked_on >= since,
        )
        .order_by(RelayRow.asked_on.desc(), RelayRow.id)
        .limit(1)
    ).first()
    return None if row is None else (keyring.unseal(row.sealed), keyring.unseal(row.answer or b""))


def readers(tx: Connection, team: Team, subject: str) -> list[int]:
    """Members of a team who want it for themselves: the digest alone, or by an agreement."""
    agreed = and_(
        AgreementRow.person_id == PersonRow.id,
        AgreementRow.subject == subject,
        AgreementRow.withdrawn_at.is_(None),
    )
    wanted = (
        select(PersonRow.id)
        .join(EnrolmentRow, EnrolmentRow.person_id == PersonRow.id)
        .outerjoin(AgreementRow, agreed)
        .where(PersonRow.team_id == team.id)
        .where((EnrolmentRow.rhythm == 0) | AgreementRow.person_id.is_not(None))
        .distinct()
    )
    return sorted(tx.execute(wanted).scalars())


def thank(tx: Connection, win_id: int, person: Person, today: date) -> bool | None:
    """A colleague's thanks for a win that was told; once each. None: not one they may thank."""
    known = tx.execute(
        select(WinRow.person_id).where(
            WinRow.id == win_id,
            WinRow.organisation_id == person.organisation_id,
            WinRow.shared != "no",
            WinRow.undone_at.is_(None),
        )
    ).first()
    if known is None or known.person_id == person.id:
        return None
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    added = (
        dialect.insert(ThanksRow)
        .values(win_id=win_id, person_id=person.id, on=today)
        .on_conflict_do_nothing(index_elements=["win_id", "person_id"])
        .returning(ThanksRow.win_id)
    )
    return tx.execute(added).first() is not None


def thanks(tx: Connection, win_ids: Sequence[int]) -> dict[int, int]:
    """How many colleagues said thanks for each of these wins."""
    rows = tx.execute(
        select(ThanksRow.win_id, func.count())
        .where(ThanksRow.win_id.in_(win_ids))
        .group_by(ThanksRow.win_id)
    )
    return {row[0]: row[1] for row in rows}
