"""An installation knows its own SECRET_KEY."""

import pytest

from store import canary, rotation
from store.canary import WrongKey
from store.db import Database
from store.seal import Keyring
from tests.store.cast import KEYS, member, organisation

OLD, NEW, OTHER = "the old secret", "the new secret", "another secret"
FITS = {
    "its own key": (Keyring(OLD), True),
    "a new key, with its own as the previous": (Keyring(NEW, OLD), True),
    "a new key alone": (Keyring(NEW), False),
    "two other keys": (Keyring(NEW, OTHER), False),
}


@pytest.mark.parametrize(("keys", "fits"), FITS.values(), ids=FITS)
def test_only_a_key_that_opens_it_fits(database: Database, keys: Keyring, fits: bool) -> None:
    with database.write() as tx:
        canary.keep(tx, Keyring(OLD))
    assert fitting(database, keys) is fits


def fitting(database: Database, keys: Keyring) -> bool:
    try:
        with database.write() as tx:
            canary.check(tx, keys)
            canary.keep(tx, keys)
    except WrongKey:
        return False
    return True


def test_an_empty_database_fits_any_key(database: Database) -> None:
    with database.read() as tx:
        canary.check(tx, Keyring(OTHER))


def test_people_who_were_there_before_their_canary_tell_too(database: Database) -> None:
    member(database, organisation(database), "amina")
    assert not fitting(database, Keyring(OTHER))
    assert fitting(database, KEYS)


@pytest.mark.parametrize("rotated", [False, True])
def test_the_old_key_may_go_once_everything_is_rewritten(database: Database, rotated: bool) -> None:
    with database.write() as tx:
        canary.keep(tx, Keyring(OLD))
    if rotated:
        assert dict(rotation.rotate(database, Keyring(NEW, OLD)))["installation.sealed"] == 1
    assert fitting(database, Keyring(NEW)) is rotated
