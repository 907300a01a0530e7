"""Messages out to WhatsApp: how they are cut, what they carry, and what became of them."""

import asyncio
import json
import logging
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import base
from channels.split import utf16_length
from channels.whatsapp.channel import WhatsApp, from_settings
from channels.whatsapp.contents import Known
from channels.whatsapp.forms import forms
from channels.whatsapp.render import TEXT_LIMIT, part, pieces
from core.message import Address, Button, Outbound, Template
from core.settings import Settings
from tests.channels.whatsapp_rig import PUBLIC, SECOND_TOKEN, WhatsAppRig, whatsapp_rig
from tests.loopback import twilio_script as script
from tests.loopback.twilio_api import ACCOUNT_SID, AUTH_TOKEN, SENDER, Accepted, TwilioUser
from tests.loopback.twilio_script import Step

HELLO = Outbound("Bonjour Amina")
TIP = (Button("done", "Testé ✅"), Button("later", "Plus tard"), Button("no", "Pas pour moi"))
HOURS = tuple(Button(f"h{n}", f"{n} h") for n in (8, 9, 12, 14))
JOBS = tuple(Button(f"job{n}", f"Métier {'abcdefghij'[n]}") for n in range(9))
READY = Outbound("L'astuce entière", "un prompt", TIP, Template("ready", ("relire un mail",)))
LONG = Outbound(" ".join(f"mot{n}" for n in range(600)), buttons=TIP)
ALL = Known({form.name: f"HX{at:032x}" for at, form in enumerate(forms())})
NONE = Known()
NUMBERED = "1 Testé ✅ · 2 Plus tard · 3 Pas pour moi"


@pytest.fixture
async def whatsapp() -> AsyncIterator[WhatsAppRig]:
    async with whatsapp_rig() as rig:
        yield rig


def sent(rig: WhatsAppRig) -> Accepted:
    """The only message Twilio took."""
    [message] = rig.api.messages
    return message


class TestPieces:
    def test_a_prompt_follows_after_a_blank_line(self) -> None:
        [piece] = pieces(Outbound("Essaie :", prompt="Résume <ceci>"), NONE)
        assert part(piece, NONE).words == "Essaie :\n\nRésume <ceci>"

    def test_one_message_of_the_longest_text(self) -> None:
        assert len(pieces(Outbound("é" * TEXT_LIMIT), NONE)) == 1
        assert len(pieces(Outbound("x" * (TEXT_LIMIT + 1)), NONE)) == 2

    def test_characters_count_not_utf16_units(self) -> None:
        assert len(pieces(Outbound("🤔" * TEXT_LIMIT), NONE)) == 1

    def test_a_prompt_that_no_longer_fits_goes_alone_with_the_choices(self) -> None:
        first, second = pieces(Outbound("x" * 1500, "y" * 900, TIP), ALL)
        assert (first.text, first.prompt, first.buttons) == ("x" * 1500, None, ())
        assert (second.text, second.prompt, second.buttons) == ("", "y" * 900, TIP)
        assert part(second, ALL).sid == ALL.sid("choices-3")

    def test_a_prompt_is_never_cut(self) -> None:
        with pytest.raises(base.Refused, match="prompt_too_long"):
            pieces(Outbound("Essaie :", prompt="y" * (TEXT_LIMIT + 1)), ALL)
        long = pieces(Outbound("x " * 900, prompt="y" * TEXT_LIMIT, buttons=TIP), ALL)
        assert [piece.prompt for piece in long if piece.prompt] == ["y" * TEXT_LIMIT]
        assert long[-1].buttons == TIP

    def test_too_long_for_a_content_is_one_message_with_numbers(self) -> None:
        [piece] = pieces(Outbound("x" * 1200, buttons=TIP), ALL)
        assert part(piece, ALL).words == "x" * 1200 + "\n\n" + NUMBERED
        assert part(piece, ALL).sid is None

    def test_several_messages_end_in_a_content(self) -> None:
        *before, last = pieces(LONG, ALL)
        assert not any(piece.buttons for piece in before)
        assert part(last, ALL).sid == ALL.sid("choices-3")

    def test_only_the_last_piece_tells_what_becomes_of_the_message(self) -> None:
        *before, last = pieces(replace(LONG, ref="17", valid_for=60), ALL)
        assert before
        assert {(piece.ref, piece.valid_for) for piece in before} == {("", 60)}
        assert (last.ref, last.valid_for) == ("17", 60)

    @pytest.mark.parametrize(
        ("message", "reason"),
        [
            (Outbound(" \n"), "empty"),
            (Outbound("", prompt="\n"), "empty"),
            (Outbound("?", buttons=(Button("", "Oui"),)), "button_id"),
            (Outbound("?", buttons=(Button("y", " "),)), "button_label"),
            (Outbound("?", buttons=(Button("y", "x" * 1700),)), "choices_too_long"),
        ],
    )
    def test_what_can_never_go_is_refused(self, message: Outbound, reason: str) -> None:
        for contents in (ALL, NONE):
            with pytest.raises(base.Refused) as caught:
                pieces(message, contents)
            assert caught.value.reason == reason

    @given(
        st.text(max_size=5000),
        st.none() | st.text(max_size=TEXT_LIMIT),
        st.lists(st.sampled_from([*TIP, *HOURS, *JOBS]), max_size=11, unique=True),
        st.sampled_from([ALL, NONE]),
    )
    def test_every_piece_fits_and_is_one(
        self, text: str, prompt: str | None, buttons: list[Button], contents: Known
    ) -> None:
        message = Outbound(text, prompt, tuple(buttons))
        if not (text + (prompt or "")).replace("\0", "").strip() and not buttons:
            with pytest.raises(base.Refused, match="empty"):
                pieces(message, contents)
            return
        found = pieces(message, contents)
        for piece in found:
            what = part(piece, contents)
            assert what.plain is not None
            assert len(what.plain) <= TEXT_LIMIT
            assert what.sid is None or utf16_length(what.words) <= 1024
            assert pieces(piece, contents) == [piece]
        assert found[-1].buttons == message.buttons
        said = "".join((piece.text + (piece.prompt or "")) for piece in found)
        assert "".join(said.split()) == "".join((text + (prompt or "")).replace("\0", "").split())


