"""Forgotten means forgotten: in every table, every file, Redis and every line written (P6)."""

from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from store.db import Database
from store.seal import Keyring
from tests.product.phone import Phone
from tests.running import Product, eventually
from tests.store.traces import cells, files
from workers.embedded import socket_url

MARKER = "zarglouf-7f3a"
WORDS = ("Marchepied", "Philibertine", "06 12 34 56 78")
HANDLE = "philibertine-q7"


def clear(database: Database, keys: Keyring) -> Iterator[tuple[str, str, str]]:
    """Every cell in clear: table, column, text."""
    for table, column, value in cells(database):
        yield table, column, keys.unseal(value) if isinstance(value, bytes) else str(value)


def told(product: Product, *words: str) -> set[tuple[str, str]]:
    """Where any of these words is found in the database."""
    with product.database() as database:
        found = list(clear(database, product.keyring()))
    return {(table, column) for table, column, text in found if any(one in text for one in words)}


def sealed_with(product: Product, *words: str) -> set[bytes]:
    """The encrypted values that hold any of these words."""
    keys = product.keyring()
    with product.database() as database:
        values = [value for _, _, value in cells(database) if isinstance(value, bytes)]
    return {value for value in values if any(word in keys.unseal(value) for word in words)}


def on_disk(product: Product) -> bytes:
    """The SQLite file, its write-ahead log and its index."""
    with product.database() as database:
        return files(database)


def in_redis(product: Product) -> bytes:
    """All keys and values."""
    url = socket_url(product.var)
    assert url is not None
    redis = Redis.from_url(url)
    keys: list[Any] = redis.keys("*")
    return b"\n".join([*keys, *(_value(redis, key) for key in keys)])


def _value(redis: "Redis", key: Any) -> bytes:
    kind = redis.type(key)
    if kind == b"hash":
        return repr(redis.hgetall(key)).encode()
    if kind == b"list":
        return repr(redis.lrange(key, 0, -1)).encode()
    if kind == b"set":
        return repr(redis.smembers(key)).encode()
    if kind == b"zset":
        return repr(redis.zrange(key, 0, -1)).encode()
    if kind == b"stream":
        return repr(redis.xrange(key)).encode()
    return repr(redis.get(key)).encode()


def redis_files(product: Product) -> bytes:
    """What Redis wrote down."""
    found = (one for one in (product.var / "redis").rglob("*") if one.is_file())
    return b"".join(one.read_bytes() for one in found)


def erased(product: Product) -> bool:
    """Whether the receipt has left and its address was wiped."""
    return told(product, HANDLE) <= {("phone_messages", "sealed")}


@pytest.fixture(scope="module")
def life(product: Product) -> Phone:
    """Someone who told a lot, by every way in."""
    phone = Phone(product, HANDLE)
    phone.says(f"Bonjour, ici {WORDS[1]} {WORDS[0]} {MARKER}")
    phone.joins()
    phone.does(text=f"je m’appelle {WORDS[1]} {WORDS[0]}, {MARKER}", client_id="one")
    phone.says(f"mon numéro : {WORDS[2]} {MARKER}")
    phone.says(f"j’ai gagné 20 minutes sur le dossier {MARKER}")
    phone.does(kind="photo")
    return phone


def test_nothing_told_is_in_clear_anywhere_but_on_the_phone(life: Phone) -> None:
    product = life.product
    words = (MARKER, *WORDS, HANDLE)
    assert told(product, MARKER), "the search finds what there is"
    raw = on_disk(product) + in_redis(product) + redis_files(product) + product.said().encode()
    assert [word for word in words if word.encode() in raw] == []


def test_after_the_receipt_nothing_is_left(life: Phone) -> None:
    product = life.product
    before = sealed_with(product, MARKER, HANDLE, *WORDS)
    assert len(before) > 10
    life.says("OUBLIE-MOI")
    receipt = life.says("oui")

    assert any(character.isdigit() for character in receipt["text"])
    eventually(lambda: erased(product), 10, "the receipt's address is still known")
    assert told(product, MARKER, *WORDS) == set()
    # What a real phone would keep itself: the receipt, in the person's hand.
    assert [one["text"] for one in life.bubbles()] == [receipt["text"]]

    raw = on_disk(product)
    assert [value for value in before if value in raw] == []
    everywhere = raw + in_redis(product) + redis_files(product) + product.said().encode()
    assert [word for word in (MARKER, HANDLE, *WORDS) if word.encode() in everywhere] == []


def test_whoever_was_erased_is_a_stranger_again(life: Phone) -> None:
    product = life.product
    answer = life.says("bonjour")
    assert "REJOINDRE" in answer["text"]
    assert "Traceback" not in product.said()
