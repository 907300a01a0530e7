"""Comparisons: "20 min au lieu d'une heure", "d'habitude 1h, là 20 min"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from french.roles import Role, When
from french.said import Said
from french.spans import carried, told_both_sides

_TO = re.compile(r"^(?:(?:ramene|reduit|passe|tombe|descendu|raccourci)e?s? )?a(?: \w+){0,2}$")
_FROM = re.compile(r"\b(?:de|d)(?: \w+)?$")


def _sides(said: Sequence[Said]) -> list[Said]:
    """Each length of time with the side it is surely on."""
    sided = list(said)
    if any(one.when is When.BEFORE and not one.explicit for one in sided):
        return sided
    after = [one for one in sided if one.when in (When.AFTER, When.WEAK_AFTER) and not one.explicit]
    if not after:
        return sided
    sure = any(one.when is When.AFTER for one in after)
    return [_guessed(one, i, sided, sure=sure) for i, one in enumerate(sided)]


def _guessed(one: Said, i: int, said: Sequence[Said], *, sure: bool) -> Said:
    """With only "maintenant" said, the length of time just before it is the old one."""
    if one.when is When.WEAK_BEFORE:
        return replace(one, when=When.BEFORE)
    follows = i + 1 < len(said) and said[i + 1].when is When.AFTER
    if sure and follows and not one.when and one.role in (Role.OPEN, Role.SPENT):
        return replace(one, when=When.BEFORE)
    return one


def crossed(said: Sequence[Said]) -> list[Said]:
    """`40 -> 10` and "de 40 à 10": from the old length to the new one."""
    sided = list(said)
    for i in range(len(sided) - 1):
        left, right = sided[i], sided[i + 1]
        falls = left.quantity.value > right.quantity.value or _FROM.search(left.before)
        listed = told_both_sides(left.before) and len(right.before.split()) < 2
        if listed or right.before == "->" or (_TO.match(right.before) and falls):
            sided[i] = replace(left, role=Role.SPENT, when=When.BEFORE)
            sided[i + 1] = replace(right, role=Role.SPENT, when=When.AFTER)
    return sided


def _partner(before: int, said: Sequence[Said], taken: set[int]) -> int | None:
    """The new length of time nearest to an old one; the marked one first, then the earlier one."""
    others = [
        i
        for i, one in enumerate(said)
        if i not in taken and one.when is not When.BEFORE and one.role in (Role.OPEN, Role.SPENT)
    ]
    return min(others, key=lambda i: (abs(i - before), i > before), default=None)


def differences(said: Sequence[Said]) -> list[tuple[int, int, Fraction]]:
    """What each comparison gained, in minutes, with the places of the old and the new length."""
    sided = _sides(said)
    taken: set[int] = set()
    gained: list[tuple[int, int, Fraction]] = []
    for i, one in enumerate(sided):
        if one.when is not When.BEFORE or one.explicit or one.role is Role.NOISE:
            continue
        partner = _partner(i, sided, taken)
        if partner is not None:
            taken.update((i, partner))
            gained.append((i, partner, _gap(one, sided[partner])))
    return gained


def _gap(before: Said, after: Said) -> Fraction:
    old = carried(before.quantity, after.quantity, below=False)
    new = carried(after.quantity, before.quantity, below=True)
    return old.value - new.value
