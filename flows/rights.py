"""Who may do what: asked at the moment of pressing, of the person who presses.

A manager never sees an individual's answers: no act here shows one.
"""

from enum import StrEnum

from core.person import Person, Role, State


class Act(StrEnum):
    """What not everybody may do."""

    BIND_GROUP = "bind_group"
    CHALLENGE = "challenge"
    PULSE = "pulse"
    INVITE = "invite"
    MISSION = "mission"
    ANSWER_RELAY = "answer_relay"
    WORKSHOP = "workshop"


_MAY: dict[Act, frozenset[Role]] = {
    Act.BIND_GROUP: frozenset({Role.ADMIN}),
    Act.CHALLENGE: frozenset({Role.ADMIN}),
    Act.PULSE: frozenset({Role.ADMIN}),
    Act.INVITE: frozenset({Role.ADMIN}),
    Act.MISSION: frozenset({Role.CHAMPION, Role.ADMIN}),
    Act.ANSWER_RELAY: frozenset({Role.CHAMPION, Role.ADMIN}),
    Act.WORKSHOP: frozenset({Role.ADMIN}),
}
_IN = frozenset({State.ACTIVE, State.PAUSED, State.FINISHED})


def may(person: Person, act: Act) -> bool:
    """Whether this person may do that now: by their role, and as long as they are in."""
    return person.state in _IN and person.role in _MAY[act]
