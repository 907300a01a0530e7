"""What holds for everybody: any zone, days, leaves, rhythm, lateness, silence, change of mind."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import Hours, Region, at, holiday, local
from core.person import Leave, Person, State
from core.reasons import Reason
from flows import schedule
from flows.schedule import Decision
from flows.week import PIECES, monday_of, place

HOURS = Hours()
relaxed = settings(max_examples=60, deadline=None)
ZONES = {
    "Europe/Paris": [Region.NONE, Region.ALSACE_MOSELLE],
    "America/Martinique": [Region.MARTINIQUE],
    "America/Guadeloupe": [Region.GUADELOUPE],
    "America/Cayenne": [Region.GUYANE],
    "Indian/Reunion": [Region.REUNION],
    "Indian/Mayotte": [Region.MAYOTTE],
    "America/Miquelon": [Region.NONE],
    "Pacific/Auckland": [Region.NONE],
}
HOUR = st.times(time(8), time(18, 59)).map(lambda t: t.replace(second=0, microsecond=0))
WORKDAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))


@st.composite
def leaves(draw: st.DrawFn, after: date) -> Leave:
    first = after + timedelta(days=draw(st.integers(-10, 120)))
    return Leave(first, first + timedelta(days=draw(st.integers(0, 24))))


@st.composite
def people(draw: st.DrawFn) -> Person:
    """Someone who has just joined, often within weeks of a clock change."""
    joined = draw(st.dates(date(2025, 1, 1), date(2028, 12, 31)))
    zone = draw(st.sampled_from(sorted(ZONES)))
    person = Person(
        id=1,
        organisation_id=1,
        zone=zone,
        region=draw(st.sampled_from(ZONES[zone])),
        rhythm=draw(st.sampled_from([1, 3, 5])),
        hour=draw(HOUR),
        days=draw(WORKDAYS),
        leaves=tuple(draw(st.lists(leaves(joined), max_size=3))),
    )
    return schedule.start(person, at(joined, draw(st.times()), zone))


Act = Callable[[Person, datetime], Person]


def stops(person: Person, _now: datetime) -> Person:
    return schedule.stop(person)


def acts() -> st.SearchStrategy[Act]:
    """One thing a person does."""
    plain: list[Act] = [
        schedule.heard,
        schedule.less,
        schedule.more,
        schedule.resume,
        stops,
        lambda person, now: schedule.pause(person, None, now),
    ]
    return st.one_of(
        st.sampled_from(plain),
        HOUR.map(lambda hour: lambda person, now: schedule.at_hour(person, hour, now)),
        WORKDAYS.map(lambda days: lambda person, now: schedule.with_days(person, days, now)),
        st.integers(1, 40).map(
            lambda n: (
                lambda person, now: schedule.pause(
                    person, local(now, person.zone).date() + timedelta(days=n), now
                )
            )
        ),
        st.integers(0, 20).map(
            lambda n: (
                lambda person, now: schedule.with_leave(
                    person, Leave(now.date(), now.date() + timedelta(days=n)), now
                )
            )
        ),
    )


@dataclass
class Played:
    """What came out of a simulation: each turn with the person and the instant it judged."""

    turns: list[tuple[Person, datetime, Decision]] = field(default_factory=list)

    @property
    def last(self) -> Person:
        return self.turns[-1][2].person

    @property
    def sent(self) -> list[str]:
        return [turn.piece for _, _, turn in self.turns if turn.piece]

    @property
    def skipped(self) -> list[str]:
        return [skip.key for _, _, turn in self.turns for skip in turn.skipped]

    def take(self, person: Person, now: datetime) -> Person:
        turn = schedule.decide(person, now, HOURS)
        self.turns.append((person, now, turn))
        return turn.person


def play(person: Person, *, late: list[int] | None = None, silent: bool = False) -> Played:
    """Call `decide` until nothing is planned, `late[i]` minutes after the i-th due instant."""
    played, late = Played(), late or [0]
    while person.next_at:
        now = person.next_at + timedelta(minutes=late[len(played.turns) % len(late)])
        person = played.take(person, now)
        if not silent:
            person = replace(person, unanswered=0)
        assert len(played.turns) < 400
    return played


def check(played: Played) -> None:
    """The promises that hold whatever happens."""
    said = [(person, now, turn) for person, now, turn in played.turns if turn.say]
    for person, now, turn in said:
        judge(person, now, turn)
    days = [local(turn.due_at, p.zone).date() for p, _, turn in said if turn.due_at]
    assert all(one < next_one for one, next_one in pairwise(days))
    assert all(one < next_one for one, next_one in pairwise(played.sent))
    handled = played.sent + played.skipped
    assert len(handled) == len(set(handled))
    for _, now, turn in played.turns:
        assert turn.person.next_at is None or turn.person.next_at > now
        assert schedule.decide(turn.person, now, HOURS) == Decision(turn.person)


def judge(person: Person, now: datetime, turn: Decision) -> None:
    """One message is on a working day, at the person's minute, inside its window and hours."""
    assert turn.due_at is not None
    assert turn.expires_at is not None
    assert turn.due_at <= now < turn.expires_at <= turn.due_at + HOURS.grace
    moment = local(turn.due_at, person.zone)
    assert moment.time() == person.hour or (person.flexible and moment.time() < person.hour)
    assert HOURS.allow(moment.time())
    assert HOURS.allow(local(now, person.zone).time())
    assert holiday(moment.date(), person.region) is None
    assert not any(leave.covers(moment.date()) for leave in person.leaves)
    assert moment.weekday() in person.days
    assert person.started_on is not None
    assert moment.date() >= person.started_on
    if turn.say:
        assert schedule.allowed(turn.person, now, HOURS, turn.say) is None
    assert (turn.say == "tip") == (turn.piece is not None)


