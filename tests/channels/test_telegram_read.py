"""What Telegram posts, as the coach hears it."""

import json
import subprocess
import sys
from collections import Counter
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from channels.base import Forged, Request, Unreadable
from channels.telegram.channel import Telegram
from channels.telegram.read import read
from core.message import Address, Inbound, Kind
from tests.channels.rigs import AMINA, SECRET, TOKEN, signed
from tests.loopback.telegram_api import TelegramUser

AMINA_THERE = Address("telegram", str(AMINA))
CHANNEL = {"id": -1001, "title": "annonces", "type": "channel"}


@pytest.fixture
def channel() -> Telegram:
    return Telegram(TOKEN, webhook_secrets=[SECRET])


@pytest.fixture
def amina() -> TelegramUser:
    return TelegramUser(AMINA)


def hear(channel: Telegram, update: object) -> Inbound:
    [heard] = channel.read(signed(update))
    return heard


def message(**content: Any) -> dict[str, Any]:
    """An update holding a private message of Amina with this content."""
    update = TelegramUser(AMINA).text_update("")
    del update["message"]["text"]
    update["message"].update(content)
    return update


def test_a_text(channel: Telegram, amina: TelegramUser) -> None:
    update = amina.text_update("Bonjour 👋")
    assert hear(channel, update) == Inbound(
        provider_id=str(update["update_id"]),
        address=AMINA_THERE,
        text="Bonjour 👋",
        message_ref="1",
        language="fr",
    )


def test_a_deep_link_stays_as_telegram_writes_it(channel: Telegram, amina: TelegramUser) -> None:
    assert hear(channel, amina.text_update("/start AbC_9-z")).text == "/start AbC_9-z"


def test_an_edited_text_names_the_same_message(channel: Telegram, amina: TelegramUser) -> None:
    first = hear(channel, amina.text_update("10 min"))
    edit = hear(channel, amina.edit_update(int(first.message_ref), "20 min"))
    assert (edit.edited, edit.text, edit.message_ref) == (True, "20 min", first.message_ref)
    assert edit.provider_id != first.provider_id


def test_a_tap(channel: Telegram, amina: TelegramUser) -> None:
    update = amina.tap_update("tip:3:done", message=12)
    assert hear(channel, update) == Inbound(
        provider_id=str(update["update_id"]),
        address=AMINA_THERE,
        kind=Kind.BUTTON,
        button="tip:3:done",
        message_ref="12",
        callback=update["callback_query"]["id"],
        language="fr",
    )


def test_a_tap_belongs_to_who_presses_not_to_the_chat(
    channel: Telegram, amina: TelegramUser
) -> None:
    update = amina.tap_update("x", chat={"id": 999, "type": "private", "first_name": "Autre"})
    assert hear(channel, update).address == AMINA_THERE


def test_a_tap_under_a_message_grown_inaccessible(channel: Telegram, amina: TelegramUser) -> None:
    update = amina.tap_update("x", message=4)
    update["callback_query"]["message"] |= {"date": 0}
    del update["callback_query"]["message"]["text"]
    assert hear(channel, update).message_ref == "4"


@pytest.mark.parametrize(
    ("kind", "heard"),
    [
        ("sticker", Kind.STICKER),
        ("photo", Kind.PHOTO),
        ("voice", Kind.VOICE),
        ("location", Kind.LOCATION),
        ("contact", Kind.CONTACT),
        ("document", Kind.OTHER),
    ],
)
def test_other_content(channel: Telegram, amina: TelegramUser, kind: str, heard: Kind) -> None:
    assert hear(channel, amina.media_update(kind)).kind is heard


def test_a_caption_is_what_was_said(channel: Telegram, amina: TelegramUser) -> None:
    assert hear(channel, amina.media_update("photo", caption="mon tableau")).text == "mon tableau"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [("member", "kicked", Kind.BLOCKED), ("kicked", "member", Kind.UNBLOCKED)],
)
def test_blocking_and_coming_back(
    channel: Telegram, amina: TelegramUser, before: str, after: str, kind: Kind
) -> None:
    heard = hear(channel, amina.member_update(before, after))
    assert (heard.kind, heard.address) == (kind, AMINA_THERE)


