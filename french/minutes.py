"""The time a person says they gained, read from their own words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from french.compare import crossed, differences
from french.durations import quantities
from french.fold import fold
from french.roles import Role, When
from french.said import Said, statements
from french.spans import COST, spans
from french.tokens import tokens
from french.zero import says_same, says_zero

_SIDES = (When.BEFORE, When.AFTER)
_TOTAL = re.compile(r"=|\b(?:soit|donc|du coup|total|en tout|cumule|ca fait|au final)\b")
_TOTAL_AFTER = re.compile(r"^(?:de gagne )?(?:en tout|au total|en cumule|total)\b")
_DETAIL = re.compile(r"[:(=]|\bdont\b")
_RATE = re.compile(r"^(?:par|/|chaque|a chaque|tous les)\b")
_AMENDED = re.compile(
    r"^\W*(?:\w+ )?(?:non|pardon|oups|enfin|plutot|correction|erreur)\b(?: \w+){0,2}\W*$"
)
_GAIN = re.compile(
    r"\b(?:gagner?|gain|perdu|perdre|lieu|contre|avant|maintenant|habitude|normalement|plutot qu"
    r"|compare|que d|vite|rapide(?:ment)?|lente?|long(?:ue|temps)?|tot|retard|avance|en moins"
    r"|de moins|de plus)\b|->"
)
_RATHER = re.compile(r"\bplutot$")
_NAMED = re.compile(
    r"\b(?:merci(?: beaucoup| bien)?|bonjour|bonsoir|salut|coucou|hello|bravo|coach|re|a toi|revoir"
    r"|programme|parcours|le|bot)(?: a)?(?: toi)? ?,? ?(?:dix|10) min(?:utes?)?\b"
)
_ALSO = re.compile(r"\b(?:et|puis|aussi|encore|ensuite|plus)\b|[+&;]")


def minutes(text: str) -> int | None:
    """The time gained that a person declares, in whole minutes; negative when lost, 0 for none.

    None when no gain is stated: a clock time, a price, a count, a plan, time spent with nothing
    to compare it with. A bare number is minutes, a range counts for its middle, halves round away
    from zero, a rate ("par mail") counts once, a day is 7 hours. "Pas perdu de temps" is 0.
    Never raises; only the first thousand characters are read.
    """
    cut = tokens(text)
    said = [
        one for one in statements(cut, spans(cut, quantities(cut))) if one.role is not Role.NOISE
    ]
    total = _total(_weighed(said))
    if total is None:
        return 0 if says_zero(cut) else None
    same = says_same(cut) and all(one.role is Role.OPEN and not one.when for one in said)
    return 0 if same else _rounded(total)


def _weighed(said: Sequence[Said]) -> list[Said]:
    """Without what "plutôt 5 que 10" refuses; in "20 min - 5 min de relecture", 5 is lost."""
    kept: list[Said] = []
    for one in said:
        previous = kept[-1] if kept else None
        costs = previous and one.before in ("-", "moins") and COST.match(one.after)
        if previous and costs:
            gained = previous if previous.explicit else replace(previous, role=Role.GAIN)
            kept[-1:] = [gained, replace(one, role=Role.LOSS)]
        elif not (previous and one.before in ("que", "qu") and _RATHER.search(previous.before)):
            kept.append(one)
    return kept


def stated(text: str) -> bool:
    """Whether a text that nobody asked for tells a gain or a loss by itself.

    A bare number does not, nor does our own name ("merci Dix Minutes"): it takes a unit of time,
    or a word for winning, losing or comparing.
    """
    if minutes(text) is None:
        return False
    cut = tokens(_NAMED.sub(" ", fold(text)))
    told = " ".join(token.text for token in cut)
    return bool(_GAIN.search(told)) or any(quantity.unit for quantity in quantities(cut))


def _rounded(value: Fraction) -> int:
    size = int(abs(value) + Fraction(1, 2))
    return size if value > 0 else -size


def _total(said: Sequence[Said]) -> Fraction | None:
    said = _plainly(crossed(said))
    compared = differences(said)
    explicit = [one for one in said if one.explicit]
    if explicit:
        own = _sum(_with_open(said))
        return own + sum((gap for _, at, gap in compared if _adds(said, at, gap, own)), Fraction(0))
    if compared:
        return sum((gap for _, _, gap in compared), Fraction(0))
    bare = [one for one in said if one.role is Role.OPEN and one.when not in _SIDES]
    return _sum(bare) if bare else None


def _plainly(said: Sequence[Said]) -> list[Said]:
    """With a comparison told, "gagné du temps" before it states no length of its own."""
    if not any(one.when is When.BEFORE for one in said):
        return list(said)
    return [replace(one, role=Role.OPEN) if one.explicit and one.vague else one for one in said]


def _adds(said: Sequence[Said], at: int, gap: Fraction, own: Fraction) -> bool:
    """A comparison beside a stated gain explains it, unless it is told as one more."""
    return gap != own and bool(at and _ALSO.search(said[at].before))


def _with_open(said: Sequence[Said]) -> list[Said]:
    """The stated gains and losses, and the bare lengths told together with them."""
    return [
        one
        for i, one in enumerate(said)
        if one.explicit
        or (
            one.role is Role.OPEN
            and not one.when
            and i + 1 < len(said)
            and _ALSO.search(said[i + 1].before)
        )
    ]


def _sum(said: Sequence[Said]) -> Fraction:
    """The sum, counting once what is only said again: a total, a correction, a repetition."""
    if len(said) > 2 and _DETAIL.search(said[1].before):
        said = _without_detail(said)
    counted: list[Fraction] = []
    for i, one in enumerate(said):
        value = -one.quantity.value if one.role is Role.LOSS else one.quantity.value
        previous = said[i - 1] if i else None
        if previous and _TOTAL.search(one.before) and _RATE.search(previous.after):
            continue
        if previous and _replaces(one):
            counted = counted[:-1] if _AMENDED.search(one.before) else []
        if not (counted and counted[-1] == value and re.search(r"[(:]", one.before)):
            counted.append(value)
    return sum(counted, Fraction(0))


def _without_detail(said: Sequence[Said]) -> Sequence[Said]:
    """ "30 min : 10 sur les mails, 20 sur le devis" is 30."""
    rest = sum((one.quantity.value for one in said[1:]), Fraction(0))
    return said[:1] if said[0].quantity.value == rest else said


def _replaces(one: Said) -> bool:
    told_again = _TOTAL.search(one.before) or _TOTAL_AFTER.search(one.after)
    return bool(told_again or _AMENDED.search(one.before))
