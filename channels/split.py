"""Long text cut into parts a channel accepts, never inside what people see as one character."""

import re
import unicodedata
from itertools import takewhile

_HOLDS_NEXT = frozenset(["\u200d", *map(chr, range(0x1100, 0x1160))])
_EXTENDS = re.compile("[\u200d\u1160-\u11ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_SENTENCE_END = re.compile(r"[.!?…][»\"')]*(?=[ \t\n])")
_BREAKS = ("\n\n", "\n")
_SPACES = frozenset(" \t\n")


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def well_formed(text: str) -> str:
    """The text without NUL, lone surrogates replaced: what UTF-8 and PostgreSQL can hold."""
    if text.isascii():
        return text.replace("\0", "")
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return paired.replace("\0", "")


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` UTF-16 units; white space at the cuts and ends is dropped.

    Cuts fall at a paragraph, else a line, a sentence, a word, else between two graphemes; only a
    single grapheme longer than `limit` is broken. White space alone gives no part.
    Raises ValueError for a limit under 2: an emoji may need both units.
    """
    if limit < 2:
        raise ValueError("a part needs room for at least two UTF-16 units")
    parts = []
    rest = text.strip()
    while utf16_length(rest) > limit:
        cut = _cut(rest, _reach(rest, limit))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def _reach(text: str, limit: int) -> int:
    """How many code points of `text` fit in `limit` units."""
    head = text[:limit].encode("utf-16-le", "surrogatepass")[: 2 * limit]
    return len(head.decode("utf-16-le", "ignore")) or 1


def _cut(text: str, reach: int) -> int:
    """Where to cut, at most at `reach`; a cut in the first half would leave a tiny part."""
    half = reach // 2
    for found in (*_line_cuts(text, half, reach), _sentence_cut(text, half, reach)):
        if found and is_boundary(text, found):
            return found
    return _word_cut(text, reach) or _grapheme_cut(text, reach)


def _line_cuts(text: str, start: int, stop: int) -> list[int]:
    return [
        text.rfind(mark, start, stop) + len(mark) for mark in _BREAKS if mark in text[start:stop]
    ]


def _sentence_cut(text: str, start: int, stop: int) -> int:
    ends = [match.end() for match in _SENTENCE_END.finditer(text, start, stop + 1)]
    return ends[-1] if ends else 0


def _word_cut(text: str, reach: int) -> int:
    """At the last plain space: a no-break space holds French punctuation to its word."""
    for at in range(reach, 0, -1):
        if not _SPACES.isdisjoint(text[at - 1 : at + 1]) and is_boundary(text, at):
            return at
    return 0


def _grapheme_cut(text: str, reach: int) -> int:
    return next((at for at in range(reach, 0, -1) if is_boundary(text, at)), reach)


def is_boundary(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` keeps graphemes whole (Unicode UAX #29, simplified)."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before + after == "\r\n" or _extends(after) or before in _HOLDS_NEXT:
        return False
    if _is_flag_letter(before) and _is_flag_letter(after):
        return _flag_letters_before(text, at) % 2 == 0
    return True


def _extends(char: str) -> bool:
    """Marks, skin tones, tag letters and jamo after a first one belong to what precedes."""
    if char.isascii():
        return False
    return _EXTENDS.match(char) is not None or unicodedata.category(char) in {"Mn", "Me", "Mc"}


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_letters_before(text: str, at: int) -> int:
    return sum(1 for _ in takewhile(_is_flag_letter, reversed(text[:at])))
