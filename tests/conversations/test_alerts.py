"""What the admin of an organisation is told before a limit of WhatsApp holds something back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.message import NOTICE, Address
from core.person import Role, State
from store import addresses, ledger, organisations, people
from store.db import Database
from store.models import OutboxRow
from tests import chat
from tests.chat import House, Member, Paper
from tests.workers.stage import active, becomes, row, stands
from workers import alerts, delivery

DAY = timedelta(days=1)
TEAM = ("amina", "bruno", "claire", "emma", "farid")
MANY = (*TEAM, "gina", "hugo", "ines", "jules", "karim")


@pytest.fixture
def small(database: Database) -> Iterator[House]:
    """Monday, 14:00 in Paris: tomorrow five silent people are due, and three may be written to."""
    with chat.house(database, window=DAY, numbered=True, whatsapp_people_per_day=3) as opened:
        opened.organisation()
        team(opened)
        opened.clock.advance(hours=5)
        yield opened


def team(house: House, *names: str) -> list[Member]:
    """People just heard, due tomorrow at this hour: their window will just be shut."""
    due = house.clock.now() + DAY
    return [active(house, name, next_at=due) for name in names or TEAM]


def admin(house: House, name: str = "denis", **changes: Any) -> Member:
    """Somebody who answers for MAIRIE, and is on no course."""
    return active(house, name, role=Role.ADMIN, **changes)


def look(house: House) -> None:
    """One look of the clock process, and what it made due."""
    alerts.look(house.context, house.clock.now())
    while delivery.batch(house.context, house.courier):
        pass


def told(member: Member) -> list[str]:
    return [key for key in member.keys if key.startswith("alert.")]


def reasons(house: House) -> list[tuple[str, str | None]]:
    """Key and reason of the alerts that were not sent."""
    with house.context.database.read() as tx:
        rows = tx.execute(
            select(OutboxRow.key, OutboxRow.reason).where(
                OutboxRow.kind == "alert", OutboxRow.status == "skipped"
            )
        )
        return [(one.key, one.reason) for one in rows]


class TestThePeopleOfTomorrow:
    def test_are_told_the_day_before_with_how_many_and_what_to_do(self, small: House) -> None:
        denis = admin(small)
        look(small)
        denis.hears("alert.limit")
        for said in ("mardi 3 novembre", ": 5.", "permet 3 par jour", "jusqu’à 2", "À faire"):
            assert said in denis.last.replace("\N{NO-BREAK SPACE}", " "), said
        assert "la Mairie de Vieux-Moulin" in denis.last

    def test_what_was_told_then_happens(self, small: House) -> None:
        admin(small)
        look(small)
        small.until(small.clock.now() + timedelta(hours=20))
        sent = [member for member in map(small.member, TEAM) if member.keys]
        assert len(sent) == 3

    def test_are_told_once_however_often_one_looks(self, small: House) -> None:
        denis = admin(small)
        for _ in range(3):
            look(small)
            small.clock.advance(minutes=15)
        assert told(denis) == ["alert.limit"]

    def test_are_told_again_the_next_day_for_the_next_day(self, small: House) -> None:
        denis = admin(small)
        look(small)
        small.until(small.clock.now() + DAY)
        denis.says("merci")
        look(small)
        assert told(denis) == ["alert.limit"] * 2

    def test_are_told_to_each_admin_and_to_nobody_else(self, small: House) -> None:
        denis, zoe = admin(small), admin(small, "zoe")
        claire = active(small, "chloe", role=Role.CHAMPION)
        look(small)
        assert (told(denis), told(zoe), told(claire)) == (["alert.limit"], ["alert.limit"], [])

    def test_are_not_foreseen_in_the_morning(self, small: House) -> None:
        denis = admin(small)
        small.clock.advance(hours=18)
        look(small)
        assert told(denis) == []

    def test_are_nothing_to_tell_within_the_limit(self, database: Database) -> None:
        with chat.house(database, window=DAY, whatsapp_people_per_day=5) as house:
            house.organisation()
            team(house)
            denis = admin(house)
            house.clock.advance(hours=5)
            look(house)
            denis.hears_nothing()

    def test_are_nothing_to_tell_when_enough_of_them_wrote_today(self, small: House) -> None:
        denis = admin(small)
        for name in TEAM[:2]:
            small.member(name).says("bonjour")
        look(small)
        denis.hears_nothing()

    def test_do_not_count_who_is_away_tomorrow(self, small: House) -> None:
        denis = admin(small)
        for name in TEAM[:2]:
            small.member(name).says("congés du 3 au 10 novembre")
        small.clock.advance(hours=1)
        look(small)
        denis.hears_nothing()

    def test_of_monday_are_told_on_friday(self, small: House) -> None:
        small.until(datetime(2026, 11, 6, 13, 0, tzinfo=UTC))
        denis = admin(small)
        look(small)
        assert told(denis) == ["alert.limit"]
        assert "lundi 9 novembre" in denis.last
        for _ in range(2):
            small.until(small.clock.now() + DAY)
            look(small)
        assert told(denis) == ["alert.limit"]

    def test_are_foreseen_with_those_of_another_organisation_whose_number_stays_its_own(
        self, small: House
    ) -> None:
        denis = admin(small)
        with small.context.database.write() as tx:
            ecole = organisations.add(
                tx,
                code="ECOLE",
                name="l’École",
                zone="Europe/Paris",
                region="none",
                now=small.clock.now(),
            )
            for name in TEAM[1:]:
                person = people.load(tx, small.member(name).person.id)
                assert person is not None
                for table in ("people", "enrolments"):
                    key = "id" if table == "people" else "person_id"
                    tx.exec_driver_sql(
                        f"UPDATE {table} SET organisation_id = {ecole.id} "  # noqa: S608
                        f"WHERE {key} = {person.id}"
                    )
        look(small)
        assert ": 1." in denis.last.replace("\N{NO-BREAK SPACE}", " ")
        assert "jusqu’à 1)" in denis.last
        assert ("alert.limit", "no_admin") in reasons(small)


class TestWhoIsTold:
    def test_is_nobody_after_a_stop(self, small: House) -> None:
        denis = admin(small).says("STOP")
        look(small)
        assert told(denis) == []
        assert reasons(small) == [("alert.limit", "no_admin")]

    def test_is_nobody_who_said_stop_at_the_last_moment(self, small: House) -> None:
        denis = admin(small)
        alerts.look(small.context, small.clock.now())
        denis.says("STOP")
        assert stands(small, "alert.limit") == ("skipped", "stopped")

    def test_is_nobody_on_a_day_off(self, small: House) -> None:
        denis = admin(small, days=(1, 2, 3, 4))
        look(small)
        denis.hears_nothing()
        assert reasons(small) == []

    def test_is_nobody_in_the_evening(self, small: House) -> None:
        denis = admin(small)
        small.clock.advance(hours=5, minutes=1)
        look(small)
        denis.hears_nothing()

    def test_is_nobody_in_a_pause_of_their_own(self, small: House) -> None:
        denis = admin(small)
        becomes(small, denis, state=State.PAUSED, paused_until=date(2026, 11, 20))
        look(small)
        denis.hears_nothing()

    def test_is_also_who_never_answers_a_tip(self, small: House) -> None:
        denis = admin(small)
        becomes(small, denis, state=State.PAUSED, paused_by_silence=True)
        look(small)
        denis.hears("alert.limit")

    def test_is_also_who_has_finished(self, small: House) -> None:
        denis = admin(small)
        becomes(small, denis, state=State.FINISHED, week=14)
        look(small)
        denis.hears("alert.limit")

    def test_keeps_the_tip_of_the_day(self, small: House) -> None:
        denis = admin(small, next_at=small.clock.now(), hour=time(14))
        small.tick()
        look(small)
        denis.hears("w01d1", "alert.limit")

    def test_without_any_admin_the_ledger_says_it_once(self, small: House) -> None:
        for _ in range(2):
            look(small)
        assert reasons(small) == [("alert.limit", "no_admin")]
        with small.context.database.read() as tx:
            assert ledger.counts(tx)["skipped", "no_admin"] == 1

    def test_is_told_for_nothing_on_a_channel_without_window(self, small: House) -> None:
        denis = admin(small)
        free = Paper("telegram")
        small.context.channels["telegram"] = free
        with small.context.database.write() as tx:
            where, later = Address("telegram", "denis"), small.clock.now() + timedelta(minutes=1)
            known = addresses.address(tx, small.context.keyring, where, now=later)
            addresses.attach(tx, known.id, denis.person.id)
        small.clock.advance(days=1)
        look(small)
        assert [to for to, _ in free.sent] == [where]
        assert row(small, "alert.limit").template is False


class TestOutsideTheWindow:
    @pytest.fixture
    def silent(self, small: House) -> Member:
        """Denis was last heard two days ago."""
        small.paper.approved.add(NOTICE)
        denis = admin(small)
        small.until(small.clock.now() + 2 * DAY)
        return denis

    def test_the_alert_is_announced_and_read_by_a_tap(self, small: House, silent: Member) -> None:
        look(small)
        said = silent.messages[-1]
        assert said.template is not None
        assert (said.template.name, [one.label for one in said.buttons]) == (NOTICE, ["Lire"])
        silent.taps("Lire").hears("alert.limit")
        assert "À faire" in silent.last

    def test_a_place_was_kept_for_it_and_no_more_are_written_to(
        self, small: House, silent: Member
    ) -> None:
        look(small)
        with small.context.database.read() as tx:
            today = ledger.templated_people(tx, small.clock.now() - DAY)
        assert len(today) == 3
        assert silent.person.id in today

    def test_two_alerts_are_read_by_one_tap(self, small: House, silent: Member) -> None:
        look(small)
        small.until(small.clock.now() + DAY)
        look(small)
        silent.taps("Lire").hears("alert.limit", "alert.limit")

    def test_without_the_approval_there_is_nobody_to_tell(
        self, small: House, silent: Member
    ) -> None:
        small.paper.approved.discard(NOTICE)
        look(small)
        silent.hears_nothing()
        assert reasons(small) == [("alert.limit", "no_admin")]


# ---- the month's euros -----------------------------------------------------------------------


@pytest.fixture
def poor(database: Database) -> Iterator[House]:
    """Ten templates a month: 0.2480 euros."""
    with chat.house(database, window=DAY, numbered=True, whatsapp_monthly_euros=0.248) as opened:
        opened.organisation()
        opened.paper.approved.add(NOTICE)
        yield opened


def spend(house: House, count: int) -> None:
    """So many people are due a template tomorrow at this hour."""
    team(house, *MANY[:count])
    house.until(house.clock.now() + DAY)


def test_less_of_the_month_s_euros_is_nothing_to_tell(poor: House) -> None:
    spend(poor, 7)
    denis = admin(poor)
    look(poor)
    denis.hears_nothing()


def test_most_of_the_month_s_euros_are_told_once(poor: House) -> None:
    spend(poor, 8)
    denis = admin(poor)
    for _ in range(2):
        look(poor)
        poor.clock.advance(minutes=20)
    assert told(denis) == ["alert.most"]
    assert "0,25" in denis.last
    assert "mardi 1er décembre" in denis.last


def test_the_month_s_euros_used_up_are_told_once_and_nothing_before_it(poor: House) -> None:
    spend(poor, 10)
    denis = admin(poor)
    for _ in range(3):
        look(poor)
        poor.clock.advance(hours=1)
    assert told(denis) == ["alert.cap"]


def test_what_telling_costs_is_kept_back_and_the_cap_holds(poor: House) -> None:
    denis = admin(poor)
    poor.until(poor.clock.now() + DAY)
    spend(poor, 10)
    # Denis has been silent since Monday: his template is the tenth.
    look(poor)
    assert [member.keys for member in map(poor.member, MANY)].count([]) == 1
    assert denis.messages[-1].template is not None
    denis.taps("Lire").hears("alert.cap")
    with poor.context.database.read() as tx:
        assert ledger.templates(tx, datetime(2026, 10, 31, 23, tzinfo=UTC)) == 10


def test_the_next_month_is_told_anew(poor: House) -> None:
    spend(poor, 10)
    denis = admin(poor)
    look(poor)
    poor.until(datetime(2026, 12, 8, 9, 0, tzinfo=UTC))
    denis.says("bonjour")
    look(poor)
    assert told(denis) == ["alert.cap"] * 2


def test_without_a_window_nothing_is_looked_at(house: House) -> None:
    team(house)
    denis = admin(house)
    house.clock.advance(hours=5)
    look(house)
    denis.hears_nothing()
    assert reasons(house) == []
