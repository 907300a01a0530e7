"""Small libraries made in a test: one good piece, question or message, and what to change."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from content.library import Library, named
from content.schema import Message, Piece, Question

FRAMES = (
    Message("tip.piece", "{text}\n\nÀ vérifier : {check}", {"tried": "Testé ✅"}),
    Message("win.friday", "{text}", {"m10": "10 min"}),
)
TUESDAY = Piece(
    week=3,
    day=2,
    kind="job",
    use_case="mails",
    title="Trois mails, une réponse",
    text="Réponds plus vite avec {outil}.",
    prompt="Écris une réponse de cinq lignes à [demande].",
    check="Les dates sont-elles les tiennes ?",
)
FRIDAY = replace(TUESDAY, day=5, kind="gains", prompt=None, check=None)
MAILS = Question(
    id="mails",
    theme="usages",
    title="Pour les mails ?",
    phrasings=tuple(f"mails, façon {letter}" for letter in "abcdef"),
    answer="Oui : ouvre {outil} et essaie.",
)


def piece(**changes: Any) -> Piece:
    """A good Tuesday piece, changed."""
    return replace(TUESDAY, **changes)


def friday(**changes: Any) -> Piece:
    """A good Friday piece, changed."""
    return replace(FRIDAY, **changes)


def question(**changes: Any) -> Question:
    """A good entry of the bank, changed."""
    return replace(MAILS, **changes)


def message(key: str, text: str = "Bonjour.", **buttons: str) -> Message:
    """A message and its buttons."""
    return Message(key, text, buttons)


def shelf(*things: Piece | Question | Message, job: str = "general") -> Library:
    """A library of these things; the pieces are those of `job`."""
    pieces: dict[str, dict[str, Piece]] = {}
    for thing in things:
        if isinstance(thing, Piece):
            variants = pieces.setdefault(thing.key, {})
            variants[job if job not in variants else f"{job}{len(variants)}"] = thing
    return Library(
        pieces=pieces,
        jobs={"general": "Autre métier", job: job},
        questions={one.id: one for one in things if isinstance(one, Question)},
        messages={one.key: one for one in (*FRAMES, *things) if isinstance(one, Message)},
    )


def without(library: Library, key: str, job: str = "general") -> Library:
    """The library with one piece less."""
    left = {one: dict(variants) for one, variants in library.pieces.items()}
    assert left[key].pop(job), named(key, job)
    return replace(library, pieces=left)


def write(root: Path, room: str, name: str, text: str) -> Path:
    """One content file in a folder of an organisation; the folder is returned."""
    path = root / room / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root
