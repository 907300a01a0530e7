"""One sealed value by which an installation knows its own SECRET_KEY.

With another key it would start and greet everybody as a stranger.
"""

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from store.models import AddressRow, InstallationRow
from store.seal import Keyring, Unsealable

ONE = 1


class WrongKey(Exception):
    """Neither SECRET_KEY nor SECRET_KEY_PREVIOUS is the key of this database. One line."""

    def __init__(self) -> None:
        super().__init__(
            "SECRET_KEY n'est pas celle de cette base : remets l'ancienne clé, "
            "ou donne-la dans SECRET_KEY_PREVIOUS pour en changer"
        )


def check(tx: Connection, keyring: Keyring) -> None:
    """Raises WrongKey unless a key opens the canary; an empty database fits any key."""
    sealed = tx.execute(select(InstallationRow.sealed)).scalar_one_or_none()
    if sealed is None:
        # A database older than its canary: an address tells as well.
        sealed = tx.execute(select(AddressRow.sealed).limit(1)).scalar_one_or_none()
    if sealed is None:
        return
    try:
        keyring.unseal(sealed)
    except Unsealable as error:
        raise WrongKey from error


def keep(tx: Connection, keyring: Keyring) -> None:
    """Seal a canary unless there is one. Raises WrongKey."""
    check(tx, keyring)
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    tx.execute(
        dialect.insert(InstallationRow)
        .values(id=ONE, sealed=keyring.seal("canary"))
        .on_conflict_do_nothing(index_elements=["id"])
    )
