"""Numbers as people write them: digits, words, a dozen, with the mistakes of a hurried thumb."""

import re
from collections.abc import Sequence
from fractions import Fraction

from rapidfuzz.distance import OSA
from text_to_num import text2num

from french.tokens import Token
from french.wordlists import listed

Read = tuple[Fraction, int]  # the number, and the index of the token after it

_DIGITS = re.compile(r"(?!0\d\d)\d+(?:[.,]\d+)?")  # 012 is no number people say
_LONGEST = 7  # words: "quatre vingt dix neuf mille deux cents"
_WORDS = listed(
    "un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " vingt vingts trente quarante cinquante soixante septante huitante octante nonante"
    " cent cents mille et"
)
_MISSPELT = {
    "dis": "dix", "diz": "dix", "vint": "vingt", "vin": "vingt", "vingts": "vingt",
    "cink": "cinq", "sinq": "cinq", "sink": "cinq", "sin": "cinq", "deu": "deux", "2x": "deux",
    "troi": "trois", "trwa": "trois", "katre": "quatre", "uit": "huit", "kinze": "quinze",
    "ouit": "huit", "siss": "six", "set": "sept", "onz": "onze", "qinze": "quinze", "dizs": "dix",
}  # fmt: skip
_GROUPS = {
    "huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20,
    "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip


def _digits(text: str) -> Fraction | None:
    if len(text) > 7 or not _DIGITS.fullmatch(text):
        return None
    return Fraction(text.replace(",", "."))


def _spoken(spelled: str) -> Fraction | None:
    if spelled == "zero":
        return Fraction(0)
    try:
        return Fraction(int(text2num(spelled, "fr")))
    except ValueError:
        return None


def _said(tokens: Sequence[Token], i: int) -> Read | None:
    """The longest number said in words from `i`: in "dix quinze", dix."""
    end = i
    while end < len(tokens) and end - i < _LONGEST and tokens[end].text in _WORDS:
        end += 1
    if end == i:
        return (Fraction(0), i + 1) if tokens[i].text == "zero" else None
    for stop in range(end, i, -1):
        value = _spoken(" ".join(token.text for token in tokens[i:stop]))
        if value is not None:
            return value, stop
    return None


def number_at(tokens: Sequence[Token], i: int) -> Read | None:
    """The number that starts at token `i`, well spelled: "12", "1,5", "vingt-cinq", "zéro"."""
    if i >= len(tokens):
        return None
    value = _digits(tokens[i].text)
    return _said(tokens, i) if value is None else (value, i + 1)


def misspelt_at(tokens: Sequence[Token], i: int) -> Read | None:
    """The number a misspelt word stands for ("dis", "trante"): only for a word before a unit."""
    word = tokens[i].text if i < len(tokens) else ""
    if not word.isalpha() or word in _WORDS:
        return None
    known = _MISSPELT.get(word) or _nearest(word)
    value = _spoken(known) if known else None
    return None if value is None else (value, i + 1)


def _nearest(word: str) -> str | None:
    if len(word) < 4:
        return None
    near = (known for known in sorted(_WORDS) if len(known) > 3 and known[0] == word[0])
    return next((known for known in near if OSA.distance(word, known) == 1), None)


def group_at(tokens: Sequence[Token], i: int) -> Read | None:
    """The round number a word such as "quinzaine" or "10aine" stands for."""
    if i >= len(tokens):
        return None
    written = _digits(tokens[i].text)
    if written is not None:
        suffix = tokens[i + 1].text if i + 1 < len(tokens) else ""
        return (written, i + 2) if suffix in ("aine", "aines", "zaine", "taine", "ene") else None
    value = _group(tokens[i].text)
    return None if value is None else (Fraction(value), i + 1)


def _group(word: str) -> int | None:
    if not 6 <= len(word) <= 13 or not word.rstrip("s").endswith(("aine", "ene", "aines", "enne")):
        return None
    single = word.rstrip("s").replace("enne", "aine").replace("ene", "aine")
    return next((n for known, n in _GROUPS.items() if OSA.distance(single, known) <= 1), None)
