"""A challenge under way: sent a few people at a time, told in the groups, counted, ended.

Each person's message is a row of the ledger with a plan key of its own, so nobody gets one twice,
whatever dies; the challenge keeps up to whom it has planned.
"""

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.calendar import local
from core.message import Button, Outbound
from core.person import Group, Organisation
from flows.talk import Say
from store import addresses, boards, challenges, groups, organisations, outbox, people, teams
from store.challenges import Challenge
from store.db import Transaction
from store.outbox import BROADCAST, REPLY, Message
from workers import agenda, apart
from workers.agenda import Item, Recipient
from workers.context import Context
from workers.planner import announcing, render

BATCH = 25
"""People planned for in one transaction on SQLite, where nobody else writes meanwhile: who sends
under a limit writes before each message, and must come in between as often as it may send."""
BREATH = 0.02
TURN_SECONDS = 2.0
AGAIN = timedelta(seconds=5)
"""How often the progress is told while some are still to leave."""
SHOWN_FROM = 3
"""Answers from which a tally says anything of anybody."""


def words(one: Challenge) -> dict[str, str]:
    """What fills the messages about a challenge."""
    title = one.said.get("title", "")
    return {
        "title": f" : « {title} »" if title else "",
        "text": one.said.get("text", ""),
        "check": one.said.get("check", ""),
    }


def asked(one: Challenge) -> Say:
    """What a member reads, with the choices."""
    prompt = one.said.get("prompt") or None
    return Say("challenge.asked", words(one), ref=str(one.id), prompt=prompt)


