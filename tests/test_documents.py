"""What the documents point at exists: files, headings, make targets, commands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ROOMS = "core|french|content|store|channels|answers|flows|workers|web|cli|tests|docs"
NAMED = re.compile(rf"`((?:{ROOMS})/[\w./-]*)`")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)

each = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def slugs(text: str) -> set[str]:
    """The anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


@each
def test_every_file_it_names_exists(document: Path) -> None:
    named = NAMED.findall(document.read_text(encoding="utf-8"))

    assert [path for path in named if not (ROOT / path).exists()] == []


@each
def test_every_link_leads_somewhere(document: Path) -> None:
    for path, anchor in LINK.findall(document.read_text(encoding="utf-8")):
        target = document.parent / path if path else document
        assert target.exists(), path
        if anchor:
            assert anchor in slugs(target.read_text(encoding="utf-8")), f"{path}#{anchor}"


@each
def test_every_make_target_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    blocks = "\n".join(SHELL.findall(document.read_text(encoding="utf-8")))

    assert set(re.findall(r"(?:^|&& )make ([a-z]+)\b", blocks, re.MULTILINE)) <= targets


def test_every_command_exists() -> None:
    text = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    called = set(re.findall(r"(?:`|bin/)dixminutes ([a-z][a-z-]+)\b", text))
    shown = subprocess.run(
        [sys.executable, "-c", "from cli.main import main; main()", "--help"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    ).stdout

    known = set(re.findall(r"^ +([a-z][a-z-]+)", shown, re.MULTILINE))
    assert called <= known
