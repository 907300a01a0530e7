"""One person on Telegram and WhatsApp: a link, a choice, and the same message never on both."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from channels.base import Misconfigured, Unreachable
from core.message import Kind
from core.person import Role, State
from store import addresses, people, personal
from store.db import Database
from store.models import PersonRow
from tests.conversations import two_channels
from tests.conversations.two_channels import App, TwoChannels
from workers import elsewhere, planner, retention

DAY = timedelta(days=1)


@pytest.fixture
def both(database: Database) -> Iterator[TwoChannels]:
    with two_channels.opened(database) as found:
        yield found


@pytest.fixture
def telegram(both: TwoChannels) -> App:
    """Amina joined on Telegram, on Monday at 9:00."""
    return both.on_telegram("amina").joins()


@pytest.fixture
def whatsapp(both: TwoChannels, telegram: App) -> App:
    """Amina's WhatsApp, brought by her link."""
    telegram.says("AUTRE CANAL").hears("channel.type")
    found = both.on_whatsapp("amina").says(f"REJOINDRE {telegram.token}")
    telegram.hears("channel.noticed")
    return found.hears("channel.crossed")


def tip(app: App) -> list[str]:
    """The pieces this account was sent."""
    return [key for key in app.keys if key.startswith("w0")]


def plans(both: TwoChannels) -> None:
    """The planner looks; nothing is sent yet."""
    planner.tick(both.house.context, both.house.clock.now())


def blocked(app: App) -> None:
    """The provider told that nothing reaches this account; the person said nothing."""
    context = app.house.context
    with context.database.write() as tx:
        addresses.unreachable(tx, context.keyring, app.address)
        if app.person is not None:
            elsewhere.follow(tx, context, app.person.id)


class TestTheLink:
    def test_brings_the_other_account_to_the_same_person(
        self, telegram: App, whatsapp: App
    ) -> None:
        assert telegram.person is not None
        assert telegram.person == whatsapp.person
        assert whatsapp.labels == ["WhatsApp", "Telegram"]
        assert telegram.labels == ["Ce n’est pas moi"]

    @pytest.mark.parametrize("said", ["passer sur WhatsApp", "je veux recevoir sur whatsapp"])
    def test_is_asked_for_in_words(self, telegram: App, said: str) -> None:
        telegram.says(said).hears("channel.type")
        assert "WhatsApp" in telegram.last
        assert "30 minutes" in telegram.last

    def test_goes_back_as_well(self, both: TwoChannels) -> None:
        whatsapp = both.on_whatsapp("bruno").joins()
        whatsapp.says("passer sur telegram")
        telegram = both.on_telegram("bruno").says(f"/start {whatsapp.token}")
        telegram.hears("channel.crossed")
        assert telegram.person == whatsapp.person

    def test_opens_the_apps_where_they_are_known(self, database: Database, tmp_path: Path) -> None:
        (tmp_path / "telegram_username").write_text("dix_bot\n")
        chosen = {"dixminutes_var": tmp_path, "twilio_whatsapp_from": "+33612345678"}
        with two_channels.opened(database, **chosen) as both:
            telegram = both.on_telegram("amina").joins().says("autre canal")
            telegram.hears("channel.link")
            assert f"https://wa.me/33612345678?text=REJOINDRE%20{telegram.token}" in telegram.last
            whatsapp = both.on_whatsapp("bruno").joins().says("autre canal")
            assert f"https://t.me/dix_bot?start={whatsapp.token}" in whatsapp.last

    def test_is_good_once(self, both: TwoChannels, telegram: App, whatsapp: App) -> None:
        third = both.on_whatsapp("mallory").says(f"REJOINDRE {telegram.token}")
        third.hears("channel.over")
        assert third.person is None

    def test_is_good_for_half_an_hour(self, both: TwoChannels, telegram: App) -> None:
        telegram.says("autre canal")
        both.house.clock.advance(minutes=30)
        late = both.on_whatsapp("amina").says(f"REJOINDRE {telegram.token}").hears("channel.over")
        assert late.person is None

    def test_is_good_on_its_own_channel_only(self, both: TwoChannels, telegram: App) -> None:
        telegram.says("passer sur whatsapp")
        both.on_telegram("mallory").says(f"/start {telegram.token}").hears("channel.over")

    def test_is_void_once_another_is_asked_for(self, both: TwoChannels, telegram: App) -> None:
        first = telegram.says("autre canal").token
        telegram.says("autre canal")
        both.on_whatsapp("amina").says(f"REJOINDRE {first}").hears("channel.over")
        both.on_whatsapp("amina").says(f"REJOINDRE {telegram.token}").hears("channel.crossed")

    def test_takes_nobody_from_their_own_course(self, both: TwoChannels, telegram: App) -> None:
        telegram.says("autre canal")
        bruno = both.on_whatsapp("bruno").joins()
        before = bruno.person
        bruno.says(f"REJOINDRE {telegram.token}").hears("channel.taken")
        assert bruno.person is not None
        assert before is not None
        assert bruno.person.id == before.id
        telegram.hears("channel.type")

    def test_said_at_home_harms_nothing(self, both: TwoChannels, telegram: App) -> None:
        telegram.says("autre canal")
        telegram.says(f"REJOINDRE {telegram.token}").hears("channel.own")
        both.on_whatsapp("amina").says(f"REJOINDRE {telegram.token}").hears("channel.crossed")

    def test_is_not_offered_where_there_is_no_other_channel(
        self, both: TwoChannels, telegram: App
    ) -> None:
        del both.house.context.channels["whatsapp"]
        telegram.says("autre canal").hears("channel.only_one")

    def test_is_swept_away_once_it_is_over(self, both: TwoChannels, telegram: App) -> None:
        telegram.says("autre canal")
        both.house.clock.advance(days=31)
        retention.sweep(both.house.context, both.house.clock.now())
        with both.house.context.database.write() as tx:
            assert telegram.person is not None
            assert personal.erase(tx, both.house.context.keyring, telegram.person)["crossings"] == 0


