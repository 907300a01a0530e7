"""Every length of time of a message with what it means there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from french import roles
from french.counts import counts_nothing, leads_freely
from french.durations import Quantity
from french.roles import Role, When
from french.tokens import Token
from french.units import text_at

_BOUNDARY = re.compile(
    r"[,.;:!?()\"]|->|\b(?:et|mais|puis|donc|alors|contre|vs|versus|car|au "
    r"lieu|plutot qu|maintenant"
    r"|parce|tandis|desormais)\b"
)
_SENTENCE = re.compile(r".*[.;!?](?= |$)")
_JOINED = re.compile(r"\b(?:et|puis|plus|aussi|encore|ensuite|idem|pareil)\b|[+,;&/]")
_LISTED = re.compile(r"\b(?:et|puis|ensuite)\b|[+&]")
_GAIN = re.compile(r"\b(?:gagne|gagner|gain|perdu)\b")
_VAGUE = re.compile(
    r"\b(?:gagne|gagner|perdu|perdre)(?: \w+){0,3} temps(?: \w+){0,4} ?[,:;"
    r"(.!-](?! \w+ gagne| gagne)"
)
_OBJECT = re.compile(r"\b(?:gagne|gagner|perdu|perdre)(?: toute?)?$")
_STRONG_CLOCK = re.compile(
    r"\b(?:a|vers|vers les|des|jusqu a|rdv(?: \w+)?(?: a)?|reunion|reu|il est|lundi"
    r"|mardi|mercredi|jeudi|vendredi"
    r"|samedi|dimanche|demain|matin|soir|reveil|reprends? a|horaire)(?: environ)?$"
)
_WEAK_CLOCK = re.compile(
    r"\b(?:avant|apres|de|d|pour|le|depuis|entre|train|bus|cours|les|heure|plutot)$"
)
_OF_DAY = re.compile(
    r"^(?:du (?:mat|soir)|de l aprem|de l apres|pile|precise|ce (?:matin|soir)|demain|plutot$)"
)
_ASKS = re.compile(
    r"\b(?:est ce|combien|comment|pourquoi|quoi|quel|quelle|quand|peut(?! "
    r"etre)|peux|peut on|tu|vous|c est"
    r"|ca fait|faut|normal|bien|compte|possible|vrai|suffit|assez)\b"
)
_OPENS = re.compile(
    r"^(?:est ce|comment|pourquoi|combien|c est quoi|quel|quelle|quand|qui|peut on)\b"
)
_DECLARES = re.compile(
    r"\b(?:j|on|ca m|m) (?:ai|a|en ai|y ai)(?: \w+){0,3} (?:gagner?|perdu|perdre)\b"
    r"|\b(?:je|de) gagne\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A length of time, its role, its side of a comparison, and the words on both sides."""

    quantity: Quantity
    role: Role
    when: When
    before: str
    after: str

    @property
    def vague(self) -> bool:
        """Whether it only follows "gagné du temps": what is said next may be a comparison."""
        return bool(_VAGUE.search(self.before))

    @property
    def explicit(self) -> bool:
        """Whether the person says it is a gain or a loss."""
        return self.role in (Role.GAIN, Role.LOSS)


def _joined(tokens: Sequence[Token], start: int, end: int) -> str:
    return " ".join(token.text for token in tokens[start:end])


