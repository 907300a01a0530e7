"""A team's week, told on its Friday: in its group, or to those who want it for themselves.

Exactly once per ISO week; nothing when there is nothing to say; nobody is named without their yes,
and nothing is counted of fewer than three people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from content import spoken
from core.calendar import at, holiday, local
from core.message import Button, Outbound, Picture
from core.person import Group, Organisation, Team
from flows.challenge import FROM_CHALLENGE
from flows.talk import Say, number
from store import (
    addresses,
    boards,
    challenges,
    digests,
    groups,
    missions,
    organisations,
    outbox,
    people,
    pictures,
    teams,
    workshops,
)
from store.db import Transaction
from store.digests import Told as Win
from store.digests import Week
from store.outbox import BROADCAST, NUDGE, Message
from workers import agenda, apart, candidates, card
from workers.agenda import Item, Recipient
from workers.card import Card
from workers.context import Context
from workers.masking import masked
from workers.planner import announcing, render

MOST_WINS = 5
MOST_TOLD = 5
"""Of what a workshop gave: the wins come first."""
COUNTED_FROM = 3
"""People from whom a team's figures are shown: of fewer, one could tell who said what."""
ROOM = "room"
"""The subject of the agreement to receive the team's week, without a group."""
STILL_READ = timedelta(days=5)
"""A digest for one person waits for a free day this long."""
THANKED_FOR = timedelta(days=7)


def tick(context: Context, now: datetime) -> int:
    """Tell the weeks that are due. Returns how many teams were looked at."""
    with context.database.read() as tx:
        unarmed, first = teams.unarmed(tx), teams.next_look(tx)
    if unarmed:
        with context.database.write() as tx:
            for team in teams.unarmed(tx):
                _look_again(tx, team, organisations.known(tx, team.organisation_id), now)
    if first is None or first > now:
        return 0
    return apart.each(
        context,
        lambda tx: teams.due(tx, now),
        lambda tx, one: _look(tx, context, one, now),
        lambda tx, one: teams.look_again(tx, one[0], apart.in_an_hour(now)),
    )


def _look(tx: Transaction, context: Context, due: tuple[Team, datetime], now: datetime) -> None:
    """Tell a week as it was at its moment, however late it is looked at."""
    team, moment_due = due
    organisation = organisations.known(tx, team.organisation_id)
    Digest(tx, context, organisation, team, moment_due).tell(now)
    candidates.spot(tx, team, now)
    _look_again(tx, team, organisation, now)


def _look_again(tx: Transaction, team: Team, organisation: Organisation, now: datetime) -> None:
    teams.look_again(tx, team, moment(team, organisation, now))


def moment(team: Team, organisation: Organisation, after: datetime) -> datetime:
    """When a team's week is told next, strictly after an instant (UTC).

    On a public holiday it is told on the day before it; never on another week's days.
    """
    today = local(after, organisation.zone).date()
    monday = today - timedelta(days=today.weekday())
    while True:
        day = _working(monday, team.digest_day, organisation.region)
        found = at(day, team.digest_at, organisation.zone) if day else None
        if found is not None and found > after:
            return found
        monday += timedelta(days=7)


def _working(monday: date, weekday: int, region: str) -> date | None:
    days = (monday + timedelta(days=number) for number in range(weekday, -1, -1))
    return next((day for day in days if not holiday(day, region)), None)


