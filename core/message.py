"""What travels between a person and the coach, whatever the channel."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Where a person can be reached. `id` is opaque: it is stored and compared, never parsed."""

    channel: str
    id: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `telegram:123`. Raises ValueError when the channel or the id is missing."""
        channel, colon, ident = text.partition(":")
        if not (channel and colon and ident):
            raise ValueError("an address is written channel:id, for example telegram:123")
        return cls(channel, ident)


class Kind(StrEnum):
    """What sort of thing came in. From `BLOCKED` on they are acts, not words.

    `NOTED`: the provider has answered it itself; that the person wrote is all there is to know.
    `ADDED`, `REMOVED` and `MIGRATED` are about the coach's place in a group, `LEFT` about a
    person's.
    """

    TEXT = "text"
    BUTTON = "button"
    STICKER = "sticker"
    PHOTO = "photo"
    VOICE = "voice"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    NOTED = "noted"
    ADDED = "added"
    REMOVED = "removed"
    MIGRATED = "migrated"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing a person did, as its channel told it.

    `provider_id` is unique within the channel: the same id twice is the same act.
    `message_ref` is the provider's id of the message itself, `edited` says this is its new text.
    `callback` is what the channel needs to acknowledge a tap.
    `alias` is another lasting name of the sender, known to the channel alone; `media` is what the
    channel needs to fetch a voice note. `quotes` is the provider's id of the message of ours that
    a text answers.
    `group` is where it was done, if not in private: `address` is then still the person's own, and
    `thread` the topic. `anonymous`: they act in the group's name, nobody can tell who they are.
    Of `MIGRATED`, `text` is the group's new id.
    """

    provider_id: str
    address: Address
    kind: Kind = Kind.TEXT
    text: str = ""
    button: str = ""
    message_ref: str = ""
    edited: bool = False
    callback: str = ""
    language: str = ""
    alias: str = ""
    media: str = ""
    quotes: str = ""
    group: Address | None = None
    thread: str = ""
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message. `id` is at most 64 bytes of ASCII (Telegram's callback_data)."""

    id: str
    label: str


READY = "ready"
"""The template that says that the day's piece is there; filled with the piece's title."""
NOTICE = "notice"
"""The template that says that another word of the coach is there; filled with what it is about."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text a channel's provider has approved, by our name for it, and what fills its blanks."""

    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a language model may say in place of a message, if it can in time.

    `text` is the person's own, masked before it leaves; `masked` says what was. `entries` are the
    only ids of the bank it may stand on. `media` is a voice note to be written down.
    """

    kind: Literal["rewrite", "exercise", "transcribe"]
    text: str
    entries: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    media: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that goes with a message, kept under `token`; `alt` says what it shows.

    `png` is filled in just before sending and never stored with the message.
    """

    token: str
    alt: str
    png: bytes = b""


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to send: plain text, maybe a block to copy, maybe choices. No markup.

    `template` goes instead of all that, where the channel takes nothing else. `ref` is our own id
    of the message, `valid_for` the seconds it may still arrive within. `wish` is never stored: if
    its process dies, the message goes as it is.
    `thread` is the topic of a group, `edits` the provider's id of a message this one replaces.
    """

    text: str
    prompt: str | None = None
    buttons: tuple[Button, ...] = ()
    template: Template | None = None
    ref: str = ""
    valid_for: int | None = None
    wish: Wish | None = None
    thread: str = ""
    edits: str = ""
    picture: Picture | None = None
