"""Rules for everything the coach says: no promise, one emoji, sourced figures, no stray brace."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

from content.library import PLACEHOLDER, Library, fill
from content.lint.rule import (
    DEFAULTS,
    Entry,
    Rule,
    entries,
    fault,
    parts,
    shown,
    texts,
    told,
    variants,
)
from content.lint.together import LENGTHS
from content.loader import Problem
from content.schema import Case, Challenge, Piece, Question
from core.message import Outbound

# CONTENT rule: time is declared, never measured; nothing is promised or certified.
FORBIDDEN = re.compile(r"\b(?:mesurée?s?|garanti(?:e|s|es)?|certifiée?s?)\b", re.IGNORECASE)
FIGURE = re.compile(
    r"\d+(?:[.,]\d+)?\s?(?:[%€]|euros?\b|pour cent\b)"
    r"|\b(?:19|20)\d\d\b"
    r"|\b[LRD]\.?\s?\d{3,4}-\d"
    r"|\bart(?:icle|\.)\s?\d",
    re.IGNORECASE,
)
_PICTURE = "[\U0001f300-\U0001faff\u2600-\u27bf\u231a-\u23ff\u2b1b\u2b1c\u2b50\u2b55]"
_TONE = "[\ufe0f\U0001f3fb-\U0001f3ff]*"
EMOJI = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|{_PICTURE}{_TONE}(?:\u200d{_PICTURE}{_TONE})*|[0-9#*]\ufe0f?\u20e3"
)
YEAR = 365


def _said(library: Library) -> Iterator[tuple[str, str]]:
    """Every sentence of the coach's own: not the prompts, nor what people type."""
    for name, _, piece in variants(library):
        yield name, "\n".join((piece.title, piece.text, piece.check or ""))
    for ident, question in library.questions.items():
        yield ident, "\n".join((question.title, question.answer, question.more))
    for key, message in library.messages.items():
        yield key, "\n".join((message.text, *message.buttons.values()))
    for name, part in parts(library):
        yield from ((name, text) for text in told(part))


def no_promise(library: Library) -> Iterator[Problem]:
    """Time is « déclaré », never « mesuré », and nothing is guaranteed or certified."""
    for name, text in _said(library):
        for word in FORBIDDEN.findall(text):
            yield fault(library, name, f"the word « {word} » promises too much")


def one_emoji(library: Library) -> Iterator[Problem]:
    """A message has at most one emoji, its prompt and its buttons included."""
    for name, _, piece in variants(library):
        message = shown(library, piece)
        if message and len(EMOJI.findall(_whole(message))) > 1:
            yield fault(library, name, "more than one emoji, buttons included")
    pieces = {name for name, _, _ in variants(library)}
    for name, text in _said(library):
        if name not in pieces and len(EMOJI.findall(text)) > 1:
            yield fault(library, name, "more than one emoji")


def _whole(message: Outbound) -> str:
    labels = (button.label for button in message.buttons)
    return "\n".join((message.text, message.prompt or "", *labels))


def sourced_figures(library: Library) -> Iterator[Problem]:
    """A percentage, a price, a year or an article of law has its sources.

    An exercise works on made-up data, and so do a challenge and a case: their figures need none.
    """
    for name, _, piece in variants(library):
        if piece.kind != "exercise" and not piece.sources:
            yield from _figures(library, name, f"{piece.title}\n{piece.text}\n{piece.check or ''}")
    for ident, question in library.questions.items():
        if not question.sources:
            yield from _figures(library, ident, f"{question.answer}\n{question.more}")
    for key, message in library.messages.items():
        yield from _figures(library, key, message.text)
    sourced = tuple(name for name, entry in entries(library) if entry.sources)
    for name, part in parts(library):
        if not isinstance(part, Challenge | Case) and not name.startswith(sourced):
            yield from _figures(library, name, "\n".join(told(part)))


def _figures(library: Library, name: str, text: str) -> Iterator[Problem]:
    for found in FIGURE.finditer(text):
        yield fault(library, name, f"« {found[0]} » needs sources and reviewed")


def _reviewable(library: Library) -> Iterator[tuple[str, Piece | Question | Entry]]:
    named = ((name, piece) for name, _, piece in variants(library))
    return chain(named, library.questions.items(), entries(library))


def reviewed_sources(library: Library) -> Iterator[Problem]:
    """Sources and the day they were read go together."""
    for name, entry in _reviewable(library):
        if bool(entry.sources) != (entry.reviewed is not None):
            yield fault(library, name, "sources and reviewed go together")


def stale(library: Library, today: date) -> Iterator[Problem]:
    """A review is at most a year old on `today`, and not in the future."""
    for name, entry in _reviewable(library):
        if entry.reviewed and not 0 <= (today - entry.reviewed).days <= YEAR:
            yield fault(library, name, f"reviewed on {entry.reviewed}: read its sources again")


def known_placeholders(library: Library) -> Iterator[Problem]:
    """A piece or an answer has only the organisation's words in braces."""
    for name, _, piece in variants(library):
        yield from _strays(library, name, (piece.text, piece.prompt or "", piece.check or ""))
    for ident, question in library.questions.items():
        yield from _strays(library, ident, (question.answer, question.more))
    for name, part in parts(library):
        for field in LENGTHS[type(part)]:
            yield from _strays(library, name, texts(part, field))


def _strays(library: Library, name: str, texts: tuple[str, ...]) -> Iterator[Problem]:
    for text in texts:
        for stray in strays(text, frozenset(DEFAULTS)):
            yield fault(library, name, f"nothing fills {stray}")


def strays(text: str, known: frozenset[str]) -> list[str]:
    """The braces of a text that would reach a person as they are."""
    left = fill(text, dict.fromkeys(known, ""))
    unknown = [found[0] for found in PLACEHOLDER.finditer(left)]
    return unknown + re.findall(r"[{}]", PLACEHOLDER.sub("", left))


RULES: tuple[Rule, ...] = (
    no_promise,
    one_emoji,
    sourced_figures,
    reviewed_sources,
    known_placeholders,
)
