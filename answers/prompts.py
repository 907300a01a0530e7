"""What a language model is asked and answers, without the vendor that carries it."""

from dataclasses import dataclass


class ModelAway(Exception):
    """No answer in time, or none that can be used. The reviewed answer goes instead."""


class ModelRefused(ModelAway):
    """The server refuses our key, our model or our request: somebody has to look."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is given: our instructions, then the person's masked text as data."""

    instructions: str
    data: str
    most_tokens: int = 400


@dataclass(frozen=True, slots=True)
class Completion:
    """What it wrote, and the tokens in and out: counted by its server, else estimated."""

    text: str
    tokens: int
