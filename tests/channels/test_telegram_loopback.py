"""The played Bot API is worth its name: it refuses, limits and counts as documented."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import aiohttp.web
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from channels.telegram.channel import open_bot
from channels.telegram.errors import Flood
from channels.telegram.transport import Transport
from tests.channels.rigs import AMINA, SECRET, TOKEN
from tests.loopback.telegram_api import BotApi, TelegramUser
from tests.loopback.telegram_rules import Refusal, unmarked
from tests.loopback.windows import Allowance, Window

pytestmark = pytest.mark.anyio


@pytest.fixture
async def bot(silent_api: BotApi) -> AsyncIterator[Bot]:
    """The library's own client: what it sends is what real bots send."""
    transport = Transport()
    yield open_bot(TOKEN, silent_api.url, transport)
    await transport.shutdown()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "text is empty"),
        ("<b></b>", "text is empty"),
        ("x" * 4097, "too long"),
        ("😀" * 2049, "too long"),
        ("a <b>", "can't find end tag"),
        ("a </b>", "unexpected end tag"),
        ("<b><i></b></i>", "unmatched end tag"),
        ("a < b", "unsupported start tag"),
        ("<h1>a</h1>", 'unsupported start tag "h1"'),
    ],
)
async def test_a_text_telegram_refuses(bot: Bot, text: str, problem: str) -> None:
    with pytest.raises(BadRequest, match=problem):
        await bot.send_message(AMINA, text, parse_mode="HTML")


async def test_a_text_telegram_takes(bot: Bot) -> None:
    sent = await bot.send_message(AMINA, "<b>a</b> &lt; <pre>b &amp; c</pre>", parse_mode="HTML")
    assert (sent.text, sent.chat.id) == ("a < b & c", AMINA)


async def test_callback_data_of_65_bytes_is_refused(bot: Bot) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="é" * 32)]])
    await bot.send_message(AMINA, "x", reply_markup=keyboard)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Oui", callback_data="é" * 32 + "a")]])
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(AMINA, "x", reply_markup=keyboard)


async def test_an_edit_changes_the_message_once(bot: Bot) -> None:
    sent = await bot.send_message(AMINA, "un")
    await bot.edit_message_text("deux", chat_id=AMINA, message_id=sent.message_id)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("deux", chat_id=AMINA, message_id=sent.message_id)


async def test_a_certificate_goes_up_with_the_webhook(bot: Bot, silent_api: BotApi) -> None:
    await bot.set_webhook("https://x.fr/w", certificate=b"PEM", secret_token=SECRET)
    assert silent_api.webhook["certificate"] == "PEM"
    assert silent_api.webhook["secret_token"] == SECRET


class TestLimits:
    async def test_a_chat_takes_one_a_second(self, bot: Bot, silent_api: BotApi) -> None:
        silent_api.allowed = Allowance(on=True)
        now = [100.0]
        silent_api.clock = lambda: now[0]
        await bot.send_message(AMINA, "un")
        now[0] = 100.9
        with pytest.raises(Flood):
            await bot.send_message(AMINA, "deux")
        now[0] = 101.0
        await bot.send_message(AMINA, "deux")
        assert (len(silent_api.messages), silent_api.floods) == (2, 1)

    async def test_a_bot_takes_thirty_in_any_second(self, bot: Bot, silent_api: BotApi) -> None:
        silent_api.allowed = Allowance(on=True)
        now = [100.0]
        silent_api.clock = lambda: now[0]
        for chat in range(1, 31):
            await bot.send_message(chat, "x")
            now[0] += 0.03
        with pytest.raises(Flood):
            await bot.send_message(31, "x")
        now[0] = 101.0
        await bot.send_message(31, "x")
        assert silent_api.traffic.bot.most == 30

    def test_a_window_counts_what_slides(self) -> None:
        window = Window(1)
        for instant in (0.0, 0.5, 0.9, 1.2, 1.4, 1.6):
            window.add(instant)
        assert window.most == 4
        assert window.wait(1.6, 4) == pytest.approx(0.3)


@pytest.mark.parametrize("text", ["<b>x</b>", "a &amp; b", "<pre>x\ny</pre>"])
def test_markup_is_not_read(text: str) -> None:
    assert "<" not in unmarked(text)


def test_a_refusal_is_the_documented_object() -> None:
    assert json.loads(Refusal(429, "Too Many Requests: retry after 3", retry_after=3).body()) == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }


async def _control(session: aiohttp.ClientSession, name: str, given: object = None) -> Any:
    async with session.post(f"/control/{name}", json=given) as answer:
        return await answer.json()


async def test_in_a_process_of_its_own_it_is_driven_over_http(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.loopback.telegram_api", "--log", str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            async with aiohttp.ClientSession(url) as session:
                await _control(session, "script", [{"do": "flood", "seconds": 4, "times": 2}])
                statuses = []
                for _ in range(3):
                    arguments = {"chat_id": "5", "text": "bonjour"}
                    async with session.post(f"/bot{TOKEN}/sendMessage", data=arguments) as answer:
                        statuses.append(answer.status)
                stats = await _control(session, "stats")
                messages = await _control(session, "messages")
                await _control(session, "reset")
                after = await _control(session, "stats")
        finally:
            process.terminate()
    assert statuses == [429, 429, 200]
    assert (stats["accepted"], stats["max_per_second"], after["accepted"]) == (1, 1, 0)
    assert [message["text"] for message in messages] == ["bonjour"]
    assert json.loads((tmp_path / "log").read_text())["text"] == "bonjour"


async def test_a_person_posts_to_the_webhook_with_the_secret() -> None:
    received: list[tuple[str | None, Any]] = []

    async def hook(request: aiohttp.web.Request) -> aiohttp.web.Response:
        received.append(
            (request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json())
        )
        return aiohttp.web.Response()

    app = aiohttp.web.Application()
    app.router.add_post("/webhooks/telegram", hook)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    async with TelegramUser(5, f"http://127.0.0.1:{port}/webhooks/telegram", SECRET) as person:
        statuses = [await person.starts("abc"), await person.taps("x"), await person.blocks()]
    await runner.cleanup()
    assert statuses == [200, 200, 200]
    assert {secret for secret, _ in received} == {SECRET}
    assert received[0][1]["message"]["text"] == "/start abc"
    assert len({update["update_id"] for _, update in received}) == 3
