"""The time machine: weeks of a person's course played in a second, on paper.

The planner, the check before sending, the courier and the flows are those of the real processes;
the clock, the database (in memory), the channel (paper) and the inbox (none) are not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from content.library import Library
from core.calendar import at
from core.message import Address, Button, Inbound, Kind
from core.person import Conversation, Organisation, Person, Role, State
from core.reasons import Reason
from core.settings import Settings
from flows import router, schedule
from flows.talk import ReadNotice, Say, Turn
from flows.week import LAST_WEEK, monday_of, off
from store import addresses, ledger, notices, organisations, people
from store.outbox import Status
from store.scratch import scratch
from store.seal import Keyring
from workers import delivery, planner
from workers.bill import Bill, bill, priced
from workers.context import Context
from workers.courier import Courier
from workers.paper import Paper, SetClock
from workers.persona import Persona, Row
from workers.surroundings import Surroundings

READS_AFTER = timedelta(minutes=5)
TRIES_FOR = timedelta(minutes=10)
TEN_MINUTES = "win.m10"
TRIED = "tip.tried"
SHOW = "tip.show"
"""Under a template: the button that brings the piece itself."""
RHYTHMS = (5, 3, 1)
_WAITS = frozenset({Status.PLANNED.value, Status.CLAIMED.value})
COURSE = 13


class UnknownJob(Exception):
    """The content has no such job; `known` are those it has."""

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__("unknown job")
        self.known = known


def rehearse(persona: Persona, settings: Settings, library: Library | None = None) -> list[Row]:
    """Everything the persona would receive or not, replies included, by date, then time.

    `settings` give the quiet hours, the patience with silence, WhatsApp's caps and, unless a
    `library` is given, the content; no other part of the installation is read or changed. Raises
    UnknownJob, ContentProblems, and ValueError for an unknown zone or region.
    """
    stage = _Stage(persona, settings, library)
    try:
        quiet = [row for day in _days(persona) if (row := stage.live(day))]
        told = stage.ledger()
    finally:
        stage.close()
    # A piece that found no day says nothing about the weekday it was written for.
    taken = {row.here.date() for row in told if row.reason != Reason.NO_DAY}
    rows = [*told, *stage.replies, *(row for row in quiet if row.here.date() not in taken)]
    # Replies of one instant stay in the order they were said.
    in_order = sorted(rows, key=lambda row: (row.at, row.reply, "" if row.reply else row.key))
    return priced(in_order, stage.prices)


def estimates(
    persona: Persona, rows: Sequence[Row], settings: Settings, library: Library
) -> dict[int, Bill]:
    """What the whole course of someone like the persona comes to, by rhythm.

    `rows` are the persona's own, so that nothing is played twice. Raises as `rehearse`.
    """
    likes = {one: replace(persona, weeks=COURSE, rhythm=one) for one in RHYTHMS}
    return {
        rhythm: bill(rows if like == persona else rehearse(like, settings, library))
        for rhythm, like in likes.items()
    }


def _days(persona: Persona) -> Iterator[date]:
    length = (persona.last - persona.start).days + 1
    return (persona.start + timedelta(days=n) for n in range(length))


_OFF = {"telegram_bot_token": None, "twilio_account_sid": None, "phone_enabled": False}


class _Stage:
    """One persona in one database in memory."""

    def __init__(self, persona: Persona, settings: Settings, library: Library | None) -> None:
        joined = at(persona.start - timedelta(days=1), time(12), persona.zone)
        self._persona = persona
        self._clock = SetClock(joined)
        self._paper = Paper(persona.channel, self._clock)
        self._where = Address(persona.channel, "persona")
        self._tap: tuple[datetime, Button] | None = None
        self._talk = Conversation()
        self.replies: list[Row] = []
        self._context = Context(
            # The real channels stay off, whatever the environment says.
            settings.model_copy(update=_OFF),
            scratch(),
            Keyring("rehearsal"),
            self._clock,
            real=self._clock.now,
            extra_channels={persona.channel: self._paper},
        )
        if library is not None:
            self._context.library = library
        self.prices = self._context.library.prices
        if persona.job not in self._context.library.jobs:
            raise UnknownJob(tuple(self._context.library.jobs))
        self._courier = Courier(self._context)
        self._organisation, self._member = self._join()
        self._kept = self._member
        self._around = self._busy() if persona.busy else None

    def close(self) -> None:
        self._courier.close()
        self._context.close()

    def _join(self) -> tuple[Organisation, Person]:
        persona, now = self._persona, self._clock.now()
        with self._context.database.write() as tx:
            organisation = organisations.add(
                tx, code="PAPER", name="Paper", zone=persona.zone, region=persona.region, now=now
            )
            person = people.create(tx, organisation, role=Role.MEMBER, state=State.ACTIVE, now=now)
            known = addresses.address(tx, self._context.keyring, self._where, now=now)
            addresses.attach(tx, known.id, person.id)
            self._address_id = known.id
            chosen = replace(
                person,
                job=persona.job,
                rhythm=persona.rhythm,
                hour=persona.hour,
                days=persona.days,
                leaves=persona.leaves,
                joined_at=now,
                last_heard_at=now,
            )
            begun = schedule.start(chosen, now)
            people.save(tx, person, begun)
        return organisation, begun

    def _busy(self) -> Surroundings:
        around = Surroundings(self._context, self._persona, self._organisation, self._member)
        with self._context.database.write() as tx:
            around.joined(tx, self._clock.now())
        self._member = self._kept = replace(self._member, role=Role.CHAMPION)
        return around

    def live(self, day: date) -> Row | None:
        """Play a local day; the row of a day on which nothing could come, if it is one."""
        midnight = at(day + timedelta(days=1), time(0), self._persona.zone)
        while (moment := self._next()) is not None and moment < midnight:
            self._clock.instant = moment
            self._play()
        if day.weekday() >= 5 and day.weekday() not in self._persona.days:
            return None
        return self._nothing(day)

    def _next(self) -> datetime | None:
        known = [self._member.next_at, self._tap[0] if self._tap else None]
        if self._around is not None:
            known.append(self._around.next_at())
        ahead = (moment for moment in known if moment is not None)
        return max(min(ahead), self._clock.now()) if any(known) else None

    def _play(self) -> None:
        now = self._clock.now()
        if self._tap and self._tap[0] <= now:
            self._answer(self._tap[1])
        else:
            self._keep()
            if self._around is not None:
                self._around.happen(now)
            planner.tick(self._context, now)
            delivery.batch(self._context, self._courier)
            self._look()

    def _look(self) -> None:
        """How the planner left the person, and what they read."""
        with self._context.database.read() as tx:
            person = people.load(tx, self._member.id)
        assert person is not None  # noqa: S101 - nobody forgets the persona
        self._member = self._kept = person
        for message in self._paper.unread:
            self._choose(message.buttons, READS_AFTER, _first(message.buttons))
        self._paper.unread.clear()

    def _choose(
        self, buttons: tuple[Button, ...], after: timedelta, otherwise: tuple[Button, ...] = ()
    ) -> None:
        """Tap "10 min" where it is offered, else what one taps otherwise."""
        ten = tuple(one for one in buttons if one.id.partition(":")[0] == TEN_MINUTES)
        for button in (ten or otherwise)[:1]:
            if self._persona.answers:
                self._tap = (self._clock.now() + after, button)

    def _answer(self, button: Button) -> None:
        """What the flows make of a tap.

        An inbox, replies and wins nobody reads are not stored: they would double the time it takes.
        """
        self._tap = None
        step = router.answer(self._turn(button))
        self._member = replace(step.person or self._member, last_heard_at=self._clock.now())
        self._talk = step.conversation or self._talk
        for say in step.say:
            self._hear(button, say)
        if ReadNotice() in step.effects:
            self._read()

    def _keep(self) -> None:
        """Write what taps changed, the window included, before the planner and the sender look."""
        heard = self._member.last_heard_at
        if self._member == self._kept or heard is None:
            return
        with self._context.database.write() as tx:
            people.save(tx, self._kept, self._member)
            addresses.heard_from(tx, self._address_id, heard)

    def _hear(self, button: Button, say: Say) -> None:
        """A reply to a tap: a piece asked for is read like any other."""
        persona, shown = self._persona, button.id == SHOW
        key = say.ref if shown else say.key
        self.replies.append(Row(self._clock.now(), persona.zone, persona.channel, key, reply=True))
        buttons = planner.render(self._context, self._organisation, say).buttons
        self._choose(buttons, READS_AFTER if shown else TRIES_FOR, _first(buttons) if shown else ())

    def _read(self) -> None:
        """The word an approved text announced: nobody rehearses what is chosen under it."""
        with self._context.database.read() as tx:
            kept = notices.announced(tx, self._context.keyring, self._member.id)
        now, persona = self._clock.now(), self._persona
        for one in kept:
            self.replies.append(Row(now, persona.zone, persona.channel, one.key, reply=True))

    def _turn(self, button: Button) -> Turn:
        now = self._clock.now()
        return Turn(
            person=self._member,
            organisation=self._organisation,
            conversation=self._talk,
            message=Inbound(f"paper {now}", self._where, Kind.BUTTON, button=button.id),
            now=now,
            library=self._context.library,
            ref=0,
            hours=self._context.hours,
            find_last_tip=self._last_tip,
        )

    def _last_tip(self) -> str:
        with self._context.database.read() as tx:
            return ledger.last_tip(tx, self._member.id)

    def _nothing(self, day: date) -> Row | None:
        person = self._member
        reason = schedule.day(person, day)
        if reason is Reason.NOT_STARTED:
            # They have joined: the calendar says why the first piece waits.
            reason = off(person, day)
        if reason is None:
            return None
        due = at(day, person.hour, person.zone)
        return Row(due, person.zone, self._persona.channel, _week(person, day), reason.value)

    def ledger(self) -> list[Row]:
        """What the planner and the sender wrote, replies apart."""
        with self._context.database.read() as tx:
            found = ledger.history(tx, self._member.organisation_id, self._member.id, limit=-1)
        told = (line for line in found if line.kind != "reply" and line.status not in _WAITS)
        return [self._row(line) for line in told]

    def _row(self, line: Any) -> Row:
        sent = line.status == Status.SENT.value
        when = line.sent_at if sent else line.due_at
        reason = None if sent else line.reason or line.status
        zone, channel = self._persona.zone, self._persona.channel
        return Row(when, zone, channel, line.key, reason, sent and line.template)


def _week(person: Person, day: date) -> str:
    """The week that runs on `day`, or that waits for a day when the last one is over."""
    monday = person.week_monday
    over = bool(person.last_piece) and monday is not None and monday_of(day) > monday
    return f"w{min(person.week + over, LAST_WEEK):02d}"


def _first(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    """The button tapped first under a piece: it was tried, whatever else the piece leads to."""
    tried = tuple(one for one in buttons if one.id.partition(":")[0] == TRIED)
    return tried or buttons[:1]