def _counts(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Whether a bare number counts something other than minutes."""
    if quantity.unit:
        return False
    alone = quantity.end - quantity.start == len([t for t in tokens if t.text.isalnum()])
    if quantity.article:
        return not alone
    if _people(tokens, quantity.start):
        return True
    marked = text_at(tokens, quantity.end - 2) == "/" and quantity.high in (5, 10, 20, 100)
    follower = text_at(tokens, quantity.end)
    told = follower in ("sur", "pour") and quantity.start > 3  # "10 min sur le mail 15 sur le CR"
    led = told or leads_freely(_leader(tokens, quantity.start))
    return marked or not (led and counts_nothing(follower))


def _people(tokens: Sequence[Token], start: int) -> bool:
    """ "Gagné 1h à deux"."""
    told = [text_at(tokens, start - back) for back in (2, 1, 0)]
    return told[1] == "a" and told[0].isalpha() and told[2].isalpha()


def _leader(tokens: Sequence[Token], start: int) -> str:
    """The word before, past the dash of "gpt-4"."""
    dashed = text_at(tokens, start - 1) == "-" and tokens[start - 1].glued
    return text_at(tokens, start - 2 if dashed else start - 1)


def _clock(tokens: Sequence[Token], quantity: Quantity, start: int) -> bool:
    """Whether an hour is a time of day."""
    if quantity.hour is None:
        return False
    before = _joined(tokens, start, quantity.start)
    late = quantity.hour >= 7
    if _OF_DAY.search(_joined(tokens, quantity.end, quantity.end + 3)):
        return late
    if _STRONG_CLOCK.search(before) and not _going(tokens, quantity):
        return True
    if _GAIN.search(before) or _GAIN.search(_joined(tokens, quantity.end, quantity.end + 3)):
        return False
    if late and (_WEAK_CLOCK.search(before) or quantity.low != quantity.high):
        return not _instead(before)
    return 13 <= quantity.hour < 24 and quantity.start == 0 and quantity.end == len(tokens)


def _instead(before: str) -> bool:
    return bool(re.search(r"\b(?:lieu d|lieu de|place de|passe de|avant)$", before))


def _going(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Whether "à" closes "de 2h à 1h"."""
    at = quantity.start - 1
    near = {text_at(tokens, i) for i in range(max(at - 6, 0), at)}
    return (
        text_at(tokens, at) == "a"
        and bool(near & {"de", "d", "passe"})
        and (quantity.hour or 0) < 7
    )


def _lengths(tokens: Sequence[Token], found: Sequence[Quantity]) -> list[Quantity]:
    kept: list[Quantity] = []
    for quantity in found:
        start = kept[-1].end if kept else 0
        if not _counts(tokens, quantity) and not _clock(tokens, quantity, start):
            kept.append(quantity)
    return kept


def statements(tokens: Sequence[Token], found: Sequence[Quantity]) -> list[Said]:
    """The lengths of time that may matter, in order; counts and clock times are left out."""
    kept = _lengths(tokens, found)
    ends = [0, *(quantity.end for quantity in kept)]
    starts = [*(quantity.start for quantity in kept), len(tokens)]
    gaps = [_joined(tokens, end, start) for end, start in zip(ends, starts, strict=True)]
    said: list[Said] = []
    for i, quantity in enumerate(kept):
        one = _one(quantity, gaps, i, said)
        said.append(_questioned(tokens, one))
    return said


def _one(quantity: Quantity, gaps: list[str], i: int, said: Sequence[Said]) -> Said:
    """Read one length of time; what it takes from the words after it leaves `gaps`."""
    before, after = gaps[i], gaps[i + 1]
    role, when = _role_before(before), _when_before(before)
    final = i + 2 == len(gaps)
    when_after, after = _when_after(after, final, gaps[i + 2] if not final else "")
    role, after = _role_after(role, after, final)
    gaps[i + 1] = after
    if (quantity.minus and role not in (Role.GAIN, Role.NOISE)) or (quantity.minus and before):
        role = Role.LOSS
    if role is Role.OPEN and not when and said:
        role = _inherited(said[-1], before)
    if quantity.definite and not (_OBJECT.search(before) or when is When.BEFORE):
        role = Role.NOISE
    if quantity.unit == "week" and role is Role.OPEN:
        role = Role.NOISE
    return Said(quantity, role, when_after or when, before, after)


def _role_before(before: str) -> Role:
    marker = roles.last(roles.PRE, _SENTENCE.sub("", before))
    return Role(marker.name) if marker else Role.OPEN


def _when_before(before: str) -> When:
    marker = roles.last(roles.WHEN_PRE, _SENTENCE.sub("", before))
    return When(marker.name) if marker else When.UNSAID


def _when_after(after: str, final: bool, beyond: str) -> tuple[When, str]:
    marker = roles.first(roles.WHEN_POST, after)
    if marker is None:
        return When.UNSAID, after
    rest = after[marker.end :].strip()
    closes = final or (bool(_BOUNDARY.match(rest)) and not rest.startswith(":"))
    closes = closes or (not rest and roles.first(roles.WHEN_POST, beyond) is not None)
    return (When(marker.name), rest) if closes else (When.UNSAID, after)


def _role_after(role: Role, after: str, final: bool) -> tuple[Role, str]:
    """The role the words after give, and the words they leave to what follows."""
    if role is Role.NOISE:
        return role, after
    boundary = _BOUNDARY.search(after)
    clause = after[: boundary.start()] if boundary else after
    marker = roles.first(roles.POST, clause)
    if marker is None:
        return role, after
    leads = not final and boundary is None and not after[marker.end :].strip()
    if leads and role is not Role.OPEN:
        return role, after
    return _weighed(role, marker.name), after[marker.end :].strip()


def _weighed(role: Role, after: str) -> Role:
    if after == "longer":
        return role if role is Role.GAIN else Role.LOSS
    if after == "gain" and role is Role.LOSS:
        return role
    return Role(after)


def _inherited(previous: Said, between: str) -> Role:
    """ "10 min sur un mail et 20 sur un devis": the second is what the first is."""
    if re.search(r"\bmais\b", between) or not _JOINED.search(between):
        return Role.OPEN
    if previous.role is Role.GAIN or _LISTED.search(between):
        return previous.role
    return Role.OPEN


def _questioned(tokens: Sequence[Token], said: Said) -> Said:
    """A length of time inside a question is not a statement, unless the person hesitates."""
    start, end = said.quantity.start, said.quantity.end
    while start > 0 and tokens[start - 1].text not in ".;!?":
        start -= 1
    while end < len(tokens) and tokens[end].text not in ".;!?":
        end += 1
    sentence = _joined(tokens, start, end)
    asks = _ASKS.search(sentence) if text_at(tokens, end) == "?" else None
    if _OPENS.search(sentence) or (asks and not _DECLARES.search(sentence)):
        return replace(said, role=Role.NOISE)
    return said
