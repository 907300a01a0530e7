"""What Telegram checks before it takes a message, with its own words of refusal."""

import html
import json
import re
from typing import Any
from urllib.parse import parse_qsl

Arguments = dict[str, Any]

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a"} | {
    "blockquote",
    "tg-spoiler",
    "span",
    "tg-emoji",
}
_TAG = re.compile(r"<(/?)([^\s>/]*)([^>]*)>?")
_STRUCTURED = ("reply_markup", "commands", "scope", "allowed_updates", "link_preview_options")


class Refusal(Exception):
    """An error answer: `code`, `description` and perhaps response parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> bytes:
        """The JSON of the documentation's "Making requests"."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return json.dumps(answer).encode()


def bad_request(problem: str) -> Refusal:
    """A 400 in Telegram's manner."""
    return Refusal(400, f"Bad Request: {problem}")


def arguments(kind: str, body: bytes) -> Arguments:
    """A call's arguments from JSON, a form, or a multipart form without its files."""
    if kind.startswith("application/json"):
        found: Arguments = json.loads(body or b"{}")
    elif kind.startswith("multipart/form-data"):
        found = _multipart(kind, body)
    else:
        found = dict(parse_qsl(body.decode(), keep_blank_values=True))
    for name in _STRUCTURED:
        if isinstance(found.get(name), str):
            found[name] = json.loads(found[name])
    return found


def _multipart(kind: str, body: bytes) -> Arguments:
    boundary = kind.partition("boundary=")[2].strip('"').encode()
    found: Arguments = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]+)"', head)
        if name:
            found[name[1].decode()] = content.removesuffix(b"\r\n").decode("utf-8", "replace")
    return found


def chat_id(given: Arguments) -> int:
    """The chat meant. Raises Refusal as Telegram does for none or an unknown name."""
    value = given.get("chat_id")
    if value in {None, ""}:
        raise bad_request("chat_id is empty")
    try:
        return int(str(value))
    except ValueError:
        raise bad_request("chat not found") from None


def visible(given: Arguments) -> str:
    """The text people will read, checked. Raises Refusal."""
    text = str(given.get("text") or "")
    if given.get("parse_mode") == "HTML" and ("<" in text or "&" in text):
        text = unmarked(text)
    text = text.strip()
    if not text:
        raise bad_request("message text is empty")
    if len(text) > 2048 and len(text.encode("utf-16-le", "surrogatepass")) > 2 * 4096:
        raise bad_request("message is too long")
    return text


def unmarked(text: str) -> str:
    """HTML without its tags. Raises Refusal for a tag unknown, unclosed or crossed."""
    opened: list[str] = []
    for tag in _TAG.finditer(text):
        closing, name = bool(tag[1]), tag[2].lower()
        at = len(text[: tag.start()].encode())
        if closing:
            _close(opened, name, at)
        elif name not in TAGS or not tag[0].endswith(">"):
            raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {at}')
        else:
            opened.append(name)
    if opened:
        raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{opened[-1]}"')
    return html.unescape(_TAG.sub("", text))


def _close(opened: list[str], name: str, at: int) -> None:
    if not opened:
        raise _cannot_parse(f"Unexpected end tag at byte offset {at}")
    expected = opened.pop()
    if name and name != expected:
        raise _cannot_parse(
            f'Unmatched end tag at byte offset {at}, expected "</{expected}>", found "</{name}>"'
        )


def _cannot_parse(problem: str) -> Refusal:
    return bad_request(f"can't parse entities: {problem}")


def check_keyboard(given: Arguments) -> None:
    """Raise Refusal for a keyboard Telegram would not show."""
    markup = given.get("reply_markup")
    if not markup:
        return
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    if len(buttons) > 100:
        raise bad_request("reply markup is too long")
    for button in buttons:
        if not button.get("text"):
            raise bad_request('can\'t parse inline keyboard button: field "text" must be non-empty')
        if not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")


def check_webhook(given: Arguments) -> None:
    """Raise Refusal for a webhook Telegram would not call. Plain HTTP is for loopback only."""
    url = str(given.get("url", ""))
    if url and not re.match(r"https://|http://(localhost|127\.0\.0\.1)[:/]", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", str(given.get("secret_token", ""))):
        raise bad_request("secret token contains unallowed characters")


def check_commands(given: Arguments) -> None:
    """Raise Refusal for commands Telegram would not list."""
    commands = given.get("commands") or []
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
