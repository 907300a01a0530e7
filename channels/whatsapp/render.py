"""A message in WhatsApp's terms: texts of at most 1600 characters, choices under the last one.

WhatsApp knows no escape for its marks (*bold*, _italics_): words go out as they are written.
"""

import json
from dataclasses import dataclass, replace

from channels.base import Misconfigured, Refused
from channels.split import split, utf16_length, well_formed
from channels.whatsapp import forms
from channels.whatsapp.choices import numbered
from channels.whatsapp.contents import Contents
from core.message import Button, Outbound, Template

TEXT_LIMIT = 1600  # characters of Body, as Twilio counts them
LEAST_ROOM = 200  # for less text beside them, choices go alone
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Part:
    """One message to create: a content with what fills it, or free-form text.

    `words` is what Twilio will say its body is. `plain` is the same as free-form text, choices
    numbered; None for a template, which nothing replaces.
    """

    words: str
    plain: str | None
    sid: str | None = None
    variables: str | None = None


def pieces(message: Outbound, contents: Contents) -> list[Outbound]:
    """The message as one or more that each take one call, in order.

    One, wherever it fits. Else the prompt stays whole, with the words before it if they fit, and
    the choices stand under the last, which alone has our id: what becomes of it is what became of
    the message. Raises Refused when it can never be sent as it is.
    """
    if message.template is not None:
        return [message]
    whole = _clean(message)
    if _fits(whole, contents):
        return [whole]
    found = [Outbound(text) for text in _cut(whole.text, TEXT_LIMIT)]
    if whole.prompt:
        found = _with_prompt(found, whole.prompt)
    last = _with_choices(found[-1], whole.buttons, contents)
    *before, end = (replace(piece, valid_for=message.valid_for) for piece in (*found[:-1], *last))
    return [*before, replace(end, ref=message.ref)]


def part(piece: Outbound, contents: Contents) -> Part:
    """What to create for one piece. Raises Refused, or Misconfigured without its template."""
    if piece.template is not None:
        return _template(piece, piece.template, contents)
    plain = _free_form(piece)
    name = forms.name_for(piece)
    sid = contents.sid(name) if name else None
    if name is None or sid is None:
        return Part(plain, plain)
    try:
        filled = forms.variables(name, piece)
    except forms.Unfit:
        return Part(plain, plain)
    return Part(forms.body(piece), plain, sid, _json(filled))


def _template(piece: Outbound, template: Template, contents: Contents) -> Part:
    sid = contents.sid(template.name)
    if sid is None:
        raise Misconfigured("no_content")
    values = tuple(well_formed(value) for value in template.values)
    clean = replace(piece, template=replace(template, values=values))
    try:
        filled = forms.variables(template.name, clean)
    except forms.Unfit as unfit:
        reason = unfit.reason
    except KeyError:
        raise Misconfigured("no_content") from None
    else:
        return Part(forms.substituted(template.name, filled), None, sid, _json(filled))
    raise Refused(f"template_{reason}")


def _json(filled: dict[str, str]) -> str:
    return json.dumps(filled, ensure_ascii=False)


def _clean(message: Outbound) -> Outbound:
    prompt = well_formed(message.prompt or "").strip("\n")
    if len(prompt) > TEXT_LIMIT:
        raise Refused("prompt_too_long")
    buttons = tuple(Button(one.id, well_formed(one.label)) for one in message.buttons)
    if not all(one.id for one in buttons):
        raise Refused("button_id")
    if not all(one.label.strip() for one in buttons):
        raise Refused("button_label")
    if len(numbered(buttons)) > TEXT_LIMIT:
        raise Refused("choices_too_long")
    text = well_formed(message.text).strip()
    if not (text or prompt.strip() or buttons):
        raise Refused("empty")
    return replace(message, text=text, prompt=prompt if prompt.strip() else None, buttons=buttons)


def _fits(piece: Outbound, contents: Contents) -> bool:
    what = part(piece, contents)
    return what.sid is not None or len(what.words) <= TEXT_LIMIT


def _in_content(piece: Outbound, contents: Contents) -> bool:
    return part(piece, contents).sid is not None


def _free_form(piece: Outbound) -> str:
    return _GAP.join(part for part in (forms.body(piece), numbered(piece.buttons)) if part)


def _with_prompt(before: list[Outbound], prompt: str) -> list[Outbound]:
    if before and len(before[-1].text + _GAP + prompt) <= TEXT_LIMIT:
        return [*before[:-1], replace(before[-1], prompt=prompt)]
    return [*before, Outbound("", prompt)]


def _with_choices(
    last: Outbound, buttons: tuple[Button, ...], contents: Contents
) -> list[Outbound]:
    """The last piece with the choices, more of them when they leave it too little room.

    There are several messages already: one more is better than numbers where a tap would do.
    """
    room = _room(buttons, contents)
    if utf16_length(forms.body(last)) <= room:
        return [replace(last, buttons=buttons)]
    if last.text and last.prompt:
        alone = Outbound("", last.prompt)
        return [Outbound(last.text), *_with_choices(alone, buttons, contents)]
    if last.prompt or room < LEAST_ROOM:
        return [last, Outbound("", buttons=buttons)]
    *before, end = split(last.text, room)
    return [*map(Outbound, before), Outbound(end, buttons=buttons)]


def _room(buttons: tuple[Button, ...], contents: Contents) -> int:
    """Characters of text that may stand above the choices."""
    if not buttons:
        return TEXT_LIMIT * 2  # whatever stands there was cut to fit
    if _in_content(Outbound(".", buttons=buttons), contents):
        return forms.BODY_LIMIT
    return TEXT_LIMIT - len(_GAP + numbered(buttons))


def _cut(text: str, limit: int) -> list[str]:
    """In UTF-16 units, of which there are never fewer than the characters Twilio counts."""
    return [text] if 0 < len(text) <= limit else split(text, limit)
