"""Challenges: an admin chooses one, for whom and when, looks, confirms; members try and tell."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from content.schema import Challenge
from core.calendar import at, local
from core.message import Button
from flows.acts import (
    AnswerChallenge,
    DropChallenge,
    LaunchChallenge,
    OfferAudience,
    PreviewChallenge,
    ResumeChallenge,
    ShowChallenge,
    ShowProgress,
    StopChallenge,
)
from flows.rights import Act, may
from flows.talk import CLOSED, Next, Say, Turn, ask, number
from french import replies
from french.appointment import appointment

LONGEST = 600
"""Characters of a challenge an admin writes: a phone shows it whole."""
OFFERED = 3
FROM_CHALLENGE = "c"
"""How the source of a win that answers a challenge begins; its number follows."""
LASTS = timedelta(days=3)
FARTHEST = timedelta(days=60)
EVENING = time(17)
_STATES = {"try": "trying", "done": "done", "no": "not_now"}
_MOMENTS = ("now", "tomorrow", "monday")


def begin(turn: Turn) -> Next:
    """DÉFI: an admin begins one, anybody else sees the one that runs."""
    if not may(turn.person, Act.CHALLENGE):
        return Next(effects=(ShowChallenge(),))
    return _offer(turn, 0).also(ShowProgress())


def _offer(turn: Turn, first: int) -> Next:
    ids = _ids(turn)
    shown = [ids[(first + n) % len(ids)] for n in range(min(OFFERED, len(ids)))]
    choices = tuple(Button(f"challenge.lib:{one}", _title(turn, one)) for one in shown)
    others = Button(
        f"challenge.others:{first + OFFERED}",
        turn.library.message("challenge.more").buttons["others"],
    )
    return Next((Say("challenge.pick", more=(*choices, others)),), conversation=CLOSED)


def _ids(turn: Turn) -> Sequence[str]:
    """Another order each week: the same admin does not see the same three again."""
    ids = sorted(turn.library.challenges)
    week = local(turn.now, turn.person.zone).isocalendar().week
    start = (week * 7) % len(ids) if ids else 0
    return [*ids[start:], *ids[:start]]


def _title(turn: Turn, ident: str) -> str:
    return turn.library.challenges[ident].title


def tap(turn: Turn) -> Next:
    """Any button of a challenge, of who answers for it or of who is asked."""
    _, choice, ref = turn.tapped
    if choice in _STATES:
        return _answered(turn, choice, ref)
    if not may(turn.person, Act.CHALLENGE):
        return Next((Say("challenge.admins_only"),))
    return _composed(turn, choice, ref)


def _composed(turn: Turn, choice: str, ref: str) -> Next:
    """A step of composing one, good only while that step is open."""
    match choice:
        case "others":
            return _offer(turn, (number(ref) or 0) % 10_000)
        case "lib" if ref in turn.library.challenges:
            return _to_whom(turn, library=ref)
        case "write":
            return Next((Say("challenge.write"),), conversation=ask(turn, "challenge", "write"))
        case "to" if _open(turn, "to"):
            return _when(turn, ref)
        case "now" | "tomorrow" | "monday" if _open(turn, "when"):
            return _preview(turn, _starts(turn, choice))
    return _decided(choice, ref)


def _decided(choice: str, ref: str) -> Next:
    match choice:
        case "go":
            return Next(conversation=CLOSED, effects=(LaunchChallenge(ref),))
        case "drop":
            return Next(conversation=CLOSED, effects=(DropChallenge(ref),))
        case "stop" | "resume" if (which := number(ref)) is not None:
            act = StopChallenge if choice == "stop" else ResumeChallenge
            return Next(effects=(act(which),))
    return Next((Say("system.old_button"),))


def _open(turn: Turn, step: str) -> bool:
    return (turn.conversation.flow, turn.conversation.step) == ("challenge", step)


def _to_whom(turn: Turn, **said: str) -> Next:
    return Next(conversation=ask(turn, "challenge", "to", **said), effects=(OfferAudience(),))


def _when(turn: Turn, to: str) -> Next:
    kept = {**turn.conversation.data, "to": to}
    return Next((Say("challenge.when"),), conversation=ask(turn, "challenge", "when", **kept))


def _preview(turn: Turn, starts: datetime) -> Next:
    data = turn.conversation.data
    act = PreviewChallenge(
        said=_said(turn, data),
        library_id=data.get("library", ""),
        to=data.get("to", "all"),
        starts_at=starts,
        ends_at=_ends(turn, starts),
    )
    return Next(conversation=CLOSED, effects=(act,))


def _said(turn: Turn, data: "dict[str, str]") -> dict[str, str]:
    found = turn.library.challenges.get(data.get("library", ""))
    if found is None:
        return {
            "title": "",
            "text": data.get("text", ""),
            "prompt": "",
            "check": "",
            "use_case": "",
        }
    return said(found)


def said(one: Challenge) -> dict[str, str]:
    """What members read of a challenge of the library."""
    return {
        "title": one.title,
        "text": one.text,
        "prompt": one.prompt,
        "check": one.check,
        "use_case": one.use_case,
        "group": one.group,
    }


def _starts(turn: Turn, moment: str) -> datetime:
    today = local(turn.now, turn.person.zone).date()
    if moment == "now":
        return turn.now
    ahead = 1 if moment == "tomorrow" else 7 - today.weekday()
    return at(today + timedelta(days=ahead), time(9), turn.person.zone)


def _ends(turn: Turn, starts: datetime) -> datetime:
    """At the end of the third working day from there on."""
    day, left = local(starts, turn.person.zone).date(), LASTS.days
    while left > 1 or day.weekday() > 4:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return at(day, EVENING, turn.person.zone)


def hear(turn: Turn) -> Next | None:
    """The text of a challenge, or a choice said in words."""
    text = turn.message.text.strip()
    match turn.conversation.step:
        case "write":
            return _wrote(turn, text) if text else None
        case "when":
            labels = turn.library.message("challenge.when").buttons
            found = replies.choice(text, list(labels.values()))
            if found is not None:
                return _preview(turn, _starts(turn, list(labels)[found]))
            return _said_when(turn, text)
    return None


def _said_when(turn: Turn, text: str) -> Next | None:
    """A day and an hour of one's own."""
    zone = turn.person.zone
    found = appointment(text, local(turn.now, zone).date())
    if found is None:
        return None
    starts = at(*found, zone)
    if not turn.now <= starts <= turn.now + FARTHEST:
        return Next((Say("challenge.when_past"),))
    return _preview(turn, starts)


