"""What rules share: their shape, how they name a place, and the texts they go through."""

from collections.abc import Callable, Iterator

from content.library import Library, fill, named, words
from content.loader import Problem
from content.schema import Piece
from core.message import Outbound

Rule = Callable[[Library], Iterator[Problem]]
DEFAULTS = words({})


def fault(library: Library, name: str, what: str) -> Problem:
    """A problem with the piece, question or message called `name`, where it was read."""
    place = library.place(name)
    return Problem(place.file, f"{name}: {what}", place.line)


def variants(library: Library) -> Iterator[tuple[str, str, Piece]]:
    """Every piece with its name and job."""
    for key, by_job in library.pieces.items():
        for job, piece in by_job.items():
            yield named(key, job), job, piece


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