class TestChoices:
    pytestmark = pytest.mark.anyio

    @pytest.mark.parametrize("buttons", [TIP[:1], TIP[:2], TIP, HOURS, JOBS, (*JOBS, HOURS[0])])
    async def test_a_tap_where_a_content_carries_them(
        self, whatsapp: WhatsAppRig, buttons: tuple[Button, ...]
    ) -> None:
        await whatsapp.channel.send(whatsapp.address, Outbound("Alors ?", "Fais\nceci", buttons))
        [seen] = whatsapp.arrived()
        assert seen.text == "Alors ?\n\nFais\nceci"
        assert seen.buttons == tuple((one.id, one.label) for one in buttons)
        assert "Body" not in sent(whatsapp).parameters

    @pytest.mark.parametrize(
        ("buttons", "said"),
        [
            (TIP, NUMBERED),
            (HOURS, "Réponds\N{NO-BREAK SPACE}: 8 h, 9 h, 12 h, 14 h"),
            (JOBS, "1 Métier a\n2 Métier b"),
        ],
    )
    async def test_numbers_where_none_does(
        self, whatsapp: WhatsAppRig, buttons: tuple[Button, ...], said: str
    ) -> None:
        whatsapp.use(contents=NONE)
        await whatsapp.channel.send(whatsapp.address, Outbound("Alors ?", buttons=buttons))
        [seen] = whatsapp.arrived()
        assert seen.text.startswith(f"Alors ?\n\n{said}")
        assert seen.buttons == ()

    @pytest.mark.parametrize(
        "buttons",
        [
            (Button("a", "Un titre de vingt-et-un"),),
            (Button("a", "Oui"), Button("b", "Oui")),
            tuple(Button(str(n), f"choix {n}") for n in range(11)),
        ],
    )
    async def test_numbers_where_whatsapp_would_refuse_them(
        self, whatsapp: WhatsAppRig, buttons: tuple[Button, ...]
    ) -> None:
        await whatsapp.channel.send(whatsapp.address, Outbound("Alors ?", buttons=buttons))
        [seen] = whatsapp.arrived()
        assert all(button.label in seen.text for button in buttons)

    @pytest.mark.parametrize("code", [21655, 21656])
    async def test_numbers_once_twilio_refuses_the_content(
        self, whatsapp: WhatsAppRig, code: int
    ) -> None:
        whatsapp.api.script.append(script.refused(code))
        await whatsapp.channel.send(whatsapp.address, Outbound("Alors ?", buttons=TIP))
        assert sent(whatsapp).text == f"Alors ?\n\n{NUMBERED}"


