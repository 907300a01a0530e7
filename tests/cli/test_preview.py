"""`dixminutes preview`: a text as each channel shows it, and all of them as a page."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cli import preview
from cli.refusal import Refused
from content import loader
from content.library import Library
from core.person import Organisation
from web.reading import written

NOBODY = Organisation(0, "EXEMPLE", "")
Show = Callable[..., str]


@pytest.fixture(scope="module")
def library() -> Library:
    return loader.load()


@pytest.fixture
def show(library: Library) -> Show:
    def showing(name: str, job: str = "general", channel: str | None = None) -> str:
        return "\n".join(preview.shown(library, NOBODY, name, job, channel))

    return showing


def test_a_tip_is_shown_as_each_channel_shows_it(show: Show) -> None:
    shown = show("w03d2", "compta")
    telegram, _, rest = shown.partition("— whatsapp —")
    whatsapp, _, phone = rest.partition("— phone —")
    assert "┌ à copier" in telegram
    assert "[Testé ✅]" in telegram
    assert "est prête" in whatsapp
    assert "1 Testé ✅ · 2 Plus tard · 3 Pas pour moi" in whatsapp
    assert "[Testé ✅]" in phone


def test_tuesday_s_piece_is_that_of_the_job(show: Show) -> None:
    assert show("w03d2", "compta") != show("w03d2", "mairie")
    assert show("w03d1", "compta") == show("w03d1", "mairie")


def test_one_channel_alone(show: Show) -> None:
    assert "telegram" not in show("w03d2", channel="whatsapp")


def test_everything_there_is_has_a_preview(library: Library, show: Show) -> None:
    names = [
        *library.pieces,
        *library.questions,
        *library.challenges,
        *library.missions,
        *library.workshops,
    ]
    for name in names:
        assert len(show(name, channel="telegram").splitlines()) > 2, name


def test_a_name_nothing_has_is_refused_with_examples(show: Show) -> None:
    with pytest.raises(Refused, match="w03d2"):
        show("nada")


def test_the_page_holds_every_text_by_week_and_job(library: Library) -> None:
    page = written(library)
    for week, theme in library.themes.items():
        assert f"Semaine {week} : {theme}" in page
    for key, by_job in library.pieces.items():
        for job in by_job:
            assert f'id="{key}-{job}"' in page
    for name in (*library.questions, *library.challenges, *library.missions, *library.workshops):
        assert f'id="{name}"' in page
    assert "{outil}" not in page


def test_an_organisation_s_markup_is_no_markup(tmp_path: Path) -> None:
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "a.yaml").write_text(
        "theme: ici\nlabel: Ici\nentries:\n  - id: cantine\n    title: <b>La cantine</b>\n"
        "    phrasings: [la cantine, le repas, menu du jour, on mange quoi, midi, c'est ouvert]\n"
        "    answer: <script>alert(1)</script>\n",
        encoding="utf-8",
    )
    page = written(loader.load([tmp_path]))
    assert "<b>La cantine" not in page
    assert "<script>" not in page
