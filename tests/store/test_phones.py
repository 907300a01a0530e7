"""The memory of browser phones."""

from typing import Any

from sqlalchemy import select

from store import phones
from store.db import Database
from store.models import PhoneMessageRow
from tests.store.cast import KEYS, NOW


def show(
    database: Database, phone: str, text: str, *, sender: str = "bot", client_id: str | None = None
) -> int | None:
    with database.write() as tx:
        body: dict[str, Any] = {"text": text, "buttons": [{"id": "a", "label": "Testé ✅"}]}
        return phones.show(tx, KEYS, phone, sender=sender, body=body, now=NOW, client_id=client_id)


def texts(database: Database, phone: str, **options: int) -> list[str]:
    with database.read() as tx:
        return [one.body["text"] for one in phones.shown(tx, KEYS, phone, **options)]


def test_a_phone_shows_its_own_bubbles_oldest_first(database: Database) -> None:
    for said in ("un", "deux", "trois"):
        show(database, "phone:amina", said)
    show(database, "phone:bruno", "autre")
    assert texts(database, "phone:amina") == ["un", "deux", "trois"]
    assert texts(database, "phone:nobody") == []


def test_a_bubble_comes_back_as_it_was_shown(database: Database) -> None:
    number = show(database, "phone:amina", "Bonjour", sender="me")
    with database.read() as tx:
        (bubble,) = phones.shown(tx, KEYS, "phone:amina")
    body = {"text": "Bonjour", "buttons": [{"id": "a", "label": "Testé ✅"}]}
    assert bubble == phones.Shown(number or 0, "me", NOW, body)


def test_a_phone_asks_for_what_came_after(database: Database) -> None:
    first = show(database, "phone:amina", "un")
    show(database, "phone:bruno", "autre")
    show(database, "phone:amina", "deux")
    show(database, "phone:amina", "trois")
    assert texts(database, "phone:amina", after=first or 0) == ["deux", "trois"]
    assert texts(database, "phone:amina", limit=2) == ["un", "deux"]


def test_the_last_bubbles_come_newest_first(database: Database) -> None:
    for said in ("un", "deux", "trois"):
        show(database, "phone:amina", said)
    with database.read() as tx:
        latest = phones.latest(tx, KEYS, "phone:amina", limit=2)
    assert [one.body["text"] for one in latest] == ["trois", "deux"]


def test_a_bubble_sent_twice_is_shown_once(database: Database) -> None:
    assert show(database, "phone:amina", "un", client_id="c1") is not None
    assert show(database, "phone:amina", "un", client_id="c1") is None
    assert show(database, "phone:bruno", "un", client_id="c1") is not None
    assert texts(database, "phone:amina") == ["un"]


def test_neither_phone_nor_text_lies_there_in_clear(database: Database) -> None:
    show(database, "phone:amina", "une demi-heure", client_id="c1")
    with database.read() as tx:
        row = tx.execute(select(PhoneMessageRow.__table__)).one()
    kept = b"".join(bytes(one) if isinstance(one, bytes) else str(one).encode() for one in row)
    assert b"amina" not in kept
    assert b"heure" not in kept