class TestTemplate:
    pytestmark = pytest.mark.anyio

    async def test_nothing_but_the_template_goes(self, whatsapp: WhatsAppRig) -> None:
        whatsapp.api.heard.clear()
        await whatsapp.channel.send(whatsapp.address, READY)
        [seen] = whatsapp.arrived()
        assert "relire un mail" in seen.text
        assert "entière" not in seen.text
        given = sent(whatsapp).parameters
        assert json.loads(given["ContentVariables"]) == {"1": "relire un mail"}
        assert "Body" not in given

    @pytest.mark.parametrize("template", [Template("ready", ("x",)), Template("nobody", ())])
    async def test_without_its_content_it_is_misconfigured(
        self, whatsapp: WhatsAppRig, template: Template
    ) -> None:
        whatsapp.use(contents=NONE)
        with pytest.raises(base.Misconfigured, match="no_content"):
            await whatsapp.channel.send(whatsapp.address, replace(READY, template=template))
        assert whatsapp.api.messages == []

    @pytest.mark.parametrize("values", [(), ("a", "b"), ("",), ("a\nb",), ("a     b",), ("\0",)])
    async def test_values_a_template_cannot_hold_are_refused(
        self, whatsapp: WhatsAppRig, values: tuple[str, ...]
    ) -> None:
        with pytest.raises(base.Refused):
            await whatsapp.channel.send(
                whatsapp.address, replace(READY, template=Template("ready", values))
            )
        assert whatsapp.api.messages == []

    async def test_it_is_never_replaced_by_free_text(self, whatsapp: WhatsAppRig) -> None:
        whatsapp.api.script.append(script.refused(21656))
        with pytest.raises(base.Refused):
            await whatsapp.channel.send(whatsapp.address, READY)
        assert whatsapp.api.messages == []


