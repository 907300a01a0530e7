"""Challenges, missions and the like with one fault each: a sentence, the rule, what is told."""

from dataclasses import replace
from datetime import date

from content.library import Library
from content.lint import alike, links, together, words
from content.lint.rule import Rule
from content.schema import MissionWeek
from tests.content.shelf import (
    MISSION,
    WORKSHOP,
    case,
    challenge,
    colleague,
    facilitator,
    message,
    mission,
    piece,
    question,
    recall,
    shelf,
    workshop,
)

FAULTS: tuple[tuple[str, Rule, Library, str], ...] = (
    (
        "a group line is too long",
        together.right_lengths,
        shelf(challenge(group="a" * 201)),
        "challenge mail-impossible: group has 201 characters, 1 to 200",
    ),
    (
        "a testimony is too long once its placeholder is filled",
        together.right_lengths,
        shelf(colleague(text="a" * 190 + "{outil}")),
        "1 to 200",
    ),
    (
        "a use of a mission is empty",
        together.right_lengths,
        shelf(mission(weeks=(MissionWeek("Une.", ("", "Un mot.")), *MISSION.weeks[1:]))),
        "mission relais-mails 1: uses has 0 characters",
    ),
    (
        "made-up material is a mere line",
        together.right_lengths,
        shelf(case(material="Un mail.")),
        "workshop accueil-mairie 2: material has 8 characters, 300 to 1500",
    ),
    (
        "a script is too short to lead anybody",
        together.right_lengths,
        shelf(facilitator(script="Laisse faire.")),
        "facilitator: script has 13 characters, 600 to 1500",
    ),
    (
        "a choice is too long for a button",
        together.right_lengths,
        shelf(recall(choices=("Par la formule de politesse", "Par la fin"))),
        "recall 4: choices has 27 characters, 1 to 20",
    ),
    (
        "a mission has two weeks",
        together.right_counts,
        shelf(mission(weeks=MISSION.weeks[:2])),
        "weeks are 2, 3 are needed",
    ),
    (
        "a workshop has two cases",
        together.right_counts,
        shelf(workshop(cases=WORKSHOP.cases[:2])),
        "cases are 2, 3 to 5 are needed",
    ),
    (
        "what to do and what to check are too long together",
        together.short_together,
        shelf(challenge(text="a" * 250, check="b" * 101)),
        "text and check have 351 characters",
    ),
    (
        "a challenge takes all morning",
        together.right_minutes,
        shelf(challenge(minutes=45)),
        "3 to 10 minutes",
    ),
    (
        "the cases last longer than the workshop",
        together.right_minutes,
        shelf(case(minutes=31)),
        "its cases last more than its 60 minutes",
    ),
    (
        "an id has a capital",
        together.small_id,
        shelf(challenge(id="Mail")),
        "small letters",
    ),
    (
        "a recall has no such choice",
        together.one_right_choice,
        shelf(recall(right=3)),
        "there is no choice 3",
    ),
    (
        "two choices read the same",
        together.one_right_choice,
        shelf(recall(choices=("Oui", "oui"))),
        "read the same",
    ),
    (
        "a challenge is for a job without a track",
        links.known_jobs,
        shelf(challenge(jobs=("marin",))),
        "no track is for the job marin",
    ),
    (
        "a testimony is for nobody in particular",
        links.known_jobs,
        shelf(colleague(job="general")),
        "no track is for the job general",
    ),
    (
        "a case is about a use no piece knows",
        links.known_use_cases,
        shelf(piece(), case(use_case="mial")),
        "workshop accueil-mairie 2: no piece is about the use case mial",
    ),
    (
        "a testimony goes with no week",
        links.known_weeks,
        shelf(colleague(week=14)),
        "there is no week 14",
    ),
    (
        "a recall asks about what was not read yet",
        links.known_weeks,
        shelf(recall(week=4, about=4)),
        "cannot be about week 4",
    ),
    (
        "an answer tells to write what nobody understands",
        links.known_commands,
        shelf(question(answer="Écris « BOUSSOLE » et je te guide.")),
        "nobody understands « BOUSSOLE »",
    ),
    (
        "a message tells to write what nobody understands",
        links.known_commands,
        shelf(message("win.ask", "Envoie BOUSSOLE.")),
        "nobody understands",
    ),
    (
        "a mission guarantees",
        words.no_promise,
        shelf(mission(intro="Résultat garanti en trois semaines.")),
        "garanti",
    ),
    (
        "a group line has two emojis",
        words.one_emoji,
        shelf(challenge(group="Qui essaie ? 🙂 🌱")),
        "more than one emoji",
    ),
    (
        "an answer of the facilitator has no source",
        words.sourced_figures,
        shelf(workshop(opening="26 % des TPE s’en servent.")),
        "« 26 % » needs sources",
    ),
    (
        "sources of a recall without the day they were read",
        words.reviewed_sources,
        shelf(recall(sources=("CNIL, 18 juillet 2024",))),
        "go together",
    ),
    (
        "a day without sources, in a workshop",
        words.reviewed_sources,
        shelf(workshop(reviewed=date(2026, 11, 23))),
        "go together",
    ),
    (
        "the material has a placeholder nobody fills",
        words.known_placeholders,
        shelf(case(material="Bonjour {nom}.")),
        "nothing fills {nom}",
    ),
    (
        "two pieces have nearly the same text",
        alike.not_twice,
        shelf(
            piece(text="Réponds plus vite à tes mails avec {outil}."),
            piece(week=4, text="Réponds plus vite à tes mails avec {outil} !", prompt="", check=""),
        ),
        "its text is nearly that of w03d2",
    ),
    (
        "two pieces have the same prompt",
        alike.not_twice,
        shelf(piece(), piece(week=4, text="Tout à fait autre chose", check="")),
        "its prompt is nearly that of w03d2",
    ),
    (
        "a challenge says again what a case said",
        alike.not_twice,
        shelf(
            challenge(text="Lis le message à voix haute, puis fais écrire la réponse."), WORKSHOP
        ),
        "workshop accueil-mairie 1: its text is nearly that of challenge mail-impossible",
    ),
    (
        "a case is the same as the one before",
        alike.not_twice,
        shelf(replace(WORKSHOP, cases=(WORKSHOP.cases[0],) * 3)),
        "workshop accueil-mairie 2: its prompt is nearly that of workshop accueil-mairie 1",
    ),
)
