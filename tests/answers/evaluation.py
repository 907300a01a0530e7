"""`python -m tests.answers.evaluation`: score the search, write docs/search-report.md.

The questions (blind.tsv) were written by people who had seen the ids and titles of the bank, not
its phrasings, before anything was tuned on them. Half of them is open: its misses are shown, and
may be learned from. The other half is frozen: it is scored, once a release, and never looked at.
Of the last 320 messages, sixteen out of scope were seen before the halves were drawn.
"""

import gc
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from answers.lessons import lessons
from answers.search import Bank, Found
from content.loader import load
from content.schema import Question
from french.fold import fold

HERE = Path(__file__).parent
BLIND = HERE / "blind.tsv"
REPORT = HERE.parent.parent / "docs" / "search-report.md"
WORST = 20
NEAREST = 3
"""No question is this near, in edits, to a phrasing of the bank: it would be known by heart."""
TARGETS = {"first": 0.92, "offered": 0.97, "out": 0.05, "ms": 5.0, "mb": 60.0}


@dataclass(frozen=True, slots=True)
class Asked:
    """One line: `one`, `two`, `out` or `talk`; the ids it may be answered by, best first."""

    kind: str
    ids: tuple[str, ...]
    text: str

    @property
    def frozen(self) -> bool:
        """Whether it is of the half nobody looks at: by its text alone, so for good."""
        return sha256(self.text.encode()).digest()[0] % 2 == 1


def read(path: Path = BLIND) -> list[Asked]:
    """The questions as written."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip()]
    return [Asked(kind, tuple(filter(None, _ids(ids))), text) for kind, ids, text in rows]


def _ids(ids: str) -> list[str]:
    return ids.replace("+", "|").split("|")


@dataclass(frozen=True, slots=True)
class Score:
    """Of some questions: counts, and the milliseconds each took."""

    one: int
    first: int
    offered: int
    two: int
    both: int
    out: int
    answered: int
    talk: int
    heard: int
    ms: Sequence[float]
    missed: Sequence[tuple[Asked, Found]]

    @property
    def shares(self) -> dict[str, float]:
        """What the targets speak of."""
        return {
            "first": self.first / max(1, self.one),
            "offered": self.offered / max(1, self.one),
            "out": self.answered / max(1, self.out),
            "ms": median(self.ms) if self.ms else 0.0,
        }


def score(bank: Bank, asked: Iterable[Asked]) -> Score:
    """Ask everything once."""
    found, ms = [], []
    for each in asked:
        began = time.perf_counter()
        found.append((each, bank.find(each.text)))
        ms.append((time.perf_counter() - began) * 1000)

    def count(kind: str, held: Callable[[Asked, Found], bool]) -> tuple[int, int]:
        of_kind = [(one, got) for one, got in found if one.kind == kind]
        return len(of_kind), sum(held(one, got) for one, got in of_kind)

    single, first = count("one", _first)
    _, offered = count("one", _offered)
    two, both = count("two", lambda one, got: set(one.ids) <= {got.id, *got.also})
    out, answered = count("out", lambda _, got: got.kind == "answer")
    talk, heard = count("talk", lambda _, got: got.kind == "smalltalk")
    return Score(single, first, offered, two, both, out, answered, talk, heard, ms, _missed(found))


def _first(one: Asked, got: Found) -> bool:
    return got.kind == "answer" and got.id in one.ids


def _offered(one: Asked, got: Found) -> bool:
    return bool({*got.offered, *got.also} & set(one.ids))


def _missed(found: Sequence[tuple[Asked, Found]]) -> list[tuple[Asked, Found]]:
    """The worst first: answered beside the point, out of scope answered, then silent."""

    def badness(pair: tuple[Asked, Found]) -> tuple[int, float]:
        one, got = pair
        answered = got.kind == "answer"
        return (2 if answered else 1 if not _offered(one, got) else 0, got.score)

    wrong = [
        (one, got)
        for one, got in found
        if (one.kind == "one" and not _first(one, got))
        or (one.kind == "out" and got.kind == "answer")
    ]
    return sorted(wrong, key=badness, reverse=True)


def known_by_heart(asked: Iterable[Asked], questions: Iterable[Question]) -> list[Asked]:
    """The questions that are nearly a phrasing or a title of the bank, or a lesson."""
    ours = [text for one in questions for text in (one.title, *one.phrasings)]
    taught = [
        fold(text) for text in (*ours, *(text for some in lessons().values() for text in some))
    ]
    return [one for one in asked if _near(fold(one.text), taught)]


def _near(text: str, taught: list[str]) -> bool:
    found = process.extractOne(text, taught, scorer=Levenshtein.distance, score_cutoff=NEAREST)
    return found is not None


def memory() -> float:
    """Megabytes the bank holds once it is built."""
    questions = list(load().questions.values())
    gc.collect()
    tracemalloc.start()
    bank = Bank(questions)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert bank is not None
    return held / 1e6


def page() -> str:
    """The report, in Markdown."""
    questions = load().questions
    bank = Bank(questions.values())
    asked = read()
    halves = {
        "open": score(bank, [one for one in asked if not one.frozen]),
        "frozen": score(bank, [one for one in asked if one.frozen]),
    }
    near = known_by_heart(asked, questions.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return "".join(
        [
            _about(len(asked), len(near)),
            _table(halves),
            f"The bank holds {memory():.0f} MB once built (target: at most 60); "
            f"this process weighed {peak:.0f} MB at most, everything imported.\n\n",
            _misses(halves["open"]),
        ]
    )


def _about(many: int, near: int) -> str:
    read_on = f"{datetime.now(UTC):%Y-%m-%d}"
    return f"""# How well questions are found

