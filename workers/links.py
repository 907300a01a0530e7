"""Links that open something personal for a short while."""

from datetime import datetime, timedelta

from store.seal import Keyring

VALID = timedelta(hours=1)


def my_data(base_url: str, keyring: Keyring, person_id: int, now: datetime) -> str:
    """A link to the person's own data, valid for VALID."""
    until = int((now + VALID).timestamp())
    claim = f"{person_id}.{until}"
    return f"{base_url}/mes-donnees/{claim}.{keyring.sign(claim)}"


def read(token: str, keyring: Keyring, now: datetime) -> int | None:
    """Whose data a token opens; None when forged or too old."""
    claim, _, signature = token.rpartition(".")
    if not keyring.signed(claim, signature):
        return None
    person_id, _, until = claim.partition(".")
    return int(person_id) if int(until) > now.timestamp() else None
