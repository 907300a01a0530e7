"""Images the coach has drawn, each found by a token nobody can guess."""

import base64
import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from store.models import PictureRow
from store.seal import Keyring


def keep(tx: Connection, keyring: Keyring, organisation_id: int, png: bytes, now: datetime) -> str:
    """Keep an image and return its token."""
    token = secrets.token_urlsafe(18)
    tx.execute(
        insert(PictureRow).values(
            token=token,
            organisation_id=organisation_id,
            sealed=keyring.seal(base64.b64encode(png).decode()),
            made_at=now,
        )
    )
    return token


def find(tx: Connection, keyring: Keyring, token: str) -> bytes:
    """The image; empty when there is none, or none any more."""
    found = tx.execute(select(PictureRow.sealed).where(PictureRow.token == token)).scalar()
    return base64.b64decode(keyring.unseal(found)) if found else b""


def forget(tx: Connection, before: datetime) -> int:
    """Images made before that instant are deleted."""
    return tx.execute(delete(PictureRow).where(PictureRow.made_at < before)).rowcount
