"""Grants wishes: a language model's words in place of a reviewed message, or that message in time.

The reviewed message is a row of the ledger before the model is asked, due a little later: it goes
by itself if this process dies, and exactly one of the two ever leaves.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import structlog

from answers import exercise, grounded
from answers.prompts import Completion, ModelAway, ModelRefused, Prompt
from channels.base import NotFetched
from core.calendar import local
from core.message import Inbound, Outbound, Wish
from core.person import Organisation, Person
from flows import question
from store import inbox, organisations, outbox, people, usage
from store.db import Transaction
from store.outbox import Message
from workers import champions
from workers.context import Context
from workers.courier import Courier
from workers.holds import patiently

log = structlog.get_logger()

PATIENCE = {"rewrite": 1.7, "exercise": 20.0, "transcribe": 20.0}
"""Seconds a model has. A reviewed answer goes within two; an exercise said it is being tried."""
SAFETY = timedelta(seconds=8)
"""After the patience, before the row goes by itself: only if this process died meanwhile."""


def held(wish: Wish) -> timedelta:
    """How long a message with a wish may wait in the ledger."""
    return timedelta(seconds=PATIENCE[wish.kind]) + SAFETY


def may_ask(tx: Transaction, context: Context, person: Person, organisation: Organisation) -> bool:
    """Count one call for a person. False past their day's, or the organisation's month."""
    chosen = context.settings
    month = month_of(context, organisation)
    if usage.tokens(tx, organisation.id, month) >= chosen.openai_monthly_tokens:
        return False
    day = local(context.clock.now(), person.zone).date()
    return usage.take(tx, person, day, chosen.openai_questions_per_day)


def month_of(context: Context, organisation: Organisation) -> date:
    """The first day of the organisation's month."""
    return local(context.clock.now(), organisation.zone).date().replace(day=1)


def grant(context: Context, courier: Courier, message: Message, asked: Inbound) -> None:
    """Ask the model for a stored message with a wish; whatever comes of it, one reply leaves."""
    courier.spawn(_show_typing(context, asked))
    courier.spawn(_grant(context, courier, message))


async def _show_typing(context: Context, asked: Inbound) -> None:
    """A model takes more than a moment: the person sees that an answer is coming."""
    channel = context.channels.get(asked.address.channel)
    if channel is not None:
        await channel.typing(asked)


async def _grant(context: Context, courier: Courier, message: Message) -> None:
    wish = message.body.wish if message.body else None
    if wish is not None and wish.kind == "transcribe":
        ours = await _listen(context, message, wish)
    else:
        body = await _instead(context, message)
        ours = await patiently(_release, context, message, body)
    if ours is not None:
        await courier.leave(ours)


async def _listen(context: Context, message: Message, wish: Wish) -> Message | None:
    """Take the words of a voice note in as if they had been written, and show them."""
    text = await _words_of(context, message, wish)
    if not text:
        return await patiently(_release, context, message, None)
    return await patiently(_heard, context, message, text)


async def _words_of(context: Context, message: Message, wish: Wish) -> str:
    channel = context.channels.get(message.to.channel) if message.to else None
    if context.model is None or channel is None:
        return ""
    try:
        voice = await channel.fetch(wish.media)
        heard = await context.model.transcribe(voice, PATIENCE[wish.kind])
    except (NotFetched, ModelAway) as away:
        log.warning("voice_not_heard", reason=str(away))
        return ""
    await patiently(_spent, context, message, heard)
    return heard.text


def _heard(context: Context, message: Message, text: str) -> Message | None:
    body = context.library.render("system.heard", {"said": text})
    said = Inbound(f"voice:{message.id}", message.to, text=text) if message.to else None
    with context.database.write() as tx:
        ours = outbox.release(tx, context.keyring, message, body, real_now=context.real())
        if ours is not None and said is not None:
            inbox.take_in(tx, context.keyring, [said], context.clock.now())
    return ours


