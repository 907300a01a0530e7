"""Challenges of an organisation: drafted, launched once, sent bit by bit, stopped, answered."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.person import Person
from core.reasons import Reason
from store.db import earliest, to_json
from store.models import ChallengeRow, ChallengeTryRow, OutboxRow, PersonRow
from store.outbox import FREED, Status, unbegun
from store.seal import Keyring

DRAFT, RUNNING, STOPPED, OVER = "draft", "running", "stopped", "over"
STOPPED_REASON = Reason.CHALLENGE_STOPPED.value
"""Of what had not left when an admin stopped a challenge; it goes if the challenge goes on."""
TRYING, DONE, NOT_NOW = "trying", "done", "not_now"


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge. `team_id` and `job` say for whom; without them, everyone.

    `said` is what members read: title, text, prompt, check, use_case. People up to `reached_id`
    are planned for.
    """

    id: int
    organisation_id: int
    said: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    team_id: int | None = None
    job: str = ""
    library_id: str = ""
    author_id: int | None = None
    status: str = DRAFT
    reached_id: int = 0

    @property
    def plan(self) -> str:
        """How the plan keys of its messages begin."""
        return f"challenge:{self.id}:"


_COLUMNS = (
    ChallengeRow.id,
    ChallengeRow.organisation_id,
    ChallengeRow.sealed,
    ChallengeRow.starts_at,
    ChallengeRow.ends_at,
    ChallengeRow.team_id,
    ChallengeRow.job,
    ChallengeRow.library_id,
    ChallengeRow.author_id,
    ChallengeRow.status,
    ChallengeRow.reached_id,
)


def _opened(keyring: Keyring, row: Any) -> Challenge:
    return Challenge(
        id=row.id,
        organisation_id=row.organisation_id,
        said=json.loads(keyring.unseal(row.sealed)),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        team_id=row.team_id,
        job=row.job,
        library_id=row.library_id,
        author_id=row.author_id,
        status=row.status,
        reached_id=row.reached_id,
    )


def draft(tx: Connection, keyring: Keyring, one: Challenge, now: datetime) -> tuple[Challenge, str]:
    """Keep a draft; the token launches it, once, whatever restarts meanwhile."""
    token = secrets.token_urlsafe(12)
    row = tx.execute(
        insert(ChallengeRow)
        .values(
            organisation_id=one.organisation_id,
            team_id=one.team_id,
            job=one.job,
            library_id=one.library_id,
            author_id=one.author_id,
            sealed=keyring.seal(to_json(dict(one.said))),
            status=DRAFT,
            lookup=keyring.lookup(_token(token)),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            reached_id=0,
            next_at=None,
            created_at=now,
        )
        .returning(*_COLUMNS)
    ).one()
    return _opened(keyring, row), token


def _token(token: str) -> str:
    return f"challenge:{token}"


def drafted(tx: Connection, keyring: Keyring, token: str, organisation_id: int) -> Challenge | None:
    """The draft a token launches, in this organisation; None once it was used."""
    known = ChallengeRow.lookup.in_(keyring.lookups(_token(token)))
    return _one(tx, keyring, known & (ChallengeRow.organisation_id == organisation_id))


def by_id(tx: Connection, keyring: Keyring, ident: int, organisation_id: int) -> Challenge | None:
    """The challenge of that number, if it is this organisation's."""
    mine = ChallengeRow.organisation_id == organisation_id
    return _one(tx, keyring, (ChallengeRow.id == ident) & mine)


def _one(tx: Connection, keyring: Keyring, which: ColumnElement[bool]) -> Challenge | None:
    row = tx.execute(select(*_COLUMNS).where(which)).one_or_none()
    return None if row is None else _opened(keyring, row)


def every(tx: Connection, keyring: Keyring, organisation_id: int) -> list[Challenge]:
    """An organisation's challenges that were launched, the newest first."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(ChallengeRow.organisation_id == organisation_id, ChallengeRow.status != DRAFT)
        .order_by(ChallengeRow.id.desc())
    )
    return [_opened(keyring, row) for row in rows]


def launch(tx: Connection, one: Challenge) -> bool:
    """A draft goes. False when it went, or was dropped, already."""
    went = tx.execute(
        update(ChallengeRow)
        .where(ChallengeRow.id == one.id, ChallengeRow.status == DRAFT)
        .values(status=RUNNING, lookup=None, next_at=one.starts_at)
    )
    return went.rowcount == 1


def drop(tx: Connection, one: Challenge) -> None:
    """A draft is thrown away."""
    tx.execute(delete(ChallengeRow).where(ChallengeRow.id == one.id, ChallengeRow.status == DRAFT))


def forget_drafts(tx: Connection, before: datetime) -> int:
    """Drafts made before that instant are thrown away."""
    old = ChallengeRow.status == DRAFT, ChallengeRow.created_at < before
    return tx.execute(delete(ChallengeRow).where(*old)).rowcount


def due(tx: Connection, keyring: Keyring, now: datetime, limit: int = 20) -> list[Challenge]:
    """Those to be looked at: people still to be planned for, or an end that has come."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(ChallengeRow.next_at <= now)
        .order_by(ChallengeRow.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_opened(keyring, row) for row in rows]


def next_look(tx: Connection) -> datetime | None:
    """When the next one is to be looked at."""
    return earliest(tx, ChallengeRow.next_at)


def reached(tx: Connection, one: Challenge, person_id: int, next_at: datetime) -> None:
    """People up to this one are planned for; look again then."""
    mine = update(ChallengeRow).where(ChallengeRow.id == one.id, ChallengeRow.status == RUNNING)
    tx.execute(mine.values(reached_id=person_id, next_at=next_at))


