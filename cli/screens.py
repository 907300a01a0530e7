"""A message as a channel shows it, drawn in the terminal."""

from collections.abc import Callable, Iterator, Sequence

from channels.telegram import render as telegram
from channels.whatsapp import render as whatsapp
from channels.whatsapp.contents import Known
from content.library import Library
from content.schema import Piece
from core.message import Button, Outbound
from workers.planner import ready

MARGIN = "  "


def _block(prompt: str) -> Iterator[str]:
    yield f"{MARGIN}┌ à copier"
    yield from (f"{MARGIN}│ {line}" for line in prompt.splitlines())
    yield f"{MARGIN}└"


def _bubble(text: str, prompt: str | None, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from (f"{MARGIN}{line}".rstrip() for line in text.splitlines())
    if prompt:
        yield from _block(prompt)
    for row in rows:
        yield MARGIN + " ".join(f"[{label}]" for label in row)
    yield ""


def _labels(buttons: Sequence[Button], wide: int) -> list[list[str]]:
    labels = [button.label for button in buttons]
    return [labels[at : at + wide] for at in range(0, len(labels), wide)]


def _telegram(message: Outbound) -> Iterator[str]:
    """As Telegram cuts it and lays out its buttons."""
    for piece in telegram.pieces(message):
        wide = telegram.columns([one.label for one in piece.buttons]) if piece.buttons else 1
        yield from _bubble(piece.text, piece.prompt, _labels(piece.buttons, wide))


def _whatsapp(message: Outbound) -> Iterator[str]:
    """As WhatsApp shows it before `connect whatsapp` has made buttons: choices by number."""
    for piece in whatsapp.pieces(message, Known()):
        yield from _bubble(whatsapp.part(piece, Known()).words, None, ())


def _phone(message: Outbound) -> Iterator[str]:
    yield from _bubble(message.text, message.prompt, _labels(message.buttons, 1))


SCREENS: dict[str, Callable[[Outbound], Iterator[str]]] = {
    "telegram": _telegram,
    "whatsapp": _whatsapp,
    "phone": _phone,
}


def told_ready(library: Library, piece: Piece) -> Iterator[str]:
    """The approved text that comes instead after 24 hours of silence."""
    said = library.render("tip.ready", {"title": ready(piece).values[0]})
    yield "  (après 24 h de silence, d'abord :)"
    yield from _bubble(said.text, None, _labels(said.buttons, 1))
