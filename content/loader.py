"""Reads the content files. One strict loader: every problem is reported at once, with its place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from content import prices
from content.forms import Shape, faults, made
from content.library import Library, Place, named
from content.schema import (
    Challenge,
    Message,
    Mission,
    Piece,
    Question,
    Recall,
    Testimony,
    Workshop,
)

HOME = Path(__file__).parent
LANGUAGE = "fr"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, in words a writer understands. `line` 0 = the whole file."""

    file: str
    what: str
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.what}"


class ContentProblems(Exception):
    """The content cannot be used as it is. `problems` lists all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class _Lined(dict[Any, Any]):
    """A mapping that remembers the line of each key."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[Any, int] = {}

    @property
    def line(self) -> int:
        return min(self.lines.values(), default=0)


# libyaml reads the content in a sixth of the time: every process pays this when it starts.
class _Yaml(yaml.CSafeLoader):
    """Plain YAML whose mappings know their lines. Keys written twice are kept in `twice`."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.twice: list[tuple[int, str]] = []

    def mapping(self, node: yaml.MappingNode) -> Iterator[_Lined]:
        """Called by PyYAML: an empty mapping first, so that a file may refer to itself."""
        lined = _Lined()
        yield lined
        written = [key for key, _ in node.value if not key.tag.endswith(":merge")]
        lined.update(self.construct_mapping(node))
        for key in written:
            name, line = self.construct_object(key), key.start_mark.line + 1
            if name in lined.lines:
                self.twice.append((line, str(name)))
            lined.lines[name] = line


_Yaml.add_constructor("tag:yaml.org,2002:map", _Yaml.mapping)


class _Reader:
    """Collects all content; later folders override earlier ones.

    Prices as a whole, the rest by key or id.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.places: dict[str, Place] = {}
        self.pieces: dict[str, dict[str, Piece]] = {}
        self.themes: dict[int, str] = {}
        self.jobs: dict[str, str] = {"general": "Autre métier"}
        self.questions: dict[str, Question] = {}
        self.messages: dict[str, Message] = {}
        self.prices = prices.FREE
        self.challenges: dict[str, Challenge] = {}
        self.testimonies: dict[str, Testimony] = {}
        self.missions: dict[str, Mission] = {}
        self.workshops: dict[str, Workshop] = {}
        self.recalls: dict[int, Recall] = {}
        self._ours = True
        self._here: dict[str, Place] = {}

    def folder(self, root: Path) -> None:
        self._ours, self._here = root == HOME, {}
        if not root.is_dir():
            self._problem(str(root), "no such folder")
        rooms: tuple[tuple[str, Callable[[str, _Lined], None]], ...] = (
            ("programme/*.yaml", self._week),
            ("tracks/*.yaml", self._track),
            ("questions/*.yaml", self._theme),
            ("messages/*.yaml", self._flow),
            ("prices.yaml", self._prices),
            ("challenges/*.yaml", self._challenges),
            ("testimonies.yaml", self._testimonies),
            ("missions/*.yaml", self._mission),
            ("workshops/*.yaml", self._workshop),
            ("recalls.yaml", self._recalls),
        )
        for room, read in rooms:
            for path in sorted(root.glob(room)):
                self._file(path, str(path.relative_to(root) if self._ours else path), read)
        self.places |= self._here

    def _file(self, path: Path, name: str, read: Callable[[str, _Lined], None]) -> None:
        try:
            parser = _Yaml(path.read_text(encoding="utf-8"))
            value = parser.get_single_data()
            for line, key in parser.twice:
                self._problem(name, f"{key} is written twice", line)
            if not isinstance(value, _Lined):
                raise TypeError("nothing in it")
            read(name, value)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self._problem(name, "not valid YAML", mark.line + 1 if mark else 0)
        except KeyError as error:
            self._problem(name, f"{error.args[0]} is missing")
        except (TypeError, AttributeError, ValueError) as error:
            self._problem(name, f"not in the expected form ({error})")

    def _problem(self, file: str, what: str, line: int = 0) -> None:
        self.problems.append(Problem(file, what, line))

    def _found(self, name: str, file: str, line: int) -> None:
        before = self._here.setdefault(name, Place(file, line, self._ours))
        if (before.file, before.line) != (file, line):
            self._problem(file, f"{name} is already in {before.file}:{before.line}", line)

    def _week(self, name: str, value: _Lined) -> None:
        week = int(value["week"])
        self.themes[week] = str(value["theme"])
        for piece, line in self._entries(name, Piece, value["pieces"], {"week": week}):
            self._found(piece.key, name, line)
            self.pieces.setdefault(piece.key, {})["general"] = piece

    def _track(self, name: str, value: _Lined) -> None:
        job = str(value["job"])
        self.jobs[job] = str(value["label"])
        same = {"day": 2, "kind": "job"}
        for piece, line in self._entries(name, Piece, value["pieces"], same):
            self._found(named(piece.key, job), name, line)
            self.pieces.setdefault(piece.key, {})[job] = piece

    def _theme(self, name: str, value: _Lined) -> None:
        same = {"theme": value["theme"]}
        for question, line in self._entries(name, Question, value["entries"], same):
            self._found(question.id, name, line)
            self.questions[question.id] = question

    def _challenges(self, name: str, value: _Lined) -> None:
        same = {"theme": value["theme"]}
        for challenge, line in self._entries(name, Challenge, value["challenges"], same):
            self._found(f"challenge {challenge.id}", name, line)
            self.challenges[challenge.id] = challenge

    def _testimonies(self, name: str, value: _Lined) -> None:
        for testimony, line in self._entries(name, Testimony, value["testimonies"], {}):
            self._found(f"testimony {testimony.id}", name, line)
            self.testimonies[testimony.id] = testimony

    def _recalls(self, name: str, value: _Lined) -> None:
        for recall, line in self._entries(name, Recall, value["recalls"], {}):
            self._found(f"recall {recall.week}", name, line)
            self.recalls[recall.week] = recall

    def _mission(self, name: str, value: _Lined) -> None:
        for mission, line in self._entries(name, Mission, [value], {}):
            self._found(f"mission {mission.id}", name, line)
            self._parts(f"mission {mission.id}", name, value["weeks"])
            self.missions[mission.id] = mission

    def _workshop(self, name: str, value: _Lined) -> None:
        for workshop, line in self._entries(name, Workshop, [value], {}):
            self._found(f"workshop {workshop.id}", name, line)
            self._parts(f"workshop {workshop.id}", name, value["cases"])
            page = value["facilitator"].line
            self._found(f"workshop {workshop.id} facilitator", name, page)
            self.workshops[workshop.id] = workshop

    def _parts(self, name: str, file: str, entries: Iterable[_Lined]) -> None:
        """The weeks of a mission, the cases of a workshop: a problem in one is told at its line."""
        for number, entry in enumerate(entries, 1):
            self._found(f"{name} {number}", file, entry.line)

    def _entries(
        self, file: str, shape: type[Shape], entries: Iterable[Any], same: Mapping[str, Any]
    ) -> Iterator[tuple[Shape, int]]:
        for entry in entries:
            full = {**same, **entry}
            wrong = list(faults(shape, full))
            for where, what in wrong:
                line = where.line if isinstance(where, _Lined) else entry.line
                self._problem(file, f"{_label(entry)}: {what}", line)
            if not wrong:
                yield made(shape, full), entry.line

    def _flow(self, name: str, value: _Lined) -> None:
        said = value[LANGUAGE]
        for key, entry in said.items():
            full = f"{Path(name).stem}.{key}"
            self._found(full, name, said.lines[key])
            for what in _odd(entry):
                self._problem(name, f"{full}: {what}", said.lines[key])
            if not any(_odd(entry)):
                text, buttons = entry["text"].strip(), entry.get("buttons", {})
                self.messages[full] = Message(full, text, dict(buttons))
        for language in value:
            for key in sorted(set(said) ^ set(value[language])):
                self._problem(name, f"{key} is not said in every language", value.lines[language])

    def _prices(self, name: str, value: _Lined) -> None:
        wrong = list(prices.faults(value))
        for field, what in wrong:
            self._problem(name, what, value.lines.get(field, 0))
        if not wrong:
            self.prices = prices.made(value)


