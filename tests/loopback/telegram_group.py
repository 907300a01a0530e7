"""A shared chat of Telegram, for tests: the updates a bot is posted about it."""

from dataclasses import dataclass
from typing import Any

from tests.loopback.telegram_user import TelegramUser, Update, bot_member, update

ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


@dataclass
class TelegramGroup:
    """One group. With `forum`, what is written stands in a topic."""

    id: int = -1001234567890
    forum: bool = False

    @property
    def chat(self) -> Update:
        """The chat as every update shows it."""
        forum = {"is_forum": True} if self.forum else {}
        return {"id": self.id, "title": "Équipe", "type": "supergroup", **forum}

    def says(self, user: TelegramUser, text: str, topic: int = 0) -> Update:
        """A member's text; in an ordinary group `topic` is the thread of a reply."""
        return update(message=self._framed(user, topic) | {"text": text})

    def anonymously(self, user: TelegramUser, text: str) -> Update:
        """An admin's text, written in the group's name."""
        hidden = {"from": ANONYMOUS, "sender_chat": self.chat, "text": text}
        return update(message=self._framed(user, 0) | hidden)

    def taps(self, user: TelegramUser, button: str, message: int = 1) -> Update:
        """A member's tap."""
        return user.tap_update(button, message, self.chat)

    def leaves(self, user: TelegramUser) -> Update:
        """A member went away."""
        return update(message=self._framed(user, 0) | {"left_chat_member": user.person()})

    def moves(self, user: TelegramUser, new_id: int) -> Update:
        """The group became a supergroup, with another id."""
        return update(message=self._framed(user, 0) | {"migrate_to_chat_id": new_id})

    def bot(self, user: TelegramUser, before: str, after: str) -> Update:
        """The bot's own place in the group changed: left, member, administrator, kicked."""
        change = bot_member(user, before, after)
        return update(my_chat_member=change | {"chat": self.chat})

    def _framed(self, user: TelegramUser, topic: int) -> dict[str, Any]:
        thread: dict[str, Any] = {}
        if topic:
            thread = {"message_thread_id": topic} | (
                {"is_topic_message": True} if self.forum else {}
            )
        return user.frame() | {"chat": self.chat} | thread
