"""Each way in which Telegram, or the road to it, fails, and what the channel says of it."""

import asyncio
import logging
import re
import socket

import pytest

from channels import base
from channels.telegram.channel import Telegram
from core.message import Address, Button, Outbound
from tests.channels.rigs import AMINA, TOKEN, TelegramRig
from tests.loopback.telegram_api import BotApi
from tests.loopback.telegram_script import (
    Step,
    accept_then_drop,
    drop,
    flood,
    hang,
    migrated,
    page,
    refusal,
    served,
)

pytestmark = pytest.mark.anyio

AMINA_THERE = Address("telegram", str(AMINA))
HELLO = Outbound("Bonjour")
LONG = Outbound("mot " * 2000, buttons=(Button("b", "Oui"),))


def bad(problem: str) -> Step:
    return refusal(400, f"Bad Request: {problem}")


ANSWERS = {
    "blocked by the person": (
        refusal(403, "Forbidden: bot was blocked by the user"),
        base.Unreachable("blocked"),
    ),
    "a deleted account": (
        refusal(403, "Forbidden: user is deactivated"),
        base.Unreachable("blocked"),
    ),
    "no such chat": (bad("chat not found"), base.Unreachable("chat_not_found")),
    "no such peer": (bad("PEER_ID_INVALID"), base.Unreachable("chat_not_found")),
    "too long": (bad("message is too long"), base.Refused("too_long")),
    "anything else wrong": (bad("BUTTON_DATA_INVALID"), base.Refused("bad_request")),
    "an odd documented refusal": (
        refusal(413, "Request Entity Too Large"),
        base.Refused("bad_request"),
    ),
    "a revoked token": (refusal(401, "Unauthorized"), base.Misconfigured("token")),
    "a malformed token": (refusal(404, "Not Found"), base.Misconfigured("token")),
    "a firewall's 403": (page(403), base.Misconfigured("api_url")),
    "a stranger's 404": (page(404), base.Misconfigured("api_url")),
    "a redirect": (page(302), base.Misconfigured("api_url")),
    "a stranger's list": (page(400, "[]"), base.Misconfigured("api_url")),
    "the API says it failed": (
        refusal(500, "Internal Server Error"),
        base.NotSent("server_error"),
    ),
    "a gateway's 502": (page(502), base.OutcomeUnknown("gateway")),
    "a gateway's 502 in JSON": (refusal(502, "Bad Gateway"), base.OutcomeUnknown("gateway")),
    "a gateway's 504": (page(504), base.OutcomeUnknown("gateway")),
    "a bare 500": (page(500), base.OutcomeUnknown("gateway")),
    "200 with a page": (page(200), base.OutcomeUnknown("unreadable_answer")),
    "200 with a list": (page(200, "[1]"), base.OutcomeUnknown("unreadable_answer")),
    "200 without a result": (page(200, '{"ok":true}'), base.OutcomeUnknown("unreadable_answer")),
    "200 without a message": (
        page(200, '{"ok":true,"result":true}'),
        base.OutcomeUnknown("unreadable_answer"),
    ),
    "no answer in time": (hang(), base.OutcomeUnknown("timeout")),
    "the line cut before reading": (drop(), base.OutcomeUnknown("disconnected")),
    "the line cut after accepting": (accept_then_drop(), base.OutcomeUnknown("disconnected")),
}


@pytest.mark.parametrize("case", ANSWERS)
async def test_an_answer_becomes(telegram: TelegramRig, case: str) -> None:
    scripted, expected = ANSWERS[case]
    if scripted == hang():
        telegram.hurry()
    telegram.api.script.append(scripted)
    with pytest.raises(base.SendFailed) as caught:
        await telegram.channel.send(AMINA_THERE, HELLO)
    assert type(caught.value) is type(expected)
    assert caught.value.reason == expected.reason
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("scripted", [drop(), accept_then_drop()], ids=["unread", "accepted"])
async def test_a_cut_on_a_warm_connection_is_never_repeated(
    telegram: TelegramRig, scripted: Step
) -> None:
    await telegram.channel.send(AMINA_THERE, HELLO)
    telegram.api.script.append(scripted)
    with pytest.raises(base.OutcomeUnknown):
        await telegram.channel.send(AMINA_THERE, HELLO)
    assert len(telegram.api.messages) == 1 + scripted.accepts
    await telegram.channel.send(AMINA_THERE, HELLO)
    assert len(telegram.api.messages) == 2 + scripted.accepts


@pytest.mark.parametrize("seconds", [1, 17, 86_400])
async def test_a_flood_asks_for_exactly_its_seconds(telegram: TelegramRig, seconds: int) -> None:
    telegram.api.script.append(flood(seconds))
    with pytest.raises(base.SlowDown) as caught:
        await telegram.channel.send(AMINA_THERE, HELLO)
    assert (caught.value.seconds, caught.value.whole_channel) == (seconds, True)


async def test_a_flood_in_a_group_holds_only_the_group(telegram: TelegramRig) -> None:
    telegram.api.script.append(flood(30))
    with pytest.raises(base.SlowDown) as caught:
        await telegram.channel.send(Address("telegram", "-1001"), HELLO)
    assert not caught.value.whole_channel


