"""Ties groups to teams, for the admin who asks in the group itself."""

from flows import acts
from flows.rights import Act, may
from flows.talk import Say, Turn
from store import audit, groups, teams
from store.db import Transaction
from workers.context import Context
from workers.told import Told


def carry_out(tx: Transaction, context: Context, turn: Turn, act: acts.GroupEffect) -> Told:
    """Do it, once more looking whether the person may."""
    if not may(turn.person, Act.BIND_GROUP):
        return Told((Say("group.admins_only"),))
    match act:
        case acts.BindGroup(code):
            return bind(tx, context, turn, code)
        case acts.UnbindGroup():
            return unbind(tx, turn)
        case acts.ChooseTopic():
            return choose_topic(tx, turn)


def bind(tx: Transaction, context: Context, turn: Turn, code: str) -> Told:
    """The group becomes that of the team whose code was said."""
    team, where = teams.by_code(tx, code), turn.message.group
    if team is None or where is None:
        return Told((Say("group.unknown_code"),))
    if team.organisation_id != turn.organisation.id:
        return Told((Say("group.other_organisation"),))
    groups.bind(tx, context.keyring, team, where, thread=turn.message.thread, now=turn.now)
    _note(tx, "group_bound", turn, team=team.id)
    return Told((Say("group.bound", {"team": team.name}),))


def unbind(tx: Transaction, turn: Turn) -> Told:
    """The group belongs to no team any more."""
    if turn.group is None:
        return Told((Say("group.not_bound"),))
    groups.unbind(tx, turn.group)
    _note(tx, "group_unbound", turn, team=turn.group.team_id)
    return Told((Say("group.unbound"),))


def choose_topic(tx: Transaction, turn: Turn) -> Told:
    """The coach writes in this topic from now on."""
    if turn.group is None:
        return Told((Say("group.not_bound"),))
    groups.topic(tx, turn.group, turn.message.thread)
    return Told((Say("group.here"),))


def _note(tx: Transaction, act: str, turn: Turn, **detail: int) -> None:
    organisation = turn.organisation.id
    audit.note(tx, act, turn.now, organisation_id=organisation, by=turn.person.id, **detail)
