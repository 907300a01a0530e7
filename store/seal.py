"""Encryption at rest, and look-up of what is encrypted.

Keys are derived from SECRET_KEY (HKDF-SHA256). A sealed value names its key, so that values sealed
with SECRET_KEY_PREVIOUS stay readable until `dixminutes rotate-key` has rewritten them.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
KEY_NAME = 4


class Unsealable(Exception):
    """The value was sealed with a key this installation does not have, or was altered."""


@dataclass(frozen=True, slots=True)
class _Key:
    name: bytes
    cipher: AESGCM
    lookup: bytes


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=b"dixminutes", info=purpose).derive(
        secret.encode()
    )


def _key(secret: str) -> _Key:
    return _Key(
        name=_derive(secret, b"name")[:KEY_NAME],
        cipher=AESGCM(_derive(secret, b"seal")),
        lookup=_derive(secret, b"lookup"),
    )


class OwnKey:
    """A key of one value's own: once it is gone, nobody opens that value. For short ASCII text."""

    def __init__(self, kept: str | None = None) -> None:
        self._raw = bytes.fromhex(kept) if kept else AESGCM.generate_key(128)

    @property
    def kept(self) -> str:
        """The form in which it is kept, itself sealed."""
        return self._raw.hex()

    def seal(self, text: str) -> bytes:
        """Encrypt; the same text never gives the same bytes twice."""
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self._raw).encrypt(nonce, text.encode(), None)

    def unseal(self, sealed: bytes) -> str:
        """Decrypt. Raises Unsealable."""
        try:
            return AESGCM(self._raw).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
        except (InvalidTag, ValueError) as error:
            raise Unsealable("the value was altered") from error


class Keyring:
    """Seals with the present key; unseals with the present or the previous one."""

    def __init__(self, secret: str, previous: str | None = None) -> None:
        self._keys = [_key(secret)] + ([_key(previous)] if previous else [])

    def seal(self, text: str) -> bytes:
        """Encrypt; the same text never gives the same bytes twice."""
        key = self._keys[0]
        nonce = os.urandom(NONCE)
        return key.name + nonce + key.cipher.encrypt(nonce, text.encode(), None)

    def unseal(self, sealed: bytes) -> str:
        """Decrypt. Raises Unsealable."""
        name, nonce, body = (
            sealed[:KEY_NAME],
            sealed[KEY_NAME : KEY_NAME + NONCE],
            sealed[KEY_NAME + NONCE :],
        )
        for key in self._keys:
            if key.name == name:
                try:
                    return key.cipher.decrypt(nonce, body, None).decode()
                except (InvalidTag, ValueError) as error:  # ValueError: it was cut short
                    raise Unsealable("the value was altered") from error
        raise Unsealable("sealed with another SECRET_KEY")

    def current(self, sealed: bytes) -> bool:
        """Whether the value is sealed with the present key."""
        return sealed[:KEY_NAME] == self._keys[0].name

    def lookup(self, text: str) -> str:
        """A keyed hash to store beside a sealed value, so that it can be found (HMAC-SHA256)."""
        return self.lookups(text)[0]

    def lookups(self, text: str) -> list[str]:
        """The hashes under which a value may be stored: present key first, then the previous."""
        data = text.encode()
        return [hmac.new(key.lookup, data, hashlib.sha256).hexdigest() for key in self._keys]

    def sign(self, text: str) -> str:
        """A signature for a link handed to a person."""
        return self.lookup(f"signature:{text}")

    def signatures(self, text: str) -> list[str]:
        """What `sign` gives and, with a previous key, what it gave before."""
        return self.lookups(f"signature:{text}")

    def signed(self, text: str, signature: str) -> bool:
        """Whether `signature` is ours, in constant time."""
        return any(
            hmac.compare_digest(ours.encode(), signature.encode("utf-8", "replace"))
            for ours in self.signatures(text)
        )