def look_again(tx: Connection, one: Challenge, when: datetime) -> None:
    """When it is looked at again, people planned for as they are."""
    tx.execute(update(ChallengeRow).where(ChallengeRow.id == one.id).values(next_at=when))


def end(tx: Connection, one: Challenge) -> None:
    """Its time is over."""
    mine = update(ChallengeRow).where(ChallengeRow.id == one.id, ChallengeRow.status == RUNNING)
    tx.execute(mine.values(status=OVER, next_at=None))


def stop(tx: Connection, one: Challenge) -> int | None:
    """What has not begun to leave stays. Returns how many; None when it does not run."""
    stopped = tx.execute(
        update(ChallengeRow)
        .where(ChallengeRow.id == one.id, ChallengeRow.status == RUNNING)
        .values(status=STOPPED, next_at=None)
    )
    if not stopped.rowcount:
        return None
    kept = tx.execute(
        update(OutboxRow)
        .where(_theirs(one), unbegun())
        .values(status=Status.SKIPPED.value, reason=STOPPED_REASON, proactive_day=None)
    )
    return kept.rowcount


def of_stopped(tx: Connection, plans: Sequence[str]) -> set[str]:
    """Of these plan keys of messages to people, those whose challenge stands stopped."""
    numbers = {plan: int(plan.split(":")[1]) for plan in plans}
    if not numbers:
        return set()
    known = ChallengeRow.id.in_(set(numbers.values()))
    query = select(ChallengeRow.id).where(known, ChallengeRow.status == STOPPED)
    stopped = set(tx.execute(query).scalars())
    return {plan for plan, number in numbers.items() if number in stopped}


def resume(tx: Connection, one: Challenge, now: datetime) -> bool:
    """A stopped challenge goes on, to those it had not reached. False when it was not stopped."""
    again = tx.execute(
        update(ChallengeRow)
        .where(ChallengeRow.id == one.id, ChallengeRow.status == STOPPED)
        .values(status=RUNNING, reached_id=0, next_at=max(now, one.starts_at))
    )
    if not again.rowcount:
        return False
    # Those who had it keep their plan key in the ledger, and are not written to again.
    held = OutboxRow.reason == STOPPED_REASON, OutboxRow.status == Status.SKIPPED.value
    tx.execute(delete(OutboxRow).where(_theirs(one), *held))
    return True


def _theirs(one: Challenge) -> ColumnElement[bool]:
    """The messages to people: the post in a group and the admin's own board have no kind of it."""
    # A prefix alone reads the whole ledger. A person's number lies between these bounds in every
    # collation, and bounds are looked up in the index of plan keys.
    bounds = (OutboxRow.plan >= f"{one.plan}0") & (OutboxRow.plan < f"{one.plan}a")
    exactly = OutboxRow.plan.startswith(one.plan, autoescape=True)
    return bounds & exactly & (OutboxRow.kind == "challenge")


def audience(tx: Connection, one: Challenge, after: int, limit: int | None = None) -> list[int]:
    """Ids above `after` of those it is for, in order, whoever can be written to or not."""
    query = select(PersonRow.id).where(_for_whom(one), PersonRow.id > after)
    return list(tx.execute(query.order_by(PersonRow.id).limit(limit)).scalars())


def everybody(tx: Connection, one: Challenge) -> int:
    """How many people it is for."""
    query = select(func.count()).select_from(PersonRow).where(_for_whom(one))
    return tx.execute(query).scalar_one()


def _for_whom(one: Challenge) -> ColumnElement[bool]:
    condition = PersonRow.organisation_id == one.organisation_id
    if one.team_id is not None:
        condition &= PersonRow.team_id == one.team_id
    if one.job:
        condition &= PersonRow.job == one.job
    return condition


def answer(tx: Connection, one: Challenge, person: Person, state: str, now: datetime) -> None:
    """What a person makes of it; a later answer replaces an earlier one."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    said = {"state": state, "at": now}
    tx.execute(
        dialect.insert(ChallengeTryRow)
        .values(challenge_id=one.id, person_id=person.id, **said)
        .on_conflict_do_update(index_elements=["challenge_id", "person_id"], set_=said)
    )


def tally(tx: Connection, one: Challenge) -> dict[str, int]:
    """How many answered what."""
    rows = tx.execute(
        select(ChallengeTryRow.state, func.count())
        .where(ChallengeTryRow.challenge_id == one.id)
        .group_by(ChallengeTryRow.state)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Progress:
    """How many messages were planned for people, have left, are held back; and are still to go."""

    planned: int
    left: int
    held: int

    @property
    def waiting(self) -> int:
        """Those that are still to leave."""
        return self.planned - self.left - self.held


def next_due(tx: Connection, one: Challenge) -> datetime | None:
    """When the next of its messages leaves; None when none waits."""
    waits = OutboxRow.status.in_((Status.PLANNED.value, Status.CLAIMED.value))
    return tx.execute(select(func.min(OutboxRow.due_at)).where(_theirs(one), waits)).scalar()


def progress(tx: Connection, one: Challenge) -> Progress:
    """How far a challenge has got."""
    rows: Sequence[Any] = tx.execute(
        select(OutboxRow.status, func.count()).where(_theirs(one)).group_by(OutboxRow.status)
    ).all()
    held = sum(count for status, count in rows if status in FREED)
    waits = {Status.PLANNED.value, Status.CLAIMED.value}
    left = sum(count for status, count in rows if status not in FREED and status not in waits)
    return Progress(sum(count for _, count in rows), left, held)
