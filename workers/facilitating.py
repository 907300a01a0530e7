"""What an admin does with a workshop, and what those who come do."""

from dataclasses import replace
from datetime import timedelta

from core.message import Button
from core.reasons import Reason
from flows import acts
from flows.rights import Act, may
from flows.talk import Say, Turn
from store import audit, people, teams, workshops
from store.db import Transaction
from store.workshops import CANCELLED, DRAFT, OVER, PLANNED, RUNNING, Workshop
from workers import workshops as rooms
from workers.context import Context
from workers.masking import masked
from workers.told import Told
from workers.workshops import LONGEST, Room

TODAY = timedelta(hours=20)
"""Ahead of a workshop it can be led from ATELIER too."""
_BY_ADMINS = (
    acts.OfferWorkshop
    | acts.PreviewWorkshop
    | acts.DecideWorkshop
    | acts.LeadWorkshop
    | acts.ReadSheet
    | acts.OfferToLead
)

_TAKING_PART = (
    acts.AnswerInvitation
    | acts.FetchMaterial
    | acts.Commit
    | acts.AnswerFollowUp
    | acts.ShareApplied
    | acts.UnshareApplied
)
_BY_MEMBERS = acts.ShowWorkshop | acts.PreviewApplied | _TAKING_PART


def carry_out(tx: Transaction, context: Context, turn: Turn, act: acts.WorkshopEffect) -> Told:
    """Do it, once more looking whether the person may; say what came of it."""
    if isinstance(act, _BY_ADMINS):
        if not may(turn.person, Act.WORKSHOP):
            return _only_me(turn, Say("workshop.admins_only"))
        return _by_admin(tx, context, turn, act)
    return _by_member(tx, context, turn, act)


def _only_me(turn: Turn, say: Say) -> Told:
    return Told(toast=say) if turn.message.group is not None else Told((say,))


def _by_admin(tx: Transaction, context: Context, turn: Turn, act: _BY_ADMINS) -> Told:
    match act:
        case acts.OfferToLead():
            return _to_lead(tx, context, turn)
        case acts.OfferWorkshop():
            return _offer(tx, context, turn, act)
        case acts.PreviewWorkshop():
            return _preview(tx, context, turn, act)
    room = _room(tx, context, turn, act.number, lock=True)
    if room is None:
        return _only_me(turn, Say("workshop.gone"))
    match act:
        case acts.DecideWorkshop(_, what):
            return _decided(room, turn, what)
        case acts.LeadWorkshop(_, position, what):
            return _led(room, turn, position, what)
        case acts.ReadSheet():
            return Told((sheet(room),))


def _room(
    tx: Transaction, context: Context, turn: Turn, number: int, *, lock: bool = False
) -> Room | None:
    one = workshops.by_id(tx, number, turn.organisation.id, lock=lock)
    if one is None or one.kit not in context.library.workshops:
        return None
    return Room(tx, context, turn.organisation, one, turn.now)


# ---- planned


def _offer(tx: Transaction, context: Context, turn: Turn, act: acts.OfferWorkshop) -> Told:
    known = teams.every(tx, turn.organisation.id)
    if len(known) == 1:
        asked = acts.PreviewWorkshop(act.kit, act.cases, act.starts_at, known[0].id)
        return _preview(tx, context, turn, asked)
    more = tuple(Button(f"workshop.team:{one.id}", one.name) for one in known[:10])
    return Told((Say("workshop.team", more=more),))


def _preview(tx: Transaction, context: Context, turn: Turn, act: acts.PreviewWorkshop) -> Told:
    team = next((one for one in teams.every(tx, turn.organisation.id) if one.id == act.team), None)
    if team is None or act.kit not in context.library.workshops:
        return Told((Say("workshop.gone"),))
    one = Workshop(
        id=0,
        organisation_id=turn.organisation.id,
        team_id=team.id,
        kit=act.kit,
        cases=act.cases,
        leader_id=turn.person.id,
        starts_at=act.starts_at,
    )
    kept = workshops.draft(tx, one, turn.now)
    room = Room(tx, context, turn.organisation, kept, turn.now)
    members = people.in_team(tx, team.id)
    values = {
        **room.values(),
        "count": str(len(act.cases)),
        "team": team.name,
        "people": str(len(members)),
    }
    return Told((Say("workshop.summary", values, ref=str(kept.id)),))


