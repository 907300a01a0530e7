"""How a French word sounds, so that "koi", "quoi" and "kwa" meet."""

import re
from functools import lru_cache

_VOWEL = "aeiouy"
# A rule is only tried on a word that has one of its letters: most do not, and looking costs little.
_RULES: tuple[tuple[frozenset[str], re.Pattern[str], str], ...] = tuple(
    (frozenset(letters), re.compile(pattern), heard)
    for letters, pattern, heard in (
        ("h", r"ph", "f"),
        ("h", r"th", "t"),
        ("h", r"^h", ""),
        ("t", r"tion", "sion"),
        ("h", r"s?ch", "C"),
        ("qk", r"qu|ck|q", "k"),
        ("c", r"cc(?=[eiy])", "ks"),
        ("c", r"s?c(?=[eiy])", "s"),
        ("c", r"c", "k"),
        ("g", r"ge(?=[ao])", "j"),
        ("g", r"gu(?=[eiy])", "G"),
        ("g", r"g(?=[eiy])", "j"),
        ("G", r"G", "g"),
        ("g", r"gn", "N"),
        ("u", r"eaux?$|aux$", "o"),
        ("u", r"eau|au", "o"),
        ("u", r"oe?u", "U"),
        ("iyw", r"oi|oy|wa", "W"),
        ("n", r"(?<=[iy])en(?![aeiouynm])", "1"),
        ("nm", rf"(?:ai|ei|i|y|u)[nm](?![{_VOWEL}nm])", "1"),
        ("nm", rf"[ae][nm](?![{_VOWEL}nm])", "2"),
        ("nm", rf"o[nm](?![{_VOWEL}nm])", "3"),
        ("iy", r"ai|ei|ay|ey", "e"),
        ("rz", r"(?:er|ez)s?$", "e"),
        ("h", r"h", ""),
        ("x", r"x(?=.)", "ks"),
        ("z", r"z", "s"),
        ("y", r"y", "i"),
        ("w", r"w", "v"),
        ("", r"(.)\1+", r"\1"),
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
    for letters, pattern, heard in _RULES:
        if not letters or not letters.isdisjoint(key):
            key = pattern.sub(heard, key)
    while (shorter := _SILENT.sub("", key)) != key:
        key = shorter
    return key
