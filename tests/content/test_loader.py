"""The loader reads folder over folder, and tells all that is wrong at once."""

from pathlib import Path

import pytest

from content import loader
from content.loader import ContentProblems
from tests.content.shelf import write

WEEK = """\
week: 3
theme: "Les mails"
pieces:
  - day: 1
    kind: idea
    use_case: mails
    title: "Chez nous"
    text: "Nos mails à nous."
    prompt: "Écris [x]."
    check: "Relis."
"""


def complaints(*folders: Path) -> list[str]:
    with pytest.raises(ContentProblems) as caught:
        loader.load(folders)
    return [str(problem) for problem in caught.value.problems]


def test_a_folder_overrides_by_key_and_leaves_the_rest(tmp_path: Path) -> None:
    ours = loader.load()
    write(tmp_path, "programme", "nos-mails.yaml", WEEK)
    write(tmp_path, "messages", "tip.yaml", 'fr:\n  later:\n    text: "Plus tard, alors."\n')
    theirs = loader.load([tmp_path])
    changed, kept = theirs.piece("w03d1", "rh"), theirs.piece("w03d2", "rh")
    assert changed is not None
    assert changed.title == "Chez nous"
    assert kept == ours.piece("w03d2", "rh")
    assert theirs.message("tip.later").text == "Plus tard, alors."
    assert theirs.message("tip.piece") == ours.message("tip.piece")
    assert theirs.questions == ours.questions


def test_what_a_folder_overrides_knows_where_it_was_read(tmp_path: Path) -> None:
    place = loader.load([write(tmp_path, "programme", "w03.yaml", WEEK)]).place("w03d1")
    assert place.file == str(tmp_path / "programme" / "w03.yaml")
    assert (place.line, place.ours) == (4, False)


def test_the_last_folder_wins(tmp_path: Path) -> None:
    folders = [
        write(tmp_path / name, "messages", "tip.yaml", f'fr: {{later: {{text: "{name}"}}}}\n')
        for name in ("first", "last")
    ]
    assert loader.load(folders).message("tip.later").text == "last"


def test_an_organisation_may_add_a_question(tmp_path: Path) -> None:
    text = """\
        theme: maison
        entries:
          - id: badge
            title: "Mon badge ?"
            phrasings: [badge, "où est mon badge"]
            answer: "À l’accueil."
        """
    library = loader.load([write(tmp_path, "questions", "maison.yaml", text)])
    assert library.questions["badge"].phrasings == ("badge", "où est mon badge")


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, "programme", "w03.yaml", WEEK.replace("title:", "titre:"))
    write(tmp_path, "tracks", "rh.yaml", "job: rh\nlabel: RH\npieces: [\n")
    write(tmp_path, "questions", "a.yaml", "theme: a\n")
    write(tmp_path, "messages", "tip.yaml", "fr:\n  later: {txt: oui}\n")
    write(tmp_path, "messages", "win.yaml", "")
    found = complaints(tmp_path, tmp_path / "nowhere")
    assert found == [
        f"{tmp_path}/programme/w03.yaml:4: an entry: unknown field titre",
        f"{tmp_path}/programme/w03.yaml:4: an entry: title is missing",
        f"{tmp_path}/tracks/rh.yaml:4: not valid YAML",
        f"{tmp_path}/questions/a.yaml: entries is missing",
        f"{tmp_path}/messages/tip.yaml:2: tip.later: text is missing",
        f"{tmp_path}/messages/win.yaml: not in the expected form (nothing in it)",
        f"{tmp_path}/nowhere: no such folder",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("day: 1", "day: lundi", "day should be a whole number"),
        ("day: 1", "day: true", "day should be a whole number"),
        ('title: "Chez nous"', "title: 2026", "title should be a text"),
        ('title: "Chez nous"', "title:", "title should be filled in"),
        ("kind: idea", "kind: idea\n    reviewed: hier", "reviewed should be a date"),
        (
            "kind: idea",
            "kind: idea\n    reviewed: 2026-11-23 10:00:00",
            "reviewed should be a date",
        ),
        ("kind: idea", "kind: idea\n    sources: CNIL", "sources should be a list of texts"),
        ("kind: idea", "kind: idea\n    sources: [2024]", "sources should be a list of texts"),
        ("kind: idea", "kind: idea\n    kind: job", "kind is written twice"),
        ("  - day: 1", "  - bonjour\n  - day: 1", "not in the expected form"),
        ("  - day: 1", f"{WEEK.partition('pieces:')[2][1:]}  - day: 1", "w03d1 is already in"),
    ],
)
def test_a_piece_of_another_form_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = complaints(write(tmp_path, "programme", "w03.yaml", WEEK.replace(old, new)))
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("text: oui\n    bouton: {}", "unknown field bouton"),
        ("text: oui\n    buttons: {yes: Oui}", "put both sides of the button True: Oui in quotes"),
        ('text: oui\n    buttons: {"5": 5}', "put both sides of the button 5: 5 in quotes"),
        ("text: [oui]", "text is missing"),
    ],
)
def test_a_message_of_another_form_is_refused(tmp_path: Path, message: str, said: str) -> None:
    text = f"fr:\n  later:\n    {message}\n"
    [found] = complaints(write(tmp_path, "messages", "tip.yaml", text))
    assert found == f"{tmp_path}/messages/tip.yaml:2: tip.later: {said}"


def test_a_phrasing_that_yaml_takes_for_something_else_is_refused(tmp_path: Path) -> None:
    text = """\
        theme: a
        entries:
          - id: a
            title: "A ?"
            phrasings:
              - en bref : c'est quoi
            answer: "Oui."
        """
    [found] = complaints(write(tmp_path, "questions", "a.yaml", text))
    assert found.endswith(
        "phrasings should be a list of texts; quote those with a colon, yes, no or digits"
    )


def test_another_language_is_complete_or_not_there(tmp_path: Path) -> None:
    text = "fr:\n  later: {text: oui}\n  piece: {text: oui}\nen:\n  later: {text: yes sir}\n"
    [found] = complaints(write(tmp_path, "messages", "tip.yaml", text))
    assert found == f"{tmp_path}/messages/tip.yaml:4: piece is not said in every language"


def test_bytes_that_are_no_utf8_are_told(tmp_path: Path) -> None:
    root = write(tmp_path, "messages", "tip.yaml", "")
    (root / "messages" / "tip.yaml").write_bytes(b"fr: {later: {text: \xe9}}")
    [found] = complaints(root)
    assert found.startswith(f"{tmp_path}/messages/tip.yaml: not in the expected form")
