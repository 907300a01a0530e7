"""Programmes with one fault each: a sentence, the rule, the library, what is said."""

from dataclasses import replace

from content import loader
from content.library import Library
from content.lint import pieces
from content.lint.rule import Rule
from tests.content.shelf import friday, piece, shelf, without

SHIPPED = loader.load()

FAULTS: tuple[tuple[str, Rule, Library, str], ...] = (
    ("a day is missing", pieces.complete_weeks, without(SHIPPED, "w05d3"), "w05d3 is missing"),
    (
        "a week has no theme",
        pieces.complete_weeks,
        replace(SHIPPED, themes={**SHIPPED.themes, 7: ""}),
        "week 7 has no theme",
    ),
    (
        "a job lacks a Tuesday",
        pieces.complete_jobs,
        without(SHIPPED, "w09d2", "compta"),
        "w09d2 compta is missing",
    ),
    ("there is no week 14", pieces.in_its_place, shelf(piece(week=14)), "no such week"),
    ("there is no day 6", pieces.in_its_place, shelf(piece(day=6)), "no such week or day"),
    (
        "a job has a piece on a Monday",
        pieces.in_its_place,
        shelf(piece(day=1, kind="idea"), job="rh"),
        "only the Tuesday",
    ),
    (
        "a Tuesday is an exercise",
        pieces.kind_of_the_day,
        shelf(piece(kind="exercise")),
        "the kind of day 2 is job",
    ),
    (
        "a use case is seen once",
        pieces.shared_use_case,
        shelf(piece(use_case="mial")),
        "misspelt",
    ),
    (
        "a use case has a capital",
        pieces.shared_use_case,
        shelf(piece(use_case="Mails")),
        "small letters",
    ),
    ("a Tuesday has no prompt", pieces.prompt_and_check, shelf(piece(prompt=None)), "needed"),
    ("a Tuesday has no check", pieces.prompt_and_check, shelf(piece(check="")), "needed"),
    (
        "a Friday has a prompt",
        pieces.prompt_and_check,
        shelf(friday(prompt="Écris")),
        "neither prompt",
    ),
    ("a tip is too long", pieces.short_text, shelf(piece(text="a" * 320)), "at most 350"),
    (
        "a Friday is too long",
        pieces.short_text,
        shelf(friday(text="a" * 351)),
        "351 characters to read",
    ),
    (
        "a tip is too long once its placeholder is filled",
        pieces.short_text,
        shelf(piece(text="a" * 280 + "{referent}")),
        "at most 350",
    ),
    ("a prompt is too long", pieces.short_prompt, shelf(piece(prompt="a" * 501)), "501"),
    ("a title is too long", pieces.short_title, shelf(piece(title="a" * 41)), "40 characters"),
    ("a title is empty", pieces.short_title, shelf(piece(title="")), "1 to 40"),
)
