"""Why a person received or did not receive something, in the operator's words."""

from collections.abc import Iterator
from datetime import timedelta

from cli.because import because
from core.calendar import local
from core.person import Person, Role
from flows import schedule
from store import ledger
from store.db import Transaction
from workers.context import Context

DAYS_AHEAD = 7


def lines(tx: Transaction, context: Context, person: Person) -> Iterator[str]:
    """The person's standing, the coming week day by day, then the ledger, newest first."""
    now = context.clock.now()
    yield f"personne {person.id} : {person.state.value}, {person.pieces_a_week} par semaine"
    if person.role is Role.ADMIN:
        yield "admin : prévenu avant qu'une limite de WhatsApp retienne des astuces"
    if person.next_at is not None:
        yield f"prochaine : {local(person.next_at, person.zone):%Y-%m-%d %H:%M} ({person.zone})"
    today = local(now, person.zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)):
        reason = schedule.day(person, day)
        yield f"{day}  {because(reason.value) if reason else 'possible'}"
    for row in ledger.history(tx, person.organisation_id, person.id):
        when = local(row.due_at, person.zone)
        how = " en modèle" if row.template else ""
        why = f" : {because(row.reason)}" if row.reason else ""
        yield f"{when:%Y-%m-%d %H:%M}  {row.kind:<12} {row.key:<24} {row.status}{how}{why}"
