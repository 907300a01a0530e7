"""How a message looks on Telegram."""

import asyncio
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Refused
from channels.split import utf16_length
from channels.telegram.channel import Telegram
from channels.telegram.render import TEXT_LIMIT, columns, keyboard, parts
from core.message import Address, Button, Outbound
from tests.channels.rigs import AMINA, TOKEN, TelegramRig
from tests.loopback.telegram_api import BotApi, telegram_api
from tests.loopback.telegram_rules import unmarked
from tests.loopback.windows import Allowance

AMINA_THERE = Address("telegram", str(AMINA))


class TestParts:
    def test_a_prompt_stands_in_its_own_block(self) -> None:
        [part] = parts(Outbound("Essaie :", prompt="Résume <ceci> & signe"))
        assert part.html == "Essaie :\n\n<pre>Résume &lt;ceci&gt; &amp; signe</pre>"
        assert part.plain == "Essaie :\n\nRésume <ceci> & signe"

    def test_a_prompt_that_no_longer_fits_goes_alone_with_the_choices(self) -> None:
        message = Outbound("x" * 4000, prompt="y" * 200, buttons=(Button("b", "Oui"),))
        first, second = parts(message)
        assert (first.plain, first.keyboard) == ("x" * 4000, None)
        assert second.html == f"<pre>{'y' * 200}</pre>"
        assert second.keyboard is not None

    def test_a_prompt_alone_is_a_message(self) -> None:
        assert [part.html for part in parts(Outbound("", prompt="Fais"))] == ["<pre>Fais</pre>"]

    def test_entities_do_not_count(self) -> None:
        assert len(parts(Outbound("<" * TEXT_LIMIT))) == 1

    def test_an_emoji_counts_for_two(self) -> None:
        assert len(parts(Outbound("😀" * 2048))) == 1
        assert len(parts(Outbound("😀" * 2049))) == 2

    @pytest.mark.parametrize(
        ("message", "reason"),
        [
            (Outbound(""), "empty"),
            (Outbound(" ", prompt="\n"), "empty"),
            (Outbound("x", prompt="y" * 4097), "prompt_too_long"),
            (Outbound("x", buttons=(Button("é" * 33, "Oui"),)), "button_id"),
            (Outbound("x", buttons=(Button("", "Oui"),)), "button_id"),
            (Outbound("x", buttons=(Button("b", " "),)), "button_label"),
        ],
    )
    def test_what_telegram_would_refuse_is_refused_before(
        self, message: Outbound, reason: str
    ) -> None:
        with pytest.raises(Refused) as caught:
            parts(message)
        assert caught.value.reason == reason

    @given(st.text(max_size=200), st.integers(1, 60), st.text(max_size=100))
    def test_every_part_is_what_telegram_takes(self, text: str, times: int, prompt: str) -> None:
        message = Outbound(text * times, prompt=prompt)
        if not (text + prompt).replace("\0", "").strip():
            return
        for part in parts(message):
            assert 0 < utf16_length(part.plain) <= TEXT_LIMIT
            assert unmarked(part.html) == part.plain


class TestKeyboard:
    @pytest.mark.parametrize(
        ("labels", "wide"),
        [
            (["1", "2", "3", "4", "5"], 5),
            (["Oui", "Non"], 5),
            (["Testé ✅", "Plus tard"], 2),
            (["Testé ✅", "Plus tard", "Pas pour moi"], 1),
            (["Bof", "Bien", "Super"], 3),
            (["Assistanat", "Compta", "RH", "Commercial"], 2),
            (["Une réponse qui prend toute la largeur", "Non"], 1),
        ],
    )
    def test_rows_are_as_wide_as_a_phone_shows(self, labels: list[str], wide: int) -> None:
        assert columns(labels) == wide

    def test_the_order_is_kept(self) -> None:
        choices = tuple(Button(str(n), f"Choix {n}") for n in range(5))
        rows = keyboard(choices)["inline_keyboard"]
        assert [len(row) for row in rows] == [2, 2, 1]
        assert [key["callback_data"] for row in rows for key in row] == ["0", "1", "2", "3", "4"]


@pytest.mark.anyio
class TestSend:
    async def test_the_receipt_names_the_message_with_the_choices(
        self, telegram: TelegramRig
    ) -> None:
        message = Outbound("mot " * 2000, buttons=(Button("b", "Oui"),))
        receipt = await telegram.channel.send(AMINA_THERE, message)
        assert receipt.provider_id == str(telegram.api.messages[-1].id)
        assert telegram.api.messages[-1].buttons

    async def test_links_show_no_preview(self, telegram: TelegramRig) -> None:
        await telegram.channel.send(AMINA_THERE, Outbound("voir https://exemple.fr"))
        assert telegram.api.messages[0].arguments["link_preview_options"] == {"is_disabled": True}

    async def test_a_long_message_keeps_to_one_a_second(self, silent_api: BotApi) -> None:
        silent_api.allowed = Allowance(on=True)
        channel = Telegram(TOKEN, api_url=silent_api.url)
        await channel.send(AMINA_THERE, Outbound("mot " * 1500))
        await channel.close()
        assert (len(silent_api.messages), silent_api.floods) == (2, 0)

    async def test_it_never_asks_who_it_is(self, telegram: TelegramRig) -> None:
        await telegram.channel.send(AMINA_THERE, Outbound("bonjour"))
        assert telegram.api.calls == {"sendMessage": 1}

    async def test_a_hundred_at_once_all_arrive(self, silent_api: BotApi) -> None:
        channel = Telegram(TOKEN, api_url=silent_api.url, pool=10)
        sends = (
            channel.send(Address("telegram", str(n)), Outbound(f"bonjour {n}"))
            for n in range(1, 101)
        )
        receipts = await asyncio.gather(*sends)
        await channel.close()
        ids = {str(m.chat): str(m.id) for m in silent_api.messages}
        assert [receipt.provider_id for receipt in receipts] == [ids[str(n)] for n in range(1, 101)]


def test_one_channel_serves_one_event_loop_after_another() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    channel = Telegram(TOKEN, api_url=f"http://127.0.0.1:{port}")

    async def turn(*, last: bool) -> list[str]:
        async with telegram_api(port) as api:
            await channel.send(AMINA_THERE, Outbound("bonjour"))
            if last:
                await channel.close()
            return [message.text for message in api.messages]

    assert asyncio.run(turn(last=False)) == ["bonjour"]
    assert asyncio.run(turn(last=True)) == ["bonjour"]


@pytest.mark.anyio
class TestAcknowledge:
    async def test_a_tap_is_answered(self, telegram: TelegramRig) -> None:
        [heard] = telegram.channel.read(telegram.tap("x"))
        await telegram.channel.acknowledge(heard)
        assert telegram.api.answered_taps == [heard.callback]

    async def test_a_text_costs_no_call(self, telegram: TelegramRig) -> None:
        [heard] = telegram.channel.read(telegram.text("bonjour"))
        await telegram.channel.acknowledge(heard)
        assert not telegram.api.calls

    async def test_a_long_answer_shows_the_typing_sign(self, telegram: TelegramRig) -> None:
        [heard] = telegram.channel.read(telegram.text("bonjour"))
        await telegram.channel.typing(heard)
        assert telegram.api.calls == {"sendChatAction": 1}
