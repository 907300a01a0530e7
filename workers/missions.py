"""Missions as the weeks go by, and what their people do about them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from content.library import fill
from content.library import words as known_words
from content.schema import Mission as Text
from core.calendar import at, local
from core.message import Outbound
from core.person import Organisation, Person
from core.reasons import Reason
from flows import acts
from flows.rights import Act, may
from flows.talk import Say, Turn
from store import addresses, boards, groups, missions, organisations, outbox, people, teams
from store.db import Transaction
from store.missions import OVER, RUNNING, SHARING, USES, WEEKS, Mission
from store.outbox import BROADCAST, Message
from workers import agenda, apart
from workers.agenda import Item, Recipient
from workers.context import Context
from workers.masking import masked
from workers.planner import announcing, render
from workers.told import Told

REMINDED_AFTER = timedelta(days=3)
WEEK = timedelta(days=7)
WAITS = timedelta(days=3)
"""A week's word, or a reminder, waits for a free day this long."""
SHARED_WITHIN = timedelta(days=14)


# ---- as time goes by


def tick(context: Context, now: datetime) -> int:
    """Look at the missions that are due. Returns how many."""
    with context.database.read() as tx:
        first = missions.next_look(tx)
    if first is None or first > now:
        return 0
    return apart.each(
        context,
        lambda tx: missions.due(tx, now),
        lambda tx, one: _look(tx, context, one, now),
        lambda tx, one: missions.save(tx, one, apart.in_an_hour(now)),
    )


def _look(tx: Transaction, context: Context, one: Mission, now: datetime) -> None:
    person = people.load(tx, one.person_id, one.organisation_id)
    assert person is not None  # noqa: S101 - a foreign key says so
    text = context.library.missions.get(one.mission)
    today = local(now, person.zone).date()
    if text is None or one.status == SHARING or not may(person, Act.MISSION):
        missions.save(tx, replace(one, status=OVER), None)
        return
    begins = one.started_on + WEEK * one.week
    if today < begins:
        if not one.reminded and one.done < USES:
            word = _Word(one, person, _reminder(text, one), f"reminder{one.week}")
            _write(tx, context, word, now)
        missions.save(tx, replace(one, reminded=True), _hour(person, begins))
    elif one.week < WEEKS:
        next_week = replace(one, week=one.week + 1, reminded=False)
        word = _Word(one, person, week(context, next_week), f"week{next_week.week}")
        _write(tx, context, word, now)
        missions.save(tx, next_week, _hour(person, begins + REMINDED_AFTER))
    else:
        _write(tx, context, _Word(one, person, _last(text, one), "share"), now)
        missions.save(tx, replace(one, status=SHARING), _hour(person, begins + SHARED_WITHIN))


def _hour(person: Person, day: date) -> datetime:
    return at(day, person.hour, person.zone)


@dataclass(frozen=True, slots=True)
class _Word:
    """What a mission says next to whose it is; `step` tells it from its other words."""

    mission: Mission
    person: Person
    say: Say
    step: str


def _write(tx: Transaction, context: Context, word: _Word, now: datetime) -> None:
    one, person, say = word.mission, word.person, word.say
    organisation = organisations.known(tx, person.organisation_id)
    today = local(now, person.zone).date()
    item = Item(
        kind="mission",
        key=say.key,
        plan=f"{one.plan}{word.step}",
        body=_told(context, organisation, say),
        first=today,
        last=today + WAITS,
    )
    reach = addresses.reach(tx, context.keyring, [person.id]).get(person.id)
    agenda.place(tx, context, Recipient(person, reach), item, now)


def _told(context: Context, organisation: Organisation, say: Say) -> Outbound:
    """In the organisation's words, those of the mission's own text included."""
    known = known_words(organisation.words, organisation.name)
    values = {name: fill(text, known) for name, text in say.values.items()}
    body = render(context, organisation, replace(say, values=values))
    return replace(body, template=announcing(context.library, "mission"))


def week(context: Context, one: Mission) -> Say:
    """What a week of a mission asks for."""
    text = context.library.missions[one.mission]
    here = text.weeks[one.week - 1]
    values = {
        "number": str(one.week),
        "title": text.title,
        "text": here.text,
        "uses": "\n".join(f"{number}. {use}" for number, use in enumerate(here.uses, 1)),
    }
    return Say("mission.week", values, ref=str(one.id))


def _reminder(text: Text, one: Mission) -> Say:
    return Say("mission.reminder", {"text": text.reminder}, ref=str(one.id))


def _last(text: Text, one: Mission) -> Say:
    return Say("mission.share", {"text": text.share}, ref=str(one.id))


# ---- what people do


