"""All content of one installation, looked up by key."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from content import spoken
from content.prices import FREE, Prices
from content.schema import (
    Challenge,
    Message,
    Mission,
    Piece,
    Question,
    Recall,
    Testimony,
    Workshop,
)
from core.message import Button, Outbound

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
DEFAULT_WORDS = {
    "outil": "l’assistant autorisé chez toi",
    "referent": "la personne qui t’a transmis ce lien",
    "charte": "les règles de ton organisation",
    "donnees_interdites": "un nom, un numéro ou un dossier de client",
    "organisation": "ton organisation",
}


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace {placeholders} once; braces inside the values are left alone."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def words(organisation_words: Mapping[str, str], name: str = "") -> dict[str, str]:
    """The words of an organisation, with sensible defaults where it has set none."""
    named = {"organisation": name} if name else {}
    return {**DEFAULT_WORDS, **named, **organisation_words}


def named(key: str, job: str) -> str:
    """How a piece is called in `places` and in problems: `w02d1`, `w02d2 rh`."""
    return key if job == "general" else f"{key} {job}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was read. `line` 0 = the whole file; `ours` False = another folder's."""

    file: str
    line: int = 0
    ours: bool = True


@dataclass(frozen=True)
class Library:
    """What the loader read: pieces by key and job, messages by key, recalls by week, prices.

    The rest is by id. `places` says where each was read: a piece, a question or a message under its
    name, the others under their kind and their id: `challenge mail-impossible`, `recall 2`.
    """

    pieces: Mapping[str, Mapping[str, Piece]] = field(default_factory=dict)
    themes: Mapping[int, str] = field(default_factory=dict)
    jobs: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    messages: Mapping[str, Message] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    prices: Prices = FREE
    challenges: Mapping[str, Challenge] = field(default_factory=dict)
    testimonies: Mapping[str, Testimony] = field(default_factory=dict)
    missions: Mapping[str, Mission] = field(default_factory=dict)
    workshops: Mapping[str, Workshop] = field(default_factory=dict)
    recalls: Mapping[int, Recall] = field(default_factory=dict)

    def place(self, name: str) -> Place:
        """Where a thing was read; its own name when it came from no file."""
        return self.places.get(name) or Place(name)

    def piece(self, key: str, job: str) -> Piece | None:
        """The piece for a job, or the general one when that job has none."""
        variants = self.pieces.get(key)
        if variants is None:
            return None
        return variants.get(job) or variants.get("general")

    def testimonies_for(self, week: int, job: str) -> Sequence[Testimony]:
        """The testimonies of a week, those of the job alone when it has some."""
        told = [one for one in self.testimonies.values() if one.week == week]
        return [one for one in told if one.job == job] or told

    def message(self, key: str) -> Message:
        """What to say. Raises KeyError for a key no file defines (the lint finds these first)."""
        return self.messages[key]

    def reviewed(self, ident: str, values: Mapping[str, str]) -> str:
        """The answer of an entry of the bank with everything else it knows. Raises KeyError."""
        question = self.questions[ident]
        return fill("\n".join(filter(None, (question.answer, question.more))), values)

    def render(
        self,
        key: str,
        values: Mapping[str, str],
        *,
        choices: Sequence[str] | None = None,
        ref: str = "",
        more: Sequence[Button] = (),
        last: Sequence[Button] = (),
        prompt: str | None = None,
    ) -> Outbound:
        """A message ready to send; button ids are `flow.choice` or `flow.choice:ref`.

        `more` stands before the message's own choices, `last` after them.
        `prompt` goes out as given: who quotes a piece has filled it, and what an organisation
        put in its words must not be filled a second time.
        """
        message = self.message(key)
        flow = key.partition(".")[0]
        picked = message.buttons if choices is None else choices
        suffix = f":{ref}" if ref else ""
        buttons = tuple(
            Button(f"{flow}.{choice}{suffix}", fill(message.buttons[choice], values))
            for choice in picked
        )
        text = spoken.typeset(fill(message.text, values).strip())
        return Outbound(text, prompt, (*more, *buttons, *last))
