"""Choices as numbered text, where no content carries them, and the choice a person then types.

The one French word said here cannot come from content/: a channel does not know it.
"""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from core.message import Button
from french import replies
from french.fold import fold, words

MOST_ON_ONE_LINE = 3
LONGEST_LINE = 60
READ = 200  # characters of a person's text: a choice is never longer


def numbered(buttons: Sequence[Button]) -> str:
    """The choices to answer with a number: `1 Testé · 2 Plus tard`, a line each when many.

    Where a label begins with a digit a number would mean two things, so the labels stand alone.
    """
    labels = [button.label.strip() for button in buttons]
    if not labels:
        return ""
    if _ambiguous(buttons):
        return f"Réponds\N{NO-BREAK SPACE}: {', '.join(labels)}"
    said = [f"{place} {label}" for place, label in enumerate(labels, 1)]
    line = " · ".join(said)
    fits = len(said) <= MOST_ON_ONE_LINE and len(line) <= LONGEST_LINE
    return line if fits else "\n".join(said)


def chosen(text: str, buttons: Sequence[Button]) -> Button | None:
    """The choice a whole message names: its number, its place in words, its label or nearly.

    None when unsure. Where a label begins with a digit only a label itself counts: under "5 min"
    and "10 min", a 5 is no place and perhaps no choice.
    """
    said = _key(text[:READ])
    if not said or len(text.strip()) > READ:
        return None
    labels = [_key(button.label) for button in buttons]
    if said in labels:
        return _only([at for at, label in enumerate(labels) if label == said], buttons)
    if _ambiguous(buttons):
        return None
    place = replies.choice(text, [""] * len(buttons))  # without labels: numbers and places only
    if place is not None:
        return buttons[place]
    return _only([at for at, label in enumerate(labels) if _near(said, label)], buttons)


def _ambiguous(buttons: Sequence[Button]) -> bool:
    return any(_key(button.label)[:1].isdigit() for button in buttons)


def _key(text: str) -> str:
    """A text without case, accents, punctuation or emoji; of emoji alone, the emoji."""
    return " ".join(words(text)) or fold(text)


def _near(said: str, label: str) -> bool:
    """A slip of the thumb: one in four letters, two in eight; in less, another word."""
    slips = 2 if len(label) >= 8 else 1 if len(label) >= 4 else 0
    return OSA.distance(said, label, score_cutoff=slips) <= slips


def _only(places: Sequence[int], buttons: Sequence[Button]) -> Button | None:
    return buttons[places[0]] if len(places) == 1 else None