class TestNotMe:
    def test_takes_the_other_account_off(self, telegram: App, whatsapp: App) -> None:
        telegram.taps("Ce n’est pas moi").hears("channel.detached")
        assert whatsapp.person is None
        whatsapp.says("bonjour").hears("onboarding.stranger")
        telegram.house.until(telegram.house.clock.now() + DAY)
        assert tip(telegram) == ["w01d1"]
        assert tip(whatsapp) == []

    def test_cannot_be_said_by_the_account_it_is_about(self, telegram: App, whatsapp: App) -> None:
        whatsapp.presses(telegram.button("Ce n’est pas moi")).hears("system.old_button")
        assert whatsapp.person == telegram.person

    @pytest.mark.parametrize("ref", ["", "x", "0", "9" * 30, "²"])
    def test_means_nothing_about_another_number(
        self, telegram: App, whatsapp: App, ref: str
    ) -> None:
        telegram.presses(f"channel.not_me:{ref}").hears("system.old_button")
        assert whatsapp.person == telegram.person

    def test_takes_nobody_elses_account_off(self, both: TwoChannels, telegram: App) -> None:
        bruno = both.on_telegram("bruno").joins().says("autre canal")
        other = both.on_whatsapp("bruno").says(f"REJOINDRE {bruno.token}")
        telegram.presses(bruno.button("Ce n’est pas moi")).hears("system.old_button")
        assert other.person == bruno.person

    def test_keeps_a_piece_already_planned_from_the_other_account(
        self, both: TwoChannels, telegram: App, whatsapp: App
    ) -> None:
        whatsapp.taps("WhatsApp")
        both.house.clock.advance(days=1)
        plans(both)
        telegram.taps("Ce n’est pas moi")
        both.house.tick()
        assert tip(whatsapp) == []
        assert tip(telegram) == ["w01d1"]

    def test_also_ends_a_link_the_other_account_made(
        self, both: TwoChannels, telegram: App, whatsapp: App
    ) -> None:
        blocked(telegram)
        whatsapp.says("passer sur telegram").hears("channel.type")
        telegram.taps("Ce n’est pas moi").hears("channel.detached")
        both.on_telegram("mallory").says(f"/start {whatsapp.token}").hears("channel.over")


