"""Libraries that hold too little: a sentence, the rule, the library, what is told."""

from dataclasses import replace

from content import loader
from content.library import Library
from content.lint import size
from content.lint.rule import Rule
from tests.content.shelf import challenge, mission, shelf, workshop

SHIPPED = loader.load()
TOLD = SHIPPED.testimonies.items()

FAULTS: tuple[tuple[str, Rule, Library, str], ...] = (
    (
        "a week asks nothing",
        size.a_recall_each_week,
        replace(SHIPPED, recalls={w: one for w, one in SHIPPED.recalls.items() if w != 7}),
        "recalls.yaml: week 7 has no recall question",
    ),
    (
        "a week has one testimony",
        size.testimonies_each_week,
        replace(SHIPPED, testimonies={i: one for i, one in TOLD if i != "rdv-decale"}),
        "testimonies.yaml: week 3 has 1 testimonies, 2 are needed",
    ),
    (
        "a job tells nothing",
        size.testimonies_of_each_job,
        replace(SHIPPED, testimonies={i: one for i, one in TOLD if one.job != "terrain"}),
        "nobody of terrain tells anything",
    ),
    (
        "everybody gained something",
        size.zeros_and_losses,
        replace(SHIPPED, testimonies={i: one for i, one in TOLD if one.minutes > 0}),
        "0 zeros and losses, 4 are needed",
    ),
    (
        "there is one challenge",
        size.enough_challenges,
        shelf(challenge()),
        "challenges: 1 challenges, 26 are needed",
    ),
    (
        "there is one mission",
        size.enough_missions,
        shelf(mission()),
        "missions: 1 missions, 6 are needed",
    ),
    (
        "there is one workshop",
        size.enough_workshops,
        shelf(workshop()),
        "workshops: 1 workshops, 8 are needed",
    ),
)
