"""One person on two channels: the link between them, where tips come, and the way back."""

from channels.whatsapp.links import link as whatsapp_link
from core.message import Address, Inbound, Kind
from core.person import Person
from flows import talk
from flows.talk import Say, Turn
from french import commands
from store import addresses, audit, crossings, people
from store.addresses import Known
from store.crossings import Crossing
from store.db import Transaction
from workers import elsewhere
from workers.context import Context

APPS = ("whatsapp", "telegram")
"""Those people have on their own phones come before a phone of our page."""
MINUTES = str(int(crossings.VALID.total_seconds() // 60))

Told = list[tuple[Address, Say]]
"""What is said, and to which address."""


def carry_out(
    tx: Transaction,
    context: Context,
    turn: Turn,
    person: Person,
    effect: talk.OtherChannel | talk.ChooseChannel | talk.Detach,
) -> Say:
    """What a person wants of their channels, done; and what they are told."""
    match effect:
        case talk.OtherChannel(wanted):
            return _other(tx, context, turn, person, wanted)
        case talk.ChooseChannel(name):
            return _choose(tx, context, person, name)
        case talk.Detach(address_id):
            return _detach(tx, context, turn, person, address_id)


def _other(
    tx: Transaction, context: Context, turn: Turn, person: Person, wanted: str | None
) -> Say:
    here = turn.message.address.channel
    theirs = [one for one in addresses.reachable_channels(tx, person) if one in context.channels]
    if wanted in theirs and len(theirs) > 1:
        return _choose(tx, context, person, str(wanted))
    target = _target(context, here, wanted)
    if len(theirs) > 1 and (target is None or target in theirs):
        return Say("channel.ask_where", choices=_order(theirs))
    if target is None:
        return Say("channel.only_one")
    token = crossings.open_link(tx, context.keyring, person, target, turn.now)
    values = {"channel": name(context, target), "minutes": MINUTES}
    link = _link(context, target, token)
    if link:
        return Say("channel.link", {**values, "link": link})
    return Say("channel.type", {**values, "token": token})


def _order(names: list[str]) -> tuple[str, ...]:
    apps = [one for one in APPS if one in names]
    return (*apps, *(one for one in names if one not in apps))


def _target(context: Context, here: str, wanted: str | None) -> str | None:
    """The channel that is meant: the one named, else the first that is on beside this one."""
    on = [one for one in _order(list(context.channels)) if one != here]
    if wanted is not None:
        return wanted if wanted in on else None
    return next(iter(on), None)


def _link(context: Context, channel: str, token: str) -> str:
    """What opens that channel with the token ready to be sent; empty where nothing can."""
    chosen = context.settings
    if channel == "whatsapp" and chosen.twilio_whatsapp_from:
        try:
            return whatsapp_link(chosen.twilio_whatsapp_from, f"REJOINDRE {token}")
        except ValueError:
            return ""
    kept = chosen.dixminutes_var / "telegram_username"
    if channel == "telegram" and kept.exists():
        return f"https://t.me/{kept.read_text(encoding='ascii').strip()}?start={token}"
    return ""


def name(context: Context, channel: str) -> str:
    """How people call a channel."""
    return context.library.message("channel.ask_where").buttons.get(channel, channel)


def _choose(tx: Transaction, context: Context, person: Person, channel: str) -> Say:
    if not addresses.choose(tx, person, channel):
        return Say("system.old_button")
    return Say("channel.chosen", {"channel": name(context, channel)})


def _detach(tx: Transaction, context: Context, turn: Turn, person: Person, address_id: int) -> Say:
    by = turn.message.address
    if not addresses.detach(tx, context.keyring, person, address_id, by):
        return Say("system.old_button")
    elsewhere.follow(tx, context, person.id)
    # Whoever had that link may have asked for another one.
    crossings.withdraw(tx, person)
    audit.note(
        tx,
        "address_detached",
        turn.now,
        organisation_id=person.organisation_id,
        person=person.id,
    )
    return Say("channel.detached")


def token(message: Inbound) -> str | None:
    """The link a message says, if it says one, be it over."""
    code = commands.join_code(message.text) if message.kind is Kind.TEXT else None
    return code if crossings.is_one(code) else None


def known(tx: Transaction, context: Context, person: Person, code: str) -> Say:
    """What someone who is in is told of a link; it stays good for where it leads."""
    found = crossings.find(tx, context.keyring, code, context.clock.now())
    if found is None:
        return Say("channel.over")
    return Say("channel.own" if found.person_id == person.id else "channel.taken")


def arrive(tx: Transaction, context: Context, new: Known, code: str) -> tuple[Person | None, Told]:
    """Give an unknown address to whoever made the link, and tell all of their addresses."""
    now, channel = context.clock.now(), new.address.channel
    found = crossings.find(tx, context.keyring, code, now)
    person = _owner(tx, found if found and found.channel == channel else None)
    # After the owner is held: of two addresses that say one link together, one is too late.
    if person is None or not crossings.use(tx, context.keyring, code, now):
        return None, [(new.address, Say("channel.over"))]
    before = addresses.of_person(tx, context.keyring, person.id)
    addresses.cross(tx, new.id, person.id, now)
    audit.note(tx, "address_added", now, organisation_id=person.organisation_id, person=person.id)
    theirs = [one for one in addresses.reachable_channels(tx, person) if one in context.channels]
    noticed = Say("channel.noticed", {"channel": name(context, channel)}, ref=str(new.id))
    return person, [
        (new.address, Say("channel.crossed", choices=_order(theirs))),
        *((one, noticed) for one in before),
    ]


def _owner(tx: Transaction, found: Crossing | None) -> Person | None:
    if found is None:
        return None
    return people.load(tx, found.person_id, found.organisation_id, lock=True)
