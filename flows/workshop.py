"""Workshops: an admin plans one from a kit and leads it; people come, commit, tell what it gave."""

from datetime import date, datetime, time, timedelta

from content import spoken
from core.calendar import at, holiday, local
from core.message import Button
from core.person import Conversation
from flows.acts import (
    AnswerFollowUp,
    AnswerInvitation,
    Commit,
    DecideWorkshop,
    FetchMaterial,
    LeadWorkshop,
    OfferToLead,
    OfferWorkshop,
    PreviewApplied,
    PreviewWorkshop,
    ReadSheet,
    ShareApplied,
    ShowWorkshop,
    UnshareApplied,
)
from flows.rights import Act, may
from flows.talk import CLOSED, OPEN_FOR, Next, Say, Turn, ask, number
from french import naming, openings, replies
from french.appointment import appointment
from french.minutes import stated

LONGEST = 300
"""Characters of what somebody means to do, or tells."""
FEWEST_CASES = 3
FARTHEST = timedelta(days=120)
SUGGESTED = ((1, time(14)), (3, time(10)))
"""Tuesday afternoon, Thursday morning: days after a Monday, and local hours."""
FOLLOWED = (7, 21, 60)
"""Days after a workshop on which one is asked what one could apply (PRODUCT.md)."""
_ADMIN_ONLY = frozenset({"see", "kit", "cases", "at", "team", "go", "drop", "cancel", "sheet"})
_LEADS = frozenset({"next", "again"})
_APPLIED = frozenset({"yes", "partly", "no"})


def begin(turn: Turn) -> Next:
    """ATELIER: an admin plans one, anybody else sees the one that comes."""
    if not may(turn.person, Act.WORKSHOP):
        return Next(effects=(ShowWorkshop(),))
    kits = sorted(turn.library.workshops.values(), key=lambda one: one.id)
    shown = tuple(Button(f"workshop.see:{one.id}", one.title) for one in kits)
    said = Say("workshop.pick", more=shown)
    return Next((said,), conversation=CLOSED, effects=(OfferToLead(),))


def tap(turn: Turn) -> Next:
    """Any button of a workshop, of who leads it or of who comes."""
    _, choice, ref = turn.tapped
    if choice in _ADMIN_ONLY | _LEADS and not may(turn.person, Act.WORKSHOP):
        return _only_me(turn, "workshop.admins_only")
    if choice in ("see", "kit", "cases", "at", "team"):
        return _composed(turn, choice, ref)
    if choice in _LEADS or choice in _APPLIED or choice == "unshare":
        return _paired(turn, choice, ref)
    if choice in ("share", "named", "keep"):
        return _told(turn, choice)
    return _numbered(turn, choice, ref)


def _old(turn: Turn) -> Next:
    return _only_me(turn, "system.old_button")


def _only_me(turn: Turn, key: str) -> Next:
    """Said to who pressed, also when they pressed before everybody."""
    said = Say(key)
    return Next(toast=said) if turn.message.group is not None else Next((said,))


# ---- planned, by an admin


def _composed(turn: Turn, choice: str, ref: str) -> Next:
    """A step of planning one, good only while that step is open."""
    match choice:
        case "see" if ref in turn.library.workshops:
            return _seen(turn, ref)
        case "kit" if ref in turn.library.workshops:
            return _kit(turn, ref)
        case "cases" if _open(turn, "cases"):
            count = len(turn.library.workshops[turn.conversation.data["kit"]].cases)
            return _when(turn, tuple(range(1, (FEWEST_CASES if ref == "3" else count) + 1)))
        case "at" if _open(turn, "when") and ref in _offered(turn):
            return _dated(turn, _offered(turn)[ref])
        case "team" if _open(turn, "team") and (team := number(ref)) is not None:
            kept = _kept(turn)
            return Next(conversation=CLOSED, effects=(PreviewWorkshop(*kept, team),))
    return _old(turn)


def _open(turn: Turn, step: str) -> bool:
    return (turn.conversation.flow, turn.conversation.step) == ("workshop", step)