@relaxed
@given(person=people())
def test_a_punctual_planner_accounts_for_every_piece_of_thirteen_weeks(person: Person) -> None:
    played = play(person)
    check(played)
    assert played.last.state is State.FINISHED
    everything = {
        schedule.key(week, piece) for week in range(1, 14) for piece in PIECES[person.rhythm]
    }
    assert sorted(played.sent + played.skipped) == sorted(everything)
    reasons = {skip.reason for _, _, turn in played.turns for skip in turn.skipped}
    assert reasons <= {Reason.NO_DAY}


@relaxed
@given(
    person=people(),
    before=st.lists(st.integers(-60, 26 * 60), min_size=1, max_size=8),
    late=st.lists(st.integers(0, 200), min_size=1, max_size=8),
)
def test_a_preferred_minute_moves_a_piece_within_its_day_and_doubles_nothing(
    person: Person, before: list[int], late: list[int]
) -> None:
    played, now = Played(), person.next_at
    assert now is not None
    now -= timedelta(hours=20)
    # Someone missed for ever would never hear the end.
    person, late = replace(person, flexible=True), [*late, 0]
    while person.next_at:
        usual = person.next_at
        turns = len(played.turns)
        closes = usual - timedelta(minutes=before[turns % len(before)])
        person = schedule.sooner(person, closes, HOURS, now)
        assert person.next_at is not None
        assert now < person.next_at <= usual
        assert local(person.next_at, person.zone).date() == local(usual, person.zone).date()
        now = person.next_at + timedelta(minutes=late[turns % len(late)])
        person = replace(played.take(person, now), unanswered=0)
        assert len(played.turns) < 800
    check(played)
    assert len(played.sent) + len(played.skipped) == 13 * person.rhythm


@relaxed
@given(person=people())
def test_every_week_uses_all_the_days_it_can(person: Person) -> None:
    weeks: dict[date, int] = {}
    for _, _, turn in play(person).turns:
        if turn.piece and turn.due_at:
            monday = monday_of(local(turn.due_at, person.zone).date())
            weeks[monday] = weeks.get(monday, 0) + 1
    assert person.started_on is not None
    for n in range((max(weeks) - min(weeks)).days // 7 + 1):
        monday = min(weeks) + timedelta(weeks=n)
        days = [monday + timedelta(days=k) for k in range(7)]
        free = [day for day in days if schedule.day(person, day) is None]
        assert weeks.get(monday, 0) == min(len(free), person.rhythm)


@relaxed
@given(person=people(), late=st.lists(st.integers(0, 60 * 24 * 30), min_size=1, max_size=12))
def test_a_planner_however_late_never_bursts_nor_forgets(person: Person, late: list[int]) -> None:
    played = play(person, late=[*late, 0])
    check(played)
    assert len(played.sent) + len(played.skipped) == 13 * person.rhythm


@relaxed
@given(person=people())
def test_silence_ends_in_one_thank_you(person: Person) -> None:
    played = play(person, silent=True)
    check(played)
    said = [turn.say for _, _, turn in played.turns if turn.say]
    assert said.count("pause_thanks") + said.count("finished") == 1
    assert said[-1] != "tip"
    if said[-1] == "pause_thanks":
        assert len(played.sent) == {5: 20, 3: 14, 1: 10}[person.rhythm]


@relaxed
@given(
    person=people(),
    story=st.lists(st.tuples(st.integers(0, 15 * 24 * 60), acts()), min_size=1, max_size=12),
    late=st.integers(0, 90),
)
def test_no_change_of_mind_doubles_a_piece_or_a_day(
    person: Person, story: list[tuple[int, Act]], late: int
) -> None:
    played, now = Played(), person.next_at
    assert now is not None
    for minutes, act in story:
        until = now + timedelta(minutes=minutes)
        while person.next_at and (now := person.next_at + timedelta(minutes=late)) <= until:
            person = played.take(person, now)
        now = until
        person = act(person, now)
        if person.state is State.STOPPED:
            assert person.next_at is None
    while person.next_at:
        person = played.take(person, person.next_at)
        assert len(played.turns) < 800
    check(played)


@relaxed
@given(
    days=st.sets(st.integers(0, 6)).map(sorted),
    pieces=st.sets(st.integers(1, 5)).map(sorted),
)
def test_pieces_keep_their_order_and_use_what_they_can(days: list[int], pieces: list[int]) -> None:
    monday = date(2026, 9, 7)
    placed = place(pieces, [monday + timedelta(days=n) for n in days])
    assert list(placed) == sorted(placed)
    assert list(placed.values()) == pieces[: min(len(days), len(pieces))]
    if set(pieces) <= {n + 1 for n in days} and len(days) > len(pieces):
        assert all(day.weekday() + 1 == piece for day, piece in placed.items())
