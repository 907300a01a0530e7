"""What the played Bot API knows and answers, method by method."""

import json
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from tests.loopback.http import Call, Reply
from tests.loopback.telegram_control import control
from tests.loopback.telegram_rules import (
    Arguments,
    Refusal,
    arguments,
    bad_request,
    chat_id,
    check_commands,
    check_keyboard,
    check_webhook,
    visible,
)
from tests.loopback.telegram_script import Step
from tests.loopback.windows import Allowance, Traffic

BOT = {"id": 42, "is_bot": True, "first_name": "Dix Minutes", "username": "dix_minutes_bot"}
_BOT_JSON = json.dumps(BOT)
_TRUE = Reply(b'{"ok":true,"result":true}')


@dataclass(slots=True)
class Accepted:
    """A message that really arrived, whether or not its sender was told so."""

    id: int
    chat: int
    text: str
    arguments: Arguments
    at: float
    told: bool = True

    @property
    def buttons(self) -> list[dict[str, str]]:
        """The choices under it, row after row."""
        rows = (self.arguments.get("reply_markup") or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


@dataclass
class BotApi:
    """The server's state. `token` None accepts any token; `clock` gives seconds."""

    token: str | None = None
    clock: Callable[[], float] = time.monotonic
    latency: float = 0.0
    allowed: Allowance = field(default_factory=Allowance)
    log: IO[str] | None = None
    script: deque[Step] = field(default_factory=deque)
    messages: list[Accepted] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    answered_taps: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=lambda: {"AwAC": b"OggS\x00\x02"})
    blocked: set[int] = field(default_factory=set)
    missing: set[int] = field(default_factory=lambda: {0})
    floods: int = 0
    traffic: Traffic = field(default_factory=Traffic)
    webhook: Arguments = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)
    url: str = ""

    def handle(self, call: Call) -> Reply:
        """Answer one HTTP call."""
        if call.path.startswith("/control/"):
            return control(self, call)
        try:
            if call.path.startswith("/file/"):
                return self._file(call.path)
            return self._bot_call(call)
        except Refusal as refusal:
            self.floods += refusal.code == 429
            return self._late(Reply(refusal.body(), refusal.code))

    def _file(self, path: str) -> Reply:
        """What getFile told the way to."""
        self._method(f"{path.removeprefix('/file').rpartition('/voice/')[0]}/getMe")
        name = path.rpartition("/")[2]
        if name not in self.files:
            raise Refusal(404, "Not Found")
        return Reply(self.files[name], kind="application/octet-stream")

    def _bot_call(self, call: Call) -> Reply:
        method = self._method(call.path)
        self.calls[method] += 1
        step = self._step(method)
        if step is None or step.reply is None:
            return self._late(_METHODS[method](self, arguments(call.kind, call.body)))
        if step.accepts:
            _METHODS[method](self, arguments(call.kind, call.body))
            self.messages[-1].told = False
        return self._late(step.reply)

    def _step(self, method: str) -> Step | None:
        if self.script and self.script[0].method in {"", method}:
            return self.script.popleft()
        return None

    def _method(self, path: str) -> str:
        token, _, name = path.removeprefix("/bot").partition("/")
        if ":" not in token or not path.startswith("/bot"):
            raise Refusal(404, "Not Found")
        if self.token not in {None, token}:
            raise Refusal(401, "Unauthorized")
        method = _NAMES.get(name.partition("?")[0].lower())
        if method is None:
            raise Refusal(404, "Not Found")
        return method

    def _late(self, reply: Reply) -> Reply:
        if not self.latency:
            return reply
        return Reply(reply.body, reply.status, reply.kind, reply.hang, reply.drop, self.latency)

    def reachable(self, given: Arguments) -> int:
        """The chat meant. Raises Refusal when it is unknown or has blocked the bot."""
        chat = chat_id(given)
        if chat in self.missing:
            raise bad_request("chat not found")
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat

    def send_message(self, given: Arguments) -> Reply:
        """sendMessage: checked, limited, recorded."""
        chat, text = self.reachable(given), visible(given)
        check_keyboard(given)
        now = self.clock()
        wait = self.traffic.retry_after(chat, now, self.allowed)
        if wait:
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        self.traffic.add(chat, now)
        message = Accepted(len(self.messages) + 1, chat, text, given, now)
        self.messages.append(message)
        self._write_down(message)
        return Reply(_message_json(message))

    def send_photo(self, given: Arguments) -> Reply:
        """sendPhoto: an upload with a caption, limited and recorded like a text."""
        chat, caption = self.reachable(given), str(given.get("caption") or "")
        if not given.get("photo"):
            raise bad_request("there is no photo in the request")
        if len(caption.encode("utf-16-le", "surrogatepass")) > 2 * 1024:
            raise bad_request("message caption is too long")
        now = self.clock()
        self.traffic.add(chat, now)
        message = Accepted(len(self.messages) + 1, chat, caption, given, now)
        self.messages.append(message)
        self._write_down(message)
        return Reply(_message_json(message))

    def _write_down(self, message: Accepted) -> None:
        if self.log is not None:
            self.log.write(
                json.dumps({"id": message.id, "chat": message.chat, "text": message.text}) + "\n"
            )

    def edit_message_text(self, given: Arguments) -> Reply:
        """editMessageText: the same text again is refused, as Telegram does."""
        chat, text = self.reachable(given), visible(given)
        check_keyboard(given)
        number = int(given.get("message_id", 0))
        found = next((m for m in self.messages if m.id == number and m.chat == chat), None)
        if found is None:
            raise bad_request("message to edit not found")
        if found.text == text and found.arguments.get("reply_markup") == given.get("reply_markup"):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        found.text, found.arguments = text, given
        return Reply(_message_json(found))

    def answer_callback_query(self, given: Arguments) -> Reply:
        """answerCallbackQuery: any id but "old" is fresh."""
        query = str(given.get("callback_query_id", ""))
        if query in {"", "old"}:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self.answered_taps.append(query)
        return _TRUE

    def send_chat_action(self, given: Arguments) -> Reply:
        """sendChatAction."""
        self.reachable(given)
        return _TRUE

    def set_webhook(self, given: Arguments) -> Reply:
        """setWebhook."""
        check_webhook(given)
        self.webhook = given
        return _TRUE

    def delete_webhook(self, _: Arguments) -> Reply:
        """deleteWebhook."""
        self.webhook = {}
        return _TRUE

    def get_webhook_info(self, _: Arguments) -> Reply:
        """getWebhookInfo."""
        info = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": "certificate" in self.webhook,
            "pending_update_count": 0,
            "max_connections": int(self.webhook.get("max_connections", 40)),
            "allowed_updates": self.webhook.get("allowed_updates", []),
        }
        return _result(info | self.profile.get("webhook_info", {}))

    def set_my_commands(self, given: Arguments) -> Reply:
        """setMyCommands, by scope and language."""
        check_commands(given)
        self.profile[_commands_key(given)] = given.get("commands", [])
        return _TRUE

    def get_my_commands(self, given: Arguments) -> Reply:
        """getMyCommands, by scope and language."""
        return _result(self.profile.get(_commands_key(given), []))

    def set_my_description(self, given: Arguments) -> Reply:
        """setMyDescription: at most 512 characters."""
        return self._describe("description", 512, given)

    def set_my_short_description(self, given: Arguments) -> Reply:
        """setMyShortDescription: at most 120 characters."""
        return self._describe("short_description", 120, given)

    def _describe(self, name: str, limit: int, given: Arguments) -> Reply:
        text = str(given.get(name, ""))
        if len(text) > limit:
            raise bad_request(f"{name} is too long")
        self.profile[f"{name}:{given.get('language_code', '')}"] = text
        return _TRUE

    def get_file(self, given: Arguments) -> Reply:
        """getFile: a path good for an hour, of a file of at most 20 MB."""
        name = str(given.get("file_id", ""))
        if name not in self.files:
            raise bad_request("invalid file_id")
        size = len(self.files[name])
        told = {"file_id": name, "file_unique_id": "AgAD", "file_size": size}
        return _result({**told, "file_path": f"voice/{name}"})

    def get_me(self, _: Arguments) -> Reply:
        """getMe."""
        return _result(BOT)


