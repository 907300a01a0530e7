"""Where people are reached."""

from datetime import timedelta

from sqlalchemy import select, update

from core.message import Address
from core.person import Person
from store import addresses
from store.db import Database
from store.models import AddressRow
from tests.store.cast import KEYS, NOW, member, organisation, paper


def reached(database: Database, *persons: Person) -> dict[int, addresses.Reach]:
    with database.read() as tx:
        return addresses.reach(tx, KEYS, [person.id for person in persons])


def test_an_address_is_made_once_and_sealed(database: Database) -> None:
    with database.write() as tx:
        first = addresses.address(tx, KEYS, paper("amina"), now=NOW)
        again = addresses.address(tx, KEYS, paper("amina"), now=NOW)
        other = addresses.address(tx, KEYS, paper("bruno"), now=NOW)
        sealed = tx.execute(select(AddressRow.sealed).where(AddressRow.id == first.id)).scalar_one()
    assert first == again
    assert first.id != other.id
    assert b"amina" not in sealed
    assert KEYS.unseal(sealed) == "amina"


def test_an_address_is_found_only_once_seen(database: Database) -> None:
    with database.write() as tx:
        assert addresses.find(tx, KEYS, paper("amina")) is None
        known = addresses.address(tx, KEYS, paper("amina"), now=NOW)
        assert addresses.find(tx, KEYS, paper("amina")) == known
        addresses.forget(tx, known.id)
        assert addresses.find(tx, KEYS, paper("amina")) is None


def test_a_person_is_reached_where_they_were_heard_last(database: Database) -> None:
    where = organisation(database)
    amina = member(database, where, "amina-old", "amina-new")
    bruno = member(database, where, "bruno")
    nobody = member(database, where)
    found = reached(database, amina, bruno, nobody)
    assert {who: (one.address, one.reachable) for who, one in found.items()} == {
        amina.id: (paper("amina-new"), True),
        bruno.id: (paper("bruno"), True),
    }
    with database.write() as tx:
        known = addresses.find(tx, KEYS, paper("amina-old"))
        assert known is not None
        addresses.heard_from(tx, known.id, NOW + timedelta(hours=1))
    assert reached(database, amina)[amina.id].address == paper("amina-old")


def test_an_address_never_heard_from_comes_last(database: Database) -> None:
    amina = member(database, organisation(database), "amina-silent", "amina")
    with database.write() as tx:
        silent = addresses.find(tx, KEYS, paper("amina-silent"))
        assert silent is not None
        row = update(AddressRow).where(AddressRow.id == silent.id)
        tx.execute(row.values(last_inbound_at=None))
    assert reached(database, amina)[amina.id].address == paper("amina")


def test_who_cannot_be_reached_can_again_once_heard(database: Database) -> None:
    amina = member(database, organisation(database), "amina")
    with database.write() as tx:
        addresses.unreachable(tx, KEYS, paper("amina"))
    assert not reached(database, amina)[amina.id].reachable
    with database.write() as tx:
        known = addresses.find(tx, KEYS, paper("amina"))
        assert known is not None
        addresses.heard_from(tx, known.id, NOW)
    assert reached(database, amina)[amina.id].reachable


def renamed(database: Database, old: str, new: str) -> None:
    with database.write() as tx:
        addresses.rename(tx, KEYS, paper(old), paper(new))


def owner(database: Database, handle: str) -> int | None:
    with database.read() as tx:
        known = addresses.find(tx, KEYS, paper(handle))
    return known.person_id if known else None


def test_a_renamed_chat_keeps_its_person(database: Database) -> None:
    amina = member(database, organisation(database), "group")
    renamed(database, "group", "supergroup")
    assert owner(database, "supergroup") == amina.id
    assert owner(database, "group") is None
    assert reached(database, amina)[amina.id].address == paper("supergroup")


def test_a_rename_replaces_what_was_seen_at_the_new_id(database: Database) -> None:
    amina = member(database, organisation(database), "group")
    with database.write() as tx:
        addresses.address(tx, KEYS, paper("supergroup"), now=NOW)
    renamed(database, "group", "supergroup")
    assert owner(database, "supergroup") == amina.id


def test_a_rename_told_by_every_message_on_its_way_is_done_once(database: Database) -> None:
    amina = member(database, organisation(database), "group")
    for _ in range(3):
        renamed(database, "group", "supergroup")
    assert owner(database, "supergroup") == amina.id


def test_a_rename_to_itself_changes_nothing(database: Database) -> None:
    amina = member(database, organisation(database), "group")
    renamed(database, "group", "group")
    assert owner(database, "group") == amina.id


ALIAS = "FR.ABC123"


