"""Workshops as time goes by, and as they are led: invitations, exercises, the end, the summary."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from content import spoken
from content.library import fill
from content.library import words as known_words
from content.schema import Case
from content.schema import Workshop as Kit
from core.calendar import at, local
from core.message import NOTICE, Address, Outbound
from core.person import Group, Organisation, Person
from core.reasons import Reason
from flows import schedule, waiting, workshop
from flows.talk import Say
from store import addresses, groups, organisations, outbox, people, workshops
from store.addresses import Reach
from store.db import Transaction
from store.outbox import REPLY, Message
from store.workshops import CANCELLED, OVER, PLANNED, RUNNING, Workshop
from workers import agenda, apart, window
from workers.agenda import Item, Recipient
from workers.context import Context
from workers.planner import announcing, render

SOON = timedelta(hours=1)
"""Before it begins, who comes is reminded, and who leads gets the page to lead from."""
NOT_HELD = timedelta(hours=4)
"""After it should have begun, a workshop nobody led is let go."""
LONGEST = timedelta(hours=6)
"""After it began, one nobody ended is ended."""
SUMMED_UP = (1, 14, 28, 67)
"""Days after it on which who led it is told how it goes: at once, then a week after each asking."""
_ANNOUNCED = frozenset(
    {"workshop.soon", "workshop.briefing", "workshop.closing", "workshop.cancelled"}
)
"""What is worth an approved text."""
_HELD = frozenset({"workshop.case", "workshop.material", "workshop.further", "workshop.soon"})
"""What goes at once, whatever the hour."""
_AWAY = frozenset({Reason.STOPPED, Reason.PAUSE, Reason.LEAVE})
SHOWN_FROM = 5
"""Answers from which who led it sees what people could apply: never one person's."""