IGNORED: dict[str, list[dict[str, Any]]] = {
    "not_private": [
        message(text="bonjour", chat=CHANNEL),
        TelegramUser(AMINA).tap_update("x", chat=CHANNEL),
        {"update_id": 1, "my_chat_member": {"chat": CHANNEL, "new_chat_member": {}}},
        {"update_id": 1, "callback_query": {"id": "1", "inline_message_id": "1", "data": "x"}},
    ],
    "kind": [
        {"update_id": 1},
        {"update_id": 1, "inline_query": {"id": "1", "query": "x"}},
        {"update_id": 1, "poll": {"id": "1"}},
        {"update_id": 1, "something_of_2031": {"chat": {"type": "private"}}},
        {"update_id": 1, "message": "not an object"},
    ],
    "service_message": [message(pinned_message={"message_id": 1}), message(something_of_2031={})],
    "edit_without_text": [
        {"update_id": 1, "edited_message": message(location={"latitude": 1})["message"]}
    ],
    "tap_without_data": [
        {
            "update_id": 1,
            "callback_query": {
                "id": "1",
                "from": {"id": 1},
                "game_short_name": "g",
                "message": {"chat": {"type": "private"}},
            },
        }
    ],
    "membership": [TelegramUser(AMINA).member_update("member", "restricted")],
    "no_sender": [
        {"update_id": 1, "message": {"chat": {"type": "private"}, "text": "x"}},
        {
            "update_id": 1,
            "message": {"chat": {"type": "private"}, "text": "x", "from": {"id": "1"}},
        },
    ],
}


@pytest.mark.parametrize(
    ("reason", "update"), [(reason, update) for reason, many in IGNORED.items() for update in many]
)
def test_what_the_coach_has_no_use_for_is_counted(
    channel: Telegram, reason: str, update: dict[str, Any]
) -> None:
    assert channel.read(signed(update)) == []
    assert channel.ignored == {reason: 1}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"update_id":null}',
        b'{"update_id":true}',
        b'{"update_id":1.5}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_what_is_no_update_is_unreadable(channel: Telegram, body: bytes) -> None:
    with pytest.raises(Unreadable):
        channel.read(Request(body))


def test_text_no_database_could_hold_is_mended(channel: Telegram) -> None:
    body = json.dumps(message(text="a\0b\ud83dc"))
    assert channel.read(Request(body.encode()))[0].text == "ab\ufffdc"


def test_names_are_not_kept(channel: Telegram, amina: TelegramUser) -> None:
    update = amina.text_update("bonjour")
    update["message"]["from"] |= {"first_name": "Prénom", "username": "pseudo"}
    assert "Prénom" not in repr(hear(channel, update))
    assert "pseudo" not in repr(hear(channel, update))


def samples() -> list[dict[str, Any]]:
    amina = TelegramUser(AMINA)
    return [
        amina.text_update("bonjour"),
        amina.edit_update(3, "bonsoir"),
        amina.tap_update("tip:3:done"),
        amina.media_update("photo", caption="ici"),
        *(amina.media_update(kind) for kind in ("sticker", "voice", "location", "contact")),
        amina.member_update("member", "kicked"),
    ]


@pytest.mark.parametrize("update", samples())
def test_it_reads_the_same_as_the_library_s_own_types(
    channel: Telegram, update: dict[str, Any]
) -> None:
    heard, theirs = hear(channel, update), Update.de_json(update)
    assert theirs.effective_user is not None
    assert heard.provider_id == str(theirs.update_id)
    assert heard.address.id == str(theirs.effective_user.id)
    said = theirs.effective_message if theirs.callback_query is None else None
    assert heard.text == ((said.text or said.caption or "") if said else "")
    assert heard.button == (theirs.callback_query.data if theirs.callback_query else "")
    assert heard.edited == (theirs.edited_message is not None)


def places(tree: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Every field of an update, with the object it stands in."""
    deeper = [
        place for value in tree.values() if isinstance(value, dict) for place in places(value)
    ]
    return [(tree, field) for field in tree] + deeper


@given(st.data())
def test_no_spoilt_field_makes_it_stumble(data: st.DataObject) -> None:
    update = data.draw(st.sampled_from(samples()))
    parent, field = data.draw(st.sampled_from(places(update)))
    parent[field] = data.draw(st.sampled_from([None, True, 7, 1.5, "x", "", [], [1], {}]))
    ignored: Counter[str] = Counter()
    try:
        heard = read(Request(json.dumps(update).encode()), ignored)
    except Unreadable:
        assert field == "update_id"
    else:
        assert len(heard) + ignored.total() == 1


def test_reading_needs_not_load_the_library() -> None:
    check = "import sys, channels.telegram.read; sys.exit('telegram' in sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True)


@pytest.mark.parametrize(
    ("given", "forged"),
    [
        ("the new one", False),
        ("the old one", False),
        ("the older one", True),
        ("the new onethe old one", True),
        ("", True),
        ("\udcff", True),
    ],
)
def test_during_a_change_of_keys_two_secrets_are_good(given: str, forged: bool) -> None:
    channel = Telegram(TOKEN, webhook_secrets=["the new one", "the old one", ""])
    request = Request(b"{}", {"x-telegram-bot-api-secret-token": given})
    with pytest.raises(Forged) if forged else nullcontext():
        channel.verify(request)


def test_without_a_secret_every_call_is_forged(amina: TelegramUser) -> None:
    channel = Telegram(TOKEN)
    for headers in ({}, {"x-telegram-bot-api-secret-token": ""}):
        with pytest.raises(Forged):
            channel.verify(Request(b"{}", headers))
