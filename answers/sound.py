"""How a French word sounds, so that "koi", "quoi" and "kwa" meet."""

import re
from functools import lru_cache

_VOWEL = "aeiouy"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"ph", "f"),
        (r"th", "t"),
        (r"^h", ""),
        (r"tion", "sion"),
        (r"s?ch", "C"),
        (r"qu|ck|q", "k"),
        (r"cc(?=[eiy])", "ks"),
        (r"s?c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"ge(?=[ao])", "j"),
        (r"gu(?=[eiy])", "G"),
        (r"g(?=[eiy])", "j"),
        (r"G", "g"),
        (r"gn", "N"),
        (r"eaux?$|aux$", "o"),
        (r"eau|au", "o"),
        (r"oe?u", "U"),
        (r"oi|oy|wa", "W"),
        (r"(?<=[iy])en(?![aeiouynm])", "1"),
        (rf"(?:ai|ei|i|y|u)[nm](?![{_VOWEL}nm])", "1"),
        (rf"[ae][nm](?![{_VOWEL}nm])", "2"),
        (rf"o[nm](?![{_VOWEL}nm])", "3"),
        (r"ai|ei|ay|ey", "e"),
        (r"(?:er|ez)s?$", "e"),
        (r"h", ""),
        (r"x(?=.)", "ks"),
        (r"z", "s"),
        (r"y", "i"),
        (r"w", "v"),
        (r"(.)\1+", r"\1"),
    )
)
# Too common to be mistaken for what it sounds like.
_APART = {"faut": "fO", "ou": "w", "et": "e", "est": "E"}
_SILENT = re.compile(r"(?<=...)(?:e|[stdxpz])$")


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """The key under which words that sound alike meet. `word` is already folded.

    Silent endings are dropped down to three signs, so plurals, infinitives and participles share
    a key; nasal vowels are written 1 (in), 2 (an) and 3 (on).
    """
    if word.isdigit() or word in _APART:
        return _APART.get(word, word)
    key = word
    for pattern, heard in _RULES:
        key = pattern.sub(heard, key)
    while (shorter := _SILENT.sub("", key)) != key:
        key = shorter
    return key
