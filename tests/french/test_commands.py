"""Commands are whole messages; questions and wins are not commands."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from french.commands import Command, ambiguous_stop, command, join_code

_TABLE = Path(__file__).with_name("commands.tsv")


def _cases() -> list[tuple[str, Command | None]]:
    lines = (line.rpartition("\t") for line in _TABLE.read_text("utf-8").splitlines())
    return [(text, None if name == "null" else Command(name)) for text, _, name in lines]


@pytest.mark.parametrize(("text", "expected"), _cases())
def test_a_command_is_heard(text: str, expected: Command | None) -> None:
    assert command(text) is expected


@given(st.text(max_size=200))
def test_any_text_is_a_command_or_not(text: str) -> None:
    assert command(text) in (None, *Command)


@pytest.mark.parametrize(
    ("text", "stops"), [("END", True), ("cancel !", True), ("/quit", True), ("the end", False)]
)
def test_end_cancel_and_quit_are_only_reported(text: str, stops: bool) -> None:
    assert ambiguous_stop(text) is stops
    assert command(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("REJOINDRE DEMO", "DEMO"),
        ("rejoindre demo", "demo"),
        ("Rejoindre DEMO !", "DEMO"),
        ("/start aB_9-x", "aB_9-x"),
        ("/start@dixminutes_bot aB_9-x", "aB_9-x"),
        ("/rejoindre DEMO", "DEMO"),
        ("/start", None),
        ("rejoindre", None),
        ("rejoindre l'équipe demain", None),
        ("/start " + "a" * 65, None),
        ("start maintenant", None),
    ],
)
def test_the_invitation_code_keeps_its_case(text: str, code: str | None) -> None:
    assert join_code(text) == code
