"""The page to hang near the coffee machine."""

import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import segno
import structlog
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cli import main, page, sheet
from cli.page import Way, Words
from core.settings import settings

NOW = datetime(2026, 11, 24, tzinfo=UTC)
WORDS = Words(
    ("Une astuce par jour.", "Des questions « bêtes ».", "STOP."), "Vise un code.", "Oui."
)
WHATSAPP = Way("WhatsApp", "https://wa.me/33639980042?text=REJOINDRE%20MAIRIE", "ou écris")
TELEGRAM = Way("Telegram", "https://t.me/dix_minutes_bot?start=MAIRIE", "ou écris")
WAYS = [[WHATSAPP, TELEGRAM], [TELEGRAM]]
names = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=200)

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command on an installation of its own, with an organisation; gives the exit code."""
    before = structlog.get_config()

    def running(*words: str, **env: str) -> int:
        with monkeypatch.context() as patch:
            for name, value in {"DIXMINUTES_VAR": str(tmp_path), **env}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["dixminutes", *words])
            settings.cache_clear()
            try:
                main.main()
            except SystemExit as ended:
                return int(ended.code or 0)
            return 0

    assert running("migrate") == 0
    assert running("org", "add", "Mairie de Saint-Exemple", "--code", "MAIRIE") == 0
    yield running
    structlog.configure(**before)


@given(names, st.sampled_from(WAYS))
def test_everything_stands_on_the_page(name: str, ways: list[Way]) -> None:
    for mark in page.poster(name, WORDS, ways):
        if isinstance(mark, sheet.Line):
            half = sheet.length(mark.text, mark.size, bold=mark.bold) / 2
            assert half - 0.1 <= mark.x <= sheet.WIDTH - half + 0.1
        assert 0 <= mark.y <= sheet.HEIGHT - 5


@given(names)
def test_the_name_is_whole_and_above_the_sentences(name: str) -> None:
    marks = [one for one in page.poster(name, WORDS, WAYS[0]) if isinstance(one, sheet.Line)]
    first = next(at for at, one in enumerate(marks) if one.text == WORDS.sentences[0])
    title = marks[1:first]
    assert "".join(one.text for one in title).replace(" ", "") == name.replace(" ", "")
    assert all(above.y < below.y for above, below in pairwise(marks[: first + 1]))


@given(names, st.floats(2, 20), st.floats(20, 200))
def test_lines_keep_every_word_in_order(text: str, size: float, room: float) -> None:
    lines = sheet.wrapped(text, size, room)
    assert " ".join(lines).split() == text.split()
    assert all(" " not in line.strip() or sheet.length(line, size) <= room + 0.1 for line in lines)


@pytest.mark.parametrize("way", [WHATSAPP, TELEGRAM])
def test_the_code_in_the_picture_is_the_links(tmp_path: Path, way: Way) -> None:
    path = tmp_path / "code.png"
    sheet.png(list(sheet.code(way.link, 20, 30, 74)), path)
    wanted = [bytes(row) for row in segno.make(way.link, error="m").matrix_iter(border=4)]
    with Image.open(path) as image:
        seen = [
            bytes(_dark(image, 20 + (x + 0.5) * 74 / len(wanted), y) for x in range(len(wanted)))
            for y in (30 + (row + 0.5) * 74 / len(wanted) for row in range(len(wanted)))
        ]
    assert seen == wanted


def _dark(image: Image.Image, x: float, y: float) -> bool:
    found = image.getpixel((round(x * sheet.DOTS / 25.4), round(y * sheet.DOTS / 25.4)))
    assert isinstance(found, tuple)
    return found[0] < 128


def test_the_pdf_is_one_page_with_every_bar_and_its_fonts(tmp_path: Path) -> None:
    marks = list(page.poster("Œuvre d’été", WORDS, WAYS[0]))
    path = tmp_path / "page.pdf"
    sheet.pdf(marks, path, title="Œuvre d’été", now=NOW)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") == 1
    bars = sum(isinstance(mark, sheet.Bar) for mark in marks)
    assert sum(stream.count(b" re f") for stream in _streams(data)) == bars
    assert data.count(b"/FontFile2") == 2


def _streams(data: bytes) -> Iterator[bytes]:
    for part in data.split(b"stream\n")[1::2]:
        try:
            yield zlib.decompress(part)
        except zlib.error:
            continue


def test_both_files_are_written_and_replaced(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "telegram_username").write_text("dix_minutes_bot")
    out = tmp_path / "les" / "affiches"
    for _ in range(2):
        assert run("poster", "mairie", "--out", str(out)) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "affiche-MAIRIE.pdf",
        "affiche-MAIRIE.png",
    ]
    assert str(out / "affiche-MAIRIE.pdf") in capsys.readouterr().out
    with Image.open(out / "affiche-MAIRIE.png") as image:
        assert image.size == (1654, 2339)


def test_each_channel_connected_has_its_code(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    kept = sheet.code

    def noting(link: str, x: float, y: float, side: float) -> Iterator[sheet.Bar]:
        drawn.append(link)
        return kept(link, x, y, side)

    monkeypatch.setattr(page, "code", noting)
    (tmp_path / "telegram_username").write_text("dix_minutes_bot\n")
    twilio = {"TWILIO_ACCOUNT_SID": "AC", "TWILIO_WHATSAPP_FROM": "whatsapp:+33639980042"}
    assert run("poster", "MAIRIE", "--out", str(tmp_path), **twilio) == 0
    assert drawn == [WHATSAPP.link, TELEGRAM.link]


@pytest.mark.parametrize(
    ("words", "env", "hint"),
    [
        (("MAIRIE",), {}, "relie d'abord un canal"),
        (("NADA",), {}, "NADA"),
        (
            ("MAIRIE",),
            {"TWILIO_ACCOUNT_SID": "AC", "TWILIO_WHATSAPP_FROM": "mairie"},
            "+33612345678",
        ),
    ],
)
def test_what_cannot_be_drawn_is_one_line(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    env: dict[str, str],
    hint: str,
) -> None:
    capsys.readouterr()
    assert run("poster", *words, **env) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert hint in line
