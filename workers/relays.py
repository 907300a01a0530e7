"""Questions relayed without a name: shown, sent, answered, passed on, kept for others.

Nothing that stays tells who asked: the messages in which they did are wiped in the transaction that
makes the relay, the ledger calls what they heard an answer like any other, and no log speaks of it.
"""

from core.calendar import local
from core.person import Person
from flows import talk
from flows.rights import Act, may
from flows.talk import Say, Turn
from store import entries, inbox, outbox, relays
from store.db import Transaction
from store.relays import Relay
from workers import champions
from workers.context import Context
from workers.masking import masked

LONGEST = 500
"""Characters of a question that is relayed."""


def carry_out(
    tx: Transaction, context: Context, turn: Turn, person: Person, effect: talk.RelayEffect
) -> Say:
    """What a relay's button does, and what the person hears of it."""
    match effect:
        case talk.PreviewRelay(asked):
            return _preview(tx, context, person, asked)
        case talk.SendRelay():
            return _send(tx, context, turn, person, effect)
        case talk.AnswerRelay(relay_id, text):
            return _answer(tx, context, person, (relay_id, text))
        case talk.PassRelay(relay_id):
            return _pass(tx, context, turn, person, relay_id)
        case talk.KeepRelay(relay_id):
            return _keep(tx, context, turn, person, relay_id)
        case talk.ShareRelay(relay_id):
            return _share(tx, context, person, relay_id)


def _preview(tx: Transaction, context: Context, person: Person, asked: int) -> Say:
    found = _masked(tx, context, person, asked)
    if found is None:
        return Say("relay.gone", untold=True)
    question, masks = found
    if len(question) > LONGEST:
        return Say("relay.too_long", untold=True)
    if not champions.available(tx, context, person):
        return Say("relay.nobody", untold=True)
    told = context.library.render("relay.masked", {"masks": ", ".join(masks)}).text
    values = {"question": question, "masked": told if masks else ""}
    return Say("relay.confirm", values, untold=True)


def _masked(
    tx: Transaction, context: Context, person: Person, asked: int
) -> tuple[str, tuple[str, ...]] | None:
    """A question of this person as a champion may read it, and what was masked."""
    text = inbox.said(tx, context.keyring, person.id, asked)
    if not text:
        return None
    found = masked(text)
    return " ".join(found.text.split()), found.found


def _send(
    tx: Transaction, context: Context, turn: Turn, person: Person, effect: talk.SendRelay
) -> Say:
    found = _masked(tx, context, person, effect.asked)
    if found is None:
        return Say("relay.gone", untold=True)
    today = local(turn.now, turn.organisation.zone).date()
    relay = relays.ask(tx, context.keyring, person, found[0], today, share=effect.share)
    wiped = [effect.asked, effect.tapped, turn.ref]
    inbox.forget(tx, wiped)
    outbox.blank(tx, wiped, turn.now)
    if not champions.give(tx, context, relay, turn.now, besides={person.id}):
        relays.end(tx, relay)
        return Say("relay.nobody", untold=True)
    return Say("relay.sent_team" if effect.share else "relay.sent", untold=True)


def _held(tx: Transaction, context: Context, champion: Person, relay_id: int) -> Relay | None:
    """The question, if it is this person's to answer, and they may still answer questions."""
    if not may(champion, Act.ANSWER_RELAY):
        return None
    return relays.held(tx, context.keyring, champion, relay_id)


def _answer(tx: Transaction, context: Context, champion: Person, given: tuple[int, str]) -> Say:
    relay = _held(tx, context, champion, given[0])
    asker = relays.way_back(tx, context.keyring, relay) if relay and not relay.answer else None
    if relay is None or asker is None:
        return Say("relay.over")
    relays.answered(tx, context.keyring, relay, given[1])
    said = Say("relay.answered", {"answer": given[1]})
    champions.bring_back(tx, context, relay, asker, said)
    champions.settle(tx, relay, context.clock.now())
    return Say("relay.delivered", ref=str(relay.id))


def _pass(tx: Transaction, context: Context, turn: Turn, champion: Person, relay_id: int) -> Say:
    relay = _held(tx, context, champion, relay_id)
    if relay is None or relay.answer:
        return Say("relay.over")
    champions.give(
        tx, context, relay, turn.now, besides={champion.id, *champions.asker(tx, context, relay)}
    )
    return Say("relay.passed")


def _keep(tx: Transaction, context: Context, turn: Turn, champion: Person, relay_id: int) -> Say:
    relay = _held(tx, context, champion, relay_id)
    if relay is None or relay.answer is None:
        return Say("relay.over")
    today = local(turn.now, turn.organisation.zone).date()
    if relays.keep(tx, relay):
        said = relay.question, relay.answer
        entries.add(tx, context.keyring, relay.organisation_id, said, today)
    return Say("relay.kept")


def _share(tx: Transaction, context: Context, champion: Person, relay_id: int) -> Say:
    relay = _held(tx, context, champion, relay_id)
    if relay is None or relay.answer is None:
        return Say("relay.over")
    return Say("relay.shared" if relays.share(tx, relay) else "relay.not_shared")