def _seen(turn: Turn, ref: str) -> Next:
    kit = turn.library.workshops[ref]
    cases = "\n".join(f"{place}. {case.title}" for place, case in enumerate(kit.cases, 1))
    values = {
        **turn.words,
        "title": kit.title,
        "goal": kit.goal,
        "minutes": str(kit.minutes),
        "cases": cases,
    }
    return Next((Say("workshop.seen", values, ref=ref),))


def _kit(turn: Turn, ref: str) -> Next:
    kit = turn.library.workshops[ref]
    step = ask(turn, "workshop", "cases", kit=ref)
    if len(kit.cases) <= FEWEST_CASES:
        return _asked_when(turn, ref, tuple(range(1, len(kit.cases) + 1)))
    more = turn.library.message("workshop.more").buttons
    choices = (
        Button("workshop.cases:all", more["all"]),
        Button("workshop.cases:3", more["three"]),
    )
    return Next((Say("workshop.cases", more=choices),), conversation=step)


def _when(turn: Turn, cases: tuple[int, ...]) -> Next:
    return _asked_when(turn, turn.conversation.data["kit"], cases)


def _asked_when(turn: Turn, kit: str, cases: tuple[int, ...]) -> Next:
    chosen = ",".join(map(str, cases))
    step = ask(turn, "workshop", "when", kit=kit, cases=chosen)
    return Next((_say_when(turn),), conversation=step)


def _offered(turn: Turn) -> dict[str, datetime]:
    """Two moments of the week to come, by how they travel in a button; any other may be typed."""
    today = _today(turn)
    monday = today + timedelta(days=7 - today.weekday())
    days = (monday + timedelta(days=ahead) for ahead, _ in SUGGESTED)
    hours = (hour for _, hour in SUGGESTED)
    moments = (at(day, hour, turn.organisation.zone) for day, hour in zip(days, hours, strict=True))
    return {f"{one:%Y%m%d%H%M}": one for one in moments}


def _say_when(turn: Turn) -> Say:
    more = (
        Button(f"workshop.at:{ref}", _short(local(one, turn.organisation.zone)))
        for ref, one in _offered(turn).items()
    )
    return Say("workshop.when", more=tuple(more))


def _short(here: datetime) -> str:
    return f"{spoken.weekdays([here.weekday()])} {here:%d/%m}, {spoken.hour(here.time())}"


def _dated(turn: Turn, starts: datetime) -> Next:
    """The moment is taken if people work then; else it is asked for again."""
    here = local(starts, turn.organisation.zone)
    day = here.date()
    if starts <= turn.now or starts > turn.now + FARTHEST:
        return Next((Say("workshop.when_past"), _say_when(turn)))
    off = day.weekday() >= 5 or bool(holiday(day, turn.organisation.region))
    if off or not turn.hours.allow(here.time()):
        return Next((Say("workshop.when_off"), _say_when(turn)))
    kept = {**turn.conversation.data, "at": starts.isoformat()}
    kit, cases = kept["kit"], _cases(kept["cases"])
    step = ask(turn, "workshop", "team", **kept)
    return Next(conversation=step, effects=(OfferWorkshop(kit, cases, starts),))


def _cases(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in text.split(","))


def _kept(turn: Turn) -> tuple[str, tuple[int, ...], datetime]:
    data = turn.conversation.data
    return data["kit"], _cases(data["cases"]), datetime.fromisoformat(data["at"])


# ---- decided, led, answered


def _numbered(turn: Turn, choice: str, ref: str) -> Next:
    ref = ref.partition("-")[0]
    which = number(ref)
    if which is None:
        return _old(turn)
    match choice:
        case "go" | "drop" | "cancel":
            return Next(conversation=CLOSED, effects=(DecideWorkshop(which, choice),))
        case "sheet":
            return Next(effects=(ReadSheet(which),))
        case "come" | "pass":
            return Next(effects=(AnswerInvitation(which, choice == "come"),))
        case "text":
            return Next(effects=(FetchMaterial(which),))
        case "commit" if turn.message.group is None:
            step = ask(turn, "workshop", "commit", workshop=ref)
            return Next((Say("workshop.commit"),), conversation=step)
    return _old(turn)