@dataclass(frozen=True, slots=True)
class Room:
    """One workshop, looked at or led in one transaction."""

    tx: Transaction
    context: Context
    organisation: Organisation
    one: Workshop
    now: datetime

    @property
    def kit(self) -> Kit:
        """Its texts. Raises KeyError when the content no longer has them."""
        return self.context.library.workshops[self.one.kit]

    @property
    def case(self) -> Case | None:
        """The exercise under way."""
        inside = 1 <= self.one.position <= len(self.one.cases)
        number = self.one.cases[self.one.position - 1] if inside else 0
        return self.kit.cases[number - 1] if 0 < number <= len(self.kit.cases) else None

    @property
    def group(self) -> Group | None:
        """The team's group, if it has one."""
        return groups.of_team(self.tx, self.context.keyring, self.one.team_id)

    # ---- words

    def values(self) -> dict[str, str]:
        """What fills the messages about it."""
        here = local(self.one.starts_at, self.organisation.zone)
        hour = time(here.hour, here.minute)
        return {
            "title": self.kit.title,
            "day": spoken.day(here.date()),
            "hour": spoken.hour(hour),
            "minutes": str(self.kit.minutes),
            "goal": self._filled(self.kit.goal),
        }

    def _filled(self, text: str) -> str:
        return fill(text, known_words(self.organisation.words, self.organisation.name))

    def say(self, key: str, ref: str = "", prompt: str | None = None, **more: str) -> Say:
        """Something about it, its texts in the organisation's words."""
        told = {name: self._filled(text) for name, text in more.items()}
        filled = self._filled(prompt) if prompt is not None else None
        ref = ref or str(self.one.id)
        return Say(key, {**self.values(), **told}, ref=ref, prompt=filled)

    def said(self, key: str, ref: str = "", prompt: str | None = None, **more: str) -> Outbound:
        """The same as a message, for a phone or a group."""
        return self._body(self.say(key, ref, prompt, **more))

    def _body(self, say: Say) -> Outbound:
        body = render(self.context, self.organisation, say)
        return replace(body, template=announcing(self.context.library, "workshop"))

    @property
    def here(self) -> str:
        """How the buttons of whoever leads say where things stand."""
        return f"{self.one.id}-{self.one.position}"

    def exercise(self) -> Say:
        """The exercise under way: what to do, the prompt, what to check."""
        case = self.case
        assert case is not None  # noqa: S101 - asked while one is under way
        return self.say(
            "workshop.case",
            ref=self.here,
            prompt=case.prompt,
            case=case.title,
            number=str(self.one.position),
            all=str(len(self.one.cases)),
            text=case.text,
            check=case.check,
        )

    def alone(self) -> list[tuple[Outbound, str, str]]:
        """The exercise and its made-up text, as one phone gets them."""
        step = f"case{self.one.position}"
        exercise = self._body(replace(self.exercise(), choices=()))
        return [
            (exercise, "workshop.case", step),
            (self.material(), "workshop.material", f"{step}text"),
        ]

    def material(self) -> Outbound:
        """The made-up text of the exercise, whole, as a block to copy."""
        case = self.case
        assert case is not None  # noqa: S101 - asked while one is under way
        return self.said("workshop.material", prompt=case.material.strip(), case=case.title)

    def more(self) -> Outbound:
        """The answer of the exercise and how to go further."""
        case = self.case
        assert case is not None  # noqa: S101 - asked while one is under way
        return self.said("workshop.further", text=case.again, case=case.title)

    def moved(self, position: int) -> "Room":
        """The same with another exercise under way."""
        return replace(self, one=replace(self.one, position=position))

    # ---- to whom

    def post(self, body: Outbound, key: str, step: str, *, held: bool = False) -> bool:
        """Say it in the team's group, once. False where there is none.

        `held`: people are there and wait for it, whatever the hour.
        """
        group = self.group
        if group is None:
            return False
        soon = agenda.opening(self.context, self.organisation, self.now)
        said = Message(
            to=group.address,
            body=replace(body, thread=group.thread, template=None),
            kind="group",
            key=key,
            priority=REPLY,
            due_at=self.now if held else soon,
            organisation_id=self.organisation.id,
            plan=f"{self.one.plan}group:{step}",
        )
        outbox.plan(self.tx, self.context.keyring, [said], now=self.now)
        return True

    def tell(
        self, ids: Sequence[int], said: Sequence[tuple[Outbound, str, str]], *, asked: bool = False
    ) -> None:
        """Tell people who take part (body, key, step), each once.

        Whoever stopped, paused or is away by now is left alone, unless they `asked` this moment.
        Where the window is shut one approved text announces it: each costs money, and whoever
        does not open it is not there.
        """
        known = people.load_many(self.tx, list(ids))
        reached = addresses.reach(self.tx, self.context.keyring, list(known))
        rows = [
            self._to(ident, reached[ident].address, one)
            for one in said
            for ident in known
            if (asked or self._welcome(known[ident]))
            and ident in reached
            and reached[ident].reachable
            and (one[1] in _ANNOUNCED or not self._shut(reached[ident]))
        ]
        outbox.plan(self.tx, self.context.keyring, rows, now=self.now)

    def _welcome(self, person: Person) -> bool:
        today = local(self.now, person.zone).date()
        return schedule.day(person, today, "workshop") not in _AWAY

    def _shut(self, to: Reach) -> bool:
        return window.by_template(self.context, to, NOTICE, self.now)

    def _to(self, ident: int, where: Address, said: tuple[Outbound, str, str]) -> Message:
        body, key, step = said
        # Who is there waits for it; the rest may wait for the morning.
        held = key in _HELD
        due = self.now if held else agenda.opening(self.context, self.organisation, self.now)
        return Message(
            to=where,
            body=body,
            kind="workshop_word",
            key=key,
            priority=REPLY,
            due_at=due,
            expires_at=self.one.starts_at if key == "workshop.soon" else None,
            organisation_id=self.organisation.id,
            person_id=ident,
            plan=f"{self.one.plan}{step}:{ident}",
        )

    def there(self) -> list[int]:
        """Ids of those who come."""
        return workshops.coming(self.tx, self.one)

    # ---- what happens

    def invite(self) -> None:
        """Each member of the team on a day of their own before it; the group at once."""
        tx, context = self.tx, self.context
        members = people.in_team(tx, self.one.team_id)
        workshops.invite(tx, self.one, members)
        reached = addresses.reach(tx, context.keyring, [one.id for one in members])
        for person in members:
            to = Recipient(person, reached.get(person.id))
            agenda.place(tx, context, to, self.invitation(person), self.now)
        self.post(self.said("workshop.post"), "workshop.post", "invite")
        workshops.look_again(tx, self.one, max(self.one.starts_at - SOON, self.now))

    def invitation(self, person: Person) -> Item:
        """One person's, on the first day they have, at the latest an hour before it begins."""
        today = local(self.now, person.zone).date()
        latest = local(self.one.starts_at - SOON, person.zone)
        early = min(person.hour, time(latest.hour, latest.minute))
        return Item(
            kind="workshop",
            key="workshop.invited",
            plan=f"{self.one.plan}invite:{person.id}",
            body=self.said("workshop.invited"),
            first=today,
            last=latest.date(),
            hour=max(early, self.context.hours.quiet_until),
        )

    def soon(self) -> None:
        """Who comes is reminded, if it has not begun; who leads gets the page to lead from."""
        if self.now < self.one.starts_at:
            self.tell(self.there(), [(self.said("workshop.soon"), "workshop.soon", "soon")])
        if self.one.leader_id is not None:
            before = "\n".join(f"· {one}" for one in self.kit.facilitator.before)
            body = self.said("workshop.briefing", ref=self.here, before=before)
            self.tell([self.one.leader_id], [(body, "workshop.briefing", "briefing")])
        workshops.look_again(self.tx, self.one, self.one.starts_at + NOT_HELD)

    def show(self) -> None:
        """The exercise under way: before everybody, or on each phone; its text on each phone."""
        step = f"case{self.one.position}"
        self.post(self._body(self.exercise()), "workshop.case", step, held=True)
        self.tell(self.there(), self.alone())

    def further(self) -> None:
        """More of the exercise under way, where it was shown."""
        step = f"again{self.one.position}"
        if not self.post(self.more(), "workshop.further", step, held=True):
            self.tell(self.there(), [(self.more(), "workshop.further", step)])

    def close(self) -> None:
        """The end: each writes what they mean to do, and is asked about it later."""
        tx, ids = self.tx, self.there()
        body = self.said("workshop.closing", text=self.kit.closing)
        self.post(self.said("workshop.closed"), "workshop.closed", "closed", held=True)
        self.tell(ids, [(body, "workshop.closing", "closing")])
        for seat in workshops.seats(tx, self.context.keyring, self.one):
            if seat.coming:
                self._opens(seat.person_id)
                workshops.follow(tx, seat, 0, self.day_after(workshop.FOLLOWED[0]))
        workshops.look_again(tx, self.one, self.day_after(SUMMED_UP[0]))

    def _opens(self, ident: int) -> None:
        """What they write next is their commitment, unless they are being asked something else."""
        # Not locked: they may be in a turn of their own, which waits for this workshop.
        person = people.load(self.tx, ident, self.organisation.id)
        if person is None or not self._welcome(person):
            return
        open_now = people.conversation(self.tx, self.context.keyring, ident, self.now)
        if not waiting.for_answer(open_now):
            committing = workshop.committing(self.one.id, self.now)
            people.save_conversation(self.tx, self.context.keyring, person, committing)

    def day_after(self, days: int) -> datetime:
        """The morning of a day after the workshop, in the organisation's zone (UTC)."""
        held = local(self.one.starts_at, self.organisation.zone).date()
        return at(held + timedelta(days=days), time(8), self.organisation.zone)

    # ---- how it went, for who led it

    def sum_up(self) -> None:
        """Tell who led it, in numbers, and look again after the next asking."""
        since = local(self.now, self.organisation.zone).date()
        held = local(self.one.starts_at, self.organisation.zone).date()
        passed = (since - held).days
        step = max((days for days in SUMMED_UP if days <= passed), default=SUMMED_UP[0])
        leader = people.load(self.tx, self.one.leader_id or 0, self.organisation.id)
        if leader is not None:
            reach = addresses.reach(self.tx, self.context.keyring, [leader.id]).get(leader.id)
            self._give_summary(leader, reach, step)
        later = next((days for days in SUMMED_UP if days > step), None)
        again = self.day_after(later) if later else None
        workshops.look_again(self.tx, self.one, again)

    def _give_summary(self, leader: Person, reach: Reach | None, step: int) -> None:
        today = local(self.now, leader.zone).date()
        item = Item(
            kind="workshop",
            key="workshop.summary_after",
            plan=f"{self.one.plan}summary{step}",
            body=self.summary(),
            first=today,
            last=today + timedelta(days=4),
        )
        agenda.place(self.tx, self.context, Recipient(leader, reach), item, self.now)

    def summary(self) -> Outbound:
        """How many came, wrote a commitment, could apply it: numbers only."""
        seats = workshops.seats(self.tx, self.context.keyring, self.one)
        there = [seat for seat in seats if seat.coming]
        return self.said(
            "workshop.summary_after",
            people=str(len(there)),
            commitments=str(sum(bool(seat.commitment) for seat in there)),
            applied="".join(f"{line}\n" for line in self._applied()),
        )

    def _applied(self) -> list[str]:
        named = self.context.library.message("workshop.more").buttons
        found = []
        for days in workshop.FOLLOWED:
            counts = workshops.answers(self.tx, self.one, days)
            if counts.total() >= SHOWN_FROM:
                told = ", ".join(f"{named[one]} {counts[one]}" for one in ("yes", "partly", "no"))
                values = {"days": str(days), "counts": told}
                found.append(self.context.library.render("workshop.after_days", values).text)
        return found


