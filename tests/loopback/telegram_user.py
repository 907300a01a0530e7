"""A person on Telegram, for tests: builds the updates Telegram would post, and posts them."""

import itertools
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp

Update = dict[str, Any]

_SECRET = "X-Telegram-Bot-Api-Secret-Token"
_numbers = itertools.count(100_000_001)

_PHOTO = {"file_id": "AgAC", "file_unique_id": "AQAD", "width": 90, "height": 67, "file_size": 1253}
_VOICE = {"file_id": "AwAC", "file_unique_id": "AgAD", "duration": 3, "mime_type": "audio/ogg"}
_STICKER = {
    "file_id": "CAAC",
    "file_unique_id": "AgAE",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
    "emoji": "👋",
}
CONTENTS: dict[str, Any] = {
    "sticker": _STICKER,
    "photo": [_PHOTO],
    "voice": _VOICE,
    "location": {"latitude": 48.85, "longitude": 2.35},
    "contact": {"phone_number": "+33100000000", "first_name": "Test"},
    "document": {"file_id": "BQAC", "file_unique_id": "AgAF", "file_name": "notes.pdf"},
}


@dataclass
class TelegramUser:
    """One person and the webhook their acts reach. Each act returns the webhook's HTTP status.

    Use as `async with`, or give a `session` shared by many people.
    """

    id: int
    webhook: str = ""
    secret: str = ""
    language: str = "fr"
    session: aiohttp.ClientSession | None = None
    _message: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.session is not None:
            await self.session.close()

    async def post(self, update: Update) -> int:
        """Post an update as Telegram does; posting it again is a second delivery."""
        assert self.session is not None, "enter the user, or give a session"
        headers = {_SECRET: self.secret}
        async with self.session.post(self.webhook, json=update, headers=headers) as answer:
            return answer.status

    async def says(self, text: str) -> int:
        """Send a text."""
        return await self.post(self.text_update(text))

    async def starts(self, token: str = "") -> int:
        """Open the bot through its deep link."""
        return await self.says(f"/start {token}".strip())

    async def taps(self, button: str, message: int = 1) -> int:
        """Press a choice under a message of the bot."""
        return await self.post(self.tap_update(button, message))

    async def edits(self, message: int, text: str) -> int:
        """Change a text already sent."""
        return await self.post(self.edit_update(message, text))

    async def sends(self, kind: str) -> int:
        """Send a sticker, photo, voice, location, contact or document."""
        return await self.post(self.media_update(kind))

    async def blocks(self) -> int:
        """Block the bot."""
        return await self.post(self.member_update("member", "kicked"))

    async def unblocks(self) -> int:
        """Let the bot in again."""
        return await self.post(self.member_update("kicked", "member"))

    def text_update(self, text: str) -> Update:
        """The update of a text."""
        return update(message=self._content({"text": text}))

    def media_update(self, kind: str, caption: str = "") -> Update:
        """The update of something else than a text."""
        extra = {"caption": caption} if caption else {}
        return update(message=self._content({kind: deepcopy(CONTENTS[kind]), **extra}))

    def edit_update(self, message: int, text: str) -> Update:
        """The update of an edited text."""
        content = self._content({"text": text}) | {"message_id": message, "edit_date": _now()}
        return update(edited_message=content)

    def tap_update(self, button: str, message: int = 1, chat: Update | None = None) -> Update:
        """The update of a tap; `chat` to tap in a group."""
        number = next(_numbers)
        below = {"message_id": message, "date": _now(), "chat": chat or self._chat(), "text": "…"}
        query = {"id": str(number), "from": self.person(), "chat_instance": "1", "data": button}
        return update(callback_query=query | {"message": below})

    def member_update(self, before: str, after: str) -> Update:
        """The update of blocking or unblocking."""
        return update(my_chat_member=bot_member(self, before, after) | {"chat": self._chat()})

    def _content(self, content: Update) -> Update:
        return self.frame() | {"chat": self._chat()} | content

    def frame(self) -> Update:
        """What every message of theirs has, whatever the chat."""
        return {"message_id": next(self._message), "date": _now(), "from": self.person()}

    def person(self) -> Update:
        """Who they are, as every update shows it."""
        person = {"id": self.id, "is_bot": False, "first_name": "Test"}
        return person | {"language_code": self.language}

    def _chat(self) -> Update:
        return {"id": self.id, "first_name": "Test", "type": "private"}


def bot_member(user: TelegramUser, before: str, after: str) -> Update:
    """How the bot's place in a chat changed by a person's doing."""
    bot = {"id": 42, "is_bot": True, "first_name": "Dix Minutes", "username": "dix_minutes_bot"}
    return {
        "from": user.person(),
        "date": _now(),
        "old_chat_member": _member(bot, before),
        "new_chat_member": _member(bot, after),
    }


def _member(bot: Update, status: str) -> Update:
    return {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})


def update(**content: Update) -> Update:
    return {"update_id": next(_numbers), **content}


def _now() -> int:
    return int(time.time())
