"""A question is let through while another one is open; a short answer is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.looks_like import is_question, is_result


@pytest.mark.parametrize(
    "text",
    [
        "c'est quoi un prompt ?",
        "cé koi un pronpt",
        "sa garde une trace ?",
        "est-ce que mon chef voit ça",
        "je peux l'utiliser pour les mails",
        "comment on fait un compte rendu",
        "bonjour j'ai une question bête, à quoi ça sert",
        "pourquoi tu veux savoir combien de temps j'ai gagné",
        "faut payer un abonnement ?",
        "t'es qui",
    ],
)
def test_questions(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "10 min",
        "10 min ?",
        "une demi-heure je dirais",
        "oui",
        "non",
        "compta",
        "compta ?",
        "rien",
        "j'ai gagné 20 minutes sur un mail",
        "pourquoi pas",
        "quand tu veux",
        "9h30",
        "je sais pas",
        "le mardi et le jeudi",
        "",
        "👍",
    ],
)
def test_answers(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize("text", ["10 min", "j'ai perdu 20 min", "ça m'a pris 1h", "rien"])
def test_results(text: str) -> None:
    assert is_result(text)


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    assert isinstance(is_question(text), bool)
