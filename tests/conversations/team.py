"""Twelve people of one town hall over weeks, and their shared chat where the channel has one."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core.calendar import local
from core.person import Role
from store.models import OutboxRow
from tests.chat import House, Member
from tests.conversations.test_groups import role
from tests.room import Room

PARIS = "Europe/Paris"
NAMES = (
    "denis",
    "amina",
    "bruno",
    "claire",
    "david",
    "elise",
    "farid",
    "gaelle",
    "hugo",
    "ines",
    "jules",
    "karim",
)
READS = frozenset({"Lire", "Voir l’astuce"})


class Team:
    """The town hall of Vieux-Moulin: Denis administers, the others work."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.members = {name: house.member(name).joins() for name in NAMES}
        self.denis = role(self.members["denis"], Role.ADMIN)
        self.room = self._tied() if house.line is not None and house.line.group else None

    def _tied(self) -> Room:
        return Room(self.house).says(self.denis, "/lier MAIRIE").hears("group.bound")

    def __getitem__(self, name: str) -> Member:
        return self.members[name]

    # ---- days

    def works_until(self, when: str) -> None:
        """Let days go by ("2026-11-06 16:00", in Paris); at noon each reads what came."""
        end = datetime.fromisoformat(f"{when}+01:00")
        while self.house.clock.now() < end:
            noon = self._noon()
            self.house.until(min(noon, end))
            if self.house.clock.now() == noon:
                for member in self.members.values():
                    self.reads(member)

    def _noon(self) -> datetime:
        here = local(self.house.clock.now(), PARIS)
        noon = here.replace(hour=12, minute=0, second=0, microsecond=0)
        return (noon if noon > here else noon + timedelta(days=1)).astimezone(
            self.house.clock.now().tzinfo
        )

    def reads(self, member: Member) -> None:
        """Open what could only be announced, on the channel that has templates."""
        for label in {one.label for one in member.messages[-1].buttons} & READS:
            if member.messages[-1].template:
                member.taps(label)

    # ---- what they do

    def gains(self, name: str, said: str) -> Member:
        """Somebody tells a win, and lets the team know without their name."""
        return self[name].says(said).taps("Partager").hears("win.shared")

    def everybody_has(self, key: str, *, besides: Sequence[str] = ()) -> None:
        """Each member, these apart, was sent such a message."""
        for name, member in self.members.items():
            if name not in besides:
                assert key in member.keys, (name, member.keys[-8:])

    def heard(self, name: str, words: str) -> str:
        """The last message to somebody that says this."""
        return next(one.text for one in reversed(self[name].messages) if words in one.text)

    def told(self) -> str:
        """The last week told: in the group, else as Denis would paste it; with plain spaces."""
        if self.room is None:
            self.denis.says("TEXTE À COLLER").hears("digest.paste")
            return (self.denis.messages[-1].prompt or "").replace("\xa0", " ")
        shown = reversed(self.room.messages)
        return next(one.text for one in shown if "La semaine de" in one.text).replace("\xa0", " ")

    # ---- what is promised

    def proactive(self) -> dict[int, list[date]]:
        """The local days on which each person was written to unasked, by their id."""
        with self.house.context.database.read() as tx:
            rows = tx.execute(
                select(OutboxRow.person_id, OutboxRow.proactive_day).where(
                    OutboxRow.proactive_day.is_not(None),
                    OutboxRow.status.in_(("sent", "delivered", "read")),
                )
            ).all()
        found: dict[int, list[date]] = {}
        for person, day in rows:
            if person is not None and day is not None:
                found.setdefault(person, []).append(day)
        return found

    def one_a_day_and_none_on(self, *off: str) -> None:
        """Nobody had two on a day, nor any on a weekend or these days."""
        closed = {date.fromisoformat(one) for one in off}
        for days in self.proactive().values():
            assert [day for day, times in Counter(days).items() if times > 1] == []
            assert [day for day in days if day.weekday() > 4 or day in closed] == []

    def every_row_has_an_end_and_a_reason(self) -> None:
        """What was planned for the past left, or says in one word why it did not."""
        with self.house.context.database.read() as tx:
            rows = tx.execute(
                select(OutboxRow.status, OutboxRow.reason, OutboxRow.key).where(
                    OutboxRow.due_at <= self.house.clock.now() - timedelta(days=1)
                )
            ).all()
        for status, reason, key in rows:
            assert status in ("sent", "delivered", "read", "skipped", "expired"), (status, key)
            assert reason or status not in ("skipped", "expired"), key