`python -m tests.answers.evaluation` wrote this page on {read_on}, from {many} messages of
[`tests/answers/blind.tsv`](../tests/answers/blind.tsv). They were written by people who had seen
the ids and titles of the bank, not its phrasings. Half is open, its misses below; half is frozen,
scored once a release (which half, the text itself decides). {near} are within {NEAREST} edits of a
phrasing or of a lesson (answers/lessons.tsv).

"""


def _table(halves: dict[str, Score]) -> str:
    head = "| figure | target | open | frozen |\n|---|---|---|---|\n"
    rows: list[tuple[str, str, Callable[[Score], str]]] = [
        ("the right answer at once", "≥ 92 %", lambda s: _share(s.first, s.one)),
        ("the right one among those offered", "≥ 97 %", lambda s: _share(s.offered, s.one)),
        ("two questions, both answered", "", lambda s: _share(s.both, s.two)),
        ("out of scope, answered all the same", "≤ 5 %", lambda s: _share(s.answered, s.out)),
        ("small talk taken as such", "", lambda s: _share(s.heard, s.talk)),
        ("milliseconds a message, median", "≤ 5", lambda s: f"{s.shares['ms']:.1f}"),
    ]
    lines = [
        f"| {name} | {target} | {told(halves['open'])} | {told(halves['frozen'])} |"
        for name, target, told in rows
    ]
    return head + "\n".join(lines) + "\n\n"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} % ({part} of {whole})"


def _misses(of: Score) -> str:
    lines = [
        f"| {one.text.replace('|', '/')} | {' or '.join(one.ids) or 'nothing'} "
        f"| {got.id or ', '.join(got.offered) or 'nothing'} | {got.kind} |"
        for one, got in of.missed[:WORST]
    ]
    return (
        f"## The {WORST} worst misses of the open half\n\n"
        "| asked | wanted | given | kind |\n|---|---|---|---|\n" + "\n".join(lines) + "\n"
    )


def main() -> int:
    """Write the report."""
    REPORT.write_text(page(), encoding="utf-8")
    print(f"{REPORT.name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