async def _instead(context: Context, message: Message) -> Outbound | None:
    """What the model makes of it; None when the message goes as it is."""
    model, wish = context.model, message.body.wish if message.body else None
    if model is None or wish is None:
        return None
    try:
        given = await model.complete(_prompt(context, message, wish), PATIENCE[wish.kind])
    except ModelRefused as refused:
        log.error("model_refused", reason=str(refused))
        return None
    except ModelAway as away:
        log.warning("model_away", reason=str(away))
        return None
    await patiently(_spent, context, message, given)
    return await patiently(_KINDS[wish.kind][1], context, message, wish, given.text)


def _prompt(context: Context, message: Message, wish: Wish) -> Prompt:
    return _KINDS[wish.kind][0](context, message, wish)


def _rewrite(context: Context, message: Message, wish: Wish) -> Prompt:
    rules = context.library.message("model.rewrite").text
    return grounded.prompt(rules, wish.text, _entries(context, message, wish))


def _entries(context: Context, message: Message, wish: Wish) -> dict[str, str]:
    words = context.words_of(message.organisation_id)
    return {
        ident: context.library.reviewed(ident, words)
        for ident in wish.entries
        if ident in context.library.questions
    }


def _rewritten(context: Context, message: Message, wish: Wish, text: str) -> Outbound | None:
    found = grounded.judge(text, _entries(context, message, wish), wish.text)
    if found is None:
        log.info("model_not_followed", reason="adds")
        return None
    if not found.entry:
        return _none_fits(context, message)
    entry = context.library.questions[found.entry]
    values = {"answer": found.text, "title": entry.title, "masked": _told(context, wish)}
    more = ("more",) if entry.more else ()
    return context.library.render("question.rewritten", values, choices=more, ref=found.entry)


def _none_fits(context: Context, message: Message) -> Outbound | None:
    """The model found nothing of it in the entries: "je ne sais pas, je demande ?"."""
    with context.database.read() as tx:
        person = people.load(tx, message.person_id) if message.person_id else None
        relayed = person is not None and champions.available(tx, context, person)
    asked = message.inbox_id if relayed else None
    said = question.unknown(context.library, context.words_of(message.organisation_id), asked)
    return context.library.render(said.key, said.values, more=said.more)


def _exercise(context: Context, _message: Message, wish: Wish) -> Prompt:
    return exercise.prompt(context.library.message("model.exercise").text, wish.text)


def _tried(context: Context, _message: Message, wish: Wish, text: str) -> Outbound | None:
    found = exercise.judge(text)
    if found is None:
        log.info("model_not_followed", reason="exercise")
        return None
    first, second = found.remarks
    values = {"first": first, "second": second, "masked": _told(context, wish)}
    body = context.library.render("exercise.result", values)
    return replace(body, prompt=found.result)


def _told(context: Context, wish: Wish) -> str:
    """The line that says what was masked; empty when nothing was."""
    if not wish.masked:
        return ""
    said = context.library.render("question.masked", {"masks": ", ".join(wish.masked)})
    return said.text


_Asks = Callable[[Context, Message, Wish], Prompt]
_Reads = Callable[[Context, Message, Wish, str], Outbound | None]
_KINDS: dict[str, tuple[_Asks, _Reads]] = {
    "rewrite": (_rewrite, _rewritten),
    "exercise": (_exercise, _tried),
}


def _spent(context: Context, message: Message, given: Completion) -> None:
    if message.organisation_id is None:
        return
    with context.database.write() as tx:
        organisation = organisations.by_id(tx, message.organisation_id)
        if organisation is not None:
            month = month_of(context, organisation)
            usage.spent(tx, organisation.id, month, given.tokens)


def _release(context: Context, message: Message, body: Outbound | None) -> Message | None:
    with context.database.write() as tx:
        return outbox.release(tx, context.keyring, message, body, real_now=context.real())