# ---- as time goes by


def tick(context: Context, now: datetime) -> int:
    """Look at what is due of workshops, and of those who came to one. Returns how many."""
    with context.database.read() as tx:
        first = workshops.next_look(tx)
    if first is None or first > now:
        return 0
    looked = apart.each(
        context,
        lambda tx: workshops.due(tx, now),
        lambda tx, one: _look(_room(tx, context, one, now)),
        lambda tx, one: workshops.look_again(tx, one, apart.in_an_hour(now)),
    )
    return looked + apart.each(
        context,
        lambda tx: workshops.to_follow(tx, context.keyring, now),
        lambda tx, seat: _follow(tx, context, seat, now),
        lambda tx, seat: workshops.follow(tx, seat, seat.followed, apart.in_an_hour(now)),
    )


def _room(tx: Transaction, context: Context, one: Workshop, now: datetime) -> Room:
    organisation = organisations.known(tx, one.organisation_id)
    return Room(tx, context, organisation, one, now)


def _look(room: Room) -> None:
    tx, one, now = room.tx, room.one, room.now
    if one.kit not in room.context.library.workshops:
        workshops.look_again(tx, one, None)
    elif one.status == RUNNING:
        workshops.change(tx, one, OVER, was=[RUNNING], next_at=None)
        room.close()
    elif one.status == OVER:
        room.sum_up()
    elif one.status != PLANNED:
        workshops.look_again(tx, one, None)
    elif now >= one.starts_at + NOT_HELD:
        workshops.change(tx, one, CANCELLED, was=[PLANNED], next_at=None)
        cancel(room)
    elif now >= one.starts_at - SOON:
        # Planned at the last moment, its invitations and its reminder go together.
        room.invite()
        room.soon()
    else:
        room.invite()


