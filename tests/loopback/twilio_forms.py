"""What a content may hold, how it is filled, and what WhatsApp thinks of it as a template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.loopback.twilio_rules import Refusal, require

Json = dict[str, Any]
Buttons = tuple[tuple[str, str], ...]

KINDS = (  # from the plainest: the richest one a channel can show is the one sent
    "twilio/text",
    "twilio/media",
    "twilio/location",
    "twilio/list-picker",
    "twilio/call-to-action",
    "twilio/quick-reply",
    "twilio/card",
    "whatsapp/card",
    "whatsapp/authentication",
)
_BODIES = {"twilio/text": 1600, "twilio/list-picker": 1024, "twilio/quick-reply": 1024}
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A content filled: its text, its choices as (id, label), and whether WhatsApp can show it."""

    text: str
    buttons: Buttons = ()
    fits: bool = True


@dataclass(frozen=True, slots=True)
class _Choices:
    """How many choices, and how long their parts. `names` are the keys of label and id."""

    field: str
    names: tuple[str, str]
    most: int
    label: int
    id: int
    in_session: int
    extra: str


_CHOICES = {
    "twilio/quick-reply": _Choices("actions", ("title", "id"), 10, 20, 128, 3, "type"),
    "twilio/list-picker": _Choices("items", ("item", "id"), 10, 24, 200, 10, "description"),
}
_FIELDS = {
    "twilio/text": {"body"},
    "twilio/quick-reply": {"body", "actions"},
    "twilio/list-picker": {"body", "button", "items"},
}


def check_types(types: Mapping[str, Any]) -> None:
    """Raise Refusal for a content that Twilio would not create."""
    for kind, form in types.items():
        require(kind in KINDS and isinstance(form, dict), 20001)
        require(form.keys() <= _FIELDS.get(kind, form.keys()), 20001)
        if kind in _BODIES:
            _check_text(form.get("body"), _BODIES[kind])
        if kind in _CHOICES:
            _check_choices(form, _CHOICES[kind])
        if kind == "twilio/list-picker":
            _check_text(form.get("button"), 20)


def _check_choices(form: Json, rule: _Choices) -> None:
    choices = form.get(rule.field)
    if not isinstance(choices, list) or not 1 <= len(choices) <= rule.most:
        raise Refusal(20001)
    label, ident = rule.names
    for choice in choices:
        require(isinstance(choice, dict), 20001)
        require(choice.keys() <= {label, ident, rule.extra}, 20001)
        require(choice.get("type", "QUICK_REPLY") == "QUICK_REPLY", 20001)
        _check_text(choice.get(label), rule.label)
        _check_text(choice.get(ident) or choice[label], rule.id)
        _check_text(choice.get("description") or "-", 72)


def _check_text(text: object, limit: int) -> None:
    require(isinstance(text, str) and text, 20001)
    require(len(_VARIABLE.sub("", str(text))) <= limit, 20001)


def fill(form: Any, values: Mapping[str, str]) -> Any:
    """The form with its variables replaced. Raises Refusal for one that has no value."""
    if isinstance(form, str):
        return _VARIABLE.sub(lambda found: _value(found[1], values), form)
    if isinstance(form, list):
        return [fill(one, values) for one in form]
    if isinstance(form, dict):
        return {name: fill(one, values) for name, one in form.items()}
    return form


def _value(name: str, values: Mapping[str, str]) -> str:
    require(values.get(name), 21656)
    return values[name]


def rendered(kind: str, form: Json) -> Rendered:
    """What people see of a filled form, outside any template's approval."""
    text = str(form.get("body") or form.get("title") or "")
    rule = _CHOICES.get(kind)
    if rule is None:
        return Rendered(text)
    label, ident = rule.names
    buttons = tuple(
        (choice.get(ident) or choice[label], choice[label]) for choice in form[rule.field]
    )
    return Rendered(text, buttons, _fits(text, buttons, rule))


def _fits(text: str, buttons: Buttons, rule: _Choices) -> bool:
    ids, labels = {ident for ident, _ in buttons}, {label for _, label in buttons}
    short = all(len(ident) <= rule.id and len(label) <= rule.label for ident, label in buttons)
    distinct = len(ids) == len(labels) == len(buttons)
    return short and distinct and len(text) <= 1024 and len(buttons) <= rule.in_session


def faults(kind: str, form: Json, samples: Mapping[str, str]) -> str:
    """Why WhatsApp rejects it as a template; empty when it approves."""
    body = str(form.get("body") or "").strip()
    names = _VARIABLE.findall(body)
    words = [word for word in _VARIABLE.sub(" ", body).split() if re.search(r"\w", word)]
    reasons = {
        "list pickers are for sessions": kind == "twilio/list-picker",
        "a variable begins or ends the text": _VARIABLE.match(body) or re.search(r"\}\}$", body),
        "two variables touch": re.search(r"\}\}\s*\{\{", body),
        "too many variables for so few words": names and len(words) < 2 * len(names) + 1,
        "a variable has no sample": not all(samples.get(name) for name in names),
        "variables are not numbered 1, 2, 3": names != [str(n + 1) for n in range(len(names))],
        "a button's title varies": _VARIABLE.search(str(_titles(kind, form))),
        "the text is too long": len(body) > 1024,
    }
    return next((reason for reason, wrong in reasons.items() if wrong), "")


def _titles(kind: str, form: Json) -> list[str]:
    if kind not in _CHOICES:
        return []
    rule = _CHOICES[kind]
    return [choice[rule.names[0]] for choice in form[rule.field]]