class TestTips:
    @pytest.mark.parametrize("chosen", ["WhatsApp", "Telegram"])
    def test_come_once_where_they_were_chosen(
        self, both: TwoChannels, telegram: App, whatsapp: App, chosen: str
    ) -> None:
        whatsapp.taps(chosen).hears("channel.chosen")
        both.house.until(both.house.clock.now() + 4 * DAY)
        on, off = (whatsapp, telegram) if chosen == "WhatsApp" else (telegram, whatsapp)
        assert len(tip(on)) == 4
        assert tip(off) == []

    def test_come_once_where_one_was_heard_last_without_a_choice(
        self, both: TwoChannels, telegram: App, whatsapp: App
    ) -> None:
        both.house.clock.advance(minutes=1)
        telegram.says("bonjour")
        both.house.until(both.house.clock.now() + DAY)
        assert (tip(telegram), tip(whatsapp)) == (["w01d1"], [])

    def test_stay_where_they_were_chosen_whoever_wrote_last(
        self, both: TwoChannels, telegram: App, whatsapp: App
    ) -> None:
        whatsapp.taps("WhatsApp")
        telegram.says("bonjour").hears("question.hello")
        both.house.until(both.house.clock.now() + DAY)
        assert (tip(telegram), tip(whatsapp)) == ([], ["w01d1"])

    def test_follow_another_choice(self, both: TwoChannels, telegram: App, whatsapp: App) -> None:
        whatsapp.taps("WhatsApp")
        telegram.says("autre canal").hears("channel.ask_where").taps("Telegram")
        telegram.hears("channel.chosen")
        telegram.says("passer sur whatsapp").hears("channel.chosen")
        both.house.until(both.house.clock.now() + DAY)
        assert (tip(telegram), tip(whatsapp)) == ([], ["w01d1"])

    def test_planned_before_a_new_choice_go_once_where_they_were_planned(
        self, both: TwoChannels, telegram: App, whatsapp: App
    ) -> None:
        whatsapp.taps("WhatsApp")
        both.house.clock.advance(days=1)
        plans(both)
        telegram.says("passer sur telegram").hears("channel.chosen")
        both.house.tick()
        both.house.until(both.house.clock.now() + timedelta(hours=3))
        assert (tip(telegram), tip(whatsapp)) == ([], ["w01d1"])

    def test_planned_before_an_account_was_lost_go_once_to_the_other(
        self, both: TwoChannels, telegram: App, whatsapp: App
    ) -> None:
        whatsapp.taps("WhatsApp")
        both.house.clock.advance(days=1)
        plans(both)
        blocked(whatsapp)
        both.house.tick()
        both.house.until(both.house.clock.now() + timedelta(hours=3))
        assert (tip(telegram), tip(whatsapp)) == (["w01d1"], [])
        assert telegram.messages[-1].template is None

    def test_refused_by_one_app_are_not_said_again_on_the_other(
        self, both: TwoChannels, telegram: App, whatsapp: App
    ) -> None:
        whatsapp.taps("Telegram")
        both.telegram.refusing.append(Unreachable("blocked"))
        both.house.until(both.house.clock.now() + DAY)
        assert (tip(telegram), tip(whatsapp)) == ([], [])
        both.house.until(both.house.clock.now() + DAY)
        assert (tip(telegram), tip(whatsapp)) == ([], ["w01d2"])


class TestBothAccounts:
    def test_are_answered_where_they_write(self, telegram: App, whatsapp: App) -> None:
        whatsapp.taps("WhatsApp").hears("channel.chosen")
        telegram.says("c’est quoi un prompt ?").hears("question.answer")
        whatsapp.hears()

    @pytest.mark.parametrize("act", ["STOP", "blocks"])
    def test_stop_together(self, both: TwoChannels, telegram: App, whatsapp: App, act: str) -> None:
        whatsapp.taps("WhatsApp")
        _ = telegram.sends(Kind.BLOCKED) if act == "blocks" else telegram.says(act)
        assert whatsapp.person is not None
        assert whatsapp.person.state is State.STOPPED
        both.house.until(both.house.clock.now() + 10 * DAY)
        assert (tip(telegram), tip(whatsapp)) == ([], [])

    def test_are_both_told_with_ones_data(self, telegram: App, whatsapp: App) -> None:
        telegram.says("mes données")
        assert "telegram:amina" in telegram.last
        assert "whatsapp:amina" in telegram.last

    def test_are_both_forgotten(self, both: TwoChannels, telegram: App, whatsapp: App) -> None:
        whatsapp.says("oublie-moi").says("oui")
        assert "Reçu n°" in whatsapp.last
        assert (telegram.person, whatsapp.person) == (None, None)
        telegram.says("bonjour").hears("onboarding.stranger")
        with both.house.context.database.read() as tx:
            assert people.due(tx, both.house.clock.now() + 30 * DAY, 10) == []


class TestABrokenChannel:
    def test_is_told_once_a_day_on_the_other_one(self, both: TwoChannels, telegram: App) -> None:
        member = both.on_whatsapp("bruno").joins()
        with both.house.context.database.write() as tx:
            tx.execute(update(PersonRow).values(role=Role.ADMIN.value))
        telegram.hears()
        for _ in range(3):
            both.whatsapp.refusing = [Misconfigured("credentials_20003")]
            member.says("bonjour")
            both.house.clock.advance(minutes=2)
        both.house.tick()
        telegram.hears("alert.setup")
        assert "WhatsApp" in telegram.last
        assert "dixminutes connect whatsapp" in telegram.last

    def test_is_not_told_to_who_is_only_there(self, both: TwoChannels) -> None:
        denis = both.on_whatsapp("denis").joins()
        with both.house.context.database.write() as tx:
            tx.execute(update(PersonRow).values(role=Role.ADMIN.value))
        both.whatsapp.refusing = [Misconfigured("credentials_20003")]
        denis.says("bonjour")
        both.house.tick()
        assert "alert.setup" not in denis.keys
