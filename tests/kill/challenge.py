"""A round with a challenge: sent to 2,000 people, stopped midway, resumed, killed all along."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bench.crowd import CODE, FIRST_CHAT, Crowd
from core.person import Leave, Person, State
from core.reasons import Reason
from store import addresses, challenges, organisations, people
from store.challenges import Challenge
from store.db import Database, Transaction
from tests.kill import crowd, ledger
from tests.kill.installation import Installation
from tests.kill.ledger import LEFT
from tests.kill.provider import Provider
from tests.kill.rounds import Blow, Play, Round
from tests.kill.verdict import Findings, judge_challenge

AUDIENCE = 2000
SAID = {"title": "Six mots", "text": "Raconte ta réunion en six mots."}

BEFORE = (Blow("sender", "in flight"), Blow("clock", "1200 planned"))
STOPPED = (Blow("sender", "stopped"),)
AFTER = (Blow("clock", "1500 planned"), Blow("sender", "600 sent"))
MIDWAY = "half way"

STILL = 2.0
"""Seconds it stays stopped before and after the kill: enough for hundreds of messages to leave."""
_EACH = 10
_LEFT_OUT = (Reason.PAUSE, Reason.STOPPED, Reason.LEAVE, Reason.UNREACHABLE)


@dataclass(frozen=True)
class Challenged(Round):
    """A challenge to AUDIENCE people, and to some more whom it cannot reach."""

    blows: tuple[Blow, ...] = (*BEFORE, *STOPPED, *AFTER)
    people: int = 0
    """They are enrolled all at once, in an organisation of their own."""
    latency_ms: float = 150
    look_every: float = 0.03
    """Among thousands of rows a look takes the processes it looks at a part of their core."""


class PlayChallenge(Play):
    """Launched twice, stopped twice, resumed twice: the second time nothing changes."""

    def _play(self, product: Installation, database: Database, api: Provider) -> None:
        found = Findings()
        left_out = self._ready(database)
        one = self._launch(database, found)
        self._strike(product, database, BEFORE)
        self._await(MIDWAY, database)
        begun = self._stop(database, one, found)
        time.sleep(STILL)
        self._strike(product, database, STOPPED)
        time.sleep(STILL)
        late = {message.chat for message in api.received()} - begun
        found.hold(not late, f"{len(late)} left although the challenge was stopped")
        self._resume(product, database, one, found)
        self._strike(product, database, AFTER)
        self._rest(lambda: ledger.glance(database).at_rest)
        books = ledger.books(database, self._keys)
        judged = judge_challenge(books, api.received(), api.stats(), AUDIENCE, left_out)
        judged.faults += found.faults
        self._conclude(judged)

    def _ready(self, database: Database) -> Mapping[int, str]:
        """Everybody is active, with nothing else to come; who cannot be reached, and why."""
        everybody = Crowd(database, self._keys, datetime.now(UTC))
        chats = everybody.enrol(AUDIENCE + _EACH * len(_LEFT_OUT))[AUDIENCE:]
        why = {chat: _LEFT_OUT[number % len(_LEFT_OUT)] for number, chat in enumerate(chats)}
        with database.write() as tx:
            self._leave_out(tx, why)
        return {chat: reason.value for chat, reason in why.items()}

    def _leave_out(self, tx: Transaction, why: Mapping[int, Reason]) -> None:
        numbers = {chat - FIRST_CHAT: reason for chat, reason in why.items()}
        known = people.load_many(tx, list(numbers))
        changes = [(one, _kept(one, numbers[one.id])) for one in known.values()]
        people.save_many(tx, changes)
        for chat, reason in why.items():
            if reason is Reason.UNREACHABLE:
                where = crowd.address(self.round.channel, chat)
                addresses.unreachable(tx, self._keys, where)

    def _launch(self, database: Database, found: Findings) -> Challenge:
        """As an admin does who taps twice."""
        now = datetime.now(UTC)
        with database.write() as tx:
            theirs = organisations.by_code(tx, CODE)
            assert theirs is not None
            one = Challenge(0, theirs.id, SAID, now, now + timedelta(days=3))
            kept, token = challenges.draft(tx, self._keys, one, now)
            found.hold(challenges.launch(tx, kept), "the draft was not launched")
            found.hold(not challenges.launch(tx, kept), "a draft was launched twice")
            again = challenges.drafted(tx, self._keys, token, theirs.id)
            found.hold(again is None, "a token launches twice")
        return kept

    def _stop(self, database: Database, one: Challenge, found: Findings) -> set[int]:
        """The chats whose message had begun to leave at that instant."""
        with database.write() as tx:
            found.hold(bool(challenges.stop(tx, one)), "nothing was left to be stopped")
            found.hold(challenges.stop(tx, one) is None, "a challenge was stopped twice")
        kept = ledger.books(database, self._keys).nudges
        return {row.chat for row in kept if row.status in (*LEFT, "claimed", "unknown")}

    def _resume(
        self, product: Installation, database: Database, one: Challenge, found: Findings
    ) -> None:
        """From the terminal; then once more."""
        code, said = product.command("challenge", "resume", CODE, str(one.id))
        found.hold(code == 0, f"the challenge was not resumed: {said}")
        with database.write() as tx:
            again = challenges.resume(tx, one, datetime.now(UTC))
        found.hold(not again, "a challenge was resumed twice")


def _kept(one: Person, reason: Reason) -> Person:
    """The person as they are when nothing may reach them for that reason."""
    match reason:
        case Reason.PAUSE:
            return replace(one, state=State.PAUSED)
        case Reason.STOPPED:
            return replace(one, state=State.STOPPED)
        case Reason.LEAVE:
            return replace(one, leaves=(Leave(date.min, date.max),))
    return one
