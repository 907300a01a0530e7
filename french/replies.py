"""Short answers: yes or no, and the option a person means."""

import re
from collections.abc import Sequence
from fractions import Fraction

from rapidfuzz import fuzz

from french.fold import fold, words
from french.numbers import number_at
from french.tokens import Token
from french.wordlists import listed

_YES = frozenset(
    [
        "oui",
        "ouais",
        "ouaip",
        "ouep",
        "oui oui",
        "yes",
        "yep",
        "yeah",
        "ok",
        "okay",
        "oki",
        "okok",
        "dac",
        "dacc",
        "d accord",
        "daccord",
        "dakor",
        "go",
        "c est parti",
        "cest parti",
        "vas y",
        "vasy",
        "allez",
        "allez y",
        "allons y",
        "on y va",
        "bien sur",
        "carrement",
        "volontiers",
        "avec plaisir",
        "parfait",
        "ca marche",
        "ca roule",
        "pourquoi pas",
        "je veux bien",
        "evidemment",
        "absolument",
        "exact",
        "exactement",
        "tout a fait",
        "bien entendu",
        "si",
        "oui je veux bien",
        "je suis d accord",
        "entendu",
        "c est bon",
        "c est ok",
        "top",
        "nickel",
        "ui",
        "wi",
        "oe",
        "oue",
        "ouii",
        "ouiii",
        "vu",
        "yess",
        "let s go",
        "chiche",
        "partant",
        "partante",
        "je confirme",
        "oui c est ca",
        "c est ca",
        "c est bien ca",
        "oui pourquoi pas",
        "confirme",
        "valide",
        "affirmatif",
        "grave",
    ]
)
_NO = listed(
    "non|nan|nope|no|non merci|pas envie|pas maintenant|pas du tout|jamais"
    "|surtout pas|non non|pas pour moi|niet|nn|naan|noon|nop"
    "|pas question|hors de question|je ne veux pas|je veux pas|je prefere "
    "pas|je prefere que non|non pas du tout"
    "|pas d accord|plutot pas|pas tout de suite|non plus tard|non pas maintenant"
    "|sans facon|ca va non|pas interesse|pas interessee|ca ira"
    "|bof non|pas vraiment|non desole|non desolee|laisse tomber|annule|negatif"
    "|pas la peine|non ca va|non ca ira|pas besoin"
    "|j ai pas envie|je n ai pas envie|je suis pas d accord|je ne suis pas "
    "d accord|merci non|c est pas ca|ce n est pas ca",
    "|",
)
_SIGNS = {**dict.fromkeys("👍👌✅✔💪🙌🆗", True), **dict.fromkeys("👎❌🚫🙅✖", False)}
_SOFT = listed("merci stp svp oui ok non alors bah ben bon euh bien sur please hein voila")
_DOUBT = listed("mais ou sauf si peut pas")
_ORDINALS = {
    "premier": 1,
    "premiere": 1,
    "1er": 1,
    "1ere": 1,
    "deuxieme": 2,
    "second": 2,
    "seconde": 2,
    "2eme": 2,
    "2e": 2,
    "2nd": 2,
    "troisieme": 3,
    "3eme": 3,
    "3e": 3,
    "quatrieme": 4,
    "4eme": 4,
    "4e": 4,
    "cinquieme": 5,
    "5eme": 5,
    "5e": 5,
    "sixieme": 6,
    "6eme": 6,
    "6e": 6,
    "septieme": 7,
    "7eme": 7,
    "huitieme": 8,
    "8eme": 8,
    "neuvieme": 9,
    "9eme": 9,
    "dixieme": 10,
}
_POINTING = re.compile(
    r"\b(?:le|la|l|les|option|choix|numero|num|n|no|reponse|je|prends|choisis"
    r"|dirais|veux|c est|plutot)\b"
)
_SURE = 82  # out of 100: a typo or two in a short label
_AHEAD = 12  # how far the second best must be