def _paired(turn: Turn, choice: str, ref: str) -> Next:
    """A button that knows where things stood: `<workshop>-<position or days>`."""
    first, _, second = ref.partition("-")
    which, where = number(first), number(second)
    if which is None or where is None:
        return _old(turn)
    if choice in _LEADS:
        return Next(effects=(LeadWorkshop(which, where, choice),))
    if where not in FOLLOWED or turn.message.group is not None:
        return _old(turn)
    if choice == "unshare":
        return Next(effects=(UnshareApplied(which, where),))
    step = ask(turn, "workshop", "tell", workshop=first, days=second)
    return Next(conversation=step, effects=(AnswerFollowUp(which, where, choice),))


def committing(workshop: int, now: datetime) -> Conversation:
    """What the end of a workshop leaves open on the phone of who was there."""
    return Conversation("workshop", "commit", {"workshop": str(workshop)}, now + OPEN_FOR)


# ---- in words


def hear(turn: Turn) -> Next | None:
    """A moment, a choice said in words, a commitment, or what could be applied."""
    text = turn.message.text.strip()
    match turn.conversation.step:
        case "when":
            return _said_when(turn, text)
        case "commit":
            return _committed(turn, text)
        case "tell":
            return _written(turn, text)
        case "check":
            said = replies.yes_no(text)
            return None if said is None else _told(turn, "share" if said else "keep")
        case "name":
            return _named(turn, text)
    return None


def _said_when(turn: Turn, text: str) -> Next | None:
    found = appointment(text, _today(turn))
    return _dated(turn, at(*found, turn.organisation.zone)) if found else None


def _today(turn: Turn) -> date:
    return local(turn.now, turn.organisation.zone).date()


def _beside(turn: Turn, text: str) -> bool:
    """Whether a text is about something else: thanks, a yes to nothing, no time."""
    polite = turn.finding.kind == "smalltalk" or replies.yes_no(text) is not None
    return polite or openings.dropped(text)


def _committed(turn: Turn, text: str) -> Next | None:
    if _beside(turn, text) or stated(text):
        return None
    which = int(turn.conversation.data["workshop"])
    if len(text) > LONGEST:
        return Next((Say("workshop.shorter"),))
    return Next(conversation=CLOSED, effects=(Commit(which, text),)) if text else None


def _written(turn: Turn, text: str) -> Next | None:
    if len(text) > LONGEST:
        return Next((Say("workshop.shorter"),))
    if not text or _beside(turn, text):
        return None
    kept = {**turn.conversation.data, "text": text}
    step = ask(turn, "workshop", "check", **kept)
    return Next(conversation=step, effects=(PreviewApplied(text),))


def _told(turn: Turn, choice: str) -> Next:
    """A choice under what the team would read: good only while that is open."""
    if not _open(turn, "check"):
        return _old(turn)
    data = turn.conversation.data
    if choice == "named":
        return Next((Say("win.first_name"),), conversation=ask(turn, "workshop", "name", **data))
    if choice == "keep":
        return Next((Say("workshop.kept"),), conversation=CLOSED)
    return _shared(turn, "anonymous", "")


def _shared(turn: Turn, how: str, name: str) -> Next:
    data = turn.conversation.data
    where = int(data["workshop"]), int(data["days"])
    act = ShareApplied(*where, data["text"], how, name)
    return Next(conversation=CLOSED, effects=(act,))


def _named(turn: Turn, text: str) -> Next | None:
    if openings.dropped(text):
        return _shared(turn, "anonymous", "")
    name = naming.first_name(text)
    return _shared(turn, "named", name) if name else None


def again(turn: Turn) -> Next:
    """Ask once more."""
    match turn.conversation.step:
        case "when":
            return Next((Say("workshop.when_unclear"), _say_when(turn)))
        case "commit":
            return Next((Say("workshop.commit"),))
        case "tell":
            return Next((Say("workshop.tell"),))
        case "name":
            return Next((Say("win.first_name"),))
        case "check":
            return Next((Say("workshop.ask_plainly"),))
    return Next((Say("workshop.choose"),))