def test_someone_whose_address_changed_is_known_by_their_alias(database: Database) -> None:
    amina = member(database, organisation(database), "amina")
    with database.write() as tx:
        first = addresses.address(tx, KEYS, paper("amina"), now=NOW, alias=ALIAS)
        again = addresses.address(tx, KEYS, paper("hidden"), now=NOW, alias=ALIAS)
        assert (again.id, again.person_id) == (first.id, amina.id)
        assert addresses.find(tx, KEYS, paper("amina")) is None
    assert reached(database, amina)[amina.id].address == paper("hidden")


def test_an_alias_is_of_one_channel_and_one_person(database: Database) -> None:
    with database.write() as tx:
        first = addresses.address(tx, KEYS, paper("amina"), now=NOW, alias=ALIAS)
        other = addresses.address(tx, KEYS, Address("telegram", "7"), now=NOW, alias=ALIAS)
        stranger = addresses.address(tx, KEYS, paper("bruno"), now=NOW)
        assert len({first.id, other.id, stranger.id}) == 3


def test_when_something_came_in_last_is_known_by_address(database: Database) -> None:
    amina = member(database, organisation(database), "amina")
    with database.write() as tx:
        known = addresses.find(tx, KEYS, paper("amina"))
        assert known is not None
        assert known.person_id == amina.id
        addresses.heard_from(tx, known.id, NOW + timedelta(hours=2))
        heard = addresses.heard_at(tx, KEYS, [paper("amina"), paper("nobody")])
    assert heard == {"paper:amina": NOW + timedelta(hours=2)}


def chosen(database: Database, person: Person, channel: str) -> bool:
    with database.write() as tx:
        return addresses.choose(tx, person, channel)


def on_telegram(database: Database, person: Person, handle: str) -> int:
    """One more address of a person, heard an hour later."""
    with database.write() as tx:
        later = NOW + timedelta(hours=1)
        known = addresses.address(tx, KEYS, Address("telegram", handle), now=later)
        addresses.cross(tx, known.id, person.id, later)
    return known.id


def test_a_choice_comes_before_who_was_heard_last(database: Database) -> None:
    amina = member(database, organisation(database), "amina")
    on_telegram(database, amina, "7")
    assert reached(database, amina)[amina.id].address == Address("telegram", "7")
    assert chosen(database, amina, "paper")
    assert reached(database, amina)[amina.id].address == paper("amina")
    assert chosen(database, amina, "telegram")
    assert reached(database, amina)[amina.id].address == Address("telegram", "7")


def test_a_chosen_address_that_is_lost_gives_way_to_one_that_is_not(database: Database) -> None:
    amina = member(database, organisation(database), "amina")
    on_telegram(database, amina, "7")
    chosen(database, amina, "paper")
    with database.write() as tx:
        addresses.unreachable(tx, KEYS, paper("amina"))
    found = reached(database, amina)[amina.id]
    assert (found.address, found.reachable) == (Address("telegram", "7"), True)
    with database.write() as tx:
        addresses.unreachable(tx, KEYS, Address("telegram", "7"))
    assert not reached(database, amina)[amina.id].reachable


def test_a_channel_without_an_address_is_not_chosen(database: Database) -> None:
    amina = member(database, organisation(database), "amina")
    chosen(database, amina, "paper")
    assert not chosen(database, amina, "telegram")
    assert reached(database, amina)[amina.id].address == paper("amina")


def test_only_an_address_that_a_link_brought_can_be_taken_off(database: Database) -> None:
    amina = member(database, organisation(database), "amina")
    number = on_telegram(database, amina, "7")
    with database.write() as tx:
        first = addresses.find(tx, KEYS, paper("amina"))
        assert first is not None
        other, own = Address("telegram", "7"), paper("amina")
        assert not addresses.detach(tx, KEYS, amina, first.id, other)
        assert not addresses.detach(tx, KEYS, amina, number, other)
        assert addresses.detach(tx, KEYS, amina, number, own)
        assert not addresses.detach(tx, KEYS, amina, number, own)
        assert addresses.of_person(tx, KEYS, amina.id) == [own]


def test_what_is_lost_is_told_from_what_is_somebody_elses(database: Database) -> None:
    where = organisation(database)
    amina, bruno = member(database, where, "amina"), member(database, where, "bruno")
    with database.write() as tx:
        addresses.unreachable(tx, KEYS, paper("bruno"))
        planned = [
            (paper("amina"), amina.id),
            (paper("amina"), bruno.id),
            (paper("bruno"), bruno.id),
            (paper("nobody"), amina.id),
        ]
        assert addresses.lost(tx, KEYS, planned) == {
            (paper("amina"), bruno.id): False,
            (paper("bruno"), bruno.id): True,
        }
        assert addresses.lost(tx, KEYS, []) == {}