class TestParameters:
    pytestmark = pytest.mark.anyio

    @pytest.mark.parametrize("number", [SENDER, SENDER.removeprefix("whatsapp:")])
    async def test_who_writes_to_whom(self, whatsapp: WhatsAppRig, number: str) -> None:
        whatsapp.use(sender=number)
        hidden = Address("whatsapp", "FR.1A2B3C4D5E6F7A8B")
        receipt = await whatsapp.channel.send(hidden, HELLO)
        assert (sent(whatsapp).to, sent(whatsapp).sender) == (str(hidden), SENDER)
        assert receipt.provider_id == sent(whatsapp).sid

    async def test_reports_come_to_the_message_s_own_address(self, whatsapp: WhatsAppRig) -> None:
        await whatsapp.channel.send(whatsapp.address, replace(HELLO, ref="17"))
        callback = sent(whatsapp).parameters["StatusCallback"]
        assert callback == f"{PUBLIC}/webhooks/whatsapp/status?d=17"
        for call in whatsapp.api.reports(sent(whatsapp)):
            whatsapp.channel.verify(call)
            [told] = whatsapp.channel.report(call)
            assert (told.ref, told.provider_id) == ("17", sent(whatsapp).sid)

    async def test_a_failure_comes_back_as_a_report(self, whatsapp: WhatsAppRig) -> None:
        whatsapp.api.heard.clear()
        await whatsapp.channel.send(whatsapp.address, replace(HELLO, ref="17"))
        [call] = whatsapp.api.reports(sent(whatsapp))
        [told] = whatsapp.channel.report(call)
        assert (told.status, type(told.failure)) == ("failed", base.WindowClosed)

    @pytest.mark.parametrize(
        ("seconds", "said"),
        [(None, None), (7200, "7200"), (0, "1"), (-5, "1"), (90_000, "36000")],
    )
    async def test_how_long_it_may_wait(
        self, whatsapp: WhatsAppRig, seconds: int | None, said: str | None
    ) -> None:
        await whatsapp.channel.send(whatsapp.address, replace(HELLO, valid_for=seconds))
        assert sent(whatsapp).parameters.get("ValidityPeriod") == said

    async def test_what_cannot_be_written_is_left_out(self, whatsapp: WhatsAppRig) -> None:
        await whatsapp.channel.send(
            whatsapp.address, Outbound("a\0b\ud800", buttons=(Button("y", "Ou\0i"),))
        )
        assert sent(whatsapp).text == "ab\ufffd"
        assert sent(whatsapp).buttons == (("y", "Oui"),)

    async def test_environment_moves_nothing(
        self, whatsapp: WhatsAppRig, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TWILIO_REGION", "ie1")
        monkeypatch.setenv("TWILIO_EDGE", "dublin")
        whatsapp.use()
        await whatsapp.channel.send(whatsapp.address, HELLO)
        assert len(whatsapp.api.messages) == 1


class TestLostAnswer:
    """The request left and no answer came: Twilio is asked, and nothing is sent twice."""

    pytestmark = pytest.mark.anyio

    @pytest.mark.parametrize(
        "step",
        [
            script.accept_then_drop(),
            script.hang(accepts=True),
            script.server_error(502, accepts=True),
            script.garbled(),
            script.page(201, "<html>", accepts=True),
        ],
        ids=["cut", "no answer", "gateway", "garbled", "page"],
    )
    @pytest.mark.parametrize("message", [HELLO, Outbound("Alors ?", buttons=TIP), READY])
    async def test_a_message_it_has_is_sent(
        self, whatsapp: WhatsAppRig, step: Step, message: Outbound
    ) -> None:
        if step.reply is not None and step.reply.hang:
            whatsapp.use(timeout=0.5)
        whatsapp.api.script.append(step)
        receipt = await whatsapp.channel.send(whatsapp.address, message)
        assert receipt.provider_id == sent(whatsapp).sid

    @pytest.mark.parametrize(
        ("step", "reason"),
        [
            (script.drop(), "disconnected"),
            (script.hang(), "timeout"),
            (script.server_error(503), "gateway"),
            (script.garbled(accepts=False), "unreadable_answer"),
        ],
        ids=["cut", "no answer", "gateway", "garbled"],
    )
    async def test_a_message_it_has_not_is_unknown(
        self, whatsapp: WhatsAppRig, step: Step, reason: str
    ) -> None:
        await whatsapp.channel.send(whatsapp.address, HELLO)
        whatsapp.use(timeout=0.5, clock=lambda: datetime.now(UTC) + timedelta(seconds=5))
        whatsapp.api.script.append(step)
        with pytest.raises(base.OutcomeUnknown) as caught:
            await whatsapp.channel.send(whatsapp.address, HELLO)
        assert caught.value.reason == reason
        assert whatsapp.api.calls == {"create_message": 2, "list_messages": 1}

    async def test_a_message_already_told_is_not_taken_for_it(self, whatsapp: WhatsAppRig) -> None:
        await whatsapp.channel.send(whatsapp.address, HELLO)
        whatsapp.api.script.append(script.drop())
        with pytest.raises(base.OutcomeUnknown):
            await whatsapp.channel.send(whatsapp.address, HELLO)

    async def test_a_message_found_once_is_not_found_again(self, whatsapp: WhatsAppRig) -> None:
        whatsapp.api.script.extend([script.accept_then_drop(), script.drop()])
        await whatsapp.channel.send(whatsapp.address, HELLO)
        with pytest.raises(base.OutcomeUnknown):
            await whatsapp.channel.send(whatsapp.address, HELLO)

    async def test_neither_is_another_text_nor_another_person_s_nor_one_s_own(
        self, whatsapp: WhatsAppRig
    ) -> None:
        other = whatsapp.another()
        await other.send(whatsapp.address, Outbound("Autre chose"))
        await other.send(Address("whatsapp", "+33639980002"), HELLO)
        await other.close()
        whatsapp.user.text(HELLO.text)
        whatsapp.api.script.append(script.drop())
        with pytest.raises(base.OutcomeUnknown):
            await whatsapp.channel.send(whatsapp.address, HELLO)

    @pytest.mark.parametrize(
        "listing",
        [
            script.server_error(500, operation="list_messages"),
            script.drop("list_messages"),
            script.refused(20003, operation="list_messages"),
            script.page(200, "[]", operation="list_messages"),
            script.page(200, '{"messages": 5}', operation="list_messages"),
            script.page(200, '{"messages": [{"sid": 5, "to": []}]}', operation="list_messages"),
        ],
    )
    async def test_when_asking_fails_too_it_is_unknown(
        self, whatsapp: WhatsAppRig, listing: Step
    ) -> None:
        # Twice: aiohttp asks again when a connection is cut under a GET.
        whatsapp.api.script.extend([script.accept_then_drop(), listing, listing])
        with pytest.raises(base.OutcomeUnknown) as caught:
            await whatsapp.channel.send(whatsapp.address, HELLO)
        assert caught.value.reason == "disconnected"


class TestPartlySent:
    pytestmark = pytest.mark.anyio

    @pytest.mark.parametrize(
        "step", [script.slow_down(9), script.refused(20003), script.drop(), script.refused(63016)]
    )
    async def test_is_unknown_when_trying_again_would_repeat_it(
        self, whatsapp: WhatsAppRig, step: Step
    ) -> None:
        await self._fails_second(whatsapp, step, base.OutcomeUnknown("partly_sent"))

    async def test_is_refused_when_nobody_would_try_again(self, whatsapp: WhatsAppRig) -> None:
        step = script.refused(21610)
        await self._fails_second(whatsapp, step, base.OptedOut("opted_out_21610"))

    async def test_waits_a_little_when_asked(self, whatsapp: WhatsAppRig) -> None:
        whatsapp.api.script.extend([script.served(), script.slow_down(1)])
        await whatsapp.channel.send(whatsapp.address, LONG)
        assert whatsapp.api.messages[-1].buttons

    async def _fails_second(
        self, whatsapp: WhatsAppRig, step: Step, expected: base.SendFailed
    ) -> None:
        whatsapp.api.script.extend([script.served(), step])
        with pytest.raises(base.SendFailed) as caught:
            await whatsapp.channel.send(whatsapp.address, LONG)
        assert type(caught.value) is type(expected)
        assert caught.value.reason == expected.reason


class TestTheWay:
    """From us to Twilio."""

    pytestmark = pytest.mark.anyio

    async def test_nobody_listening_means_not_sent(self, whatsapp: WhatsAppRig) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            whatsapp.use(api_url=f"http://127.0.0.1:{taken.getsockname()[1]}")
            with pytest.raises(base.NotSent, match="no_connection"):
                await whatsapp.channel.send(whatsapp.address, HELLO)

    @pytest.mark.parametrize("url", ["", "localhost", "ftp://127.0.0.1", "http://[1"])
    async def test_a_wrong_api_url_is_a_wrong_setting(
        self, whatsapp: WhatsAppRig, url: str
    ) -> None:
        whatsapp.use(api_url=url)
        with pytest.raises(base.Misconfigured, match="api_url"):
            await whatsapp.channel.send(whatsapp.address, HELLO)

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_no_redirect_is_followed(self, whatsapp: WhatsAppRig, status: int) -> None:
        moved = script.page(status)
        assert moved.reply is not None
        whatsapp.api.script.append(moved)
        with pytest.raises(base.Misconfigured):
            await whatsapp.channel.send(whatsapp.address, HELLO)
        assert whatsapp.api.calls.total() == 1

    @pytest.mark.parametrize("status", [400, 401, 403, 404])
    async def test_a_stranger_s_answer_tells_nothing_of_a_person(
        self, whatsapp: WhatsAppRig, status: int
    ) -> None:
        whatsapp.api.script.append(script.page(status, "<html>portal</html>"))
        with pytest.raises(base.Misconfigured):
            await whatsapp.channel.send(whatsapp.address, HELLO)

    async def test_a_flood_without_a_number_still_asks_to_wait(self, whatsapp: WhatsAppRig) -> None:
        whatsapp.api.script.append(script.page(429))
        with pytest.raises(base.SlowDown) as caught:
            await whatsapp.channel.send(whatsapp.address, HELLO)
        assert caught.value.seconds > 0

    async def test_no_free_connection_means_not_sent(self, whatsapp: WhatsAppRig) -> None:
        whatsapp.api.script.append(script.hang())
        channel = whatsapp.use(pool=1, timeout=1.0, connect_timeout=0.3)
        sends = (channel.send(whatsapp.address, HELLO) for _ in range(2))
        outcomes = await asyncio.gather(*sends, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {base.NotSent, base.OutcomeUnknown}

    async def test_concurrent_sends_keep_their_own_answers(self, whatsapp: WhatsAppRig) -> None:
        words = [f"message {n}" for n in range(60)]
        receipts = await asyncio.gather(
            *(whatsapp.channel.send(whatsapp.address, Outbound(one)) for one in words)
        )
        texts = {message.sid: message.text for message in whatsapp.api.messages}
        assert [texts[receipt.provider_id] for receipt in receipts] == words

    def test_one_channel_serves_several_loops(self) -> None:
        async def play(rig: WhatsAppRig) -> None:
            await rig.channel.send(rig.address, HELLO)

        async def both() -> None:
            async with whatsapp_rig() as rig:
                await play(rig)
                await asyncio.to_thread(lambda: asyncio.run(play(rig)))
                assert len(rig.api.messages) == 2

        asyncio.run(both())


@pytest.mark.anyio
async def test_neither_token_words_nor_numbers_reach_a_log_or_an_error(
    whatsapp: WhatsAppRig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for step in (script.drop(), script.refused(63005), script.page(500), script.refused(20003)):
        whatsapp.api.script.append(step)
        with pytest.raises(base.SendFailed) as caught:
            await whatsapp.channel.send(whatsapp.address, Outbound("un mot privé"))
        told = f"{caught.value!r} {caught.value.__context__!r} {caught.value.__cause__!r}"
        assert not re.search(f"{AUTH_TOKEN}|privé|http|3363", told)
    await whatsapp.channel.send(whatsapp.address, Outbound("un mot privé"))
    assert not re.search(f"{AUTH_TOKEN}|privé|3363", caplog.text)


FULL = {
    "twilio_account_sid": ACCOUNT_SID,
    "twilio_auth_token": AUTH_TOKEN,
    "twilio_whatsapp_from": SENDER,
}


def configured(**given: str) -> WhatsApp | None:
    """The channel of an environment."""
    return from_settings(Settings.model_validate(given), NONE)


class TestFromSettings:
    def test_it_is_on_with_all_three(self) -> None:
        channel = configured(**FULL)
        assert isinstance(channel, WhatsApp)
        assert (channel.window, channel.numbered) == (timedelta(hours=24), True)
        assert channel.limits.per_second == 80

    @pytest.mark.parametrize("missing", FULL)
    def test_it_is_off_without_one(self, missing: str) -> None:
        given = {name: value for name, value in FULL.items() if name != missing}
        assert configured(**given) is None

    def test_the_second_token_verifies_too(self) -> None:
        channel = configured(**FULL, twilio_auth_token_secondary=SECOND_TOKEN)
        assert channel is not None
        user = TwilioUser(url=f"{PUBLIC}/webhooks/whatsapp", token=SECOND_TOKEN)
        channel.verify(user.text("bonjour"))


@pytest.mark.anyio
async def test_a_long_answer_shows_the_typing_sign_under_the_message(whatsapp: WhatsAppRig) -> None:
    whatsapp.use(messaging_url=whatsapp.api.url)
    [heard] = whatsapp.channel.read(whatsapp.text("bonjour"))
    await whatsapp.channel.typing(heard)
    assert whatsapp.api.typing == [heard.provider_id]


@pytest.mark.anyio
async def test_a_typing_sign_that_fails_stops_nothing(whatsapp: WhatsAppRig) -> None:
    whatsapp.use(messaging_url="http://127.0.0.1:9")
    [heard] = whatsapp.channel.read(whatsapp.text("bonjour"))
    await whatsapp.channel.typing(heard)
    assert whatsapp.api.typing == []
