"""Sentences with one fault each: a sentence, the rule, the library, what is said."""

from datetime import date

from content.library import Library
from content.lint import words
from content.lint.rule import Rule
from tests.content.shelf import friday, message, piece, question, shelf

FAULTS: tuple[tuple[str, Rule, Library, str], ...] = (
    (
        "a gain is said to be measured",
        words.no_promise,
        shelf(friday(text="Ton gain mesuré de la semaine ?")),
        "mesuré",
    ),
    (
        "minutes are measured, in a message",
        words.no_promise,
        shelf(message("win.gained", "Minutes mesurées.")),
        "mesurées",
    ),
    (
        "an answer guarantees",
        words.no_promise,
        shelf(question(answer="Résultat garanti.")),
        "garanti",
    ),
    ("a title certifies", words.no_promise, shelf(piece(title="Outil certifié")), "certifié"),
    (
        "a button's emoji makes two",
        words.one_emoji,
        shelf(piece(text="Essaie 🙂")),
        "more than one emoji",
    ),
    (
        "an answer has two emojis",
        words.one_emoji,
        shelf(question(answer="Oui 🙂 et 🌱")),
        "more than one emoji",
    ),
    (
        "a percentage has no source",
        words.sourced_figures,
        shelf(piece(text="Une équipe sur quatre, soit 26 % des TPE.")),
        "« 26 % » needs sources",
    ),
    (
        "a price has no source",
        words.sourced_figures,
        shelf(question(answer="Compte 20 € par mois.")),
        "« 20 € » needs sources",
    ),
    (
        "a year has no source",
        words.sourced_figures,
        shelf(question(more="C'est la règle depuis 2025.")),
        "« 2025 » needs sources",
    ),
    (
        "an article of law has no source",
        words.sourced_figures,
        shelf(piece(check="Vois L1222-4.")),
        "needs sources",
    ),
    (
        "an article of a regulation has no source",
        words.sourced_figures,
        shelf(question(answer="Selon l'article 50, il faut le dire.")),
        "needs sources",
    ),
    (
        "a message has a figure, and nowhere to put a source",
        words.sourced_figures,
        shelf(message("win.zero", "Comme 10 % des gens.")),
        "needs sources",
    ),
    (
        "sources without the day they were read",
        words.reviewed_sources,
        shelf(piece(sources=("CNIL, 18 juillet 2024",))),
        "go together",
    ),
    (
        "a day without the sources",
        words.reviewed_sources,
        shelf(question(reviewed=date(2026, 11, 23))),
        "go together",
    ),
    (
        "a piece has a placeholder nobody fills",
        words.known_placeholders,
        shelf(piece(prompt="Demande à {collegue}.")),
        "nothing fills {collegue}",
    ),
    (
        "an answer has a placeholder with a space in it",
        words.known_placeholders,
        shelf(question(answer="Ouvre {outil }.")),
        "nothing fills {",
    ),
)
