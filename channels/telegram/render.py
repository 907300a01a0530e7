"""A message in Telegram's terms: HTML parts of at most 4096 units, choices under the last one."""

from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from channels.base import Refused
from channels.split import split, utf16_length, well_formed
from core.message import Button, Outbound

TEXT_LIMIT = 4096  # UTF-16 units after entities are parsed
DATA_LIMIT = 64  # bytes of callback_data
_GAP = "\n\n"

Keyboard = dict[str, list[list[dict[str, str]]]]


@dataclass(frozen=True, slots=True)
class Part:
    """One sendMessage: the same words as HTML and, should Telegram refuse that, as plain text."""

    html: str
    plain: str
    keyboard: Keyboard | None = None


def pieces(message: Outbound) -> list[Outbound]:
    """The message as one or more that each fit a sendMessage, in order.

    The prompt stays whole, in the last piece with the words before it if they fit; the choices
    stand under the last. Raises Refused when it can never be sent as it is.
    """
    prompt = well_formed(message.prompt or "").strip("\n")
    if utf16_length(prompt) > TEXT_LIMIT:
        raise Refused("prompt_too_long")
    found = [Outbound(text) for text in split(well_formed(message.text), TEXT_LIMIT)]
    if prompt.strip():
        found = _with_prompt(found, prompt)
    if not found:
        raise Refused("empty")
    return [*found[:-1], replace(found[-1], buttons=message.buttons)]


def _with_prompt(before: list[Outbound], prompt: str) -> list[Outbound]:
    if before and utf16_length(before[-1].text + _GAP + prompt) <= TEXT_LIMIT:
        return [*before[:-1], replace(before[-1], prompt=prompt)]
    return [*before, Outbound("", prompt)]


@lru_cache(maxsize=32)
def parts(message: Outbound) -> tuple[Part, ...]:
    """What to send, in order. Raises Refused when it can never be sent as it is.

    Remembered: one piece goes to thousands, and cutting it is an eighth of what a message costs.
    """
    return tuple(_part(piece) for piece in pieces(message))


def _part(piece: Outbound) -> Part:
    words = [piece.text] if piece.text else []
    block = [piece.prompt] if piece.prompt else []
    marked = [f"<pre>{escape(prompt, quote=False)}</pre>" for prompt in block]
    return Part(
        html=_GAP.join([escape(text, quote=False) for text in words] + marked),
        plain=_GAP.join(words + block),
        keyboard=keyboard(piece.buttons) if piece.buttons else None,
    )


def keyboard(buttons: tuple[Button, ...]) -> Keyboard:
    """Inline choices in rows a phone shows uncut. Raises Refused for an id Telegram would."""
    if not all(0 < len(button.id.encode()) <= DATA_LIMIT for button in buttons):
        raise Refused("button_id")
    if not all(button.label.strip() for button in buttons):
        raise Refused("button_label")
    keys = [{"text": well_formed(b.label), "callback_data": b.id} for b in buttons]
    wide = columns([button.label for button in buttons])
    return {"inline_keyboard": [keys[at : at + wide] for at in range(0, len(keys), wide)]}


def columns(labels: list[str]) -> int:
    """Choices a row holds: 5 for a scale, one for long labels, two when there are many."""
    longest = max(map(len, labels))
    if longest <= 3:
        return 5
    if longest > 16 or len(labels) == 3:
        return 3 if longest <= 8 else 1
    return 2
