"""Turns what is due into ledger rows, in one transaction with moving the person forward."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

import structlog

from content import spoken
from content.library import Library, words
from content.schema import Piece
from core.calendar import at, local
from core.message import NOTICE, READY, Outbound, Template
from core.person import Organisation, Person
from core.reasons import Reason
from flows import schedule, tip
from flows.schedule import Decision, Skip
from flows.talk import Say
from flows.week import LAST_PIECE
from store import addresses, ledger, organisations, outbox, people, wins
from store.addresses import Reach
from store.db import DatabaseAway, Transaction
from store.outbox import NUDGE, Message, Status
from workers import window
from workers.apart import in_an_hour
from workers.budget import Allowance, allowance, may_cost
from workers.context import Context

log = structlog.get_logger()

BATCH = 50
BREATH = 0.004
"""Seconds between two batches: SQLite has one writer at a time, and people wait for answers."""
OWN_JOB = 2
"""Tuesday's piece is of the person's own job (CONTENT.md, "The programme")."""


@dataclass(frozen=True, slots=True)
class Due:
    """One person, what was decided for them, and where to reach them."""

    person: Person
    decision: Decision
    reach: Reach | None
    template: bool = False


def tick(context: Context, now: datetime) -> int:
    """Plan everything due at `now`. Returns how many people were looked at."""
    seen = 0
    # Loaded inside the transaction, it would hold every writer for seconds.
    _ = context.library
    while True:
        try:
            count = _batch(context, now)
        except DatabaseAway:
            raise
        except Exception as error:
            log.error("planning_one_by_one", error=type(error).__name__)
            count = _one_by_one(context, now)
        seen += count
        if count < _size(context):
            return seen
        if context.database.sqlite:
            time.sleep(BREATH)


def _size(context: Context) -> int:
    # PostgreSQL holds nobody but the people being planned.
    return BATCH if context.database.sqlite else 4 * BATCH


def _batch(context: Context, now: datetime) -> int:
    with context.database.write() as tx:
        batch = people.due(tx, now, _size(context))
        _plan(tx, context, batch, now)
    return len(batch)


def _one_by_one(context: Context, now: datetime) -> int:
    """Plan a batch in which someone cannot be planned; they are looked at again in an hour."""
    with context.database.write() as tx:
        batch = people.due(tx, now, _size(context))
    for person in batch:
        try:
            with context.database.write() as tx:
                fresh = people.load(tx, person.id, person.organisation_id, lock=True)
                if fresh is not None and fresh.next_at is not None and fresh.next_at <= now:
                    _plan(tx, context, [fresh], now)
        except DatabaseAway:
            raise
        except Exception as error:
            log.error("person_not_planned", person=person.id, error=type(error).__name__)
            with context.database.write() as tx:
                people.save(tx, person, replace(person, next_at=in_an_hour(now)))
    return len(batch)


def _plan(tx: Transaction, context: Context, batch: Sequence[Person], now: datetime) -> None:
    if not batch:
        return
    reached = addresses.reach(tx, context.keyring, [person.id for person in batch])
    batch = _with_days_taken(tx, batch, now)
    silent = context.settings.silent_pieces
    due = [
        Due(
            person,
            schedule.decide(person, now, context.hours, silent),
            reached.get(person.id),
        )
        for person in batch
    ]
    due = _without_refused(tx, context, due)
    due, waiting = _within_allowance(tx, context, due, now)
    organisation = cache(lambda ident: organisations.by_id(tx, ident))
    nudges = [
        nudge(context, organisation(one.person.organisation_id), one)
        for one in due
        if one.decision.say is not None
    ]
    skips = [skipped(one.person, skip, one.reach) for one in due for skip in one.decision.skipped]
    planned = set(outbox.plan(tx, context.keyring, [*nudges, *skips, *waiting], now=now))
    full = [_full_day(one) for one in nudges if one.plan not in planned]
    outbox.plan(tx, context.keyring, full, now=now)
    people.save_many(tx, [(one.person, one.decision.person) for one in due])


def _without_refused(tx: Transaction, context: Context, due: Sequence[Due]) -> list[Due]:
    """Of a use case refused too often only the piece of the person's own job still goes."""
    refused = wins.refused(tx, [one.person.id for one in due if one.decision.piece])
    return [
        _spared(one) if _too_often(context, one, refused.get(one.person.id, {})) else one
        for one in due
    ]


