"""A browser phone that plays WhatsApp: what its window takes and refuses."""

from datetime import timedelta

import pytest

from channels.base import WindowClosed
from channels.phone import WINDOW, address
from core.message import Button, Outbound, Template
from tests.channels.rigs import PhoneRig

pytestmark = pytest.mark.anyio

BREATH = timedelta(microseconds=1)
TIP = Outbound("Une astuce, et un mot privé", prompt="Résume [texte]")
READY = Outbound(
    "Ton astuce du jour, « Une seule tâche », est prête.",
    buttons=(Button("tip.show", "Voir l’astuce"),),
    template=Template("ready", ("« Une seule tâche »",)),
)


def silent_for(silence: timedelta | None) -> PhoneRig:
    return PhoneRig("amina-whatsapp", lambda _where: silence)


@pytest.mark.parametrize("handle", ["amina-whatsapp", "-whatsapp", "x" * 23 + "-whatsapp"])
def test_the_end_of_a_handle_says_that_it_is_on_whatsapp(handle: str) -> None:
    assert str(address(handle)) == f"whatsapp:{handle}"


@pytest.mark.parametrize("handle", ["amina", "whatsapp", "amina-whatsapp-2", "aminawhatsapp"])
def test_any_other_phone_is_on_none(handle: str) -> None:
    assert str(address(handle)) == f"phone:{handle}"


def test_it_says_what_whatsapp_says_of_itself() -> None:
    there, here = silent_for(WINDOW).channel, PhoneRig().channel
    assert (there.name, there.window, there.numbered) == ("whatsapp", timedelta(hours=24), True)
    assert (here.name, here.window, here.numbered) == ("phone", None, False)


@pytest.mark.parametrize("silence", [timedelta(0), timedelta(hours=23), WINDOW])
async def test_within_a_day_free_text_arrives(silence: timedelta) -> None:
    rig = silent_for(silence)
    await rig.channel.send(rig.address, TIP)
    assert rig.shown == [TIP]


@pytest.mark.parametrize("silence", [WINDOW + BREATH, timedelta(days=400)])
async def test_after_a_day_it_is_refused_and_nothing_shows(silence: timedelta) -> None:
    rig = silent_for(silence)
    with pytest.raises(WindowClosed) as caught:
        await rig.channel.send(rig.address, TIP)
    assert caught.value.reason == "window"
    assert "privé" not in repr(caught.value)
    assert rig.shown == []


async def test_after_a_day_an_approved_text_arrives_with_its_button() -> None:
    rig = silent_for(timedelta(days=3))
    receipt = await rig.channel.send(rig.address, READY)
    assert (receipt.provider_id, rig.shown) == ("1", [READY])


async def test_whose_past_was_erased_is_still_told_so() -> None:
    rig = silent_for(None)
    await rig.channel.send(rig.address, Outbound("Tout est effacé."))
    assert len(rig.shown) == 1


async def test_any_other_phone_has_no_window() -> None:
    rig = PhoneRig()
    await rig.channel.send(rig.address, TIP)
    assert rig.shown == [TIP]