def _commands_key(given: Arguments) -> str:
    scope = (given.get("scope") or {}).get("type", "default")
    return f"commands:{scope}:{given.get('language_code', '')}"


def _result(value: object) -> Reply:
    return Reply(json.dumps({"ok": True, "result": value}).encode())


def _message_json(message: Accepted) -> bytes:
    kind = "private" if message.chat > 0 else "supergroup"
    return (
        f'{{"ok":true,"result":{{"message_id":{message.id},"from":{_BOT_JSON},"chat":'
        f'{{"id":{message.chat},"first_name":"Test","type":"{kind}"}},'
        f'"date":{int(time.time())},"text":{json.dumps(message.text)}}}}}'
    ).encode()


_METHODS: dict[str, Callable[[BotApi, Arguments], Reply]] = {
    "sendMessage": BotApi.send_message,
    "sendPhoto": BotApi.send_photo,
    "editMessageText": BotApi.edit_message_text,
    "answerCallbackQuery": BotApi.answer_callback_query,
    "sendChatAction": BotApi.send_chat_action,
    "getMe": BotApi.get_me,
    "getFile": BotApi.get_file,
    "setWebhook": BotApi.set_webhook,
    "deleteWebhook": BotApi.delete_webhook,
    "getWebhookInfo": BotApi.get_webhook_info,
    "setMyCommands": BotApi.set_my_commands,
    "getMyCommands": BotApi.get_my_commands,
    "setMyDescription": BotApi.set_my_description,
    "setMyShortDescription": BotApi.set_my_short_description,
}
_NAMES = {name.lower(): name for name in _METHODS}
