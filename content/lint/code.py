"""Rules between the messages and the rooms that say them: nothing missing, nothing forgotten."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from content.library import Library
from content.lint.messages import SPEECHLESS
from content.lint.rule import fault
from content.loader import Problem
from core.message import Kind

ROOMS = ("flows", "workers", "web", "cli")
SAYING = frozenset({"Say", "say", "message", "render"})
_KEY = re.compile(r"[a-z]+\.(?!html$)[a-z0-9_]+")
_START = re.compile(r"[a-z]+\.[a-z0-9_]*")

# A key made up at run time, such as f"system.{kind}": how it may end.
ENDINGS: dict[str, frozenset[str]] = {
    "system.": frozenset({kind.value for kind in Kind if kind not in SPEECHLESS} | {"other"}),
    "question.": frozenset(
        {"answer", "unsure", "unknown", "thanks", "hello", "laugh", "thumb", "bye"}
    ),
    "optdown.": frozenset({"pause_thanks", "finished"}),
    "optdown.rhythm_": frozenset("5310"),
    "optdown.ask_": frozenset({"pause", "hour", "days", "leave"}),
    "alert.": frozenset({"limit", "most", "cap", "setup"}),
    "onboarding.now_": frozenset({"champion", "admin"}),
    "onboarding.ask_": frozenset({"agree", "job", "rhythm", "hour", "confidence"}),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message key in the code. `open_end`: only how it starts is written there."""

    key: str
    file: str
    line: int
    open_end: bool = False
    sure: bool = False


class _Ear(ast.NodeVisitor):
    """Hears the strings that could be message keys; those given to Say are so for sure."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.heard: list[Spoken] = []

    def visit_Constant(self, node: ast.Constant) -> None:
        self._hear(node, sure=False)

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        if name in SAYING and node.args:
            self._hear(node.args[0], sure=True)
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        start = next(iter(node.values), None)
        if isinstance(start, ast.Constant) and _START.fullmatch(str(start.value)):
            self.heard.append(Spoken(str(start.value), self.file, node.lineno, open_end=True))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def _hear(self, node: ast.expr, *, sure: bool) -> None:
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and _KEY.fullmatch(text):
            self.heard.append(Spoken(text, self.file, node.lineno, sure=sure))


def spoken(source: Path) -> tuple[Spoken, ...]:
    """What the rooms under `source` may say, by reading their Python files."""
    return tuple(
        heard
        for room in ROOMS
        for path in sorted((source / room).rglob("*.py"))
        for heard in _heard(path, path.relative_to(source).as_posix())
    )


def _heard(path: Path, file: str) -> Sequence[Spoken]:
    ear = _Ear(file)
    ear.visit(ast.parse(path.read_text(encoding="utf-8")))
    return ear.heard


def _about_messages(library: Library, heard: Sequence[Spoken]) -> list[Spoken]:
    flows = {_flow(key) for key in library.messages}
    taps = {
        f"{_flow(key)}.{choice}"
        for key, said in library.messages.items()
        for choice in said.buttons
    }
    return [one for one in heard if one.sure or (_flow(one.key) in flows and one.key not in taps)]


def _flow(key: str) -> str:
    return key.partition(".")[0]


def nothing_missing(library: Library, heard: Sequence[Spoken]) -> Iterator[Problem]:
    """Every message the code names is written."""
    for one in _about_messages(library, heard):
        for key in _keys(one):
            if key not in library.messages:
                yield Problem(one.file, f"says {key}, which no file of messages has", one.line)


def known_ends(library: Library, heard: Sequence[Spoken]) -> Iterator[Problem]:
    """A key made up at run time is one whose endings this lint knows."""
    for one in _about_messages(library, heard):
        if one.open_end and one.key not in ENDINGS:
            yield Problem(one.file, f"says {one.key}…: tell ENDINGS how it may end", one.line)


def nothing_forgotten(library: Library, heard: Sequence[Spoken]) -> Iterator[Problem]:
    """Every message written is said somewhere."""
    said = {key for one in heard for key in _keys(one)}
    # Without any source beside the content (a frozen build), nothing can be known.
    for key in library.messages.keys() - said if heard else ():
        yield fault(library, key, "no code says it")


def _keys(one: Spoken) -> Iterator[str]:
    if not one.open_end:
        yield one.key
        return
    yield from (one.key + end for end in sorted(ENDINGS.get(one.key, ())))


RULES: tuple[Callable[[Library, Sequence[Spoken]], Iterator[Problem]], ...] = (
    nothing_missing,
    known_ends,
    nothing_forgotten,
)
