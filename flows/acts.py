"""What flows want done for a team: carried out by workers/acts.py, in the turn's transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BindGroup:
    """Tie the group the person writes in to the team of that code."""

    code: str


@dataclass(frozen=True, slots=True)
class UnbindGroup:
    """The group the person writes in belongs to no team any more."""


@dataclass(frozen=True, slots=True)
class ChooseTopic:
    """The coach writes in the topic the person writes in, from now on."""


TeamEffect = BindGroup | UnbindGroup | ChooseTopic
