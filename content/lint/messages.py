"""Rules for messages: buttons every channel can carry, and placeholders somebody fills."""

import re
from collections.abc import Iterator

from content.library import Library
from content.lint.rule import DEFAULTS, Rule, fault
from content.lint.words import strays
from content.loader import Problem
from core.message import Kind
from core.person import State

LONGEST_ID = 64  # bytes: Telegram's callback_data
LONGEST_REF = 19  # digits of the largest id in the database
LONGEST_LABEL = 20  # WhatsApp's quick replies
MOST_BUTTONS = 10  # WhatsApp's lists
SPEECHLESS = frozenset(Kind) - {
    Kind.STICKER,
    Kind.PHOTO,
    Kind.VOICE,
    Kind.LOCATION,
    Kind.CONTACT,
}

# Tables are looked up in, not shown as buttons. None = the choices are free.
TABLES: dict[str, frozenset[str] | None] = {
    "privacy.states": frozenset(state.value for state in State),
    "privacy.rhythms": frozenset("5310"),
    "privacy.hours": frozenset({"fixed", "flexible"}),
    "privacy.erased": None,
    "notice.titles": None,
    "pulse.names": None,
    "champion.origins": None,
    "workshop.more": None,
    "challenge.more": None,
    "challenge.reasons": None,
    "phone.kinds": frozenset(kind.value for kind in Kind if kind not in SPEECHLESS),
    "telegram.commands": None,
}
# https://core.telegram.org/bots/api#setmydescription and #setmyshortdescription
LONGEST_TEXT = {"telegram.description": 512, "telegram.about": 120}

_HELD = "title day hour minutes goal"
"""What is told of a workshop."""
# What the code gives each message beside the organisation's words.
_VALUES = {
    "group.bound": "team",
    "challenge.asked": "title text check",
    "challenge.shown": "title text check",
    "challenge.summary": "starts ends people left cost",
    "challenge.left_out": "counts",
    "challenge.cost": "templates euros",
    "challenge.launched": "title left all",
    "challenge.stopped": "title left held",
    "challenge.resumed": "title",
    "challenge.over": "title left all tally",
    "challenge.post": "title text tally",
    "challenge.post_over": "title tally",
    "challenge.tally": "done trying",
    "digest.week": "team counts wins lessons question challenge",
    "digest.counts": "time answers zeros losses",
    "digest.counts_lost": "time answers zeros losses",
    "digest.win": "number time about who thanks",
    "digest.win_zero": "number time about who thanks",
    "digest.win_lost": "number time about who thanks",
    "digest.question": "question answer",
    "digest.challenge": "title",
    "digest.card_small": "answers",
    "digest.alt": "team time small",
    "pulse.reassured": "answer",
    "pulse.results": "moments",
    "pulse.moment": "when answers confidence",
    "pulse.brakes": "counts",
    "pulse.too_few": "when",
    "champion.would_you": "why",
    "mission.seen": "title audience",
    "mission.taken": "text",
    "mission.week": "title number text uses",
    "mission.reminder": "text",
    "mission.share": "text",
    "mission.check": "text",
    "mission.post": "who text",
    "digest.lesson": "who text",
    "digest.applied": "title text who",
    "workshop.seen": "title goal minutes cases",
    "workshop.summary": f"{_HELD} count team people",
    "workshop.planned": _HELD,
    "workshop.cancelled": _HELD,
    "workshop.cancelled_by_you": _HELD,
    "workshop.invited": _HELD,
    "workshop.post": _HELD,
    "workshop.coming": _HELD,
    "workshop.not_coming": _HELD,
    "workshop.soon": _HELD,
    "workshop.briefing": f"{_HELD} before",
    "workshop.sheet": f"{_HELD} script heard pitfalls after",
    "workshop.case": f"{_HELD} case number all text check",
    "workshop.leading": f"{_HELD} case number all",
    "workshop.material": f"{_HELD} case",
    "workshop.further": f"{_HELD} case text",
    "workshop.closing": f"{_HELD} text",
    "workshop.closed": _HELD,
    "workshop.well_led": _HELD,
    "workshop.committed": "text",
    "workshop.followup": f"{_HELD} commitment",
    "workshop.followup_open": _HELD,
    "workshop.tell_check": "text",
    "workshop.summary_after": f"{_HELD} people commitments applied",
    "workshop.after_days": "days counts",
    "exercise.result": "first second masked",
    "question.masked": "masks",
    "question.own": "answer",
    "relay.confirm": "question masked",
    "relay.masked": "masks",
    "relay.asked": "question",
    "relay.reminder": "question",
    "relay.check": "answer",
    "relay.answered": "answer",
    "question.rewritten": "answer title masked",
    "tip.piece": "text check",
    "tip.later": "hour",
    "system.heard": "said",
    "tip.ready": "title",
    "notice.ready": "title",
    "win.friday": "text",
    "recall.ask": "question",
    "recall.right": "answer right",
    "recall.wrong": "answer right",
    "win.confirm_big": "time",
    "win.gained": "time",
    "win.lost": "time",
    "win.example_gained": "text time",
    "win.example_zero": "text",
    "win.example_lost": "text time",
    "alert.limit": "day people limit rest",
    "alert.most": "cap day share",
    "alert.cap": "cap day",
    "alert.setup": "channel command",
    "onboarding.notice": "privacy_url",
    "onboarding.ready": "first_day hour",
    "onboarding.hour_quiet": "from to",
    "optdown.paused": "day",
    "optdown.resumed": "next hour",
    "optdown.rhythm_5": "next hour",
    "optdown.rhythm_3": "next hour",
    "optdown.rhythm_1": "next hour",
    "optdown.rhythm_0": "next hour",
    "optdown.hour_changed": "next hour",
    "optdown.flexible": "next hour from",
    "optdown.fixed": "next hour from",
    "optdown.hour_quiet": "from to",
    "optdown.days_changed": "days next hour",
    "optdown.leave_noted": "first last",
    "privacy.my_data_summary": "state job rhythm hour days week addresses joined agreements leaves"
    " scores wins minutes feedback sent texts link leeway",
    "privacy.receipt": "number date counts",
    "question.answer": "answer",
    "channel.link": "channel minutes link",
    "channel.type": "channel minutes token",
    "channel.noticed": "channel",
    "channel.chosen": "channel",
}
# Said to people of no organisation, or not said in a conversation: nothing is filled.
_BARE = frozenset(
    {
        "onboarding.stranger",
        "onboarding.unknown_code",
        "onboarding.other_organisation",
        "group.hello",
        "group.anonymous",
        "group.stranger",
        "group.not_yours",
        "channel.over",
        "system.trouble",
        "telegram.description",
        "telegram.about",
        *TABLES,
    }
)