def _odd(entry: Any) -> Iterator[str]:
    """What keeps an entry from being a message."""
    if not (isinstance(entry, dict) and isinstance(entry.get("text"), str)):
        yield "text is missing"
        return
    for name in entry.keys() - {"text", "buttons"}:
        yield f"unknown field {name}"
    for choice, label in entry.get("buttons", {}).items():
        if not (isinstance(choice, str) and isinstance(label, str)):
            yield f"put both sides of the button {choice}: {label} in quotes"


def _label(entry: Mapping[str, Any]) -> str:
    week = f"week {entry['week']}" if "week" in entry else ""
    return str(entry.get("id") or entry.get("title") or week or "an entry")


def load(extra: Iterable[Path] = ()) -> Library:
    """Read our content, then each folder of `extra` over it. Raises ContentProblems."""
    reader = _Reader()
    for root in (HOME, *extra):
        reader.folder(root)
    if reader.problems:
        raise ContentProblems(reader.problems)
    return Library(
        reader.pieces,
        reader.themes,
        reader.jobs,
        reader.questions,
        reader.messages,
        reader.places,
        reader.prices,
        reader.challenges,
        reader.testimonies,
        reader.missions,
        reader.workshops,
        reader.recalls,
    )


def as_written(path: Path) -> Any:
    """What a YAML or JSON file holds, every value as the text written: 10:30 stays 10:30.

    Raises OSError when it cannot be read, ValueError when it is neither.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506 - texts
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ValueError(f"line {mark.line + 1}" if mark else "not text") from error
