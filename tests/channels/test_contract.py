"""What every channel promises, whatever the messaging app behind it."""

from dataclasses import replace

import pytest

from channels import base
from channels.base import Forged, Unreadable
from core.message import Button, Kind, Outbound
from tests.channels.rigs import Rig

pytestmark = pytest.mark.anyio

CHOICES = (Button("tip:3:done", "Testé ✅"), Button("tip:3:later", "Plus tard"))
OUTCOMES = {
    "blocked": base.Unreachable,
    "asked to wait 7 seconds": base.SlowDown,
    "no answer": base.OutcomeUnknown,
    "connection cut": base.OutcomeUnknown,
    "refused for good": base.Refused,
    "wrong credentials": base.Misconfigured,
}


class TestVerify:
    async def test_a_call_of_the_provider_passes(self, rig: Rig) -> None:
        rig.channel.verify(rig.text("bonjour"))

    async def test_any_other_call_is_forged(self, rig: Rig) -> None:
        for request in rig.forged():
            with pytest.raises(Forged):
                rig.channel.verify(request)


class TestRead:
    async def test_a_text_is_heard_with_who_wrote_it(self, rig: Rig) -> None:
        [heard] = rig.channel.read(rig.text("c'est quoi un prompt ? 🤔"))
        assert (heard.kind, heard.text) == (Kind.TEXT, "c'est quoi un prompt ? 🤔")
        assert heard.address == rig.address
        assert heard.address.channel == rig.channel.name

    async def test_an_act_keeps_its_id_when_delivered_twice(self, rig: Rig) -> None:
        call = rig.text("bonjour")
        assert rig.channel.read(call) == rig.channel.read(call)

    async def test_two_acts_have_two_ids(self, rig: Rig) -> None:
        acts = [rig.channel.read(rig.text("bonjour"))[0] for _ in range(2)]
        assert acts[0].provider_id != acts[1].provider_id

    async def test_a_tap_is_heard_as_its_button(self, rig: Rig) -> None:
        [heard] = rig.channel.read(rig.tap("tip:3:done"))
        assert (heard.kind, heard.button) == (Kind.BUTTON, "tip:3:done")
        assert heard.address == rig.address

    async def test_a_sticker_is_heard_as_a_sticker(self, rig: Rig) -> None:
        [heard] = rig.channel.read(rig.sticker())
        assert (heard.kind, heard.address) == (Kind.STICKER, rig.address)

    async def test_a_broken_body_is_unreadable(self, rig: Rig) -> None:
        for body in rig.broken():
            with pytest.raises(Unreadable):
                rig.channel.read(replace(rig.text("bonjour"), body=body))


class TestSend:
    async def test_a_message_arrives_once_and_is_named(self, rig: Rig) -> None:
        receipt = await rig.channel.send(rig.address, Outbound("Bonjour Amina"))
        assert [seen.text for seen in rig.arrived()] == ["Bonjour Amina"]
        assert receipt.provider_id

    async def test_signs_that_look_like_markup_arrive_as_written(self, rig: Rig) -> None:
        words = "si a < b & b > c, <b>rien</b> &amp; *rien* _rien_ [rien](x)"
        await rig.channel.send(rig.address, Outbound(words))
        assert rig.arrived()[0].text == words

    async def test_a_prompt_arrives_whole_with_the_words_before_it(self, rig: Rig) -> None:
        prompt = "Tu es <mon assistant>.\nRésume [texte] & signe."
        await rig.channel.send(rig.address, Outbound("Essaie :", prompt=prompt))
        [seen] = rig.arrived()
        assert seen.text.startswith("Essaie :")
        assert prompt in seen.text

    async def test_choices_arrive_in_order(self, rig: Rig) -> None:
        await rig.channel.send(rig.address, Outbound("Alors ?", buttons=CHOICES))
        assert rig.arrived()[0].buttons == tuple((b.id, b.label) for b in CHOICES)

    async def test_a_very_long_message_arrives_whole_with_choices_last(self, rig: Rig) -> None:
        words = " ".join(f"mot{n}" for n in range(3000))
        await rig.channel.send(rig.address, Outbound(words, "un prompt", CHOICES))
        seen = rig.arrived()
        assert " ".join(" ".join(part.text for part in seen).split()) == words + " un prompt"
        assert [bool(part.buttons) for part in seen] == [False] * (len(seen) - 1) + [True]

    async def test_an_empty_message_is_refused(self, rig: Rig) -> None:
        with pytest.raises(base.Refused):
            await rig.channel.send(rig.address, Outbound("  \n"))
        assert rig.arrived() == []

    @pytest.mark.parametrize("trouble", OUTCOMES)
    async def test_a_trouble_says_what_can_be_done(self, rig: Rig, trouble: str) -> None:
        if not rig.prepare(trouble):
            pytest.skip("this provider cannot have it")
        with pytest.raises(OUTCOMES[trouble]) as caught:
            await rig.channel.send(rig.address, Outbound("un mot privé"))
        assert "privé" not in repr(caught.value)
        assert caught.value.__cause__ is None

    async def test_asked_to_wait_says_exactly_how_long(self, rig: Rig) -> None:
        if not rig.prepare("asked to wait 7 seconds"):
            pytest.skip("this provider never asks")
        with pytest.raises(base.SlowDown) as caught:
            await rig.channel.send(rig.address, Outbound("bonjour"))
        assert caught.value.seconds == 7


async def test_what_is_approved_may_go(rig: Rig) -> None:
    assert rig.channel.carries("ready")
    assert rig.channel.carries("notice")


class TestAcknowledge:
    async def test_it_never_raises(self, rig: Rig) -> None:
        for call in (rig.text("bonjour"), rig.tap("x")):
            [heard] = rig.channel.read(call)
            await rig.channel.acknowledge(heard)

    async def test_not_even_when_the_provider_is_in_trouble(self, rig: Rig) -> None:
        for trouble in OUTCOMES:
            rig.prepare(trouble)
            [heard] = rig.channel.read(rig.tap("x"))
            await rig.channel.acknowledge(heard)


class TestClose:
    async def test_closing_twice_is_harmless(self, rig: Rig) -> None:
        await rig.channel.send(rig.address, Outbound("bonjour"))
        await rig.channel.close()
        await rig.channel.close()
