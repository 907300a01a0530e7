"""The whole programme as one page to read: by week and by job, with all that goes around it."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from content.library import DEFAULT_WORDS, Library, fill
from content.schema import Piece, Recall, Testimony
from content.spoken import typeset

HERE = Path(__file__).parent
DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi")


@dataclass(frozen=True, slots=True)
class Week:
    """One week: its theme, its pieces in the order of days, Tuesday's once for each job."""

    number: int
    theme: str
    pieces: tuple[tuple[str, str, Piece], ...]
    recall: Recall | None
    testimonies: tuple[Testimony, ...]


def written(library: Library) -> str:
    """The page, complete in itself: it may be sent by mail or printed."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape()
    )
    environment.filters["said"] = lambda text: typeset(fill(text or "", DEFAULT_WORDS))
    return environment.get_template("reading.html").render(
        jobs=library.jobs,
        weeks=[_week(library, number) for number in sorted(library.themes)],
        questions=_by_theme(library),
        library=library,
        style=(HERE / "static" / "page.css").read_text(encoding="utf-8"),
    )


def _week(library: Library, number: int) -> Week:
    pieces = [
        (DAYS[piece.day - 1], job, piece)
        for key in sorted(library.pieces)
        for job, piece in library.pieces[key].items()
        if piece.week == number
    ]
    told = tuple(one for one in library.testimonies.values() if one.week == number)
    return Week(number, library.themes[number], tuple(pieces), library.recalls.get(number), told)


def _by_theme(library: Library) -> dict[str, list[tuple[str, str, str]]]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    for ident, question in library.questions.items():
        found.setdefault(question.theme, []).append((ident, question.title, question.answer))
    return found