def _too_often(context: Context, due: Due, refused: Mapping[str, int]) -> bool:
    key = due.decision.piece
    piece = context.library.piece(key, due.person.job) if key else None
    if piece is None or piece.day in (OWN_JOB, LAST_PIECE):
        return False
    return refused.get(piece.use_case, 0) >= wins.TIRED_AFTER


def _spared(due: Due) -> Due:
    """The person moves on as if the piece had gone, but nothing is sent and nothing expected."""
    before, decision = due.person, due.decision
    assert decision.piece and decision.due_at  # noqa: S101, PT018 - something was to be said
    day = local(decision.due_at, before.zone).date()
    left = replace(
        decision.person,
        last_planned_on=before.last_planned_on,
        unanswered=before.unanswered,
        slowed_to=before.slowed_to,
    )
    skip = Skip(decision.piece, day, Reason.NOT_FOR_ME)
    quiet = Decision(left, skipped=(*decision.skipped, skip))
    return replace(due, decision=quiet)


def _with_days_taken(tx: Transaction, batch: Sequence[Person], now: datetime) -> list[Person]:
    """What matters more has its day already: a piece goes on another, or finds none."""
    # Nobody's local day is behind that of UTC by more than one.
    since = now.date() - timedelta(days=1)
    taken = ledger.taken(tx, [person.id for person in batch], since)
    return [replace(one, taken=taken[one.id]) if one.id in taken else one for one in batch]


def _within_allowance(
    tx: Transaction, context: Context, due: Sequence[Due], now: datetime
) -> tuple[list[Due], list[Message]]:
    """Who may be written to outside their window keeps their piece; the others wait a day."""
    # Asked for once somebody's window is shut: most batches have nobody.
    left: Allowance | None = None
    held: Mapping[int, datetime] = {}
    found: list[Due] = []
    waiting: list[Message] = []
    for one in due:
        # What no approved text says is left to the sender, who leaves it out.
        name = READY if one.decision.piece else NOTICE
        closed = window.by_template(context, one.reach, name, now)
        if not one.decision.say or not (closed or _may_cost(context, one.reach)):
            found.append(one)
            continue
        if left is None:
            left = allowance(tx, context, now)
            held = ledger.withheld(tx, [each.person.id for each in due], now)
        until = held.get(one.person.id) if closed else None
        reason = Reason.META_WITHHELD if until else _use(left, one.person.id, template=closed)
        if reason is None:
            found.append(replace(one, template=closed))
            continue
        frees = left.frees(one.person.id) if reason is Reason.PEOPLE_LIMIT else until
        soon = _same_day(one, frees, now)
        found.append(_again(one, soon or _tomorrow(one)))
        waiting += [] if soon else [_waits(one, reason, template=closed)]
    return found, waiting


def _may_cost(context: Context, reach: Reach | None) -> bool:
    return reach is not None and may_cost(context, reach.address.channel)


def _use(left: Allowance, person_id: int, *, template: bool) -> Reason | None:
    return left.take(person_id) if template else left.write()


def _same_day(due: Due, frees: datetime | None, now: datetime) -> datetime | None:
    """When it becomes possible, if the piece may still go then."""
    end = due.decision.expires_at
    return frees if frees and end and now < frees < end else None


def _tomorrow(due: Due) -> datetime:
    """The person's hour of the next day."""
    person, due_at = due.person, due.decision.due_at
    assert due_at is not None  # noqa: S101 - something was to be said
    day = local(due_at, person.zone).date() + timedelta(days=1)
    return at(day, person.hour, person.zone)


