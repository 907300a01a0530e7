"""Every content the coach needs at Twilio, as its Content API takes them, and what fills each.

A choice under a message needs a content, approved or not, with a fixed number of choices; so there
is one per number. Variables are numbered once, here: {{1}} is the body, then {{2}} {{3}} the title
and the id of the first choice, {{4}} {{5}} of the second, and so on.

Sources, under https://www.twilio.com/docs: content/twilio-quick-reply, content/twiliolist-picker,
content/using-variables-with-content-api, content/content-api-resources, api/errors/21656.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from channels.split import utf16_length
from core.message import NOTICE, Button, Outbound, Template

BODY_LIMIT = 1024  # characters of a content's body, once its variables are filled
TITLE_LIMIT = 20  # of a quick reply sent in session
ITEM_LIMIT = 24  # of a line in a list
ID_LIMIT = 128  # of a quick reply; a list takes 200
QUICK_REPLIES = range(1, 4)  # more need an approval
LIST_ITEMS = range(4, 11)
READY = "ready"
SHOW_TIP = "tip.show"
READ_NOTICE = "notice.read"
LANGUAGE = "fr"

# Approved by Meta word for word: a new wording is a new form, and a new approval.
_READY_BODY = "Ton astuce du jour, {{1}}, est prête."
_READY_SAMPLE = "relire un mail difficile"
_READY_BUTTON = "Voir l’astuce"
_NOTICE_BODY = "Ton parcours Dix Minutes a un mot pour toi, {{1}}, à lire quand tu veux."
_NOTICE_SAMPLE = "« la fin de tes treize semaines »"
_NOTICE_BUTTON = "Lire"
_LIST_BUTTON = "Choisir"

_VARIABLE = re.compile(r"\{\{(\d+)\}\}")
_FORBIDDEN = re.compile(r"[\r\n\t]| {5}")
_NEIGHBOURS = re.compile(r"\}\}\s*\{\{")
_EDGE = r"[\W_]*"

Filled = dict[str, str]


class Unfit(ValueError):
    """A form or a message breaks a rule of the provider. `reason` is a short code, safe to show."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Form:
    """One content. `name` is ours; `category` is set when Meta must approve it, else None.

    `samples` are the values Twilio falls back to and Meta's reviewers read. `ttl` is how many
    seconds Meta may hold what it approved: Twilio's ValidityPeriod ends where Meta takes over.
    Source: Meta, "Customize the TTL" (30 seconds to 12 hours for utility templates).
    """

    name: str
    kind: str
    body: Mapping[str, object]
    samples: Mapping[str, str]
    category: str | None = None
    ttl: int | None = None

    @property
    def fingerprint(self) -> str:
        """Changes with anything people would see or a variable would mean."""
        seen = json.dumps([self.json(""), self.category], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(seen.encode()).hexdigest()[:10]

    @property
    def friendly_name(self) -> str:
        """How it is found again at Twilio, and the template's name at Meta: `[a-z0-9_]` only."""
        return f"dixminutes_{self.name.replace('-', '_')}_{self.fingerprint}"

    def json(self, friendly_name: str | None = None) -> dict[str, object]:
        """What POST /v1/Content takes."""
        return {
            "friendly_name": self.friendly_name if friendly_name is None else friendly_name,
            "language": LANGUAGE,
            "variables": dict(self.samples),
            "types": {self.kind: dict(self.body)},
        }


@cache
def forms() -> tuple[Form, ...]:
    """Every content, in the order they are created. Raises Unfit when one breaks a rule."""
    found = (*map(_choices, QUICK_REPLIES), *map(_list, LIST_ITEMS), _ready(), _notice())
    for form in found:
        check(form)
    return found


def form(name: str) -> Form:
    """The content we call `name`. Raises KeyError."""
    return {each.name: each for each in forms()}[name]


def name_for(message: Outbound) -> str | None:
    """The in-session content that carries these choices as they are, or None: number them."""
    count = len(message.buttons)
    name = _in_session(count)
    if name is None or not _distinct(message.buttons):
        return None
    limit = TITLE_LIMIT if count in QUICK_REPLIES else ITEM_LIMIT
    fits = all(_fits(button.label, limit) for button in message.buttons)
    return name if fits and all(_fits(button.id, ID_LIMIT) for button in message.buttons) else None


def variables(name: str, message: Outbound) -> Filled:
    """What fills the content `name` for this message: its template's values, or body and choices.

    In session line breaks are kept: Meta forbids them in templates only. Twilio's page on error
    21656 lists them without saying where, so a 21656 must be answered with numbered text.
    Raises Unfit when the provider would refuse it, KeyError for a name that is none of ours.
    """
    if form(name).category is not None:
        return _template_values(name, message.template)
    if name_for(message) != name:
        raise Unfit("choices")
    text = body(message)
    if not text.strip():
        raise Unfit("empty")
    if utf16_length(text) > BODY_LIMIT:
        raise Unfit("body_too_long")
    said = [part for button in message.buttons for part in (button.label.strip(), button.id)]
    return _numbered([text, *said])


def body(message: Outbound) -> str:
    """The words and the prompt as one text, a blank line between."""
    return "\n\n".join(part for part in (message.text, message.prompt) if part)


def substituted(name: str, filled: Mapping[str, str]) -> str:
    """The body a person reads, once filled."""
    written = str(form(name).body["body"])
    return _VARIABLE.sub(lambda found: filled.get(found[1], found[0]), written)


def check(form: Form) -> None:
    """Raise Unfit where Twilio or Meta would refuse the form, before anything is sent to them."""
    text = str(form.body["body"])
    if set(form.samples) != set(_names(len(form.samples))) or not all(form.samples.values()):
        raise Unfit("samples")
    if utf16_length(text) > BODY_LIMIT:
        raise Unfit("body_too_long")
    if form.category is not None:
        _check_template(text, form.samples)


def _check_template(text: str, samples: Mapping[str, str]) -> None:
    used = _VARIABLE.findall(text)
    words = _VARIABLE.sub(" ", text).split()
    if re.match(_EDGE + _VARIABLE.pattern, text) or re.search(
        _VARIABLE.pattern + _EDGE + "$", text
    ):
        raise Unfit("variable_at_edge")
    if _NEIGHBOURS.search(text):
        raise Unfit("variables_adjacent")
    if sorted(set(used), key=int) != _names(len(samples)):
        raise Unfit("variables_not_sequential")
    if sum(any(map(str.isalnum, word)) for word in words) < 2 * len(used) + 1:
        raise Unfit("too_few_words")
    if any(map(_FORBIDDEN.search, samples.values())):
        raise Unfit("variable_white_space")


def _template_values(name: str, template: Template | None) -> Filled:
    wanted = len(form(name).samples)
    if template is None or template.name != name or len(template.values) != wanted:
        raise Unfit("template")
    filled = _numbered([value.strip() for value in template.values])
    if not all(filled.values()):
        raise Unfit("empty")
    if any(map(_FORBIDDEN.search, filled.values())):
        raise Unfit("variable_white_space")
    if utf16_length(substituted(name, filled)) > BODY_LIMIT:
        raise Unfit("body_too_long")
    return filled


def _choices(count: int) -> Form:
    actions = [{"type": "QUICK_REPLY", "title": t, "id": i} for t, i in _slots(count)]
    return Form(
        f"choices-{count}",
        "twilio/quick-reply",
        {"body": "{{1}}", "actions": actions},
        _samples(count),
    )


def _list(count: int) -> Form:
    items = [{"item": title, "id": ident} for title, ident in _slots(count)]
    return Form(
        f"list-{count}",
        "twilio/list-picker",
        {"body": "{{1}}", "button": _LIST_BUTTON, "items": items},
        _samples(count),
    )


def _ready() -> Form:
    return _approved(READY, _READY_BODY, _READY_SAMPLE, (_READY_BUTTON, SHOW_TIP))


_HELD_AT_MOST = 7_200
"""As long as a nudge is good for: of a phone switched on at night none of it is left."""


def _notice() -> Form:
    return _approved(NOTICE, _NOTICE_BODY, _NOTICE_SAMPLE, (_NOTICE_BUTTON, READ_NOTICE))


def _approved(name: str, body: str, sample: str, button: tuple[str, str]) -> Form:
    title, ident = button
    return Form(
        name,
        "twilio/quick-reply",
        {"body": body, "actions": [{"type": "QUICK_REPLY", "title": title, "id": ident}]},
        {"1": sample},
        category="UTILITY",
        ttl=_HELD_AT_MOST,
    )


def _slots(count: int) -> list[tuple[str, str]]:
    return [(f"{{{{{2 * at}}}}}", f"{{{{{2 * at + 1}}}}}") for at in range(1, count + 1)]


def _samples(count: int) -> Filled:
    return _numbered(
        ["Message", *(f"{word}{at}" for at in range(1, count + 1) for word in ("Choix ", "id."))]
    )


def _numbered(said: Sequence[str]) -> Filled:
    return dict(zip(_names(len(said)), said, strict=True))


def _names(count: int) -> list[str]:
    return [str(at) for at in range(1, count + 1)]


def _in_session(count: int) -> str | None:
    if count in QUICK_REPLIES:
        return f"choices-{count}"
    return f"list-{count}" if count in LIST_ITEMS else None


def _distinct(buttons: Sequence[Button]) -> bool:
    """WhatsApp refuses two choices with one title, or one id."""
    labels = {button.label.strip() for button in buttons}
    return len(labels) == len(buttons) == len({button.id for button in buttons})


def _fits(text: str, limit: int) -> bool:
    return 0 < utf16_length(text.strip()) <= limit and not _FORBIDDEN.search(text)