def item(one: Challenge, organisation: Organisation, body: Outbound, person_id: int = 0) -> Item:
    """One person's message, on a day from the start to the end of it."""
    return Item(
        kind="challenge",
        key="challenge.asked",
        plan=f"{one.plan}{person_id}",
        body=body,
        first=local(one.starts_at, organisation.zone).date(),
        last=local(one.ends_at, organisation.zone).date(),
        priority=BROADCAST,
    )


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One challenge, looked at in one transaction."""

    tx: Transaction
    context: Context
    organisation: Organisation
    one: Challenge
    now: datetime

    def look(self) -> None:
        """Plan for some more people; once all are planned for, tell how far it has got."""
        if self.now >= self.one.ends_at:
            self._end()
            return
        if self.one.reached_id == 0:
            self._post()
        ids = challenges.audience(self.tx, self.one, self.one.reached_id, _size(self.context))
        if ids:
            self._give(ids)
            challenges.reached(self.tx, self.one, ids[-1], self.now)
            return
        self._change_board(self._said(self.progress()))
        waits = challenges.next_due(self.tx, self.one)
        again = max(self.now, waits) + AGAIN if waits else self.one.ends_at
        at_last = min(again, self.one.ends_at)
        challenges.reached(self.tx, self.one, max(self.one.reached_id, 1), at_last)

    def _give(self, ids: list[int]) -> None:
        tx, context = self.tx, self.context
        known, reached = people.load_many(tx, ids), addresses.reach(tx, context.keyring, ids)
        body = render(context, self.organisation, asked(self.one))
        body = replace(body, template=announcing(context.library, "challenge"))
        for ident in ids:
            to = Recipient(known[ident], reached.get(ident))
            theirs = item(self.one, self.organisation, body, ident)
            agenda.place(tx, context, to, theirs, self.now)

    # ---- in the groups

    def _groups(self) -> list[Group]:
        """Those of the teams it is for; a challenge for one job is not everybody's."""
        if self.one.job:
            return []
        known = teams.every(self.tx, self.one.organisation_id)
        theirs = [team for team in known if self.one.team_id in (None, team.id)]
        keyring = self.context.keyring
        found = [groups.of_team(self.tx, keyring, team.id) for team in theirs]
        return [group for group in found if group is not None]

    def _post(self) -> None:
        said = [self._posted(group) for group in self._groups()]
        outbox.plan(self.tx, self.context.keyring, said, now=self.now)

    def _posted(self, group: Group) -> Message:
        one, over = self.one, self.one.status == challenges.OVER
        values = words(one) | {"tally": self._tally()}
        values["text"] = one.said.get("group") or values["text"]
        key = "challenge.post_over" if over else "challenge.post"
        body = render(self.context, self.organisation, Say(key, values, ref=str(one.id)))
        return Message(
            to=group.address,
            body=replace(body, thread=group.thread),
            kind="group",
            key="challenge.post",
            priority=BROADCAST,
            due_at=agenda.opening(self.context, self.organisation, self.now),
            expires_at=one.ends_at + timedelta(days=1),
            organisation_id=one.organisation_id,
            plan=f"post:{one.plan}{group.id}",
        )

    def _tally(self) -> str:
        counts = challenges.tally(self.tx, self.one)
        if sum(counts.values()) < SHOWN_FROM:
            return self.context.library.render("challenge.tally_few", {}).text
        values = {name: str(counts.get(name, 0)) for name in (challenges.DONE, challenges.TRYING)}
        return self.context.library.render("challenge.tally", values).text

    def retell(self) -> None:
        """What stands in the groups says how many answered by now."""
        for group in self._groups():
            said = self._posted(group)
            if self.context.edits(group.address) and said.body is not None:
                boards.revise(self.tx, self.context.keyring, said, said.body, self.now)

    # ---- for the admin

    def board(self) -> Message:
        """The admin's message that tells how far it has got, and changes where it stands."""
        return Message(
            to=None,
            body=self._said(self.progress()),
            kind="reply",
            key="challenge.launched",
            priority=REPLY,
            due_at=self.now,
            organisation_id=self.one.organisation_id,
            plan=f"board:{self.one.plan}",
        )

    def progress(self) -> Say:
        """How far it has got, and the button that stops it."""
        one, done = self.one, challenges.progress(self.tx, self.one)
        everybody = challenges.everybody(self.tx, one)
        values = words(one) | {"left": str(done.left), "all": str(max(done.planned, everybody))}
        label = self.context.library.message("challenge.more").buttons["stop"]
        stop = Button(f"challenge.stop:{one.id}", label)
        return Say("challenge.launched", values, more=(stop,))

    def _said(self, say: Say) -> Outbound:
        return render(self.context, self.organisation, say)

    def _change_board(self, body: Outbound, *, last: bool = False) -> None:
        """Where nothing changes where it stands, the `last` word comes as a message of its own."""
        known = outbox.by_plan(self.tx, self.context.keyring, f"board:{self.one.plan}")
        if known is None or known.to is None:
            return
        if self.context.edits(known.to):
            boards.revise(self.tx, self.context.keyring, known, body, self.now)
        elif last:
            told = replace(
                self.board(),
                to=known.to,
                person_id=known.person_id,
                body=body,
                plan=f"{known.plan}over",
            )
            outbox.plan(self.tx, self.context.keyring, [told], now=self.now)

    def _end(self) -> None:
        challenges.end(self.tx, self.one)
        over = replace(self, one=replace(self.one, status=challenges.OVER))
        over.retell()
        done = challenges.progress(self.tx, self.one)
        values = words(self.one) | {
            "left": str(done.left),
            "all": str(done.planned),
            "tally": self._tally(),
        }
        told = self._said(Say("challenge.over", values))
        told = replace(told, template=announcing(self.context.library, "challenge"))
        self._change_board(told, last=True)


def _size(context: Context) -> int:
    # PostgreSQL holds nobody but the people being planned for.
    return BATCH if context.database.sqlite else 4 * BATCH


def tick(context: Context, now: datetime) -> int:
    """Look at the challenges that are due, for a moment. Returns how many looks it took."""
    with context.database.read() as tx:
        first = challenges.next_look(tx)
    if first is None or first > now:
        return 0
    until, count = time.monotonic() + TURN_SECONDS, 0
    while time.monotonic() < until:
        looked = _look(context, now)
        count += looked
        if not looked:
            break
        if context.database.sqlite:
            time.sleep(BREATH)
    return count


def _look(context: Context, now: datetime) -> int:
    return apart.each(
        context,
        lambda tx: challenges.due(tx, context.keyring, now),
        lambda tx, one: _opened(tx, context, one, now).look(),
        lambda tx, one: challenges.look_again(tx, one, apart.in_an_hour(now)),
    )


def _opened(tx: Transaction, context: Context, one: Challenge, now: datetime) -> Broadcast:
    organisation = organisations.known(tx, one.organisation_id)
    return Broadcast(tx, context, organisation, one, now)
