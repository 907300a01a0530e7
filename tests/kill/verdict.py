"""What must hold after a round, from the database and from what really arrived."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.kill.ledger import LEFT, Books, Row
from tests.kill.postman import Posted
from tests.kill.provider import Received

IN_FLIGHT = 30
"""Messages of one process that may be on their way when it is killed."""


@dataclass
class Findings:
    """The figures of a round, and the faults found in them."""

    nudges: int = 0
    sent: int = 0
    unknown: int = 0
    received: int = 0
    repeated: int = 0
    unknown_received: int = 0
    acknowledged: int = 0
    posts: int = 0
    answered: int = 0
    answered_twice: int = 0
    replies_unknown: int = 0
    never_answered: int = 0
    effects: int = 0
    most_per_second: int = 0
    floods: int = 0
    faults: list[str] = field(default_factory=list)

    def hold(self, true: bool, otherwise: str) -> None:
        """Note a fault unless something is true."""
        if not true:
            self.faults.append(otherwise)

    def limit(self, per_second: int) -> None:
        """The provider's limit was not exceeded (0 = there was none)."""
        self.hold(self.floods == 0, f"{self.floods} answers 429")
        if per_second:
            self.hold(
                self.most_per_second <= per_second,
                f"{self.most_per_second} messages in one second, {per_second} allowed",
            )

    def unknowns(self, senders_killed: int) -> None:
        """Only messages in flight at a kill may be unknown."""
        most = IN_FLIGHT * senders_killed
        self.hold(self.unknown <= most, f"{self.unknown} nudges unknown, {most} allowed")

    def reconciled(self, reports_lost: int) -> None:
        """What arrived is known to have arrived, unless a report of it was lost."""
        self.hold(
            self.unknown_received <= reports_lost,
            f"{self.unknown_received} nudges arrived and stay unknown, {reports_lost} reports lost",
        )


def judge(
    books: Books,
    received: Sequence[Received],
    stats: dict[str, Any],
    posted: Sequence[Posted],
    people: int,
) -> Findings:
    """All figures, and every fault."""
    found = Findings(most_per_second=stats["max_per_second"], floods=stats["floods"])
    said = {(row.chat, row.text) for row in books.replies}
    replies = Counter((one.chat, one.text) for one in received if (one.chat, one.text) in said)
    nudges = [one for one in received if (one.chat, one.text) not in said]
    _nudges(found, books.nudges, nudges, people)
    _inbox(found, books, posted)
    _replies(found, books, replies, posted)
    if "reports_lost" in stats:
        found.reconciled(stats["reports_lost"])
    return found


def judge_challenge(
    books: Books,
    received: Sequence[Received],
    stats: dict[str, Any],
    people: int,
    left_out: Mapping[int, str],
) -> Findings:
    """`people` got it once each or have a reason; `left_out`, by chat, have their own reason."""
    found = Findings(most_per_second=stats["max_per_second"], floods=stats["floods"])
    meant = [row for row in books.nudges if row.chat not in left_out]
    _nudges(found, meant, received, people)
    others = [(row.chat, row.status, row.reason) for row in books.nudges if row.chat in left_out]
    expected = [(chat, "skipped", reason) for chat, reason in left_out.items()]
    found.hold(sorted(others) == sorted(expected), f"left out otherwise than for cause: {others}")
    found.hold(not books.replies, f"{len(books.replies)} messages nobody asked for")
    return found


def _nudges(found: Findings, rows: Sequence[Row], got: Sequence[Received], people: int) -> None:
    found.hold(len({one.text for one in got}) == 1, "something else than the piece arrived")
    arrived = Counter(one.chat for one in got)
    by_chat = Counter(row.chat for row in rows)
    found.nudges, found.received = len(rows), len(got)
    found.repeated = sum(count - 1 for count in arrived.values())
    found.hold(found.repeated == 0, f"{found.repeated} nudges arrived again")
    found.hold(
        len(by_chat) == people and set(by_chat.values()) == {1},
        f"{len(by_chat)} of {people} people have a nudge in the ledger, at most "
        f"{max(by_chat.values(), default=0)} each",
    )
    status = Counter(row.status for row in rows)
    found.sent, found.unknown = sum(status[name] for name in LEFT), status["unknown"]
    others = {name: n for name, n in status.items() if name not in (*LEFT, "unknown")}
    found.hold(not others, f"nudges neither sent nor unknown: {others}")
    mute = [row for row in rows if row.status == "unknown" and not row.reason]
    found.hold(not mute, f"{len(mute)} nudges unknown without a reason")
    lost = [row for row in rows if row.status in LEFT and not arrived[row.chat]]
    found.hold(not lost, f"{len(lost)} nudges called sent never arrived")
    found.unknown_received = sum(
        row.status == "unknown" and bool(arrived[row.chat]) for row in rows
    )
    found.hold(
        found.received - found.repeated == found.sent + found.unknown_received,
        "arrived is not sent + unknown that arrived",
    )


def _inbox(found: Findings, books: Books, posted: Sequence[Posted]) -> None:
    acknowledged = {one.id for one in posted if one.acknowledged}
    found.acknowledged = len(acknowledged)
    found.posts = sum(len(one.answers) for one in posted)
    kept = {ident for ident, _ in books.inbox}
    found.hold(len(acknowledged) == len(posted), "some updates were never acknowledged")
    found.hold(acknowledged <= kept, f"{len(acknowledged - kept)} acknowledged updates lost")
    twice = sum(books.inbox.values()) - len(kept)
    found.hold(twice == 0, f"{twice} updates are in the inbox twice")
    open_ = Counter(status for (_, status), _ in books.inbox.items() if status != "done")
    found.hold(not open_, f"updates not done: {dict(open_)}")
    expected: defaultdict[int, list[int]] = defaultdict(list)
    for one in posted:
        expected[one.text.chat].append(one.text.minutes)
    found.effects = sum(map(len, books.wins.values()))
    wrong = [
        chat
        for chat in {*expected, *books.wins}
        if sorted(expected[chat]) != sorted(books.wins.get(chat, []))
    ]
    found.hold(not wrong, f"{len(wrong)} people have other wins than they declared")


def _replies(
    found: Findings, books: Books, arrived: Counter[tuple[int, str]], posted: Sequence[Posted]
) -> None:
    rows = {row.update: row for row in books.replies}
    found.hold(len(rows) == len(books.replies), "an update has two replies in the ledger")
    found.replies_unknown = sum(row.status == "unknown" for row in books.replies)
    for one in posted:
        row = rows.get(one.id)
        got = arrived[row.chat, row.text] if row else 0
        found.answered += got > 0
        found.answered_twice += got > 1
        found.hold(got <= 2, f"a reply arrived {got} times")
        found.hold(
            got < 2 or (row is not None and row.attempts > 0),
            "a reply of known outcome was repeated",
        )
        found.never_answered += got == 0
    never = found.never_answered
    found.hold(never == 0, f"{never} messages were never answered")
