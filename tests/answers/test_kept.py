"""What the search learnt is kept between starts; a file not whole, or not ours, is ignored."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from answers import kept, search
from answers.learner import Learner, Learnt
from answers.search import Bank, learnt_of
from cli import words
from content.loader import load
from core.clock import SystemClock
from core.settings import Settings
from store.db import Database
from store.seal import Keyring
from tests import learnt
from tests.answers.evaluation import read
from workers.context import Context

FEW = [["c'est quoi un prompt", "un prompt, je n'ai pas compris"], ["ça garde une trace"]]
KEY = kept.key(FEW)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def fresh(folder: Path) -> Bank:
    """Learnt from scratch, then kept."""
    return Bank(load().questions.values(), folder)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The file of two entries."""
    learnt_of(FEW, tmp_path)
    [file] = tmp_path.iterdir()
    return file


@pytest.fixture
def unlearnt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be learnt any more."""
    learnt.bank()

    def learn(entries: Sequence[Any]) -> Learnt:
        raise AssertionError("learnt anew")

    monkeypatch.setattr(search, "learn", learn)


def same(one: Learnt, other: Learnt) -> bool:
    ranked = [Learner(each, 1).rank(["pr3", "tra"]) for each in (one, other)]
    return list(one.words) == list(other.words) and ranked[0] == ranked[1]


def test_a_kept_bank_scores_to_the_last_bit_like_a_fresh_one(
    fresh: Bank, folder: Path, unlearnt: None
) -> None:
    again = Bank(load().questions.values(), folder)
    assert again._learner._marks == fresh._learner._marks
    for one in read():
        sounded = search._keys(one.text)
        assert again._learner.rank(sounded) == fresh._learner.rank(sounded)


def test_a_second_start_learns_nothing(few: Path, unlearnt: None) -> None:
    assert list(learnt_of(FEW, few.parent).words[1]) == ["gar", "ka", "tra", "une"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda whole: whole[:20],
        lambda whole: whole[:-1],
        lambda whole: whole + b"\0",
        lambda whole: whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        lambda _: b"\x80\x04N.",
    ],
    ids=["empty", "no sum", "cut", "longer", "one bit", "foreign"],
)
def test_what_is_not_whole_is_learnt_anew(few: Path, spoil: Any) -> None:
    whole = few.read_bytes()
    few.write_bytes(spoil(whole))
    assert kept.recall(few.parent, KEY) is None
    learnt_of(FEW, few.parent)
    assert few.read_bytes() == whole


def test_what_was_learnt_from_other_texts_is_not_taken(few: Path) -> None:
    other = kept.key([["c'est quoi un prompt", "un prompt"], ["ça garde une trace"]])
    assert kept.recall(few.parent, other) is None
    few.rename(few.with_name(f"bank-{other[:32]}"))
    assert kept.recall(few.parent, other) is None


def test_other_code_is_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "traits.py").write_text("IDEA = 0.7\n", encoding="utf-8")
    monkeypatch.setattr(kept, "_ROOMS", (tmp_path,))
    before = kept.key(FEW)
    (tmp_path / "traits.py").write_text("IDEA = 0.8\n", encoding="utf-8")
    assert kept.key(FEW) != before


def test_older_ones_go_and_nothing_else(few: Path) -> None:
    (few.parent / "dixminutes.db").touch()
    (few.parent / f"bank-{'0' * 32}.{os.getpid()}").touch()
    learnt_of(FEW[:1], few.parent)
    left = {one.name for one in few.parent.iterdir()}
    assert left == {"dixminutes.db", f"bank-{kept.key(FEW[:1])[:32]}"}


@pytest.mark.parametrize("made", [Path.touch, lambda _: None], ids=["a file", "nothing"])
def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, made: Any) -> None:
    made(tmp_path / "var")
    assert same(learnt_of(FEW, tmp_path / "var"), learnt_of(FEW, None))
    assert not (tmp_path / "var").is_dir()


def test_a_process_reads_what_an_earlier_one_left_in_its_folder(
    tmp_path: Path, unlearnt: None
) -> None:
    learnt.leave(tmp_path)
    chosen = Settings(_env_file=None, dixminutes_var=tmp_path)
    context = Context(chosen, Database("sqlite://"), Keyring("a secret"), SystemClock())
    assert context.bank.find("c'est quoi un prompt ?").id == "prompt-definition"


def test_ask_reads_it_too(
    tmp_path: Path,
    unlearnt: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    learnt.leave(tmp_path)
    monkeypatch.setenv("DIXMINUTES_VAR", str(tmp_path))
    words.ask("c'est quoi un prompt ?", as_json=True)
    assert json.loads(capsys.readouterr().out)["id"] == "prompt-definition"