def cancel(room: Room) -> None:
    """It is not held: invitations stay, who said they come is told, the group too."""
    members = [one.id for one in people.in_team(room.tx, room.one.team_id)]
    workshops.take_back(room.tx, room.one, members, Reason.WITHDRAWN.value)
    body = room.said("workshop.cancelled")
    room.tell(room.there(), [(body, "workshop.cancelled", "cancelled")])
    room.post(body, "workshop.cancelled", "cancelled")


# ---- followed up


def _follow(tx: Transaction, context: Context, seat: workshops.Seat, now: datetime) -> None:
    held = workshops.many(tx, [seat.workshop_id])[seat.workshop_id]
    person = people.load(tx, seat.person_id, held.organisation_id)
    assert person is not None  # noqa: S101 - a foreign key says so
    reach = addresses.reach(tx, context.keyring, [person.id]).get(person.id)
    _ask(_room(tx, context, held, now), seat, Recipient(person, reach))


def _ask(room: Room, seat: workshops.Seat, to: Recipient) -> None:
    """Ask what could be applied, on a working day from that day on."""
    days = workshop.FOLLOWED[seat.followed]
    after = workshop.FOLLOWED[seat.followed + 1 :]
    if after and room.day_after(after[0]) <= room.now:
        # Nobody was here to ask: the next time is due as well, and asks the same.
        workshops.follow(room.tx, seat, seat.followed + 1, room.now)
        return
    if room.one.kit in room.context.library.workshops:
        agenda.place(room.tx, room.context, to, _follow_up(room, seat, to.person, days), room.now)
    followed = seat.followed + 1
    left = workshop.FOLLOWED[followed:]
    again = room.day_after(left[0]) if left else None
    workshops.follow(room.tx, seat, followed, again)


def _follow_up(room: Room, seat: workshops.Seat, person: Person, days: int) -> Item:
    ref = f"{room.one.id}-{days}"
    if seat.commitment:
        body = room.said("workshop.followup", ref=ref, commitment=seat.commitment)
    else:
        body = room.said("workshop.followup_open", ref=ref)
    today = local(room.now, person.zone).date()
    return Item(
        kind="followup",
        key="workshop.followup",
        plan=f"followup:{room.one.id}:{days}:{person.id}",
        body=replace(body, template=announcing(room.context.library, "followup")),
        first=today,
        last=today + timedelta(days=6),
    )
