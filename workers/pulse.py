"""The pulse of an organisation as its admins may see it: numbers of five people or more."""

from collections.abc import Mapping

from content.library import Library
from flows.pulse import END, MID, START
from flows.rights import Act, may
from flows.talk import Say, Turn
from store import pulse
from store.db import Transaction
from store.pulse import Answers
from workers.context import Context
from workers.told import Told

SHOWN_FROM = 5
"""Answers below which no figure is shown: one could tell who said what."""


def show(tx: Transaction, context: Context, turn: Turn) -> Told:
    """Tell an admin; the right is asked once more where the figures are read."""
    if not may(turn.person, Act.PULSE):
        return Told((Say("pulse.admins_only"),))
    told = lines(context.library, pulse.answers(tx, turn.organisation.id))
    return Told((Say("pulse.results", {**turn.words, "moments": "\n".join(told)}),))


def lines(library: Library, answers: Mapping[str, Answers]) -> list[str]:
    """One or two lines a moment, in the order of a course."""
    nobody = Answers({}, {})
    return [
        line
        for moment in (START, MID, END)
        for line in _moment(library, moment, answers.get(moment, nobody))
    ]


def _moment(library: Library, moment: str, said: Answers) -> list[str]:
    named = library.message("pulse.names").buttons
    people = sum(said.confidence.values())
    if people < SHOWN_FROM:
        return [library.render("pulse.too_few", {"when": named[moment]}).text]
    mean = sum(note * times for note, times in said.confidence.items()) / people
    values = {
        "when": named[moment],
        "answers": str(people),
        "confidence": f"{mean:.1f}".replace(".", ","),
    }
    told = [library.render("pulse.moment", values).text]
    if sum(said.brakes.values()) >= SHOWN_FROM:
        most = sorted(said.brakes.items(), key=lambda one: (-one[1], one[0]))
        counts = ", ".join(f"{named[brake]} {times}" for brake, times in most)
        told.append(library.render("pulse.brakes", {"counts": counts}).text)
    return told
