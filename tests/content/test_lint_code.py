"""The messages and the code that says them agree."""

from pathlib import Path

import pytest

from content.library import Library
from content.lint import code
from content.lint.code import Spoken, spoken
from tests.content.shelf import message, shelf

TIPS = shelf(message("tip.later"), message("win.ask", m10="10 min"))


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    return tmp_path


def heard(root: Path, line: str, library: Library = TIPS) -> list[str]:
    (root / "flows" / "step.py").write_text(f"# one step\n{line}\n", encoding="utf-8")
    found = spoken(root)
    rules = (code.nothing_missing, code.known_ends)
    return [str(problem) for rule in rules for problem in rule(library, found)]


MISSING = "flows/step.py:2: says {}, which no file of messages has"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("key = 'tip.nope' if x else 'tip.later'", "tip.nope"),
        ("Say('tip.nope')", "tip.nope"),
        ("talk.Say('relay.ask', {'a': b})", "relay.ask"),
        ("library.message('relay.ask')", "relay.ask"),
        ("x = f'{Say(\"tip.nope\")}'", "tip.nope"),
    ],
    ids=[
        "a key among others",
        "a key that is said",
        "a flow nobody wrote",
        "a message looked up",
        "a key inside a string made up",
    ],
)
def test_a_message_that_is_not_written_is_told(flows: Path, line: str, key: str) -> None:
    assert set(heard(flows, line)) == {MISSING.format(key)}


@pytest.mark.parametrize(
    "line",
    [
        "Say('tip.later')",
        "page = 'tip.html'",
        "log.info('planner.started')",
        "button = 'win.m10'",
        "button = f'question.show:{ident}'",
        "text = f'{a}.{b}'",
        "text = f''",
        "Say(key)",
    ],
    ids=[
        "a message that is written",
        "a page",
        "an event of another room",
        "a button's id",
        "a button's id made up",
        "a string that starts with a value",
        "an empty string",
        "a key kept elsewhere",
    ],
)
def test_other_strings_are_left_alone(flows: Path, line: str) -> None:
    assert heard(flows, line) == []


def test_a_key_made_up_must_have_endings_the_lint_knows(flows: Path) -> None:
    [problem] = heard(flows, "Say(f'tip.{kind}')")
    assert problem == "flows/step.py:2: says tip.…: tell ENDINGS how it may end"


def test_every_ending_of_a_key_made_up_must_be_written(flows: Path) -> None:
    written = shelf(*(message(f"optdown.rhythm_{number}") for number in "531"))
    assert heard(flows, "key = f'optdown.rhythm_{number}'", written) == [
        MISSING.format("optdown.rhythm_0")
    ]


def test_a_message_nobody_says_is_told() -> None:
    said = (Spoken("tip.piece", "flows/tip.py", 1), Spoken("win.friday", "flows/tip.py", 2))
    problems = code.nothing_forgotten(TIPS, said)
    assert sorted(problem.what for problem in problems) == [
        "tip.later: no code says it",
        "win.ask: no code says it",
    ]


def test_without_any_source_nothing_is_forgotten(tmp_path: Path) -> None:
    assert list(code.nothing_forgotten(TIPS, spoken(tmp_path))) == []