def _decided(room: Room, turn: Turn, what: str) -> Told:
    if what == "go":
        return _planned(room, turn)
    if what == "drop":
        dropped = workshops.change(room.tx, room.one, CANCELLED, was=[DRAFT], next_at=None)
        return Told((Say("workshop.not_planned" if dropped else "workshop.gone"),))
    if not workshops.change(room.tx, room.one, CANCELLED, was=[PLANNED], next_at=None):
        return Told((Say("workshop.gone"),))
    rooms.cancel(room)
    _note(room, "workshop_cancelled", turn)
    return Told((Say("workshop.cancelled_by_you", room.values()),))


def _to_lead(tx: Transaction, context: Context, turn: Turn) -> Told:
    """What any admin can lead now: who planned it may be ill, or their page may not have come."""
    found = workshops.to_lead(tx, turn.organisation.id, turn.now + TODAY)
    known = (one for one in found if one.kit in context.library.workshops)
    return Told(tuple(_now(Room(tx, context, turn.organisation, one, turn.now)) for one in known))


def _now(room: Room) -> Say:
    """Where a workshop stands, with the buttons that lead it."""
    case = room.case
    return _stands(room, case.title) if case else room.say("workshop.planned", ref=room.here)


def _planned(room: Room, turn: Turn) -> Told:
    if turn.now >= room.one.starts_at:
        return Told((Say("workshop.when_past"),))
    if not workshops.change(room.tx, room.one, PLANNED, was=[DRAFT], next_at=turn.now):
        return Told((Say("workshop.gone"),))
    _note(room, "workshop_planned", turn)
    return Told((room.say("workshop.planned", ref=room.here),))


def _note(room: Room, act: str, turn: Turn) -> None:
    organisation = room.organisation.id
    detail = {"by": turn.person.id, "workshop": room.one.id}
    audit.note(room.tx, act, turn.now, organisation_id=organisation, **detail)


def sheet(room: Room) -> Say:
    """The page to lead from: the script, what people say, the pitfalls, what comes after."""
    page = room.kit.facilitator
    return room.say(
        "workshop.sheet",
        script=page.script,
        heard="\n".join(f"« {one.said} »\n→ {one.answer}" for one in page.heard),
        pitfalls="\n".join(f"· {one}" for one in page.pitfalls),
        after="\n".join(f"· {one}" for one in page.after),
    )


# ---- led


def _led(room: Room, turn: Turn, position: int, what: str) -> Told:
    one = room.one
    if one.position != position or one.status not in (PLANNED, RUNNING):
        return _only_me(turn, Say("workshop.moved_on"))
    if what == "again":
        if one.status != RUNNING:
            return _only_me(turn, Say("workshop.moved_on"))
        room.further()
        return _leading(room, turn)
    return _next(room, turn)


def _next(room: Room, turn: Turn) -> Told:
    one, begins = room.one, room.one.position == 0
    last = one.position >= len(one.cases)
    to, again = (OVER, None) if last else (RUNNING, turn.now + LONGEST)
    where = one.position if last else one.position + 1
    was = [PLANNED] if begins else [RUNNING]
    if not workshops.change(room.tx, one, to, was=was, next_at=again, position=where):
        return _only_me(turn, Say("workshop.moved_on"))
    if last:
        room.close()
        _note(room, "workshop_ended", turn)
        return _private(turn, Say("workshop.well_led", room.values(), ref=str(one.id)))
    if begins:
        workshops.come(room.tx, one, turn.person, True)
        _note(room, "workshop_started", turn)
    now_at = room.moved(where)
    now_at.show()
    return _leading(now_at, turn)


def _leading(room: Room, turn: Turn) -> Told:
    """Who leads sees where things stand, and how to go on from their own phone."""
    if turn.message.group is not None:
        return Told(toast=Say("workshop.shown"))
    case = room.case
    return Told((_stands(room, case.title if case else ""),))


def _stands(room: Room, case: str) -> Say:
    told = room.say("workshop.leading", ref=room.here, case=case)
    where = {"number": str(room.one.position), "all": str(len(room.one.cases))}
    return replace(told, values={**told.values, **where})


def _private(turn: Turn, say: Say) -> Told:
    return Told(whisper=(say,)) if turn.message.group is not None else Told((say,))


# ---- by those who come


