"""Everything held about one person: told to them, or erased. All in the caller's transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from core.person import Person
from store import addresses, people, relays, teams
from store.inbox import opened
from store.models import (
    AddressRow,
    AgreementRow,
    Base,
    BrakeRow,
    CandidateRow,
    ChallengeTryRow,
    ConversationRow,
    CrossingRow,
    EnrolmentRow,
    FeedbackRow,
    HelpRow,
    InboxRow,
    MissionRow,
    ModelCallsRow,
    OutboxRow,
    PersonRow,
    PhoneMessageRow,
    ScoreRow,
    ThanksRow,
    WinRow,
    WorkshopAnswerRow,
    WorkshopPersonRow,
)
from store.seal import Keyring

# Children first. Inbox and outbox are not deleted: without person, text and address their rows
# only say that a provider's id was seen and how many messages went.
_ERASED: tuple[tuple[str, type[Base]], ...] = (
    ("thanks", ThanksRow),
    ("helps", HelpRow),
    ("challenge_tries", ChallengeTryRow),
    ("candidates", CandidateRow),
    ("missions", MissionRow),
    ("workshop_answers", WorkshopAnswerRow),
    ("workshop_people", WorkshopPersonRow),
    ("brakes", BrakeRow),
    ("wins", WinRow),
    ("feedback", FeedbackRow),
    ("scores", ScoreRow),
    ("agreements", AgreementRow),
    ("conversations", ConversationRow),
    ("crossings", CrossingRow),
    ("model_calls", ModelCallsRow),
    ("addresses", AddressRow),
    ("enrolments", EnrolmentRow),
)


class NoSuchPerson(LookupError):
    """Nobody of this organisation has this id."""


def _check(tx: Connection, person: Person) -> None:
    if people.load(tx, person.id, person.organisation_id) is None:
        raise NoSuchPerson("nobody of this organisation has this id")


def erase(tx: Connection, keyring: Keyring, person: Person) -> dict[str, int]:
    """Erase the person and return what was touched, per table. Raises NoSuchPerson."""
    _check(tx, person)
    where = [str(one) for one in addresses.of_person(tx, keyring, person.id)]
    lookups = [found for one in where for found in keyring.lookups(one)]
    asked = relays.forget(tx, keyring, person)
    _forget_told(tx, person)
    # The outbox first: replies from before they joined are found through the inbox.
    counts = {"outbox": _forget_outbox(tx, person, lookups)}
    counts["inbox"] = _forget_inbox(tx, person, lookups)
    counts["phone_messages"] = tx.execute(
        delete(PhoneMessageRow).where(PhoneMessageRow.lookup.in_(lookups))
    ).rowcount
    for name, table in _ERASED:
        counts[name] = _delete(tx, table.__table__.c.person_id == person.id, table)
    counts["relays"] = asked
    counts["people"] = _delete(tx, PersonRow.id == person.id, PersonRow)
    return counts


def _delete(tx: Connection, condition: ColumnElement[bool], table: type[Base]) -> int:
    return tx.execute(delete(table).where(condition)).rowcount


def _forget_inbox(tx: Connection, person: Person, lookups: Sequence[str]) -> int:
    """Answered messages lose everything but the provider's id, which keeps a repeat out."""
    return tx.execute(
        update(InboxRow)
        .where(_said_by(person, lookups), InboxRow.status != "new")
        .values(sealed=None, lookup=None, message_lookup=None, person_id=None)
    ).rowcount


def _said_by(person: Person, lookups: Sequence[str]) -> ColumnElement[bool]:
    return or_(InboxRow.person_id == person.id, InboxRow.lookup.in_(lookups))


def _forget_outbox(tx: Connection, person: Person, lookups: Sequence[str]) -> int:
    said = select(InboxRow.id).where(_said_by(person, lookups))
    theirs = or_(OutboxRow.person_id == person.id, OutboxRow.inbox_id.in_(said))
    waiting = OutboxRow.status.in_(("planned", "claimed"))
    tx.execute(update(OutboxRow).where(theirs, waiting).values(status="skipped", reason="erased"))
    return tx.execute(
        update(OutboxRow)
        .where(theirs)
        .values(
            person_id=None,
            sealed=None,
            to_sealed=None,
            provider_id=None,
            plan=None,
            proactive_day=None,
            inbox_id=None,
        )
    ).rowcount


def _forget_told(tx: Connection, person: Person) -> None:
    """What their team read of them is wiped where it stays in the ledger: their lessons, and the
    weeks of their organisation, which may name them."""
    mine = tx.execute(select(MissionRow.id).where(MissionRow.person_id == person.id)).scalars()
    posts = [f"mission:{number}:post" for number in mine]
    lessons = or_(OutboxRow.plan.in_(posts), OutboxRow.edits.in_(posts))
    weeks = OutboxRow.key == "digest.week"
    left = OutboxRow.status.not_in(("planned", "claimed"))
    theirs = OutboxRow.organisation_id == person.organisation_id
    tx.execute(update(OutboxRow).where(theirs, left, or_(lessons, weeks)).values(sealed=None))
    tx.execute(
        update(OutboxRow)
        .where(theirs, lessons, OutboxRow.status.in_(("planned", "claimed")))
        .values(status="skipped", reason="erased", sealed=None)
    )