async def test_a_flood_without_a_number_still_asks_to_wait(telegram: TelegramRig) -> None:
    telegram.api.script.append(page(429))
    with pytest.raises(base.SlowDown) as caught:
        await telegram.channel.send(AMINA_THERE, HELLO)
    assert caught.value.seconds > 0


async def test_a_chat_that_moved_says_where(telegram: TelegramRig) -> None:
    telegram.api.script.append(migrated(-1001234567890))
    with pytest.raises(base.Moved) as caught:
        await telegram.channel.send(Address("telegram", "-55"), HELLO)
    assert caught.value.new_id == "-1001234567890"


async def test_entities_that_cannot_be_parsed_go_as_plain_text(telegram: TelegramRig) -> None:
    telegram.api.script.append(bad("can't parse entities: Unsupported start tag"))
    await telegram.channel.send(AMINA_THERE, Outbound("a < b", prompt="Fais [x]"))
    [message] = telegram.api.messages
    assert message.text == "a < b\n\nFais [x]"
    assert "parse_mode" not in message.arguments


async def test_a_message_not_modified_is_a_success(telegram: TelegramRig) -> None:
    telegram.api.script.append(bad("message is not modified: same content"))
    await telegram.channel.send(AMINA_THERE, HELLO)


async def test_nobody_listening_means_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        channel = Telegram(TOKEN, api_url=f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(base.NotSent) as caught:
            await channel.send(AMINA_THERE, HELLO)
        await channel.close()
    assert caught.value.reason == "no_connection"


async def test_no_such_host_means_not_sent() -> None:
    channel = Telegram(TOKEN, api_url="http://nobody.invalid", connect_timeout=2)
    with pytest.raises(base.NotSent):
        await channel.send(AMINA_THERE, HELLO)
    await channel.close()


@pytest.mark.parametrize("url", ["", "localhost", "ftp://127.0.0.1", "http://[1"])
async def test_a_wrong_api_url_is_a_wrong_setting(url: str) -> None:
    channel = Telegram(TOKEN, api_url=url)
    with pytest.raises(base.Misconfigured):
        await channel.send(AMINA_THERE, HELLO)
    await channel.close()


async def test_no_free_connection_means_not_sent(silent_api: BotApi) -> None:
    silent_api.script.append(hang())
    channel = Telegram(TOKEN, api_url=silent_api.url, pool=1, timeout=1.5, connect_timeout=0.7)
    sends = (channel.send(AMINA_THERE, HELLO) for _ in range(2))
    outcomes = await asyncio.gather(*sends, return_exceptions=True)
    await channel.close()
    assert {type(outcome) for outcome in outcomes} == {base.NotSent, base.OutcomeUnknown}
    assert silent_api.messages == []


class TestPartlySent:
    """A long message whose first part went out and whose second failed."""

    @pytest.mark.parametrize(
        "trouble",
        [flood(9), migrated(-1001), refusal(401, "Unauthorized"), accept_then_drop()],
        ids=["flood", "moved", "token", "cut"],
    )
    async def test_is_unknown_when_trying_again_would_repeat_it(
        self, telegram: TelegramRig, trouble: Step
    ) -> None:
        await self._fails_second(telegram, trouble, base.OutcomeUnknown("partly_sent"))

    @pytest.mark.parametrize(
        ("trouble", "expected"),
        [
            (refusal(403, "Forbidden: bot was blocked by the user"), base.Unreachable("blocked")),
            (bad("message is rotten"), base.Refused("bad_request")),
        ],
        ids=["blocked", "refused"],
    )
    async def test_is_refused_when_nobody_would_try_again(
        self, telegram: TelegramRig, trouble: Step, expected: base.SendFailed
    ) -> None:
        await self._fails_second(telegram, trouble, expected)

    async def test_waits_a_little_when_asked(self, telegram: TelegramRig) -> None:
        telegram.api.script.extend([served(), flood(1)])
        await telegram.channel.send(AMINA_THERE, LONG)
        assert telegram.api.messages[-1].buttons

    async def _fails_second(
        self, telegram: TelegramRig, trouble: Step, expected: base.SendFailed
    ) -> None:
        telegram.api.script.extend([served(), trouble])
        with pytest.raises(base.SendFailed) as caught:
            await telegram.channel.send(AMINA_THERE, LONG)
        assert type(caught.value) is type(expected)
        assert caught.value.reason == expected.reason


async def test_neither_token_nor_words_reach_a_log(
    telegram: TelegramRig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("telegram").setLevel(logging.WARNING)
    quick = [scripted for scripted, _ in ANSWERS.values() if scripted != hang()]
    for scripted in quick:
        telegram.api.script.append(scripted)
        with pytest.raises(base.SendFailed) as caught:
            await telegram.channel.send(AMINA_THERE, Outbound("un mot privé"))
        told = f"{caught.value!r} {caught.value.__context__!r} {caught.value.__cause__!r}"
        assert not re.search(f"{TOKEN}|privé|http", told)
    assert not re.search(f"{TOKEN}|privé", caplog.text)
