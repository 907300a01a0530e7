"""Question banks with one fault each: a sentence, the rule, the library, what is said."""

from dataclasses import replace

from content import loader
from content.library import Library
from content.lint import questions
from content.lint.rule import Rule
from tests.content.shelf import question, shelf

SHIPPED = loader.load()

FAULTS: tuple[tuple[str, Rule, Library, str], ...] = (
    (
        "a fixed question is gone",
        questions.all_there,
        replace(SHIPPED, questions={k: v for k, v in SHIPPED.questions.items() if k != "anonymat"}),
        "anonymat is missing",
    ),
    (
        "our bank has an id nobody asked for",
        questions.no_other,
        shelf(question(id="meteo")),
        "not one of the fixed ids",
    ),
    ("an id has a capital", questions.well_named, shelf(question(id="Mails")), "small letters"),
    ("an id is too long", questions.well_named, shelf(question(id="a" * 51)), "50 at most"),
    (
        "an entry is under another theme",
        questions.under_its_theme,
        shelf(question(theme="droit")),
        "does not belong to the theme droit",
    ),
    (
        "an entry has five phrasings",
        questions.enough_phrasings,
        shelf(question(phrasings=("a", "b", "c", "d", "e"))),
        "5 phrasings",
    ),
    (
        "an entry has thirteen phrasings",
        questions.enough_phrasings,
        shelf(question(phrasings=tuple("abcdefghijklm"))),
        "13 phrasings",
    ),
    (
        "a phrasing is in two entries, but for accents and case",
        questions.one_home,
        shelf(
            question(id="a", phrasings=("Ça sert à quoi ?",)),
            question(id="b", phrasings=("ca sert a quoi",)),
        ),
        "b: « ca sert a quoi » is already in a",
    ),
    (
        "a phrasing is twice in one entry, but for a comma",
        questions.one_home,
        shelf(question(phrasings=("et donc, quoi", "et donc quoi"))),
        "already in mails",
    ),
    ("an answer is too long", questions.short_answer, shelf(question(answer="a" * 601)), "601"),
    ("an answer is empty", questions.short_answer, shelf(question(answer="")), "0 characters"),
    ("a tip is not there", questions.tip_exists, shelf(question(tip="w99d1")), "w99d1"),
    (
        "« je veux arrêter » no longer stops",
        questions.acts,
        shelf(question(id="arreter", act="")),
        "its act should be stop",
    ),
    (
        "an act is unknown",
        questions.acts,
        shelf(question(act="dance")),
        "its act should be known",
    ),
)
