"""People of whom every table that is about people has something."""

from dataclasses import dataclass, replace

from sqlalchemy import insert, select

from core.message import Outbound
from core.person import Conversation, Organisation, Person
from store import crossings, inbox, outbox, people, phones, relays, teams, usage, wins
from store.db import Database, Transaction
from store.models import (
    BrakeRow,
    CandidateRow,
    ChallengeRow,
    ChallengeTryRow,
    HelpRow,
    MissionRow,
    ThanksRow,
    WinRow,
    WorkshopAnswerRow,
    WorkshopPersonRow,
    WorkshopRow,
)
from store.outbox import REPLY, Outcome, Status
from store.wins import Win
from tests.store.cast import KEYS, NOW, claimed, member, nudge, planned, text


@dataclass
class Life:
    """A person of whom every table has something, and the words only they used."""

    person: Person
    name: str

    @property
    def words(self) -> list[str]:
        return [
            self.name,
            f"paper:{self.name}",
            f"paper:{self.name}/ref-{self.name}",
            f"said by {self.name}",
            f"told to {self.name}",
        ]


def lived(database: Database, where: Organisation, name: str) -> Life:
    """Wrote as a stranger, joined, answered, was answered, has something planned."""
    _wrote_as_a_stranger(database, name)
    person = member(database, where, name)
    life = Life(person, name)
    _answered(database, life)
    with database.write() as tx:
        people.agree(tx, person, "messages", "2026-1", NOW)
        question = Conversation("win", "minutes", {"said": f"said by {name}"})
        people.save_conversation(tx, KEYS, person, question)
        crossings.open_link(tx, KEYS, person, "telegram", NOW)
        win = Win("in:1", 30, "mail", "w1d1", f"said by {name}")
        wins.record(tx, KEYS, person, win, NOW)
        wins.feedback(tx, person, "w1d1", "not_for_me", NOW, use_case="mail")
        wins.comment(tx, KEYS, person, "w1d1", f"said by {name}")
        wins.score(tx, person, "start", 3, NOW)
        relays.ask(tx, KEYS, person, f"said by {name}", NOW.date(), share=False)
        usage.take(tx, person, NOW.date(), 1)
        body = {"text": f"told to {name}"}
        phones.show(tx, KEYS, f"paper:{name}", sender="bot", body=body, now=NOW, client_id="c")
        teams.show_as(tx, KEYS, person, name)
        _together(tx, life)
    return life


def _together(tx: Transaction, life: Life) -> None:
    """What they did with their team."""
    who = {"person_id": life.person.id}
    theirs = {"organisation_id": life.person.organisation_id, **who}
    said = {"sealed": KEYS.seal(f"said by {life.name}")}
    day = NOW.date()
    win = tx.execute(select(WinRow.id).where(WinRow.person_id == life.person.id)).scalar_one()
    challenge = tx.execute(
        insert(ChallengeRow)
        .values(
            organisation_id=life.person.organisation_id,
            sealed=KEYS.seal("{}"),
            status="running",
            starts_at=NOW,
            ends_at=NOW,
            created_at=NOW,
        )
        .returning(ChallengeRow.id)
    ).scalar_one()
    workshop = tx.execute(
        insert(WorkshopRow)
        .values(
            organisation_id=life.person.organisation_id,
            team_id=life.person.team_id,
            kit="premiers-essais",
            status="over",
            starts_at=NOW,
            created_at=NOW,
        )
        .returning(WorkshopRow.id)
    ).scalar_one()
    answer = {"workshop_id": workshop, "days": 7, "applied": "yes", "at": NOW}
    for statement, values in (
        (insert(ThanksRow), {"win_id": win, "on": day, **who}),
        (insert(HelpRow), {"on": day, **theirs}),
        (insert(ChallengeTryRow), {"challenge_id": challenge, "state": "done", "at": NOW, **who}),
        (insert(CandidateRow), {"origin": "peer", **theirs}),
        (
            insert(MissionRow),
            {"mission": "relais-mails", "started_on": day, "status": "over", **theirs, **said},
        ),
        (insert(WorkshopPersonRow), {"workshop_id": workshop, **who, **said}),
        (insert(WorkshopAnswerRow), {**answer, **who, **said}),
        (insert(BrakeRow), {"moment": "start", "brake": "time", "at": NOW, **theirs, **said}),
    ):
        tx.execute(statement.values(**values))


def write(database: Database, number: str, name: str) -> int:
    """A message to the coach, not yet answered."""
    message = text(number, name, f"said by {name}", ref=f"ref-{name}")
    with database.write() as tx:
        inbox.take_in(tx, KEYS, [message], NOW)
        (waiting,) = inbox.waiting(tx, KEYS, [KEYS.lookup(f"paper:{name}")])
    return waiting.id


def _wrote_as_a_stranger(database: Database, name: str) -> None:
    number = write(database, f"1-{len(name)}-{name[0]}", name)
    nobody = replace(
        nudge(Person(0, 0), handle=name),
        body=Outbound(f"told to {name}"),
        priority=REPLY,
        organisation_id=None,
        person_id=None,
        plan=None,
        proactive_day=None,
        inbox_id=number,
    )
    with database.write() as tx:
        outbox.reply(tx, KEYS, [nobody], now=NOW, claimed_at=NOW)
        inbox.done(tx, number, None, NOW)


def _answered(database: Database, life: Life) -> None:
    number = write(database, f"2-{life.person.id}", life.name)
    body = Outbound(f"told to {life.name}")
    sent = replace(nudge(life.person, "sent", handle=life.name), body=body)
    planned(database, sent)
    for one in claimed(database):
        with database.write() as tx:
            outbox.finish(tx, [Outcome(one.id, Status.SENT, provider_id="p1")], now=NOW)
    planned(
        database, replace(sent, key="next", plan=f"tip:next:{life.person.id}", proactive_day=None)
    )
    with database.write() as tx:
        reply = replace(sent, plan=None, proactive_day=None, inbox_id=number, priority=REPLY)
        outbox.reply(tx, KEYS, [reply], now=NOW, claimed_at=NOW)
        inbox.done(tx, number, life.person.id, NOW)
