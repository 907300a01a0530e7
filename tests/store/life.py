"""People of whom every table that is about people has something."""

from dataclasses import dataclass, replace

from core.message import Outbound
from core.person import Conversation, Organisation, Person
from store import crossings, inbox, outbox, people, phones, relays, usage, wins
from store.db import Database
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
    return life


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
