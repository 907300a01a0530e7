"""What people do about their team's week: say thanks, give a first name, take the text along."""

from core.calendar import local
from flows import acts
from flows.talk import Say, Turn
from store import digests, teams
from store.db import Transaction
from workers.context import Context
from workers.digests import Digest
from workers.told import Told


def carry_out(tx: Transaction, context: Context, turn: Turn, act: acts.WeekEffect) -> Told:
    """Do it, and say what came of it."""
    match act:
        case acts.Thank(win):
            return _thank(tx, context, turn, win)
        case acts.ShowAs(name):
            teams.show_as(tx, context.keyring, turn.person, name)
            return Told()
        case acts.PasteWeek():
            return _paste(tx, context, turn)


def _thank(tx: Transaction, context: Context, turn: Turn, win: int) -> Told:
    today = local(turn.now, turn.person.zone).date()
    done = digests.thank(tx, win, turn.person, today)
    if done:
        digest = _digest(tx, context, turn)
        if digest is not None:
            digest.rethank()
    key = {None: "digest.not_thanked", False: "digest.thanked_already", True: "digest.thanked"}
    said = Say(key[done])
    return Told(toast=said) if turn.message.group is not None else Told((said,))


def _digest(tx: Transaction, context: Context, turn: Turn) -> Digest | None:
    team = teams.by_id(tx, turn.person.team_id) if turn.person.team_id else None
    return Digest(tx, context, turn.organisation, team, turn.now) if team else None


def _paste(tx: Transaction, context: Context, turn: Turn) -> Told:
    digest = _digest(tx, context, turn)
    body = digest.latest() if digest else None
    if body is None:
        return Told((Say("digest.nothing"),))
    return Told((Say("digest.paste", prompt=body.text),))
