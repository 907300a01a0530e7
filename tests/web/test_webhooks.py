"""A webhook: verify, store, ring, acknowledge; refuse with one shape."""

import pytest

from core.message import Address
from store import inbox
from tests.web.client import Answer
from tests.web.site import HEADER, SECRET, Open, Site, refusal
from workers.queue import INBOUND

MIB = 1024 * 1024
PATH = "/webhooks/telegram"


def without_secret(here: Site) -> Answer:
    return here.client.post(PATH, here.user.text_update("bonjour"))


def test_an_update_is_stored_then_announced_then_acknowledged(here: Site) -> None:
    update = here.user.text_update("bonjour")
    assert here.update(update).status_code == 200
    assert here.stored() == [str(update["update_id"])]
    assert here.bell.rung == [INBOUND]
    with here.context.database.read() as tx:
        lookup = here.context.keyring.lookup(str(Address("telegram", "7001")))
        [waiting] = inbox.waiting(tx, here.context.keyring, [lookup])
    assert waiting.message.text == "bonjour"


def test_the_same_update_twice_is_one(here: Site) -> None:
    update = here.user.text_update("bonjour")
    assert [here.update(update).status_code for _ in range(3)] == [200, 200, 200]
    assert len(here.stored()) == 1
    assert here.bell.rung == [INBOUND], "what is already known wakes nobody"


def test_an_older_update_may_come_later(here: Site) -> None:
    first, second = here.user.text_update("un"), here.user.text_update("deux")
    here.update(second)
    here.update(first)
    assert here.stored() == [str(second["update_id"]), str(first["update_id"])]


@pytest.mark.parametrize(
    "secret", [b"", b"wrong", SECRET.upper().encode(), "é".encode(), b"\xff\x00", b"x" * 9000]
)
def test_with_another_secret_nothing_is_stored(small: Site, secret: bytes) -> None:
    assert refusal(small.update(small.user.text_update("bonjour"), secret)) == 403
    assert small.stored() == []


def test_without_a_secret_nothing_is_stored(small: Site) -> None:
    assert refusal(without_secret(small)) == 403
    assert small.stored() == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"3", b'"x"', b"\xff\xfe\xfd", b"[" * 100_000, b"{}"]
)
def test_a_broken_body_is_400(small: Site, body: bytes) -> None:
    assert refusal(small.update(body)) == 400
    assert small.stored() == []


@pytest.mark.parametrize(
    "kind", ["poll", "channel_post", "inline_query", "message_reaction", "business_message", "new"]
)
def test_a_kind_of_no_use_is_acknowledged_and_counted(small: Site, kind: str) -> None:
    assert small.update({"update_id": 5, kind: {"id": "1"}}).status_code == 200
    assert small.stored() == []
    assert small.bell.rung == []
    metrics = small.client.get("/metrics").text
    counted = 'dixminutes_updates_ignored_total{channel="telegram",why="kind"} 1.0'
    assert counted in metrics


def test_more_than_a_mebibyte_is_413(small: Site) -> None:
    assert refusal(small.update(b" " * (MIB + 1))) == 413
    assert refusal(small.update(b" " * MIB)) == 400, "as large as that is read"
    assert small.stored() == []


@pytest.mark.parametrize("path", [PATH, "/phone/amina/messages", "/phone/clock"])
def test_a_body_without_length_is_not_read_to_its_end(small: Site, path: str) -> None:
    answer = small.client.request("POST", path, [b" " * (MIB // 4)] * 40, {HEADER: SECRET})
    assert (refusal(answer), answer.parts_taken) == (413, 5)


@pytest.mark.parametrize("path", ["/webhooks/whatsapp", "/webhooks/whatsapp/status"])
def test_a_channel_we_do_not_have_is_404(small: Site, path: str) -> None:
    assert refusal(small.client.post(path, b"MessageSid=SM1")) == 404


def test_telegram_without_a_token_is_404(open_site: Open) -> None:
    here = open_site(telegram_bot_token=None)
    assert refusal(here.update(here.user.text_update("bonjour"))) == 404
    assert here.stored() == []


def test_without_a_secret_of_its_own_the_one_of_the_keys_counts(open_site: Open) -> None:
    here = open_site(telegram_webhook_secret=None)
    update = here.user.text_update("bonjour")
    assert refusal(here.update(update)) == 403
    assert here.update(update, here.context.webhook_secret).status_code == 200


def test_another_method_is_405(small: Site) -> None:
    answer = small.client.get(PATH)
    assert refusal(answer) == 405
    assert answer.headers["allow"] == "POST"


def test_words_no_database_can_hold_are_taken_in_all_the_same(here: Site) -> None:
    update = here.user.text_update("bon\x00jour \ud83d")
    assert here.update(update).status_code == 200
    here.product.answer()
    assert len(here.stored()) == 1
