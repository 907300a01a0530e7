"""A busy team around the persona of a rehearsal: what would ask for a day of theirs, at its time.

Every other Monday a challenge, in the third week a workshop and its follow-ups, from the fifth a
mission, each Friday the team's week: planned and placed by the real processes, on paper.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from core.calendar import at, local
from core.person import Organisation, Person, Role, State
from flows import challenge
from flows.week import monday_of
from store import challenges, ledger, missions, people, teams, wins, workshops
from store.challenges import Challenge
from store.db import Transaction
from store.wins import Win
from store.workshops import OVER, PLANNED, Workshop
from workers import together
from workers.context import Context
from workers.digests import ROOM
from workers.persona import Persona
from workers.workshops import Room

COLLEAGUES = 3
"""From as many people a team's figures are told."""
EVERY = 2
"""Weeks between two challenges."""
WORKSHOP_IN, MISSION_IN = 3, 5
MORNING, LUNCH, AFTERNOON = time(8), time(12), time(14)


@dataclass(frozen=True, slots=True)
class _Act:
    at: datetime
    do: Callable[[Transaction, datetime], None]


class Surroundings:
    """What happens around one persona, from the day they joined."""

    def __init__(
        self,
        context: Context,
        persona: Persona,
        organisation: Organisation,
        person: Person,
    ) -> None:
        self._context = context
        self._persona = persona
        self._organisation = organisation
        self._person = person
        self._colleagues: list[Person] = []
        self._workshop: Workshop | None = None
        self._left = sorted(self._acts(), key=lambda one: one.at)

    def joined(self, tx: Transaction, now: datetime) -> None:
        """The persona wants the team's week, and is a resource person; colleagues are there."""
        people.agree(tx, self._person, ROOM, "rehearsal", now)
        people.save(tx, self._person, replace(self._person, role=Role.CHAMPION))
        self._colleagues = [
            people.create(tx, self._organisation, role=Role.MEMBER, state=State.STOPPED, now=now)
            for _ in range(COLLEAGUES)
        ]

    def next_at(self) -> datetime | None:
        """When something happens next, or is to be looked at."""
        with self._context.database.read() as tx:
            known = [together.next_look(tx), ledger.next_due(tx)]
        known += [one.at for one in self._left[:1]]
        return min((one for one in known if one is not None), default=None)

    def happen(self, now: datetime) -> None:
        """Whatever is due."""
        while self._left and self._left[0].at <= now:
            with self._context.database.write() as tx:
                self._left.pop(0).do(tx, now)
        together.tick(self._context, now)

    # ---- the acts

    def _acts(self) -> list[_Act]:
        found = []
        for week in range(1, self._persona.weeks + 1):
            found.append(_Act(self._moment(week, 3, LUNCH), self._win))
            if week % EVERY == 0:
                found.append(_Act(self._moment(week, 0, MORNING), self._challenge))
        found.append(_Act(self._moment(WORKSHOP_IN - 1, 0, MORNING), self._plan))
        held = self._moment(WORKSHOP_IN, 3, AFTERNOON)
        found.append(_Act(held - timedelta(hours=2), self._come))
        found.append(_Act(held + timedelta(hours=1), self._close))
        found.append(_Act(self._moment(MISSION_IN, 0, LUNCH), self._mission))
        return found

    def _moment(self, week: int, weekday: int, hour: time) -> datetime:
        monday = monday_of(self._persona.start) + timedelta(weeks=week - 1)
        return at(monday + timedelta(days=weekday), hour, self._persona.zone)

    def _win(self, tx: Transaction, now: datetime) -> None:
        for one in self._colleagues:
            win = Win(f"{now:%Y%m%d}", 10, "mails", "", "")
            wins.record(tx, self._context.keyring, one, win, now)
            wins.share(tx, one, win.source, "anonymous")

    def _challenge(self, tx: Transaction, now: datetime) -> None:
        text = min(self._context.library.challenges.items())[1]
        ends = now + challenge.LASTS
        one = Challenge(0, self._organisation.id, challenge.said(text), now, ends)
        kept, _ = challenges.draft(tx, self._context.keyring, one, now)
        challenges.launch(tx, kept)

    def _plan(self, tx: Transaction, now: datetime) -> None:
        kit = sorted(self._context.library.workshops.values(), key=lambda one: one.id)[0]
        team = teams.every(tx, self._organisation.id)[0]
        cases = tuple(range(1, len(kit.cases) + 1))
        starts = self._moment(WORKSHOP_IN, 3, AFTERNOON)
        one = Workshop(0, self._organisation.id, team.id, kit.id, cases, None, starts)
        self._workshop = workshops.draft(tx, one, now)
        workshops.change(tx, self._workshop, PLANNED, was=[workshops.DRAFT], next_at=now)

    def _come(self, tx: Transaction, _now: datetime) -> None:
        if self._workshop is not None:
            workshops.come(tx, self._workshop, self._person, True)

    def _close(self, tx: Transaction, now: datetime) -> None:
        if self._workshop is not None:
            workshops.change(tx, self._workshop, OVER, was=[PLANNED], next_at=None)
            Room(tx, self._context, self._organisation, self._workshop, now).close()

    def _mission(self, tx: Transaction, now: datetime) -> None:
        ident = min(self._context.library.missions)
        today = local(now, self._person.zone).date()
        missions.begin(tx, self._person, ident, today, now + timedelta(days=3))
