"""A challenge to many at the channel's full pace, while people are answered."""

from datetime import UTC, datetime, timedelta
from statistics import median

from sqlalchemy import update

from bench.crowd import CODE, Crowd
from bench.figures import Figure
from bench.pacing import PER_SECOND
from bench.replies import BUSY_MS, at_rest, busy, house
from bench.scenario import Bench
from store import challenges, organisations, teams
from store.challenges import Challenge
from store.models import PersonRow

_SAID = {"title": "Six mots", "text": "Raconte ta réunion en six mots."}


def measure(bench: Bench) -> list[Figure]:
    """Replies beside it and without it, and how much of the limit both together use."""
    return [figure for kind in bench.kinds for figure in _one(bench, kind)]


def _one(bench: Bench, kind: str) -> list[Figure]:
    many, runs = bench.size.busy_nudges, bench.size.runs
    with house(bench, kind, PER_SECOND) as opened:
        idle = at_rest(bench, opened, kind)
        beside = busy(
            bench, opened, f"{kind}, challenge", runs, lambda: launch(opened.people, many)
        )
    what = f"a challenge to {many} at {PER_SECOND}/s"
    against = [one / median(idle) for one in beside.late]
    return [
        Figure(f"reply during {what}, p95", kind, "ms", beside.late, BUSY_MS),
        Figure(f"reply during {what}, against idle", kind, "×", against),
        *beside.figures(what, kind),
    ]


def launch(people: Crowd, many: int) -> None:
    """A challenge to the team of the first `many`; whoever writes meanwhile is in none."""
    now = datetime.now(UTC)
    with people.database.write() as tx:
        theirs = organisations.by_code(tx, CODE)
        assert theirs is not None
        team = teams.every(tx, theirs.id)[0]
        tx.execute(update(PersonRow).where(PersonRow.id <= many).values(team_id=team.id))
        one = Challenge(0, theirs.id, _SAID, now, now + timedelta(days=3), team_id=team.id)
        kept, _ = challenges.draft(tx, people.keyring, one, now)
        challenges.launch(tx, kept)
