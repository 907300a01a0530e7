"""What we ship is clean."""

from datetime import date

from content import lint, loader
from content.lint.rule import entries

LAST_READ = date(2026, 11, 23)


def test_the_shipped_content_has_no_problem() -> None:
    assert [str(problem) for problem in lint.problems(loader.load(), today=LAST_READ)] == []


def test_every_piece_question_and_message_knows_its_file_and_line() -> None:
    library = loader.load()
    names = {*library.pieces, *library.questions, *library.messages}
    assert all(library.place(name).line > 0 and library.place(name).ours for name in names)
    assert library.place("w03d2").file == "programme/w03.yaml"
    assert library.place("w03d2 rh").file == "tracks/rh.yaml"
    assert library.place("trace").file == "questions/traces.yaml"
    assert library.place("win.ask").file == "messages/win.yaml"
    assert library.place("testimony rdv-decale").file == "testimonies.yaml"
    assert library.place("recall 7").file == "recalls.yaml"


def test_a_year_and_a_day_later_every_sourced_text_must_be_read_again() -> None:
    library = loader.load()
    found = lint.problems(library, today=date(2027, 11, 24))
    pieces = [one for by_job in library.pieces.values() for one in by_job.values() if one.reviewed]
    questions = [one for one in library.questions.values() if one.reviewed]
    together = [one for _, one in entries(library) if one.reviewed]
    assert len(found) == len(pieces) + len(questions) + len(together) > 0
    assert all("read its sources again" in problem.what for problem in found)
