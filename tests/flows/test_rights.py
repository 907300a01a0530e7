"""Who may do what, cell by cell: by the role of who presses, at the moment of pressing."""

import pytest

from core.person import Person, Role, State
from flows.rights import Act, may

TABLE = {
    Act.BIND_GROUP: {Role.ADMIN},
    Act.CHALLENGE: {Role.ADMIN},
    Act.PULSE: {Role.ADMIN},
    Act.INVITE: {Role.ADMIN},
    Act.MISSION: {Role.CHAMPION, Role.ADMIN},
    Act.ANSWER_RELAY: {Role.CHAMPION, Role.ADMIN},
    Act.WORKSHOP: {Role.ADMIN},
}
"""What is promised; `flows/rights.py` says how it is kept."""


def test_every_act_is_in_the_table() -> None:
    assert set(TABLE) == set(Act)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", State)
def test_each_cell(act: Act, role: Role, state: State) -> None:
    in_the_course = state in (State.ACTIVE, State.PAUSED, State.FINISHED)
    expected = role in TABLE[act] and in_the_course
    assert may(Person(1, 1, state=state, role=role), act) is expected