def export(tx: Connection, keyring: Keyring, person: Person) -> dict[str, Any]:
    """Everything held about the person, ready for JSON; instants are ISO 8601 in UTC.

    Raises NoSuchPerson.
    """
    _check(tx, person)
    return {
        "person": _profile(person),
        "shown_to_the_team_as": teams.shown_as(tx, keyring, [person.id]).get(person.id),
        "addresses": [str(one) for one in addresses.of_person(tx, keyring, person.id)],
        "agreements": _rows(tx, person, AgreementRow, ("subject", "version", "at", "withdrawn_at")),
        "scores": _rows(tx, person, ScoreRow, ("moment", "confidence", "at")),
        "wins": _wins(tx, keyring, person),
        "feedback": _feedback(tx, keyring, person),
        "brakes": _told(tx, keyring, person, BrakeRow, ("moment", "brake", "at")),
        "challenges": _rows(tx, person, ChallengeTryRow, ("challenge_id", "state", "at")),
        "thanks_given": _rows(tx, person, ThanksRow, ("on",)),
        "helped_somebody": _rows(tx, person, HelpRow, ("on",)),
        "resource_person": _rows(tx, person, CandidateRow, ("origin", "asked_on", "answer")),
        "missions": _told(
            tx, keyring, person, MissionRow, ("mission", "started_on", "week", "uses", "status")
        ),
        "workshops": _told(tx, keyring, person, WorkshopPersonRow, ("workshop_id", "coming")),
        "workshops_applied": _told(
            tx,
            keyring,
            person,
            WorkshopAnswerRow,
            ("workshop_id", "days", "applied", "shared", "at"),
        ),
        "model_calls": _rows(tx, person, ModelCallsRow, ("day", "calls")),
        "messages_received": _texts(tx, keyring, person),
        "messages_sent": _rows(
            tx,
            person,
            OutboxRow,
            ("channel", "kind", "key", "due_at", "sent_at", "status", "reason"),
        ),
    }


def _profile(person: Person) -> dict[str, Any]:
    return {
        name: _plain(getattr(person, name))
        for name in person.__dataclass_fields__
        if name not in ("leaves", "taken")
    } | {"leaves": [[one.first.isoformat(), one.last.isoformat()] for one in person.leaves]}


def _plain(value: object) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, tuple):
        return list(value)
    iso = getattr(value, "isoformat", None)
    return iso() if iso else str(value)


def _rows(
    tx: Connection, person: Person, table: type[Base], names: Sequence[str]
) -> list[dict[str, Any]]:
    columns = [table.__table__.c[name] for name in names]
    rows = tx.execute(select(*columns).where(table.__table__.c.person_id == person.id))
    return [{name: _plain(value) for name, value in zip(names, row, strict=True)} for row in rows]


def _feedback(tx: Connection, keyring: Keyring, person: Person) -> list[dict[str, Any]]:
    rows = tx.execute(
        select(FeedbackRow.piece, FeedbackRow.verdict, FeedbackRow.at, FeedbackRow.sealed).where(
            FeedbackRow.person_id == person.id
        )
    )
    return [
        {
            "piece": row.piece,
            "verdict": row.verdict,
            "why": keyring.unseal(row.sealed) if row.sealed else None,
            "at": _plain(row.at),
        }
        for row in rows
    ]


def _told(
    tx: Connection, keyring: Keyring, person: Person, table: type[Base], names: Sequence[str]
) -> list[dict[str, Any]]:
    """Such rows, with what the person wrote in each."""
    columns = [table.__table__.c[name] for name in (*names, "sealed")]
    rows = tx.execute(select(*columns).where(table.__table__.c.person_id == person.id))
    return [
        {name: _plain(row._mapping[name]) for name in names}
        | {"said": keyring.unseal(row.sealed) if row.sealed else None}
        for row in rows
    ]


def _wins(tx: Connection, keyring: Keyring, person: Person) -> list[dict[str, Any]]:
    rows = tx.execute(
        select(
            WinRow.declared_at,
            WinRow.minutes,
            WinRow.use_case,
            WinRow.shared,
            WinRow.sealed,
            WinRow.undone_at,
        ).where(WinRow.person_id == person.id)
    )
    return [
        {
            "declared_at": _plain(row.declared_at),
            "minutes": row.minutes,
            "use_case": row.use_case,
            "shared": row.shared,
            "said": keyring.unseal(row.sealed) if row.sealed else None,
            "undone_at": _plain(row.undone_at),
        }
        for row in rows
    ]


def _texts(tx: Connection, keyring: Keyring, person: Person) -> list[dict[str, Any]]:
    rows = tx.execute(
        select(InboxRow.received_at, InboxRow.sealed)
        .where(InboxRow.person_id == person.id)
        .order_by(InboxRow.id)
    )
    found = []
    for row in rows:
        message = opened(keyring, row.sealed) if row.sealed else None
        text = message and (message.text or message.button or message.kind.value)
        found.append({"at": _plain(row.received_at), "text": text})
    return found
