"""What the database says, during a round and after it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from store.db import Database
from store.models import AddressRow, ChallengeRow, EnrolmentRow, InboxRow, OutboxRow, WinRow
from store.outbox import read_body
from store.seal import Keyring

LEFT = ("sent", "delivered", "read")
"""Known to have left; beyond `sent` only where the provider tells more."""
NUDGES = ("tip", "challenge")


@dataclass(frozen=True)
class Glance:
    """Counts at one instant. `flying` = claimed and started, `claimed` = not started."""

    nudges: int
    planned: int
    claimed: int
    flying: int
    sent: int
    replies_flying: int
    new: int
    done: int
    due_people: int
    due_challenges: int

    @property
    def at_rest(self) -> bool:
        """Nothing is left to plan, to send or to answer."""
        waiting = self.planned + self.claimed + self.flying + self.replies_flying
        return not (waiting or self.new or self.due_people or self.due_challenges)

    def __str__(self) -> str:
        return (
            f"{self.nudges} planned, {self.claimed} claimed, {self.flying} in flight, "
            f"{self.sent} sent; {self.done} answered, {self.replies_flying} replies under way"
        )


def glance(database: Database) -> Glance:
    """The counts now."""
    started = OutboxRow.started_at.is_not(None)
    by = (OutboxRow.kind.in_(NUDGES), OutboxRow.status, started)
    with database.read() as tx:
        out = {
            (bool(row[0]), str(row[1]), bool(row[2])): int(row[3])
            for row in tx.execute(select(*by, func.count()).group_by(*by))
        }
        came = {
            str(row[0]): int(row[1])
            for row in tx.execute(select(InboxRow.status, func.count()).group_by(InboxRow.status))
        }
        now = datetime.now(UTC)
        due_people, due_challenges = (
            tx.execute(select(func.count()).where(row.next_at <= now)).scalar_one()
            for row in (EnrolmentRow, ChallengeRow)
        )

    def some(kind: bool, status: str, *start: bool) -> int:
        return sum(out.get((kind, status, one), 0) for one in start or (False, True))

    return Glance(
        nudges=sum(count for (nudge, _, _), count in out.items() if nudge),
        planned=some(True, "planned") + some(False, "planned"),
        claimed=some(True, "claimed", False) + some(False, "claimed", False),
        flying=some(True, "claimed", True),
        sent=sum(some(True, status) for status in LEFT),
        replies_flying=some(False, "claimed", True),
        new=came.get("new", 0),
        done=came.get("done", 0),
        due_people=due_people,
        due_challenges=due_challenges,
    )


@dataclass(frozen=True)
class Row:
    """One message of the ledger."""

    chat: int
    status: str
    reason: str
    attempts: int
    update: str | None
    text: str


@dataclass(frozen=True)
class Books:
    """Everything a round left behind. Wins are the minutes declared, by chat."""

    nudges: list[Row]
    replies: list[Row]
    inbox: Counter[tuple[str, str]]
    wins: dict[int, list[int]]


def books(database: Database, keys: Keyring) -> Books:
    """Read it all."""
    with database.read() as tx:
        arrived = {
            row.id: str(row.provider_id)
            for row in tx.execute(select(InboxRow.id, InboxRow.provider_id))
        }
        inbox = Counter(
            (str(row.provider_id), str(row.status))
            for row in tx.execute(select(InboxRow.provider_id, InboxRow.status))
        )
        chat_of = {
            row.person_id: int(keys.unseal(row.sealed))
            for row in tx.execute(select(AddressRow.person_id, AddressRow.sealed))
        }
        rows = [
            (
                row.kind,
                Row(
                    chat_of[row.person_id],
                    row.status,
                    row.reason or "",
                    row.attempts,
                    arrived.get(row.inbox_id),
                    read_body(keys.unseal(row.sealed)).text if row.sealed else "",
                ),
            )
            for row in tx.execute(
                select(
                    OutboxRow.kind,
                    OutboxRow.person_id,
                    OutboxRow.status,
                    OutboxRow.reason,
                    OutboxRow.attempts,
                    OutboxRow.inbox_id,
                    OutboxRow.sealed,
                )
            )
        ]
        wins: defaultdict[int, list[int]] = defaultdict(list)
        for row in tx.execute(select(WinRow.person_id, WinRow.minutes)):
            wins[chat_of[row.person_id]].append(row.minutes)
    return Books(
        [row for kind, row in rows if kind in NUDGES],
        [row for kind, row in rows if kind not in NUDGES],
        inbox,
        dict(wins),
    )
