"""Finds who might like to be a resource person, and asks them: nobody is one without their yes.

What people did of their own accord is added up once a week, team by team, for one question to one
person at most; the sum is neither kept nor shown to anybody.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from core.calendar import local
from core.person import Organisation, Person, Role, Team
from core.reasons import Reason
from flows import acts, mission
from flows.rights import Act, may
from flows.talk import Say, Turn
from french import naming
from store import (
    addresses,
    audit,
    candidates,
    missions,
    organisations,
    outbox,
    people,
    relays,
    teams,
)
from store.candidates import Candidate, Signs
from store.db import Transaction
from workers import agenda, apart
from workers.agenda import Item, Recipient
from workers.context import Context
from workers.planner import announcing, render
from workers.told import Told

LATELY = timedelta(days=28)
KINDS, POINTS = 3, 6
"""How many kinds of signs, and how much in all, make somebody worth asking."""
MOST = 5
"""What one kind counts at most: ten questions are no more curious than five."""
WITHIN = timedelta(days=30)
"""A question to ask waits for a free day this long."""
LATER = timedelta(days=56)
"""After a "pas maintenant" nobody is asked again for eight weeks."""


# ---- found, once a week


def spot(tx: Transaction, team: Team, now: datetime) -> None:
    """The most curious of a team is to be asked, if somebody is curious enough."""
    found = candidates.signs(tx, team, now - LATELY)
    ranked = sorted((-weight(one), ident) for ident, one in found.items() if enough(one))
    for _, ident in ranked[:1]:
        person = people.load(tx, ident, team.organisation_id)
        if person is not None:
            candidates.think_of(tx, person, candidates.CURIOSITY, now)


def weight(signs: Signs) -> int:
    """Help given weighs twice: colleagues say so, the person does not."""
    alone = (signs.tries, signs.questions, signs.shares, signs.thanks)
    return sum(min(one, MOST) for one in alone) + 2 * min(signs.helps, MOST)


def enough(signs: Signs) -> bool:
    """Whether somebody is worth asking: several kinds of signs, and not just once each."""
    kinds = (signs.tries, signs.questions, signs.shares, signs.thanks, signs.helps)
    return sum(one > 0 for one in kinds) >= KINDS and weight(signs) >= POINTS


# ---- asked


def tick(context: Context, now: datetime) -> int:
    """Ask those who are to be asked. Returns how many were looked at."""
    with context.database.read() as tx:
        first = candidates.next_look(tx)
    if first is None or first > now:
        return 0
    return apart.each(
        context,
        lambda tx: candidates.due(tx, now),
        lambda tx, one: _ask(tx, context, one, now),
        lambda tx, one: candidates.asked(tx, one, one.asked_on, apart.in_an_hour(now)),
    )


def _ask(tx: Transaction, context: Context, one: Candidate, now: datetime) -> None:
    person = people.load(tx, one.person_id, one.organisation_id)
    assert person is not None  # noqa: S101 - a foreign key says so
    organisation = organisations.by_id(tx, person.organisation_id)
    if organisation is None or person.role is not Role.MEMBER:
        candidates.asked(tx, one, one.asked_on, None)
        return
    reach = addresses.reach(tx, context.keyring, [person.id]).get(person.id)
    item = _item(context, organisation, one, person, now)
    day = agenda.place(tx, context, Recipient(person, reach), item, now)
    # Away for long, or reading the week alone: somebody promised that they would be asked.
    candidates.asked(tx, one, day or one.asked_on, None if day else now + LATER)


def _item(
    context: Context, organisation: Organisation, one: Candidate, person: Person, now: datetime
) -> Item:
    why = context.library.message("champion.origins").buttons[one.origin]
    body = render(context, organisation, Say("champion.would_you", {"why": why}))
    tomorrow = local(now, person.zone).date() + timedelta(days=1)
    return Item(
        kind="candidate",
        key="champion.would_you",
        plan=f"candidate:{person.id}:{tomorrow}",
        body=replace(body, template=announcing(context.library, "candidate")),
        first=tomorrow,
        last=tomorrow + WITHIN,
    )


# ---- what people do about it


def carry_out(tx: Transaction, context: Context, turn: Turn, act: acts.CallEffect) -> Told:
    """Do it, and say what came of it."""
    match act:
        case acts.ThankHelper(name):
            return _helped(tx, context, turn, name)
        case acts.ThinkOf(name):
            return _thought_of(tx, context, turn, name)
        case acts.StepBack():
            return _step_back(tx, turn)
        case acts.AnswerCall(answer):
            return _answered(tx, turn, answer)


def _colleague(tx: Transaction, context: Context, turn: Turn, name: str) -> Person | None:
    """Who of the team gave it this first name, if one and only one did."""
    team = turn.person.team_id
    members = people.in_team(tx, team) if team is not None else []
    shown = teams.shown_as(tx, context.keyring, [one.id for one in members])
    found = [one for one in members if naming.same(shown.get(one.id, ""), name)]
    return found[0] if len(found) == 1 else None


def _helped(tx: Transaction, context: Context, turn: Turn, name: str) -> Told:
    helper = _colleague(tx, context, turn, name)
    if helper is None:
        return Told((Say("champion.unknown_name"),))
    if helper.id == turn.person.id:
        return Told((Say("champion.yourself"),))
    candidates.helped(tx, helper, local(turn.now, turn.organisation.zone).date())
    return Told((Say("champion.helped"),))


def _thought_of(tx: Transaction, context: Context, turn: Turn, name: str) -> Told:
    somebody = _colleague(tx, context, turn, name)
    if somebody is None:
        return Told((Say("champion.unknown_name"),))
    if somebody.id == turn.person.id:
        return Told((Say("champion.are_none"),))
    by_admin = may(turn.person, Act.INVITE)
    if somebody.role is Role.MEMBER:
        origin = candidates.ADMIN if by_admin else candidates.PEER
        candidates.think_of(tx, somebody, origin, turn.now)
        audit.note(
            tx,
            "candidate_named",
            turn.now,
            organisation_id=turn.organisation.id,
            # A peer's suggestion stays theirs; an admin answers for what they do.
            **({"by": turn.person.id} if by_admin else {}),
            person=somebody.id,
        )
    # The same words whatever comes of it: who was asked, and what they said, is theirs alone.
    return Told((Say("champion.named"),))


def _answered(tx: Transaction, turn: Turn, answer: str) -> Told:
    if turn.person.role is not Role.MEMBER:
        return Told((Say("champion.already"),))
    if answer == "volunteer":
        # A question planned for tomorrow has its answer.
        outbox.cancel(tx, turn.person.id, Reason.WITHDRAWN.value, ["candidate"])
        candidates.think_of(tx, turn.person, candidates.CURIOSITY, turn.now)
        candidates.answered(tx, turn.person, candidates.YES, None)
        return welcome(tx, turn)
    one = candidates.of(tx, turn.person)
    if one is None or one.asked_on is None:
        return Told((Say("system.old_button"),))
    again = turn.now + LATER if answer == candidates.LATER else None
    candidates.answered(tx, turn.person, answer, again)
    if answer != candidates.YES:
        return Told((Say("champion.later" if again else "champion.no"),))
    return welcome(tx, turn)


def welcome(tx: Transaction, turn: Turn) -> Told:
    """They are a resource person from now on, and see what they could begin with."""
    people.save(tx, turn.person, replace(turn.person, role=Role.CHAMPION))
    mine = {"organisation_id": turn.organisation.id, "person": turn.person.id}
    audit.note(tx, "champion_joined", turn.now, **mine)
    return Told((Say("champion.welcome"), mission.offer(turn)))


def _step_back(tx: Transaction, turn: Turn) -> Told:
    if turn.person.role is not Role.CHAMPION:
        return Told((Say("champion.are_none"),))
    people.save(tx, turn.person, replace(turn.person, role=Role.MEMBER))
    if candidates.of(tx, turn.person) is None:
        candidates.think_of(tx, turn.person, candidates.ADMIN, turn.now)
    candidates.answered(tx, turn.person, candidates.NO, None)
    missions.leave_all(tx, turn.person)
    outbox.cancel(tx, turn.person.id, Reason.WITHDRAWN.value, ["mission"])
    relays.let_go(tx, turn.person, turn.now)
    mine = {"organisation_id": turn.organisation.id, "person": turn.person.id}
    audit.note(tx, "champion_left", turn.now, **mine)
    return Told((Say("champion.stepped_back"),))