@dataclass(frozen=True, slots=True)
class Digest:
    """One team's week, looked at in one transaction."""

    tx: Transaction
    context: Context
    organisation: Organisation
    team: Team
    now: datetime

    @property
    def _monday(self) -> date:
        today = local(self.now, self.organisation.zone).date()
        return today - timedelta(days=today.weekday())

    @property
    def _iso_week(self) -> str:
        year, number, _ = self._monday.isocalendar()
        return f"{year}-W{number:02d}"

    def tell(self, now: datetime) -> None:
        """Tell it at `now`, if there is something to tell and it was not told before.

        `self.now` is when it was due: what was declared since is of the next week.
        """
        week = self.week()
        body = self.body(week)
        if body is None or not digests.begin(self.tx, self.team, self._iso_week, self.now):
            return
        body = replace(body, picture=self._picture(week))
        group = groups.of_team(self.tx, self.context.keyring, self.team.id)
        if group is not None:
            soon = agenda.opening(self.context, self.organisation, now)
            said = replace(self._posted(group, body, week), due_at=soon)
            outbox.plan(self.tx, self.context.keyring, [said], now=now)
        self._write(body, now)

    def latest(self) -> Outbound | None:
        """The week under way, else the one told last; None when neither says anything."""
        running = self.body(self.week())
        told = None if running else digests.last_made(self.tx, self.team)
        if told is None:
            return running
        then = replace(self, now=told)
        return then.body(then.week())

    def week(self) -> Week:
        """From the digest of the week before until now."""
        return digests.week(self.tx, self.context.keyring, self.team, self._since(), self.now)

    def _since(self) -> datetime:
        before = self._monday - timedelta(days=7)
        last = _working(before, self.team.digest_day, self.organisation.region)
        return at(last or self._monday, self.team.digest_at, self.organisation.zone)

    # ---- what it says

    def body(self, week: Week) -> Outbound | None:
        """The text of a week; None when there is nothing to say."""
        counts = self._counts(week)
        shown = week.told[:MOST_WINS]
        names = self._names([one.person_id for one in shown])
        wins = [self._line(place, one, names) for place, one in enumerate(shown, 1)]
        asked = digests.question(self.tx, self.context.keyring, self.team, self._monday)
        lessons = self._lessons()
        applied = self._applied()
        if not (counts or wins or asked or lessons or applied):
            return None
        values = {
            "team": self.team.name,
            "counts": counts,
            "wins": "\n".join(wins),
            "lessons": "\n".join((*lessons, *applied)),
            "question": self._question(asked),
            "challenge": self._challenge(),
        }
        return _packed(render(self.context, self.organisation, Say("digest.week", values)))

    def _counts(self, week: Week) -> str:
        if week.people < COUNTED_FROM:
            return ""
        values = {
            "time": spoken.minutes(abs(week.minutes)),
            "answers": str(week.answers),
            "zeros": str(week.zeros),
            "losses": str(week.losses),
        }
        key = "digest.counts" if week.minutes >= 0 else "digest.counts_lost"
        return self._said(key, values)

    def _names(self, people: Iterable[int | None]) -> Mapping[int | None, str]:
        """The first names of those who agreed to be named, of these."""
        ids = [one for one in people if one is not None]
        shown = teams.shown_as(self.tx, self.context.keyring, ids)
        return {one: shown[one] for one in ids if one in shown}

    def _line(self, place: int, win: Win, names: Mapping[int | None, str]) -> str:
        values = {
            "number": str(place),
            "time": spoken.minutes(abs(win.minutes)),
            "about": self._about(win),
            "who": f" ({names[win.person_id]})" if win.person_id in names else "",
            "thanks": f" · 👏 {win.thanks}" if win.thanks else "",
        }
        lost = "digest.win_lost" if win.minutes < 0 else "digest.win_zero"
        return self._said("digest.win" if win.minutes > 0 else lost, values)

    def _about(self, win: Win) -> str:
        """The piece or challenge it came from, else what was said, with nobody's name in it."""
        variants = self.context.library.pieces.get(win.piece, {})
        piece = variants.get("general") or next(iter(variants.values()), None)
        if piece is not None:
            return f" sur « {piece.title} »"
        title = self._title(win.source)
        if title:
            return f" sur « {title} »"
        said = masked(win.said).text.strip() if len(win.said.split()) > 3 else ""
        return f" : « {said[:120]} »" if said else ""

    def _title(self, source: str) -> str:
        """Of the challenge a win answers, if it does."""
        which = number(source.removeprefix(FROM_CHALLENGE))
        if which is None or not source.startswith(FROM_CHALLENGE):
            return ""
        one = challenges.by_id(self.tx, self.context.keyring, which, self.organisation.id)
        return one.said.get("title", "") if one else ""

    def _question(self, asked: tuple[str, str] | None) -> str:
        if asked is None:
            return ""
        return self._said("digest.question", {"question": asked[0], "answer": asked[1]})

    def _lessons(self) -> list[str]:
        """What missions taught, where there is no group that has read it already."""
        if groups.of_team(self.tx, self.context.keyring, self.team.id) is not None:
            return []
        since = self._since()
        told = missions.learned(self.tx, self.context.keyring, self.team, since, self.now)
        names = self._names(who for _, who in told)
        nameless = self.context.library.message("champion.origins").buttons["nameless"]
        return [
            self._said("digest.lesson", {"text": text, "who": names.get(who, nameless)})
            for text, who in told
        ]

    def _applied(self) -> list[str]:
        """What people say a workshop gave, each with their yes."""
        told = workshops.told(self.tx, self.context.keyring, self.team, self._since(), self.now)[
            :MOST_TOLD
        ]
        names = self._names(one.person_id for one in told)
        return [self._gave(one, names.get(one.person_id, "")) for one in told]

    def _gave(self, one: workshops.Applied, name: str) -> str:
        kit = self.context.library.workshops.get(one.kit)
        title = kit.title if kit else one.kit
        who = f" ({name})" if name else ""
        return self._said("digest.applied", {"title": title, "text": one.text, "who": who})

    def _challenge(self) -> str:
        """The one that runs or comes next, for this team or for everyone."""
        for one in challenges.every(self.tx, self.context.keyring, self.organisation.id):
            theirs = one.team_id in (None, self.team.id) and not one.job
            title = one.said.get("title", "")
            if theirs and title and one.status == challenges.RUNNING and one.ends_at > self.now:
                return self._said("digest.challenge", {"title": title})
        return ""

    def _said(self, key: str, values: dict[str, str]) -> str:
        return self.context.library.render(key, values, choices=()).text

    def _picture(self, week: Week) -> Picture | None:
        """A card of the figures; none of fewer people than are counted."""
        if week.people < COUNTED_FROM or week.minutes <= 0:
            return None
        time = spoken.minutes(week.minutes)
        small = self._said("digest.card_small", {"answers": str(week.answers)})
        shown = [one for one in week.told if one.minutes > 0 and self._about(one)][:3]
        lines = tuple(self._card_line(one) for one in shown)
        drawn = card.png(Card(self.team.name, time, small, lines))
        token = pictures.keep(self.tx, self.context.keyring, self.organisation.id, drawn, self.now)
        alt = self._said("digest.alt", {"team": self.team.name, "time": time, "small": small})
        return Picture(token, alt)

    def _card_line(self, win: Win) -> str:
        return f"{spoken.minutes(win.minutes)}{self._about(win)}"

    # ---- where it goes

    def _posted(self, group: Group, body: Outbound, week: Week) -> Message:
        thanked = tuple(
            Button(f"digest.thanks:{one.id}", f"👏 {number}")
            for number, one in enumerate(week.told[:MOST_WINS], 1)
        )
        return Message(
            to=group.address,
            body=replace(body, thread=group.thread, buttons=thanked),
            kind="group",
            key="digest.week",
            priority=BROADCAST,
            due_at=self.now,
            expires_at=self.now + THANKED_FOR,
            organisation_id=self.organisation.id,
            plan=f"digest:{self.team.id}:{self._iso_week}",
        )

    def rethank(self) -> None:
        """Somebody said thanks: what stands in the group shows it."""
        group = groups.of_team(self.tx, self.context.keyring, self.team.id)
        told = digests.last_made(self.tx, self.team)
        if group is None or told is None:
            return
        # As it was when it was told: what was declared since is of the next.
        then = replace(self, now=told)
        week = then._thanked(then.week())
        body = then.body(week)
        if self.context.edits(group.address) and body is not None:
            said = then._posted(group, body, week)
            boards.revise(self.tx, self.context.keyring, said, said.body or body, self.now)

    def _thanked(self, week: Week) -> Week:
        counts = digests.thanks(self.tx, [one.id for one in week.told])
        told = tuple(replace(one, thanks=counts.get(one.id, 0)) for one in week.told)
        return replace(week, told=told)

    def _write(self, body: Outbound, now: datetime) -> None:
        """To those who keep the digest alone, and to those who asked for it."""
        tx, context = self.tx, self.context
        ids = digests.readers(tx, self.team, ROOM)
        known, reached = people.load_many(tx, ids), addresses.reach(tx, context.keyring, ids)
        body = replace(body, template=announcing(context.library, "digest"))
        today = local(now, self.organisation.zone).date()
        for ident in ids:
            item = Item(
                kind="digest",
                key="digest.week",
                plan=f"digest:{self._iso_week}:{ident}",
                body=body,
                first=today,
                last=today + STILL_READ,
                hour=self.team.digest_at,
                priority=NUDGE,
            )
            agenda.place(tx, context, Recipient(known[ident], reached.get(ident)), item, now)


def _packed(body: Outbound) -> Outbound:
    """Without the empty lines of what there was nothing to say of."""
    parts = [part for part in body.text.split("\n") if part.strip()]
    return replace(body, text="\n".join(parts))