def _wrote(turn: Turn, text: str) -> Next:
    if len(text) > LONGEST:
        return Next((Say("challenge.write_shorter"),))
    return _to_whom(turn, text=text)


def again(turn: Turn) -> Next:
    """Ask once more."""
    match turn.conversation.step:
        case "write":
            return Next((Say("challenge.write"),))
        case "to":
            return Next(effects=(OfferAudience(),))
    return Next((Say("challenge.when"),))


def _answered(turn: Turn, choice: str, ref: str) -> Next:
    which = number(ref)
    if which is None:
        return _only_me(turn, "system.old_button")
    effect = AnswerChallenge(which, _STATES[choice])
    if choice == "done":
        source = f"{FROM_CHALLENGE}{which}"
        step = ask(turn, "win", "ask", source=source)
        asked = Say("win.ask", ref=source)
        if turn.message.group is not None:
            return Next(
                whisper=(Say("challenge.done"), asked),
                toast=Say("challenge.done"),
                conversation=step,
                effects=(effect,),
            )
        return Next((Say("challenge.done"), asked), conversation=step, effects=(effect,))
    key = "challenge.trying" if choice == "try" else "challenge.not_now"
    return _only_me(turn, key, effect)


def _only_me(turn: Turn, key: str, *effects: AnswerChallenge) -> Next:
    """Said to who pressed, also when they pressed before everybody."""
    if turn.message.group is not None:
        return Next(toast=Say(key), effects=effects)
    return Next((Say(key),), effects=effects)
