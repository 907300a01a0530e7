"""How easy a text is: short words and short sentences are, whatever they say."""

import pytest

from content import loader
from content.lint import ease
from tests.content.shelf import challenge, message, piece, shelf

PLAIN = "Tu as une liste. Lis-la à voix haute. Barre ce qui ne sert plus. Garde le reste."
HEAVY = (
    "L’optimisation organisationnelle des procédures administratives internes nécessite une"
    " appropriation progressive des fonctionnalités conversationnelles par les collaborateurs."
)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("table", 1),
        ("tables", 1),
        ("une", 1),
        ("écrire", 2),
        ("idée", 2),
        ("qui", 1),
        ("guichet", 2),
        ("question", 2),
        ("réunion", 3),
        ("théâtre", 2),
        ("poète", 2),
        ("naïf", 2),
        ("organisation", 5),
        ("l", 1),
    ],
)
def test_syllables_as_they_are_said(word: str, syllables: int) -> None:
    assert ease.syllables(word) == syllables


def test_the_formula_on_a_sentence_counted_by_hand() -> None:
    # Five words, six syllables, one sentence.
    assert ease.ease("Tu lis un petit mot.") == pytest.approx(207 - 1.015 * 5 - 73.6 * 6 / 5)


def test_a_colon_ends_a_sentence_a_comma_does_not() -> None:
    assert ease.ease("Lis bien : tout est là.") > ease.ease("Lis bien, tout est là.")


def test_plain_words_are_easier_than_heavy_ones() -> None:
    assert ease.ease(PLAIN) > 100
    assert ease.ease(HEAVY) < 0


def test_the_hardest_come_first_and_the_easy_are_left_alone() -> None:
    longer = f"{HEAVY} {HEAVY.replace('progressive', 'approximative et continuelle')}"
    library = shelf(piece(text=HEAVY + PLAIN), message("win.ask", longer), challenge(group=PLAIN))
    told = [problem.what.partition(":")[0] for problem in ease.hard(library)]
    assert told == ["win.ask", "w03d2"]


def test_a_line_too_short_to_judge_is_left_alone() -> None:
    assert ease.hard(shelf(message("win.ask", "Administrativement inconstitutionnel."))) == []


def test_each_hard_text_is_told_once_at_its_place() -> None:
    hard = shelf(challenge(group=HEAVY, text=HEAVY))
    [problem] = ease.hard(hard)
    assert "challenge mail-impossible: hard to read" in problem.what


def test_the_programme_and_the_bank_are_easy_to_read() -> None:
    library = loader.load()
    written = library.pieces.keys() | library.questions.keys() | library.messages.keys()
    hard = {problem.what.partition(":")[0] for problem in ease.hard(library)}
    assert not {name for name in hard if name.split()[0] in written}
