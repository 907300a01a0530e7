"""What flows want done, carried out in the transaction of their turn."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from content import spoken
from core.calendar import at, local
from core.message import Outbound, Wish
from core.person import Person
from flows import talk, tip
from flows.acts import TeamEffect
from flows.talk import Effect, Say, Turn
from store import addresses, audit, notices, outbox, people, personal, pulse, wins
from store.db import Transaction
from store.outbox import NUDGE, RECEIPT, RELAYED, REPLY, Message
from workers import acts, crossing, links, relays
from workers.context import Context
from workers.masking import masked
from workers.told import Told

SHARING_VERSION = "2026-11"
"""Of the words with which sharing is asked for (win.gained)."""


@dataclass
class Done:
    """What carrying out effects adds to the reply."""

    say: list[Say] = field(default_factory=list)
    whisper: list[Say] = field(default_factory=list)
    toast: Say | None = None
    messages: list[Message] = field(default_factory=list)
    erased: bool = False

    def add(self, told: Told) -> None:
        """What an act of a team adds."""
        self.say += told.say
        self.whisper += told.whisper
        self.messages += told.messages
        self.toast = told.toast or self.toast


def carry_out(
    tx: Transaction, context: Context, turn: Turn, person: Person, effects: tuple[Effect, ...]
) -> Done:
    """All effects of one step, in order. `person` is as the step left them."""
    done = Done()
    for effect in effects:
        if isinstance(effect, talk.RelayEffect):
            done.say.append(relays.carry_out(tx, context, turn, person, effect))
        elif isinstance(effect, talk.Refuse | talk.Comment):
            done.say += _about_a_piece(tx, context, turn, person, effect)
        elif isinstance(effect, TeamEffect):
            done.add(acts.carry_out(tx, context, turn, person, effect))
        elif not _kept(tx, context, turn, person, effect):
            _asked(tx, context, (turn, person), effect, done)
    return done


def _kept(tx: Transaction, context: Context, turn: Turn, person: Person, effect: Effect) -> bool:
    """Effects that only write rows."""
    now = turn.now
    match effect:
        case talk.Agree(subject, version):
            people.agree(tx, person, subject, version, now)
        case talk.Withdraw(subject):
            people.withdraw(tx, person, subject, now)
        case talk.Score(moment, confidence):
            wins.score(tx, person, moment, confidence, now)
        case talk.Brake(moment, brake, text):
            pulse.held_back(tx, context.keyring, person, (moment, brake, text), now)
        case talk.Feedback(piece, verdict, use_case):
            wins.feedback(tx, person, piece, verdict, now, use_case=use_case)
        case talk.DeclareWin(source, minutes, use_case, piece, said):
            win = wins.Win(source, minutes, use_case, piece, said)
            wins.record(tx, context.keyring, person, win, now)
            people.withdraw(tx, person, _sharing(source), now)
        case talk.CancelPlanned(reason):
            outbox.cancel(tx, person.id, reason)
        case _:
            return False
    return True


def _sharing(source: str) -> str:
    """The subject of the agreement to share one win."""
    return f"share:{source}"[:16]


def _share(tx: Transaction, turn: Turn, person: Person, source: str, how: str) -> Say:
    """Set who may see a win, record the yes or its end, and say what came of it."""
    if not wins.share(tx, person, source, how):
        return Say("win.gone")
    people.withdraw(tx, person, _sharing(source), turn.now)
    if how == "no":
        return Say("win.unshared")
    people.agree(tx, person, _sharing(source), SHARING_VERSION, turn.now)
    return Say("win.shared_named" if how == "named" else "win.shared", ref=source)


def _about_a_piece(
    tx: Transaction,
    context: Context,
    turn: Turn,
    person: Person,
    effect: talk.Refuse | talk.Comment,
) -> list[Say]:
    """Count a refusal or keep its reason; when it becomes too often, say that less of it comes."""
    if isinstance(effect, talk.Comment):
        known = wins.comment(tx, context.keyring, person, effect.piece, effect.why)
        return [Say("tip.thanks_for_why" if known else "system.old_button")]
    piece, use_case = effect.piece, effect.use_case
    before = wins.refused(tx, [person.id]).get(person.id, {}).get(use_case, 0)
    wins.feedback(tx, person, piece, "not_for_me", turn.now, use_case=use_case)
    after = wins.refused(tx, [person.id]).get(person.id, {}).get(use_case, 0)
    return [Say("tip.fewer")] if before < wins.TIRED_AFTER == after else []


def _undo(tx: Transaction, turn: Turn, person: Person, source: str) -> Say:
    if not wins.undo(tx, person, source, turn.now):
        return Say("win.gone")
    people.withdraw(tx, person, _sharing(source), turn.now)
    return Say("win.undone")


def _asked(
    tx: Transaction, context: Context, who: tuple[Turn, Person], effect: Effect, done: Done
) -> None:
    """Effects that add to what the person hears, or change how they are reached."""
    turn, person = who
    match effect:
        case talk.UndoWin(source):
            done.say.append(_undo(tx, turn, person, source))
        case talk.ShareWin(source, how):
            done.say.append(_share(tx, turn, person, source, how))
        case talk.Remind(piece, when):
            done.messages.append(_reminder(context, turn, person, piece, when))
        case talk.TellMyData():
            done.say.append(_my_data(tx, context, turn, person))
        case talk.ReadNotice():
            _read(tx, context, turn, person, done)
        case talk.Erase():
            done.messages.append(_erase(tx, context, turn, person))
            done.erased = True
        case talk.Reachable(yes):
            _heard(tx, context, turn, yes)
        case talk.OtherChannel() | talk.ChooseChannel() | talk.Detach():
            done.say.append(crossing.carry_out(tx, context, turn, person, effect))


def _heard(tx: Transaction, context: Context, turn: Turn, reachable: bool) -> None:
    known = addresses.find(tx, context.keyring, turn.message.address)
    if known is not None:
        addresses.heard_from(tx, known.id, turn.now, reachable=reachable)


def _read(tx: Transaction, context: Context, turn: Turn, person: Person, done: Done) -> None:
    """What was announced, as it was written then: the figures in it were true that day."""
    kept = notices.announced(tx, context.keyring, person.id)
    if not kept:
        done.say.append(Say("notice.gone"))
    outbox.forget_recipient(tx, [one.id for one in kept if one.kind == RELAYED], turn.now)
    done.messages += [
        Message(
            to=turn.message.address,
            body=replace(one.body, template=None),
            kind=RELAYED if one.kind == RELAYED else "reply",
            key=one.key,
            priority=REPLY,
            due_at=turn.now,
            organisation_id=person.organisation_id,
            person_id=person.id,
            inbox_id=turn.ref,
        )
        for one in kept
    ]


def _reminder(context: Context, turn: Turn, person: Person, piece: str, when: datetime) -> Message:
    say = tip.compose(context.library, turn.organisation, piece, person.job, model=turn.model)
    quiet = at(local(when, person.zone).date(), context.hours.quiet_from, person.zone)
    return Message(
        to=turn.message.address,
        body=render(context, turn, say),
        kind="reminder",
        key=piece,
        priority=NUDGE,
        due_at=when,
        expires_at=quiet,
        organisation_id=person.organisation_id,
        person_id=person.id,
        inbox_id=turn.ref,
        plan=f"later:{piece}:{local(when, person.zone).date()}:{person.id}",
    )


def render(context: Context, turn: Turn, say: Say) -> Outbound:
    """A message in the organisation's words."""
    values = {**turn.words, **say.values}
    body = context.library.render(
        say.key,
        values,
        choices=say.choices,
        ref=say.ref,
        more=say.more,
        last=say.last,
        prompt=say.prompt,
    )
    return replace(body, wish=_masked(say.wish)) if say.wish else body