def _by_member(tx: Transaction, context: Context, turn: Turn, act: _BY_MEMBERS) -> Told:
    match act:
        case acts.ShowWorkshop():
            return _show(tx, context, turn)
        case acts.PreviewApplied(text):
            return Told((Say("workshop.tell_check", {"text": masked(text).text}),))
    room = _room(tx, context, turn, act.number)
    # Coming in is for the team; whoever came stays in it, wherever they work by now.
    enters = isinstance(act, acts.AnswerInvitation | acts.FetchMaterial)
    if room is None or (enters and not _welcome(room, turn)):
        return _only_me(turn, Say("workshop.gone"))
    return _taking_part(room, turn, act)


def _taking_part(room: Room, turn: Turn, act: _TAKING_PART) -> Told:
    match act:
        case acts.AnswerInvitation(_, coming):
            return _invited(room, turn, coming)
        case acts.FetchMaterial():
            return _fetched(room, turn)
        case acts.Commit(_, text):
            return _committed(room, turn, text)
        case acts.AnswerFollowUp(_, days, applied):
            return _applied(room, turn, days, applied)
        case acts.UnshareApplied(_, days):
            return _untold(room, turn, days)
        case acts.ShareApplied():
            return _shared(room, turn, act)


def _welcome(room: Room, turn: Turn) -> bool:
    mine = room.one.team_id == turn.person.team_id or room.one.leader_id == turn.person.id
    return mine or turn.person.id in room.there()


def _invited(room: Room, turn: Turn, coming: bool) -> Told:
    if room.one.status not in (PLANNED, RUNNING):
        return _only_me(turn, Say("workshop.gone"))
    workshops.come(room.tx, room.one, turn.person, coming)
    # Said in the group, it need not be asked any more.
    workshops.take_back(room.tx, room.one, [turn.person.id], Reason.WITHDRAWN.value)
    key = "workshop.coming" if coming else "workshop.not_coming"
    return _only_me(turn, Say(key, room.values()))


def _fetched(room: Room, turn: Turn) -> Told:
    """The exercise under way on their own phone: from now on they take part."""
    if room.one.status != RUNNING or room.case is None:
        return _only_me(turn, Say("workshop.gone"))
    workshops.come(room.tx, room.one, turn.person, True)
    room.tell([turn.person.id], room.alone(), asked=True)
    return _only_me(turn, Say("workshop.fetched"))


def _show(tx: Transaction, context: Context, turn: Turn) -> Told:
    team = turn.person.team_id
    one = workshops.of_team(tx, team) if team is not None else None
    if one is None or one.kit not in context.library.workshops:
        return Told((Say("workshop.none"),))
    room = Room(tx, context, turn.organisation, one, turn.now)
    if one.status == RUNNING:
        return _fetched(room, turn)
    return Told((Say("workshop.invited", room.values(), ref=str(one.id)),))


def _committed(room: Room, turn: Turn, text: str) -> Told:
    said = masked(text).text
    there = room.one.status in (RUNNING, OVER)
    kept = there and workshops.commit(room.tx, room.context.keyring, room.one, turn.person, said)
    if not kept:
        return Told((Say("workshop.gone"),))
    return Told((Say("workshop.committed", {"text": said}, ref=str(room.one.id)),))


def _applied(room: Room, turn: Turn, days: int, applied: str) -> Told:
    known = room.one.status == OVER and workshops.answer(
        room.tx, room.one, turn.person, (days, applied), turn.now
    )
    if not known:
        return Told((Say("workshop.gone"),))
    keys = {
        workshops.YES: "workshop.applied",
        workshops.PARTLY: "workshop.applied_partly",
        workshops.NO: "workshop.not_applied",
    }
    return Told((Say(keys[applied]),))


def _shared(room: Room, turn: Turn, act: acts.ShareApplied) -> Told:
    where = room.one, turn.person, act.days
    said = masked(act.text).text, act.how
    if not workshops.tell(room.tx, room.context.keyring, where, said, turn.now):
        return Told((Say("workshop.gone"),))
    if act.name:
        teams.show_as(room.tx, room.context.keyring, turn.person, act.name)
    return Told((Say("workshop.told", ref=f"{room.one.id}-{act.days}"),))


def _untold(room: Room, turn: Turn, days: int) -> Told:
    done = workshops.untell(room.tx, room.one, turn.person, days)
    return Told((Say("workshop.untold" if done else "workshop.gone"),))
