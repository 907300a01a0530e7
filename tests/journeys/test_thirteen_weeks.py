"""Thirteen weeks of one person, day by day, in a second."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.person import State
from store import ledger
from tests.chat import House, Member

PARIS = ZoneInfo("Europe/Paris")


def pieces(member: Member) -> list[tuple[date, str, str]]:
    """When (local day), at what local time, and which piece was sent."""
    person = member.person
    with member.house.context.database.read() as tx:
        rows = ledger.history(tx, person.organisation_id, person.id, limit=2000)
    sent = [row for row in reversed(rows) if row.kind == "tip" and row.status == "sent"]
    local = [(row.sent_at.astimezone(PARIS), row.key) for row in sent]
    return [(when.date(), f"{when:%H:%M}", key) for when, key in local]


def live(house: House, member: Member, until: datetime) -> None:
    """Answer every tip in the evening, as someone who likes it would."""
    while house.clock.now() < until:
        before = len(member.keys)
        house.until(house.clock.now() + timedelta(days=1))
        if len(member.keys) > before and member.messages[-1].buttons:
            member.presses(member.messages[-1].buttons[0].id).says("10 min")


def test_a_curious_clerk_from_november_to_february(house: House) -> None:
    amina = house.member("amina").joins()
    live(house, amina, house.clock.now() + timedelta(weeks=15))
    got = pieces(amina)
    days = [day for day, _, _ in got]
    assert len(days) == len(set(days)), "one a day at most"
    assert {time for _, time, _ in got} == {"09:00"}
    assert [key for _, _, key in got] == sorted(key for _, _, key in got)
    assert date(2026, 11, 11) not in days
    assert date(2026, 12, 25) not in days
    assert date(2027, 1, 1) not in days
    assert all(day.weekday() < 5 for day in days)
    assert amina.person.state is State.FINISHED
    assert amina.keys[-1] in ("finished", "win.gained")


def test_three_a_week_stays_three_a_week(house: House) -> None:
    bruno = house.member("bruno").joins(rhythm="3 par semaine")
    assert bruno.person.rhythm == 3
    live(house, bruno, house.clock.now() + timedelta(weeks=3))
    weekdays = {day.weekday() for day, _, _ in pieces(bruno)}
    assert weekdays <= {1, 2, 3, 4}
    assert len(pieces(bruno)) >= 8


def test_two_people_in_one_team_do_not_disturb_each_other(house: House) -> None:
    amina = house.member("amina").joins()
    bruno = house.member("bruno").joins(hour="14 h")
    house.until(house.clock.now() + timedelta(days=1, hours=1))
    amina.hears("w01d1")
    bruno.hears()
    house.until(house.clock.now() + timedelta(hours=5))
    bruno.hears("w01d1")