def _again(due: Due, when: datetime) -> Due:
    """The same piece is looked at again then: nothing else about the person has moved."""
    return replace(due, decision=Decision(replace(due.person, next_at=when)))


def _waits(due: Due, reason: Reason, *, template: bool) -> Message:
    decision, person = due.decision, due.person
    assert decision.say and decision.due_at  # noqa: S101, PT018 - something was to be said
    day = local(decision.due_at, person.zone).date()
    key = decision.piece or decision.say
    held = skipped(person, Skip(key, day, reason), due.reach)
    return replace(held, plan=f"wait:{key}/{day}:{person.id}", template=template)


def nudge(context: Context, organisation: Organisation | None, due: Due) -> Message:
    """The ledger row of a piece, or of a word when the person pauses or has finished."""
    decision, person = due.decision, due.person
    assert organisation is not None and decision.say and decision.due_at  # noqa: S101, PT018
    key = decision.piece or decision.say
    model = due.reach is not None and context.may_model(organisation, due.reach.address.channel)
    say = tip.due(context.library, organisation, person, decision.say, key, model=model)
    reachable = due.reach is not None and due.reach.reachable
    today = local(decision.due_at, person.zone).date()
    step = key if decision.piece else f"{key}/{today}"
    return Message(
        to=due.reach.address if due.reach else None,
        body=_body(context, organisation, due, say) if reachable else None,
        template=due.template,
        kind=decision.say,
        key=key,
        priority=NUDGE,
        due_at=decision.due_at,
        expires_at=decision.expires_at,
        organisation_id=person.organisation_id,
        person_id=person.id,
        plan=f"tip:{step}:{person.id}",
        proactive_day=today if reachable else None,
        status=Status.PLANNED if reachable else Status.SKIPPED,
        reason=None if reachable else Reason.UNREACHABLE.value,
    )


def _body(context: Context, organisation: Organisation, due: Due, say: Say) -> Outbound:
    """The message, and what may be said of it where only an approved text goes."""
    body, decision = render(context, organisation, say), due.decision
    if not decision.piece:
        return replace(body, template=announcing(context.library, str(decision.say)))
    piece = context.library.piece(decision.piece, due.person.job)
    return replace(body, template=ready(piece)) if piece else body


def ready(piece: Piece) -> Template:
    """The approved text that says a piece is there to be read."""
    return Template(READY, (spoken.typeset(f"« {piece.title} »"),))


def announcing(library: Library, word: str) -> Template:
    """The approved text that says a word of the coach is there to be read, whatever it is about.

    Raises KeyError for a word without a title.
    """
    return Template(NOTICE, (spoken.typeset(library.message("notice.titles").buttons[word]),))


def render(context: Context, organisation: Organisation, say: Say) -> Outbound:
    """A message in the organisation's words."""
    values = {**words(organisation.words, organisation.name), **say.values}
    return context.library.render(
        say.key,
        values,
        choices=say.choices,
        ref=say.ref,
        more=say.more,
        last=say.last,
        prompt=say.prompt,
    )


def skipped(person: Person, skip: Skip, reach: Reach | None) -> Message:
    """The ledger row of a piece that will never go, with its reason (promise P5)."""
    late = skip.reason is Reason.EXPIRED
    return Message(
        to=reach.address if reach else None,
        body=None,
        kind="tip",
        key=skip.key,
        priority=NUDGE,
        due_at=at(skip.day, person.hour, person.zone),
        organisation_id=person.organisation_id,
        person_id=person.id,
        plan=f"tip:{skip.key}:{person.id}",
        status=Status.EXPIRED if late else Status.SKIPPED,
        reason=skip.reason.value,
    )


def _full_day(message: Message) -> Message:
    """Another proactive message already has that local day: the ledger refused this one."""
    return replace(
        message,
        body=None,
        plan=f"{message.plan}/full",
        proactive_day=None,
        status=Status.SKIPPED,
        reason=Reason.DAILY_LIMIT.value,
    )