def known_values(key: str) -> frozenset[str]:
    """The placeholders the code fills in a message."""
    words = frozenset[str]() if key in _BARE else frozenset(DEFAULTS)
    return words | frozenset(_VALUES.get(key, "").split())


def filled_placeholders(library: Library) -> Iterator[Problem]:
    """Every placeholder of a message or a label is one the code fills."""
    for key, message in library.messages.items():
        for text in (message.text, *message.buttons.values()):
            for stray in strays(text, known_values(key)):
                yield fault(library, key, f"nothing fills {stray}")


def has_words(library: Library) -> Iterator[Problem]:
    """A message has a text, and each of its buttons a label."""
    for key, message in library.messages.items():
        if not all(text.strip() for text in (message.text, *message.buttons.values())):
            yield fault(library, key, "an empty text or label")


def button_ids(library: Library) -> Iterator[Problem]:
    """A button id, its flow and its reference fit in 64 bytes; a choice is a plain word."""
    longest = max(map(len, library.questions), default=0)
    for key, message in library.messages.items():
        flow = key.partition(".")[0]
        ref = longest if flow == "question" else LONGEST_REF
        for choice in message.buttons:
            if not re.fullmatch(r"[a-z0-9_]+", choice):
                yield fault(library, key, f"the choice {choice} has more than a-z, 0-9 and _")
            elif len(f"{flow}.{choice}:") + ref > LONGEST_ID:
                yield fault(library, key, f"the choice {choice} makes too long a button id")


def short_labels(library: Library) -> Iterator[Problem]:
    """A label is at most 20 characters, and a message has at most 10 buttons."""
    for key, message in library.messages.items():
        if key in TABLES:
            continue
        if len(message.buttons) > MOST_BUTTONS:
            yield fault(library, key, f"more than {MOST_BUTTONS} buttons")
        for label in message.buttons.values():
            if len(label) > LONGEST_LABEL:
                yield fault(library, key, f"the label « {label} » is over {LONGEST_LABEL}")


def different_labels(library: Library) -> Iterator[Problem]:
    """Two buttons of one message do not read the same: people may type the label."""
    for key, message in library.messages.items():
        labels = [label.casefold() for label in message.buttons.values()]
        if len(set(labels)) < len(labels):
            yield fault(library, key, "two buttons with the same label")


def full_tables(library: Library) -> Iterator[Problem]:
    """A table has a word for each thing the code looks up in it, and no other."""
    jobs = {"onboarding.ask_job": frozenset(library.jobs)}
    for key, wanted in {**TABLES, **jobs}.items():
        message = library.messages.get(key)
        if message is None or wanted is None:
            continue
        for odd in sorted(message.buttons.keys() ^ wanted):
            yield fault(library, key, f"{odd} is {'missing' if odd in wanted else 'not known'}")


def short_profile(library: Library) -> Iterator[Problem]:
    """What Telegram shows before a conversation fits where it shows it."""
    for key, longest in LONGEST_TEXT.items():
        message = library.messages.get(key)
        if message and len(message.text) > longest:
            yield fault(library, key, f"{len(message.text)} characters, at most {longest}")


RULES: tuple[Rule, ...] = (
    filled_placeholders,
    has_words,
    button_ids,
    short_labels,
    different_labels,
    full_tables,
    short_profile,
)
