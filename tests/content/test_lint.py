"""Each rule catches its fault, and leaves what is right alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from content import lint, loader
from content.library import Library, Place
from content.lint import links, messages, pieces, questions, together, words
from content.lint.rule import Rule
from content.loader import Problem
from tests.content import (
    faulty_messages,
    faulty_pieces,
    faulty_questions,
    faulty_size,
    faulty_together,
    faulty_words,
)
from tests.content.shelf import (
    challenge,
    colleague,
    friday,
    message,
    mission,
    piece,
    question,
    recall,
    shelf,
    workshop,
)

SHIPPED = loader.load()
TODAY = date(2026, 11, 23)
THEIRS = Place("/srv/ours/questions/extra.yaml", 3, ours=False)

FAULTS = (
    *faulty_pieces.FAULTS,
    *faulty_questions.FAULTS,
    *faulty_words.FAULTS,
    *faulty_messages.FAULTS,
    *faulty_together.FAULTS,
    *faulty_size.FAULTS,
)
PIECE = frozenset(pieces.RULES) - {pieces.complete_weeks, pieces.complete_jobs}
QUESTION = frozenset(questions.RULES) - {questions.all_there}
SINGLE = (*(PIECE - {pieces.shared_use_case}), *words.RULES)

TOGETHER = (*together.RULES, *links.RULES, *words.RULES)

FINE: tuple[tuple[str, Iterable[Rule], Library], ...] = (
    ("a good piece", SINGLE, shelf(piece())),
    ("a good Friday", SINGLE, shelf(friday())),
    ("a good question", (*QUESTION, *words.RULES), shelf(question())),
    ("a good message", messages.RULES, shelf(message("win.gained", "{time}", undo="Annuler"))),
    (
        "a piece may be a recall on Thursday",
        (pieces.kind_of_the_day,),
        shelf(piece(day=4, kind="recall")),
    ),
    (
        "an exercise reckons on made-up figures",
        (words.sourced_figures,),
        shelf(piece(day=3, kind="exercise", check="7 sur 24, c’est 29 %.")),
    ),
    (
        "a sourced figure may be said",
        (words.sourced_figures, words.reviewed_sources),
        shelf(piece(text="26 % en 2025.", sources=("France Num, 2025",), reviewed=TODAY)),
    ),
    (
        "a made-to-measure thing is not a measured gain",
        words.RULES,
        shelf(piece(title="Sur mesure")),
    ),
    ("one emoji of several code points is one", words.RULES, shelf(friday(text="Bravo 👩🏽‍💻"))),
    (
        "figures in a prompt are the person's",
        words.RULES,
        shelf(piece(prompt="TVA à 20 % en 2026")),
    ),
    (
        "an organisation may add to the bank",
        (questions.no_other,),
        replace(shelf(question(id="badge")), places={"badge": THEIRS}),
    ),
    (
        "an organisation may have a use case of its own",
        (pieces.shared_use_case,),
        replace(shelf(piece(use_case="badges")), places={"w03d2": THEIRS}),
    ),
    (
        "a good challenge, testimony, mission, workshop and recall",
        TOGETHER,
        shelf(piece(), challenge(), colleague(), mission(), workshop(), recall()),
    ),
    (
        "a challenge and a case reckon on made-up figures",
        (words.sourced_figures,),
        shelf(challenge(text="La facture est de 240 €, remise de 10 %."), workshop()),
    ),
    (
        "a loss may be told, and a recall ask about its own first Monday",
        TOGETHER,
        shelf(piece(), colleague(minutes=-15), recall(week=1, about=1)),
    ),
    (
        "a sourced figure may be said in any part of a workshop",
        (words.sourced_figures,),
        shelf(workshop(opening="26 % en 2025.", sources=("France Num",), reviewed=TODAY)),
    ),
    (
        "a word in capitals that is understood, or no order, may stand",
        (links.known_commands,),
        shelf(question(answer="Écris ASTUCE, ou demande à la CNIL. Écris TVA en toutes lettres ?")),
    ),
    ("a table may have long words", (messages.short_labels,), SHIPPED),
)


def faults(rules: Iterable[Rule], library: Library) -> list[str]:
    return [str(problem) for rule in rules for problem in rule(library)]


@pytest.mark.parametrize(
    ("rule", "library", "said"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_rule_catches(rule: Rule, library: Library, said: str) -> None:
    found = faults((rule,), library)
    assert any(said in problem for problem in found), found


@pytest.mark.parametrize(
    ("rules", "library"), [fine[1:] for fine in FINE], ids=[fine[0] for fine in FINE]
)
def test_no_rule_minds(rules: Iterable[Rule], library: Library) -> None:
    assert faults(rules, library) == []


def test_every_rule_has_its_fault_here() -> None:
    assert {fault[1] for fault in FAULTS} == set(lint.RULES)


def test_every_rule_says_what_it_wants() -> None:
    assert all(rule.__doc__ for rule in lint.RULES)


@pytest.mark.parametrize("read", [date(2025, 11, 22), date(2026, 11, 24)])
def test_a_review_too_old_or_in_the_future_is_told(read: date) -> None:
    library = shelf(
        piece(sources=("CNIL",), reviewed=read), question(sources=("CNIL",), reviewed=TODAY)
    )
    [problem] = words.stale(library, TODAY)
    assert problem.file == "w03d2"


def test_a_review_is_good_for_a_year() -> None:
    library = shelf(piece(sources=("CNIL",), reviewed=date(2025, 11, 23)))
    assert list(words.stale(library, TODAY)) == []


def test_all_problems_come_at_once_in_the_order_of_the_files() -> None:
    bad = shelf(piece(title="", check=""), question(answer=""), message("win.ask", ""))
    whats = [problem.what for problem in lint.problems(bad)]
    for said in ("1 to 40", "check are needed", "0 characters", "empty text", "w01d1 is missing"):
        assert any(said in what for what in whats), said
    found = lint.problems(bad)
    assert found == sorted(found, key=lambda problem: (problem.file, problem.line))
    assert len(found) == len(set(found))


def test_a_problem_stands_at_its_line() -> None:
    library = replace(shelf(piece(title="")), places={"w03d2": Place("programme/w03.yaml", 24)})
    [problem] = pieces.short_title(library)
    assert problem == Problem("programme/w03.yaml", "w03d2: a title has 1 to 40 characters", 24)
    assert str(problem).startswith("programme/w03.yaml:24: w03d2")


def test_a_piece_without_its_frame_is_not_weighed() -> None:
    library = replace(shelf(piece(text="a" * 400)), messages={})
    assert list(pieces.short_text(library)) == []