def yes_no(text: str) -> bool | None:
    """True for a yes, False for a no, None for anything else or both."""
    told = words(text[:80])
    if not told:
        signs = {_SIGNS[char] for char in text if char in _SIGNS}
        return signs.pop() if len(signs) == 1 else None
    said = " ".join(told)
    answer = _meant(said)
    return answer if answer is not None else _led(told)


def _meant(said: str) -> bool | None:
    if said in _YES:
        return True
    return False if said in _NO else None


def _led(told: Sequence[str]) -> bool | None:
    """ "Oui merci", "ok vas-y", "non pas aujourd'hui": a yes or no, then nothing against it."""
    if len(told) > 5 or any(word.isdigit() for word in told):
        return None
    first, rest = _meant(told[0]), told[1:]
    if first is None:
        return None
    after = _meant(" ".join(rest))
    if after is (not first) or (first and set(rest) & (_DOUBT | {"non", "pas", "nan"})):
        return None
    return None if not first and set(rest) & {"oui", "mais", "ou"} else first


def choice(text: str, labels: Sequence[str]) -> int | None:
    """The place in `labels` of the option a person typed: its number, its words, words near them.

    A number written in the labels themselves ("3 par semaine") counts before the place in the
    list, which starts at 1. None when unsure.
    """
    told = words(text[:200])
    if not told:
        return _agreed(text, labels)
    number = _number(told)
    if number is not None:
        return _numbered(number, labels)
    named = _named(" ".join(told), [" ".join(words(label)) for label in labels])
    return named if named is not None else _agreed(text, labels)


def _number(told: Sequence[str]) -> int | None:
    pointed = _POINTING.sub(" ", " ".join(told)).split()
    if len(pointed) != 1:
        return None
    if pointed[0] in _ORDINALS:
        return _ORDINALS[pointed[0]]
    if pointed[0] in ("dernier", "derniere"):
        return -1
    read = number_at([Token(pointed[0])], 0)
    return int(read[0]) if read and read[0] == Fraction(int(read[0])) else None


def _numbered(number: int, labels: Sequence[str]) -> int | None:
    if number == -1:
        return len(labels) - 1 if labels else None
    own = [re.match(r"\W*(\d+)\b", fold(label)) for label in labels]
    if any(own):
        exact = [i for i, found in enumerate(own) if found and int(found[1]) == number]
        return exact[0] if len(exact) == 1 else None
    return number - 1 if 1 <= number <= len(labels) else None


def _named(said: str, labels: Sequence[str]) -> int | None:
    exact = [i for i, label in enumerate(labels) if label == said]
    if exact:
        return exact[0] if len(exact) == 1 else None
    part = [i for i, label in enumerate(labels) if _inside(said, label) or _begins(said, label)]
    if len(part) == 1:
        return part[0]
    ranked = sorted(((_likeness(said, label), i) for i, label in enumerate(labels)), reverse=True)
    if not ranked or ranked[0][0] < _SURE:
        return None
    return ranked[0][1] if len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _AHEAD else None


def _inside(said: str, label: str) -> bool:
    """Whether the words said are among the label's in order, or the label's among those said."""
    if len(said) < 4 or len(label) < 3:
        return False
    longer = len(said.split()) <= len(label.split()) + 4
    return f" {said} " in f" {label} " or (longer and f" {label} " in f" {said} ")


def _begins(said: str, label: str) -> bool:
    """Whether one word said shortens a word of the label: "compta"."""
    return len(said) > 3 and any(word.startswith(said) for word in label.split())


def _likeness(said: str, label: str) -> float:
    single = max((fuzz.ratio(said, word) for word in label.split() if len(word) > 4), default=0.0)
    return max(fuzz.ratio(said, label), fuzz.token_sort_ratio(said, label), single)


def _agreed(text: str, labels: Sequence[str]) -> int | None:
    """A yes or a no, where exactly one label is that answer."""
    answer = yes_no(text)
    if answer is None:
        return None
    same = [i for i, label in enumerate(labels) if yes_no(label) is answer]
    return same[0] if len(same) == 1 else None
