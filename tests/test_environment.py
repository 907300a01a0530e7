"""`.env.sample` is the one place where an operator finds every variable."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from core.settings import Settings

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / ".env.sample"
OURS = frozenset(name.upper() for name in Settings.model_fields)


def variables(text: str) -> list[str]:
    return re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)


def test_every_setting_is_in_the_sample_once_and_nothing_else_is() -> None:
    assert sorted(variables(SAMPLE.read_text(encoding="utf-8"))) == sorted(OURS)


def test_every_variable_has_its_comment_just_above() -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()

    alone = [
        line for above, line in pairwise(lines) if variables(line) and not above.startswith("# ")
    ]

    assert alone == []


def test_an_untouched_copy_of_the_sample_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    copy = tmp_path / ".env"
    copy.write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")

    assert Settings(_env_file=copy) == Settings(_env_file=None)


def test_the_sample_holds_no_value() -> None:
    filled = re.findall(r"^[A-Z_]+=.+$", SAMPLE.read_text(encoding="utf-8"), re.MULTILINE)

    assert filled == []