def carry_out(tx: Transaction, context: Context, turn: Turn, act: acts.MissionEffect) -> Told:
    """Do it, if the person may and the mission is theirs; say what came of it."""
    if not may(turn.person, Act.MISSION):
        return Told((Say("mission.champions_only"),))
    if isinstance(act, acts.TakeMission):
        return _take(tx, context, turn, act.mission)
    one = missions.held(tx, turn.person, act.number)
    if one is None:
        return Told((Say("mission.over"),))
    match act:
        case acts.UseMission():
            return _use(tx, turn, one)
        case acts.LeaveMission():
            return _leave(tx, one)
        case acts.PreviewLesson(_, text):
            over = one.status == missions.LEFT or one.shared != "no"
            check = Say("mission.check", {"text": masked(text).text})
            return Told((Say("mission.over") if over else check,))
        case acts.ShareLesson():
            return _share(tx, context, turn, one, act)
        case acts.UnshareLesson():
            return _unshare(tx, context, turn, one)


def _take(tx: Transaction, context: Context, turn: Turn, ident: str) -> Told:
    mine = missions.of(tx, turn.person)
    if any(one.status == RUNNING for one in mine):
        return Told((Say("mission.already"),))
    today = local(turn.now, turn.person.zone).date()
    remind = _hour(turn.person, today + REMINDED_AFTER)
    one = missions.begin(tx, turn.person, ident, today, remind)
    text = context.library.missions[ident]
    intro = Say("mission.taken", {"text": fill(text.intro, turn.words)})
    first = week(context, one)
    values = {name: fill(text, turn.words) for name, text in first.values.items()}
    return Told((intro, replace(first, values=values)))


def _use(tx: Transaction, turn: Turn, one: Mission) -> Told:
    if one.status != RUNNING:
        return Told((Say("mission.over"),))
    done = min(one.done + 1, USES)
    uses = (*one.uses[: one.week - 1], done, *one.uses[one.week :])
    missions.used(tx, replace(one, uses=uses))
    if done == USES:
        outbox.cancel_plan(tx, f"{one.plan}reminder{one.week}", Reason.WITHDRAWN.value)
    key = "mission.both" if done == USES else "mission.one"
    return Told((Say(key), Say("win.ask", ref=str(turn.ref))))


def _leave(tx: Transaction, one: Mission) -> Told:
    if one.status == OVER:
        return Told((Say("mission.over"),))
    missions.save(tx, replace(one, status=missions.LEFT), None)
    outbox.cancel(tx, one.person_id, Reason.WITHDRAWN.value, ["mission"])
    return Told((Say("mission.left_alone"),))


def _share(
    tx: Transaction, context: Context, turn: Turn, one: Mission, act: acts.ShareLesson
) -> Told:
    # Told late is told all the same; told already, or left, it is over.
    if one.status == missions.LEFT or one.shared != "no":
        return Told((Say("mission.over"),))
    lesson = masked(act.text).text
    missions.share(tx, context.keyring, one, (lesson, act.how), turn.now)
    outbox.cancel(tx, one.person_id, Reason.WITHDRAWN.value, ["mission"])
    if act.name:
        teams.show_as(tx, context.keyring, turn.person, act.name)
    post = _post(tx, context, turn, one, (lesson, act.name))
    if post is not None:
        outbox.plan(tx, context.keyring, [post], now=turn.now)
    key = "mission.posted" if post else "mission.posted_week"
    return Told((Say(key, ref=str(one.id)),))


def _post(
    tx: Transaction, context: Context, turn: Turn, one: Mission, said: tuple[str, str]
) -> Message | None:
    """What the team's group reads of (lesson, name); None where the team has no group."""
    lesson, name = said
    team = turn.person.team_id
    group = groups.of_team(tx, context.keyring, team) if team is not None else None
    if group is None:
        return None
    who = name or context.library.message("champion.origins").buttons["nameless"]
    body = render(context, turn.organisation, Say("mission.post", {"text": lesson, "who": who}))
    return Message(
        to=group.address,
        body=replace(body, thread=group.thread),
        kind="group",
        key="mission.post",
        priority=BROADCAST,
        due_at=agenda.opening(context, turn.organisation, turn.now),
        organisation_id=one.organisation_id,
        plan=f"{one.plan}post",
    )


def _unshare(tx: Transaction, context: Context, turn: Turn, one: Mission) -> Told:
    """Taken back: out of the week to come, and changed where it stands, if that can be."""
    if one.shared == "no":
        return Told((Say("mission.over"),))
    missions.unshare(tx, one)
    plan = f"{one.plan}post"
    # What nobody has read yet stays; elsewhere it was posted in the group of that day.
    post = outbox.by_plan(tx, context.keyring, plan)
    unread = outbox.cancel_plan(tx, plan, Reason.WITHDRAWN.value)
    if post is not None and not unread and post.to is not None and context.edits(post.to):
        gone = render(context, turn.organisation, Say("mission.post_gone"))
        thread = post.body.thread if post.body else ""
        boards.revise(tx, context.keyring, post, replace(gone, thread=thread), turn.now)
    return Told((Say("mission.unshared"),))
