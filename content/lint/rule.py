"""What rules share: their shape, how they name a place, and the texts they go through."""

from collections.abc import Callable, Iterator, Sequence

from content.library import Library, fill, named, words
from content.loader import Problem
from content.schema import (
    Case,
    Challenge,
    Facilitator,
    Heard,
    Mission,
    MissionWeek,
    Piece,
    Recall,
    Testimony,
    Workshop,
)
from core.message import Outbound

Rule = Callable[[Library], Iterator[Problem]]
Entry = Challenge | Testimony | Mission | Workshop | Recall
Part = Entry | MissionWeek | Case | Facilitator | Heard
DEFAULTS = words({})

# What is said together, field by field: one message, or one paragraph of the facilitator's page.
SAID: dict[type[Part], tuple[tuple[str, ...], ...]] = {
    Challenge: (("title", "text", "check"), ("group",), ("share",)),
    Testimony: (("text",),),
    Mission: (("title", "audience"), ("intro",), ("reminder",), ("share",)),
    MissionWeek: (("text", "uses"),),
    Workshop: (("title", "goal"), ("opening",), ("closing",)),
    Case: (("title", "text", "check"), ("again",)),
    Facilitator: (("before",), ("script",), ("pitfalls",), ("after",)),
    Heard: (("answer",),),
    Recall: (("question", "choices"), ("answer",)),
}


def fault(library: Library, name: str, what: str) -> Problem:
    """A problem with what is called `name` in `Library.places`, where it was read."""
    place = library.place(name)
    return Problem(place.file, f"{name}: {what}", place.line)


def variants(library: Library) -> Iterator[tuple[str, str, Piece]]:
    """Every piece with its name and job."""
    for key, by_job in library.pieces.items():
        for job, piece in by_job.items():
            yield named(key, job), job, piece


def entries(library: Library) -> Iterator[tuple[str, Entry]]:
    """Every challenge, testimony, mission, workshop and recall question, with its name."""
    for kind, shelf in (
        ("challenge", library.challenges),
        ("testimony", library.testimonies),
        ("mission", library.missions),
        ("workshop", library.workshops),
        ("recall", library.recalls),
    ):
        for ident, entry in shelf.items():
            yield f"{kind} {ident}", entry


def parts(library: Library) -> Iterator[tuple[str, Part]]:
    """Every one of them and what is within it, each under the name of its place."""
    for name, entry in entries(library):
        yield name, entry
        if isinstance(entry, Mission):
            yield from _numbered(name, entry.weeks)
        if isinstance(entry, Workshop):
            page = f"{name} facilitator"
            yield from _numbered(name, entry.cases)
            yield page, entry.facilitator
            yield from ((page, heard) for heard in entry.facilitator.heard)


def _numbered(name: str, found: Sequence[Case | MissionWeek]) -> Iterator[tuple[str, Part]]:
    for number, part in enumerate(found, 1):
        yield f"{name} {number}", part


def texts(part: Part, field: str) -> tuple[str, ...]:
    """What a field of a part holds: one text, or several."""
    value = getattr(part, field)
    return (value,) if isinstance(value, str) else value


def told(part: Part) -> Iterator[str]:
    """What the coach says of a part in its own voice, message by message."""
    for together in SAID[type(part)]:
        yield "\n".join(text for field in together for text in texts(part, field))


def shown(library: Library, piece: Piece) -> Outbound | None:
    """A piece as it reaches a person of an organisation that set no words of its own.

    None when the message that frames it is not written: another rule says so.
    """
    frame = "win.friday" if piece.day == 5 else "tip.piece"
    if frame not in library.messages:
        return None
    text, check = fill(piece.text, DEFAULTS), fill(piece.check or "", DEFAULTS)
    prompt = fill(piece.prompt, DEFAULTS) if piece.prompt else None
    return library.render(frame, {**DEFAULTS, "text": text, "check": check}, prompt=prompt)
