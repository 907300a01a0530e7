"""What a shared group of Telegram tells the coach, and what the coach can leave there."""

from collections.abc import AsyncIterator

import pytest

from channels.base import Moved, SlowDown, Unreachable
from channels.telegram.channel import Telegram
from core.message import Address, Button, Inbound, Kind, Outbound, Picture
from tests.channels.rigs import AMINA, SECRET, TOKEN, signed
from tests.loopback import telegram_script as script
from tests.loopback.telegram_api import BotApi, TelegramUser, telegram_api
from tests.loopback.telegram_group import TelegramGroup

GROUP = TelegramGroup()
HERE = Address("telegram", str(GROUP.id))
AMINA_THERE = Address("telegram", str(AMINA))
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def channel() -> Telegram:
    return Telegram(TOKEN, webhook_secrets=[SECRET])


@pytest.fixture
def amina() -> TelegramUser:
    return TelegramUser(AMINA)


def heard(channel: Telegram, update: object) -> Inbound:
    [only] = channel.read(signed(update))
    return only


class TestHeard:
    def test_a_command_is_its_author_s_in_the_group(
        self, channel: Telegram, amina: TelegramUser
    ) -> None:
        said = heard(channel, GROUP.says(amina, "/lier MAIRIE"))
        assert (said.address, said.group, said.text) == (AMINA_THERE, HERE, "/lier MAIRIE")
        assert (said.thread, said.anonymous) == ("", False)

    @pytest.mark.parametrize(("forum", "thread"), [(True, "7"), (False, "")])
    def test_a_topic_is_remembered_and_the_thread_of_a_reply_is_none(
        self, channel: Telegram, amina: TelegramUser, forum: bool, thread: str
    ) -> None:
        assert heard(channel, TelegramGroup(forum=forum).says(amina, "/ici", 7)).thread == thread

    def test_who_writes_in_the_group_s_name_is_nobody_we_know(
        self, channel: Telegram, amina: TelegramUser
    ) -> None:
        said = heard(channel, GROUP.anonymously(amina, "/lier MAIRIE"))
        assert said.anonymous
        assert str(AMINA) not in str(said)

    def test_what_people_tell_each_other_is_not_kept(
        self, channel: Telegram, amina: TelegramUser
    ) -> None:
        assert channel.read(signed(GROUP.says(amina, "on mange ensemble ?"))) == []
        assert channel.ignored == {"group_chatter": 1}

    def test_a_tap_belongs_to_who_presses(self, channel: Telegram, amina: TelegramUser) -> None:
        tap = heard(channel, GROUP.taps(amina, "challenge.try:3"))
        assert (tap.kind, tap.address, tap.group) == (Kind.BUTTON, AMINA_THERE, HERE)
        assert tap.callback

    @pytest.mark.parametrize(
        ("before", "after", "kind"),
        [
            ("left", "member", Kind.ADDED),
            ("kicked", "administrator", Kind.ADDED),
            ("member", "left", Kind.REMOVED),
            ("administrator", "kicked", Kind.REMOVED),
        ],
    )
    def test_the_coach_s_own_place(
        self, channel: Telegram, amina: TelegramUser, before: str, after: str, kind: Kind
    ) -> None:
        told = heard(channel, GROUP.bot(amina, before, after))
        assert (told.kind, told.group) == (kind, HERE)

    def test_other_rights_are_no_news(self, channel: Telegram, amina: TelegramUser) -> None:
        assert channel.read(signed(GROUP.bot(amina, "member", "administrator"))) == []

    def test_a_new_id_and_a_member_who_left(self, channel: Telegram, amina: TelegramUser) -> None:
        moved = heard(channel, GROUP.moves(amina, -1009))
        assert (moved.kind, moved.group, moved.text) == (Kind.MIGRATED, HERE, "-1009")
        left = heard(channel, GROUP.leaves(amina))
        assert (left.kind, left.address, left.group) == (Kind.LEFT, AMINA_THERE, HERE)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with telegram_api() as opened:
        yield opened


@pytest.fixture
async def there(api: BotApi) -> AsyncIterator[Telegram]:
    opened = Telegram(TOKEN, api_url=api.url, pace=0, per_second=0)
    yield opened
    await opened.close()


@pytest.mark.anyio
class TestSaid:
    async def test_a_post_stands_in_the_topic(self, api: BotApi, there: Telegram) -> None:
        await there.send(HERE, Outbound("Bonjour", thread="7"))
        assert api.messages[0].arguments["message_thread_id"] == 7

    async def test_a_post_changes_where_it_stands(self, api: BotApi, there: Telegram) -> None:
        first = await there.send(HERE, Outbound("1 essai", buttons=(Button("a", "Fait"),)))
        again = Outbound("2 essais", buttons=(Button("a", "Fait"),), edits=first.provider_id)
        assert (await there.send(HERE, again)).provider_id == first.provider_id
        assert [one.text for one in api.messages] == ["2 essais"]
        # The same once more is no failure.
        assert (await there.send(HERE, again)).provider_id == first.provider_id

    async def test_a_picture_goes_before_the_words(self, api: BotApi, there: Telegram) -> None:
        card = Picture("token", "Ensemble : 4 h 10 déclarées", PNG)
        await there.send(HERE, Outbound("La semaine", picture=card))
        assert [one.text for one in api.messages] == ["Ensemble : 4 h 10 déclarées", "La semaine"]
        assert "photo" in api.messages[0].arguments

    async def test_a_flood_holds_the_group_alone(self, api: BotApi, there: Telegram) -> None:
        api.script.append(script.flood(7))
        with pytest.raises(SlowDown) as asked:
            await there.send(HERE, Outbound("x"))
        assert (asked.value.seconds, asked.value.whole_channel) == (7, False)

    async def test_a_group_that_moved_or_shut_us_out(self, api: BotApi, there: Telegram) -> None:
        api.script.append(script.migrated(-1009))
        with pytest.raises(Moved) as moved:
            await there.send(HERE, Outbound("x"))
        assert moved.value.new_id == "-1009"
        api.blocked.add(GROUP.id)
        with pytest.raises(Unreachable):
            await there.send(HERE, Outbound("x"))
