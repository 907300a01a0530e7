"""What team flows want done, carried out in the transaction of their turn."""

from dataclasses import replace

from core.person import Person
from flows import acts
from flows.talk import Turn
from store.db import Transaction
from workers import candidates, challenges, facilitating, groups, missions, pulse, weeks
from workers.context import Context
from workers.told import Told


def carry_out(
    tx: Transaction, context: Context, turn: Turn, person: Person, act: acts.TeamEffect
) -> Told:
    """Do it, and say what came of it. `person` is as the step left them."""
    turn = replace(turn, person=person)
    if isinstance(act, acts.GroupEffect):
        return groups.carry_out(tx, context, turn, act)
    if isinstance(act, acts.WeekEffect):
        return weeks.carry_out(tx, context, turn, act)
    if isinstance(act, acts.WorkshopEffect):
        return facilitating.carry_out(tx, context, turn, act)
    if isinstance(act, acts.CallEffect):
        return candidates.carry_out(tx, context, turn, act)
    if isinstance(act, acts.MissionEffect):
        return missions.carry_out(tx, context, turn, act)
    if isinstance(act, acts.ShowPulse):
        return pulse.show(tx, context, turn)
    return challenges.carry_out(tx, context, turn, act)
