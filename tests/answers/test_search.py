"""The bank answers phone French, and stays silent on what is not its subject."""

from collections import Counter
from pathlib import Path

import pytest

from answers.lessons import ELSEWHERE, lessons
from answers.search import Bank
from answers.smalltalk import SmallTalk
from content.loader import load
from tests import learnt
from tests.answers.evaluation import Asked, Score, known_by_heart, read, score

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def bank() -> Bank:
    return learnt.bank()


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """The open half of the questions nobody wrote for this search."""
    return [one for one in read() if not one.frozen]


@pytest.fixture(scope="module")
def scored(bank: Bank, asked: list[Asked]) -> Score:
    return score(bank, asked)


def test_nothing_measured_is_known_by_heart() -> None:
    assert known_by_heart(read(), load().questions.values()) == []


def test_every_entry_is_measured() -> None:
    assert set(load().questions) == {ident for one in read() for ident in one.ids}


def test_every_lesson_is_about_an_entry() -> None:
    assert set(lessons()) - {ELSEWHERE} <= set(load().questions)


def test_there_is_enough_to_measure() -> None:
    kinds = Counter(one.kind for one in read())
    assert kinds["one"] + kinds["two"] >= 300
    assert kinds["out"] >= 60
    assert kinds["talk"] >= 12


def test_the_first_answer_is_the_right_one(scored: Score) -> None:
    assert scored.shares["first"] >= 0.90, scored.missed


def test_the_right_one_is_offered(scored: Score) -> None:
    assert scored.shares["offered"] >= 0.95, scored.missed


def test_what_is_not_our_subject_gets_no_answer(scored: Score) -> None:
    assert scored.shares["out"] <= 0.08, scored.missed


def test_small_talk_is_heard_as_such(bank: Bank) -> None:
    said = (HERE / "company.txt").read_text(encoding="utf-8").splitlines()
    assert [text for text in said if bank.find(text).kind != "smalltalk"] == []


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("C'est quoi un prompt au juste ?", "prompt-definition"),
        ("cé koi un pronpt", "prompt-definition"),
        ("Et si je me trompe, ça garde une trace quelque part ?", "trace"),
        ("sa garde une trace", "trace"),
        ("Je peux utiliser ça pour les mails ?", "mails"),
        ("jpeu lutiliser pr mé mails", "mails"),
        ("bonjour excuse moi j'ai une question un peu bête mais c'est quoi un prompt", None),
    ],
)
def test_the_three_that_must_shine(bank: Bank, text: str, entry: str | None) -> None:
    assert bank.find(text).id == (entry or "prompt-definition")


@pytest.mark.parametrize(
    "text",
    [
        "quelle est la météo",
        "qui a gagné le match",
        "donne-moi une recette",
        "10 min",
        "ok super j'ai testé",
        "",
        "   ",
        "?",
        "🤖",
        "\u202e\u200b",
        "x" * 5000,
    ],
)
def test_out_of_scope_is_unknown(bank: Bank, text: str) -> None:
    found = bank.find(text)
    assert (found.kind, found.id) == ("unknown", None)


def test_two_questions_in_one_message_get_two_entries(bank: Bank) -> None:
    found = bank.find("C'est quoi un prompt ? Et aussi est-ce que ça garde une trace ?")
    assert (found.id, found.also) == ("prompt-definition", ("trace",))


def test_a_single_question_about_two_sentences_gets_no_second_answer(bank: Bank) -> None:
    found = bank.find("Je fais un compte rendu demain. Ça peut m'aider ?")
    assert (found.id, found.also) == ("compte-rendu", ())


def test_also_never_repeats_the_answer(bank: Bank) -> None:
    assert bank.find("c'est quoi un prompt ? ça veut dire quoi prompt ?").also == ()


def test_offered_holds_the_answer_first_and_at_most_three(bank: Bank, asked: list[Asked]) -> None:
    for one in asked:
        found = bank.find(one.text)
        assert len(found.offered) <= 3
        assert 0 <= found.score <= 1
        assert found.id is None or found.offered[0] == found.id
        assert (found.kind == "answer") == (found.id is not None)


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("merci", SmallTalk.THANKS),
        ("ok merci beaucoup !", SmallTalk.THANKS),
        ("bonjour", SmallTalk.HELLO),
        ("salut", SmallTalk.HELLO),
        ("mdr", SmallTalk.LAUGH),
        ("👍🏽", SmallTalk.THUMB),
        ("bonne journée", SmallTalk.BYE),
    ],
)
def test_company_words_have_a_sort(bank: Bank, text: str, sort: SmallTalk) -> None:
    assert bank.find(text).smalltalk == sort


def test_a_bank_without_entries_knows_nothing() -> None:
    assert Bank([]).find("c'est quoi un prompt ?").kind == "unknown"