def _masked(wish: Wish) -> Wish:
    """The wish as it may leave this house: nothing else of it is kept in memory."""
    found = masked(wish.text)
    return replace(wish, text=found.text, masked=found.found)


def _erase(tx: Transaction, context: Context, turn: Turn, person: Person) -> Message:
    counts = personal.erase(tx, context.keyring, person)
    number = f"{turn.now:%Y%m%d-%H%M%S}-{turn.ref}"
    audit.note(
        tx, "erased", turn.now, organisation_id=person.organisation_id, receipt=number, **counts
    )
    named = context.library.message("privacy.erased").buttons
    values = {
        "number": number,
        "date": spoken.day(local(turn.now, person.zone).date()),
        "counts": ", ".join(
            f"{named[table]} : {count}" for table, count in counts.items() if count
        ),
    }
    body = render(context, turn, Say("privacy.receipt", values))
    return Message(
        to=turn.message.address,
        body=body,
        kind=RECEIPT,
        key="receipt",
        priority=REPLY,
        due_at=turn.now,
    )


def _my_data(tx: Transaction, context: Context, turn: Turn, person: Person) -> Say:
    held = personal.export(tx, context.keyring, person)
    link = links.my_data(turn.base_url, context.keyring, person.id, turn.now)
    texts = sum(one["text"] is not None for one in held["messages_received"])
    minutes = sum(one["minutes"] for one in held["wins"] if one["undone_at"] is None)
    values = {
        "state": context.library.message("privacy.states").buttons[person.state.value],
        "job": context.library.jobs.get(person.job, person.job),
        "rhythm": context.library.message("privacy.rhythms").buttons[str(person.rhythm)],
        "hour": spoken.hour(person.hour),
        "leeway": context.library.message("privacy.hours").buttons[
            "flexible" if person.flexible else "fixed"
        ],
        "days": spoken.weekdays(person.days),
        "week": str(min(person.week, 13)),
        "addresses": ", ".join(held["addresses"]),
        "joined": spoken.day(person.joined_at.date()) if person.joined_at else "—",
        "agreements": str(len(held["agreements"])),
        "leaves": str(len(person.leaves)),
        "scores": ", ".join(str(one["confidence"]) for one in held["scores"]) or "—",
        "wins": str(len(held["wins"])),
        "minutes": str(minutes),
        "feedback": str(len(held["feedback"])),
        "sent": str(len(held["messages_sent"])),
        "texts": str(texts),
        "link": link,
    }
    return Say("privacy.my_data_summary", values)
