"""How each piece was received: counts, never whose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from store.models import FeedbackRow, PersonRow
from store.seal import Keyring


@dataclass(frozen=True, slots=True)
class Rating:
    """What people of one job did with one piece."""

    piece: str
    job: str
    tried: int
    not_for_me: int

    @property
    def answers(self) -> int:
        """How many said either."""
        return self.tried + self.not_for_me

    @property
    def refused(self) -> float:
        """The share of "pas pour moi", 0 to 1."""
        return self.not_for_me / self.answers if self.answers else 0.0


def comments(
    tx: Connection, keyring: Keyring, organisation_id: int | None = None
) -> Mapping[tuple[str, str], Sequence[str]]:
    """By piece and job: why it was not for somebody, in no order that tells who or when."""
    query = (
        select(FeedbackRow.piece, PersonRow.job, FeedbackRow.sealed)
        .join(PersonRow, PersonRow.id == FeedbackRow.person_id)
        .where(FeedbackRow.sealed.is_not(None))
    )
    if organisation_id is not None:
        query = query.where(FeedbackRow.organisation_id == organisation_id)
    found: dict[tuple[str, str], list[str]] = {}
    for piece, job, sealed in tx.execute(query):
        if sealed:
            found.setdefault((piece, job), []).append(keyring.unseal(sealed))
    return {place: sorted(said) for place, said in found.items()}


def counts(tx: Connection, organisation_id: int | None = None) -> Sequence[Rating]:
    """Of every piece somebody tried or refused, by job; of one organisation, or of all."""
    count = func.count()
    query = (
        select(
            FeedbackRow.piece,
            PersonRow.job,
            count.filter(FeedbackRow.verdict == "tried"),
            count.filter(FeedbackRow.verdict == "not_for_me"),
        )
        .join(PersonRow, PersonRow.id == FeedbackRow.person_id)
        .where(FeedbackRow.verdict.in_(("tried", "not_for_me")))
        .group_by(FeedbackRow.piece, PersonRow.job)
        .order_by(FeedbackRow.piece, PersonRow.job)
    )
    if organisation_id is not None:
        query = query.where(FeedbackRow.organisation_id == organisation_id)
    return [Rating(*row) for row in tx.execute(query)]
