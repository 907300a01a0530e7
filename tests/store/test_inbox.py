"""What came in is kept once, in order, until it is answered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from core.message import Address, Inbound, Kind
from store import inbox
from store.db import Database
from store.inbox import MAX_ATTEMPTS, Waiting
from store.models import InboxRow
from store.seal import Keyring
from tests.store import cast
from tests.store.cast import KEYS, NOW, member, organisation, paper

WORDS = st.text(max_size=40)
MESSAGES = st.builds(
    Inbound,
    provider_id=st.text(min_size=1, max_size=10),
    address=st.builds(Address, st.sampled_from(["paper", "telegram"]), st.text(min_size=1)),
    kind=st.sampled_from(Kind),
    text=WORDS,
    button=WORDS,
    message_ref=WORDS,
    edited=st.booleans(),
    callback=WORDS,
    language=WORDS,
)


def take_in(database: Database, *messages: Inbound, keys: Keyring = KEYS) -> int:
    with database.write() as tx:
        return inbox.take_in(tx, keys, messages, NOW)


def waiting(database: Database, handle: str, keys: Keyring = KEYS) -> list[Waiting]:
    with database.read() as tx:
        return inbox.waiting(tx, keys, keys.lookups(str(paper(handle))))


def said(database: Database, handle: str) -> list[str]:
    return [one.message.text for one in waiting(database, handle)]


def answer(database: Database, handle: str) -> None:
    for one in waiting(database, handle):
        with database.write() as tx:
            inbox.done(tx, one.id, None, NOW)


def rows(database: Database) -> list[Any]:
    with database.read() as tx:
        return list(tx.execute(select(InboxRow.__table__).order_by(InboxRow.id)))


@given(MESSAGES)
def test_a_message_comes_back_as_it_came(message: Inbound) -> None:
    assert inbox._read(inbox._write(message)) == message


def test_a_message_is_kept_once_whatever_is_delivered(database: Database) -> None:
    hello = cast.text("1", "amina")
    assert take_in(database, hello, cast.text("2", "amina", "ça va ?"), hello) == 2
    assert take_in(database, replace(hello, text="changed")) == 0
    assert said(database, "amina") == ["bonjour", "ça va ?"]


def test_the_same_id_on_two_channels_is_two_messages(database: Database) -> None:
    elsewhere = Inbound("1", Address("telegram", "amina"), text="bonjour")
    assert take_in(database, cast.text("1", "amina"), elsewhere) == 2


def test_a_repeat_after_the_answer_is_kept_out(database: Database) -> None:
    take_in(database, cast.text("1", "amina"))
    answer(database, "amina")
    assert take_in(database, cast.text("1", "amina")) == 0
    assert waiting(database, "amina") == []


def test_nothing_that_was_said_lies_there_in_clear(database: Database) -> None:
    take_in(database, cast.text("1", "amina", "une demi-heure", ref="77"))
    (row,) = rows(database)
    kept = b"".join(str(value).encode() + bytes(row.sealed) for value in row)
    assert b"amina" not in kept
    assert b"heure" not in kept


def edit(number: str, handle: str, said: str, ref: str) -> Inbound:
    return Inbound(number, paper(handle), text=said, message_ref=ref, edited=True)


def test_an_edit_replaces_a_text_not_yet_answered(database: Database) -> None:
    take_in(database, cast.text("1", "amina", "10 min", ref="77"), cast.text("2", "amina", "ok"))
    assert take_in(database, edit("3", "amina", "20 min", "77")) == 1
    assert said(database, "amina") == ["20 min", "ok"]


def test_an_edit_of_an_answered_text_is_dropped(database: Database) -> None:
    take_in(database, cast.text("1", "amina", "10 min", ref="77"))
    answer(database, "amina")
    assert take_in(database, edit("3", "amina", "20 min", "77")) == 0
    assert waiting(database, "amina") == []


def test_an_edit_of_something_never_seen_is_dropped(database: Database) -> None:
    assert take_in(database, edit("3", "amina", "20 min", "77")) == 0


def test_message_references_are_per_chat(database: Database) -> None:
    take_in(database, cast.text("1", "amina", ref="77"), cast.text("2", "bruno", ref="77"))
    take_in(database, edit("3", "bruno", "autre", "77"))
    assert (said(database, "amina"), said(database, "bruno")) == (["bonjour"], ["autre"])


def test_an_edit_without_reference_changes_no_other_message(database: Database) -> None:
    take_in(database, cast.text("1", "amina"), cast.text("2", "bruno"))
    assert take_in(database, edit("3", "claire", "autre", "")) == 0
    assert (said(database, "amina"), said(database, "bruno")) == (["bonjour"], ["bonjour"])


def test_an_edit_finds_its_text_across_a_change_of_key(database: Database) -> None:
    take_in(database, cast.text("1", "amina", "10 min", ref="77"))
    both = Keyring("new", "a secret for tests")
    assert take_in(database, edit("3", "amina", "20 min", "77"), keys=both) == 1
    assert [one.message.text for one in waiting(database, "amina", both)] == ["20 min"]


def test_who_waits_longest_is_answered_first(database: Database) -> None:
    take_in(database, *(cast.text(str(n), who) for n, who in enumerate("cabac")))
    with database.read() as tx:
        firsts = [inbox.peek(tx, KEYS, one) for one in inbox.waiting_addresses(tx, 10)]
        assert len(inbox.waiting_addresses(tx, 2)) == 2
    assert [one and one.message.address for one in firsts] == [paper("c"), paper("a"), paper("b")]


def test_an_answered_address_waits_no_more(database: Database) -> None:
    take_in(database, cast.text("1", "amina"), cast.text("2", "bruno"))
    answer(database, "amina")
    with database.read() as tx:
        assert inbox.waiting_addresses(tx, 10) == [KEYS.lookup("paper:bruno")]
        assert inbox.peek(tx, KEYS, KEYS.lookup("paper:amina")) is None
        assert inbox.backlog(tx) == 1


def test_one_address_is_read_in_the_order_it_spoke(database: Database) -> None:
    take_in(database, *(cast.text(str(n), "amina", f"{n}") for n in range(20)))
    assert said(database, "amina") == [f"{n}" for n in range(20)]


def test_the_person_is_noted_with_the_answer(database: Database) -> None:
    amina = member(database, organisation(database), "amina")
    take_in(database, cast.text("1", "amina"))
    with database.write() as tx:
        inbox.done(tx, waiting(database, "amina")[0].id, amina.id, NOW + timedelta(seconds=1))
    (row,) = rows(database)
    assert (row.status, row.person_id, row.done_at) == (
        "done",
        amina.id,
        NOW + timedelta(seconds=1),
    )


def test_a_message_that_breaks_its_turn_is_given_up_after_three_tries(database: Database) -> None:
    take_in(database, cast.text("1", "amina"))
    given_up = []
    for attempt in range(MAX_ATTEMPTS):
        (one,) = waiting(database, "amina")
        assert one.attempts == attempt
        with database.write() as tx:
            given_up.append(inbox.stumbled(tx, one.id, one.attempts))
    assert given_up == [False, False, True]
    assert waiting(database, "amina") == []
    assert [row.status for row in rows(database)] == ["failed"]


def test_what_is_forgotten_still_keeps_a_repeat_out(database: Database) -> None:
    take_in(database, cast.text("1", "amina", ref="77"))
    answer(database, "amina")
    (before,) = rows(database)
    with database.write() as tx:
        inbox.forget(tx, [before.id])
    (after,) = rows(database)
    assert (after.sealed, after.lookup, after.message_lookup, after.person_id) == (None,) * 4
    assert take_in(database, cast.text("1", "amina", ref="77")) == 0


def test_a_text_longer_than_any_page_is_kept(database: Database) -> None:
    take_in(database, cast.text("1", "amina", "é" * 100_000))
    assert said(database, "amina") == ["é" * 100_000]


def test_an_acknowledged_message_is_on_disk(sqlite_database: Database) -> None:
    take_in(sqlite_database, cast.text("1", "amina"))
    other = Database(str(sqlite_database.engine.url))
    assert said(other, "amina") == ["bonjour"]
    with other.read() as tx:
        assert tx.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    other.close()


def test_a_burst_is_taken_in_as_one(database: Database) -> None:
    many = 150
    assert take_in(database, *(cast.text(str(n), f"p{n % 50}") for n in range(many))) == many
    with database.read() as tx:
        assert inbox.backlog(tx) == many
        assert len(inbox.waiting_addresses(tx, 100)) == 50
