"""What an admin does with a challenge, and what members make of it."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from content import spoken
from core.calendar import local
from core.message import Button
from flows import acts
from flows.rights import Act, may
from flows.talk import Say, Turn
from store import audit, challenges, outbox, people, teams
from store.challenges import Challenge
from store.db import Transaction
from workers.broadcast import Broadcast, asked, words
from workers.context import Context
from workers.reach import Reach, reach
from workers.told import Told


def carry_out(tx: Transaction, context: Context, turn: Turn, act: acts.ChallengeEffect) -> Told:
    """Do what a flow wants done, once more looking whether the person may."""
    match act:
        case acts.AnswerChallenge(number, state):
            return _answer(tx, context, turn, number, state)
        case acts.ShowChallenge():
            return _show(tx, context, turn)
    if not may(turn.person, Act.CHALLENGE):
        return Told((Say("challenge.admins_only"),))
    match act:
        case acts.ShowProgress():
            return _progress(tx, context, turn)
        case acts.OfferAudience():
            return _offer(tx, context, turn)
        case acts.PreviewChallenge():
            return _preview(tx, context, turn, act)
        case acts.LaunchChallenge(token) | acts.DropChallenge(token):
            return _decided(tx, context, turn, token, go=isinstance(act, acts.LaunchChallenge))
    return _changed(tx, context, turn, act)


def _changed(
    tx: Transaction, context: Context, turn: Turn, act: acts.StopChallenge | acts.ResumeChallenge
) -> Told:
    one = challenges.by_id(tx, context.keyring, act.number, turn.organisation.id)
    if one is None:
        return Told((Say("challenge.not_running"),))
    if isinstance(act, acts.StopChallenge):
        return _stop(tx, context, turn, one)
    return _resume(tx, turn, one)


def _progress(tx: Transaction, context: Context, turn: Turn) -> Told:
    """How far those that run have got: where nothing changes where it stands, this tells it."""
    running = [
        one
        for one in challenges.every(tx, context.keyring, turn.organisation.id)
        if one.status == challenges.RUNNING
    ]
    looks = (Broadcast(tx, context, turn.organisation, one, turn.now) for one in running)
    return Told(tuple(look.progress() for look in looks))


def _offer(tx: Transaction, context: Context, turn: Turn) -> Told:
    """Everyone, each team where there are several, each job somebody has."""
    label = context.library.message("challenge.more").buttons["all"]
    known = teams.every(tx, turn.organisation.id)
    several = known if len(known) > 1 else []
    jobs = sorted({one.job for one in people.members(tx, turn.organisation.id)} - {"general"})
    more = (
        Button("challenge.to:all", label),
        *(Button(f"challenge.to:team-{one.id}", one.name) for one in several),
        *(Button(f"challenge.to:job-{job}", context.library.jobs.get(job, job)) for job in jobs),
    )
    return Told((Say("challenge.to", more=more[:10]),))


def _preview(tx: Transaction, context: Context, turn: Turn, act: acts.PreviewChallenge) -> Told:
    team, job = _target(tx, turn, act.to)
    one = Challenge(
        id=0,
        organisation_id=turn.organisation.id,
        said=act.said,
        starts_at=act.starts_at,
        ends_at=act.ends_at,
        team_id=team,
        job=job,
        library_id=act.library_id,
        author_id=turn.person.id,
    )
    kept, token = challenges.draft(tx, context.keyring, one, turn.now)
    shown = Say("challenge.shown", words(kept), prompt=kept.said.get("prompt") or None)
    return Told((shown, _summary(tx, context, kept, turn, token)))


def _target(tx: Transaction, turn: Turn, to: str) -> tuple[int | None, str]:
    """A team of this organisation, or a job; everyone for anything else."""
    kind, _, which = to.partition("-")
    mine = {str(one.id): one.id for one in teams.every(tx, turn.organisation.id)}
    return (mine.get(which) if kind == "team" else None), (which if kind == "job" else "")


def _summary(tx: Transaction, context: Context, one: Challenge, turn: Turn, token: str) -> Say:
    there = reach(tx, context, turn.organisation, one, turn.now)
    zone = turn.organisation.zone
    values = {
        "starts": _moment(one.starts_at, zone),
        "ends": _moment(one.ends_at, zone),
        "people": _people(there.people),
        "left": _left_out(context, there.left_out),
        "cost": _cost(context, there),
    }
    return Say("challenge.summary", values, ref=token)


def _moment(instant: datetime, zone: str) -> str:
    here = local(instant, zone)
    return (
        f"{spoken.day(here.date())} à {spoken.hour(here.time().replace(second=0, microsecond=0))}"
    )


def _people(count: int) -> str:
    return f"{count} personne{'s' if count > 1 else ''}"


def _left_out(context: Context, left: Counter[str]) -> str:
    if not left:
        return ""
    named = context.library.message("challenge.reasons").buttons
    counts = ", ".join(f"{count} {named[why]}" for why, count in left.most_common())
    return context.library.render("challenge.left_out", {"counts": counts}).text + "\n"


def _cost(context: Context, there: Reach) -> str:
    if not there.templates:
        return ""
    values = {"templates": str(there.templates), "euros": spoken.euros(there.euros)}
    return context.library.render("challenge.cost", values).text + "\n"


def _decided(tx: Transaction, context: Context, turn: Turn, token: str, *, go: bool) -> Told:
    """A draft is launched or thrown away: once, by its token."""
    one = challenges.drafted(tx, context.keyring, token, turn.organisation.id)
    if one is None:
        return Told((Say("challenge.used"),))
    if not go:
        challenges.drop(tx, one)
        return Told((Say("challenge.dropped"),))
    return _launch(tx, context, turn, one)


def _launch(tx: Transaction, context: Context, turn: Turn, one: Challenge) -> Told:
    if not challenges.launch(tx, one):
        return Told((Say("challenge.used"),))
    _note(tx, "challenge_launched", turn, one)
    board = Broadcast(tx, context, turn.organisation, one, turn.now).board()
    mine = replace(board, to=turn.message.address, person_id=turn.person.id)
    outbox.plan(tx, context.keyring, [mine], now=turn.now)
    return Told()


def _stop(tx: Transaction, context: Context, turn: Turn, one: Challenge) -> Told:
    if challenges.stop(tx, one) is None:
        return Told((Say("challenge.not_running"),))
    _note(tx, "challenge_stopped", turn, one)
    done = challenges.progress(tx, one)
    everybody = challenges.everybody(tx, one)
    values = words(one) | {"left": str(done.left), "held": str(max(everybody - done.left, 0))}
    label = context.library.message("challenge.more").buttons["resume"]
    more = (Button(f"challenge.resume:{one.id}", label),)
    return Told((Say("challenge.stopped", values, more=more),))


def _resume(tx: Transaction, turn: Turn, one: Challenge) -> Told:
    if turn.now >= one.ends_at or not challenges.resume(tx, one, turn.now):
        return Told((Say("challenge.not_running"),))
    _note(tx, "challenge_resumed", turn, one)
    return Told((Say("challenge.resumed", words(one)),))


def _note(tx: Transaction, act: str, turn: Turn, one: Challenge) -> None:
    organisation = turn.organisation.id
    audit.note(tx, act, turn.now, organisation_id=organisation, by=turn.person.id, challenge=one.id)


def _answer(tx: Transaction, context: Context, turn: Turn, number: int, state: str) -> Told:
    one = challenges.by_id(tx, context.keyring, number, turn.organisation.id)
    if one is None or one.status == challenges.DRAFT:
        return Told()
    challenges.answer(tx, one, turn.person, state, turn.now)
    Broadcast(tx, context, turn.organisation, one, turn.now).retell()
    return Told()


def _show(tx: Transaction, context: Context, turn: Turn) -> Told:
    """The newest challenge that runs for this person, once more."""
    mine = turn.person
    for one in challenges.every(tx, context.keyring, turn.organisation.id):
        theirs = one.team_id in (None, mine.team_id) and one.job in ("", mine.job)
        if theirs and one.status == challenges.RUNNING and turn.now >= one.starts_at:
            return Told((asked(one),))
    return Told((Say("challenge.none"),))
