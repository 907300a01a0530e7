"""The API of browser phones, line by line."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.web.site import Site, refusal
from workers.queue import INBOUND

HANDLES = ["a", "amina", "essai-42", "-", "0" * 32]
NO_HANDLES = ["Amina", "x" * 33, "a_b", "a.b", "am%20ina", "%C3%A9lodie", "a%0A", "%00", "a%3Ab"]


class TestActing:
    def test_a_message_is_kept_announced_and_accepted(self, here: Site) -> None:
        answer = here.act("amina", {"text": "bonjour"})
        assert (answer.status_code, answer.json()) == (202, {"ok": True})
        assert len(here.stored()) == 1
        assert here.bell.rung == [INBOUND]
        [mine] = here.bubbles("amina")
        assert (mine["from"], mine["text"]) == ("me", "bonjour")

    @pytest.mark.parametrize("handle", HANDLES)
    def test_any_handle_is_a_phone(self, small: Site, handle: str) -> None:
        assert small.act(handle, {"text": "bonjour"}).status_code == 202
        assert len(small.bubbles(handle)) == 1

    @pytest.mark.parametrize("handle", NO_HANDLES)
    def test_another_handle_is_400(self, small: Site, handle: str) -> None:
        assert refusal(small.act(handle, {"text": "bonjour"})) == 400
        assert refusal(small.client.get(f"/phone/{handle}/messages")) == 400

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"text":1e999999}',
            None,
            [],
            "bonjour",
            7,
            {},
            {"text": 5},
            {"text": None},
            {"text": True},
            {"text": ["bonjour"]},
            {"button": ""},
            {"button": 3},
            {"button": None},
            {"kind": "text"},
            {"kind": "button"},
            {"kind": "blocked"},
            {"kind": "video"},
            {"kind": ""},
            {"kind": 1},
            {"said": "bonjour"},
        ],
    )
    def test_anything_else_is_400(self, small: Site, body: object) -> None:
        assert refusal(small.act("amina", body)) == 400
        assert small.stored() == []
        assert small.bubbles("amina") == []

    @pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0", "\0", " \0 "])
    def test_an_empty_text_is_422(self, small: Site, text: str) -> None:
        assert refusal(small.act("amina", {"text": text})) == 422
        assert small.stored() == []

    @pytest.mark.parametrize(
        "text",
        ["<b>x</b>", "é" * 4096, "👩‍👩‍👧", "un\ndeux", "a" * 500_000, "un\0 deux", "\ud83d !"],
    )
    def test_any_words_are_kept_as_written(self, here: Site, text: str) -> None:
        assert here.act("amina", {"text": text}).status_code == 202
        [mine] = here.bubbles("amina")
        assert mine["text"] == text.replace("\0", "").replace("\ud83d", "�")
        here.product.answer()
        assert len(here.bubbles("amina")) == 2

    @pytest.mark.parametrize("kind", ["sticker", "photo", "voice", "location", "contact"])
    def test_what_is_no_text_gets_a_friendly_line(self, here: Site, kind: str) -> None:
        here.product.organisation()
        here.says("amina", "REJOINDRE MAIRIE")
        last = here.bubbles("amina")[-1]["id"]
        assert here.act("amina", {"kind": kind}).status_code == 202
        here.product.answer()
        mine, *answers = here.bubbles("amina", last)
        assert mine["from"] == "me"
        assert mine["text"]
        assert answers

    def test_a_button_shows_its_label(self, here: Site) -> None:
        here.product.organisation()
        [welcome] = here.says("amina", "REJOINDRE MAIRIE")
        choice = welcome["buttons"][0]
        here.act("amina", {"button": choice["id"]})
        assert here.bubbles("amina")[-1]["text"] == choice["label"]

    def test_a_button_nobody_was_shown_is_an_act_too(self, here: Site) -> None:
        assert here.act("amina", {"button": "x" * 5000}).status_code == 202
        here.product.answer()
        assert here.bubbles("amina")[0]["text"] == "…"


class TestOnce:
    def test_the_same_client_id_is_one_message_and_accepted_again(self, here: Site) -> None:
        for text in ("bonjour", "bonjour", "autre chose"):
            assert here.act("amina", {"text": text, "client_id": "1"}).status_code == 202
        assert [one["text"] for one in here.bubbles("amina")] == ["bonjour"]
        assert len(here.stored()) == 1
        assert here.bell.rung == [INBOUND]

    def test_two_phones_may_use_the_same(self, here: Site) -> None:
        for handle in ("amina", "bruno"):
            here.act(handle, {"text": "bonjour", "client_id": "1"})
        assert len(here.stored()) == 2
        assert [len(here.bubbles(handle)) for handle in ("amina", "bruno")] == [1, 1]

    def test_two_phones_never_meet_in_one_id(self, here: Site) -> None:
        here.act("a", {"text": "bonjour", "client_id": "b/1"})
        here.act("a-b", {"text": "bonjour", "client_id": "1"})
        here.act("a", {"text": "bonjour", "client_id": "b:1"})
        assert len(here.stored()) == 3

    def test_without_one_every_message_counts(self, here: Site) -> None:
        here.act("amina", {"text": "bonjour"})
        here.act("amina", {"text": "bonjour", "client_id": None})
        assert len(here.bubbles("amina")) == 2

    def test_the_longest_handle_and_id_fit(self, here: Site) -> None:
        body = {"text": "bonjour", "client_id": "é" * 64}
        assert here.act("x" * 32, body).status_code == 202
        assert here.act("x" * 32, body).status_code == 202
        assert len(here.stored()) == 1

    @pytest.mark.parametrize("client_id", ["", "x" * 65, 1, 0, True, [], {}, "a\0b", "\ud83d"])
    def test_an_odd_client_id_is_400(self, small: Site, client_id: object) -> None:
        assert refusal(small.act("amina", {"text": "bonjour", "client_id": client_id})) == 400

    def test_what_is_stored_does_not_tell_whose_it_is(self, here: Site) -> None:
        here.act("philibertine", {"text": "bonjour", "client_id": "from-philibertine"})
        assert "philibertine" not in str(here.stored())


class TestReading:
    def test_a_bubble_has_its_parts(self, here: Site) -> None:
        here.product.organisation()
        here.says("amina", "REJOINDRE MAIRIE")
        mine, coach = here.bubbles("amina")
        for one in (mine, coach):
            assert list(one) == ["id", "from", "text", "prompt", "buttons", "at"]
            assert type(one["id"]) is int
            assert one["prompt"] is None
            assert datetime.fromisoformat(one["at"]).utcoffset() == timedelta(0)
        assert mine["buttons"] == []
        assert all(list(button) == ["id", "label"] for button in coach["buttons"])
        assert coach["buttons"]

    def test_ids_grow_and_after_gives_what_came_since(self, here: Site) -> None:
        for number in range(4):
            here.act("amina", {"text": str(number)})
            here.act("bruno", {"text": str(number)})
        shown = here.bubbles("amina")
        ids = [one["id"] for one in shown]
        assert ids == sorted(set(ids))
        assert here.bubbles("amina", ids[1]) == shown[2:]
        assert here.bubbles("amina", ids[-1]) == []
        assert here.bubbles("amina", 10**18 - 1) == []

    def test_an_unknown_phone_is_empty(self, small: Site) -> None:
        answer = small.client.get("/phone/nobody/messages")
        assert (answer.status_code, answer.json()) == (200, [])

    @pytest.mark.parametrize(
        "after",
        ["", "-1", "x", "1.5", "%C2%B2", "%D9%A3", "1e3", "9" * 19, "9" * 5000, "0x1", "%00"],
    )
    def test_an_odd_after_is_400(self, small: Site, after: str) -> None:
        assert refusal(small.client.get(f"/phone/amina/messages?after={after}")) == 400

    def test_phones_do_not_see_each_other(self, here: Site) -> None:
        here.act("amina", {"text": "pour moi seule"})
        assert here.bubbles("bruno") == []


def test_the_page_shows_the_cast_and_keeps_its_token_as_text(small: Site) -> None:
    answer = small.client.get("/phone?token=%22%3E%3Cscript%3E")
    assert answer.status_code == 200
    for handle in ("amina", "bruno", "claire", "denis"):
        assert f'data-handle="{handle}"' in answer.text
    assert '"><script>' not in answer.text


def test_a_slash_too_many_leads_to_the_page(small: Site) -> None:
    answer: Any = small.client.get("/phone/")
    assert answer.status_code == 307
    assert answer.headers["location"].endswith("/phone")
