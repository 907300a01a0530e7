"""One plain spelling for text typed on any phone."""

import re
import unicodedata

_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘‚‛`´ʼ′＇", "'"),
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("→⇒➡⟶➜➔", "\N{RIGHTWARDS ARROW}"),
        "œ": "oe",
        "Œ": "oe",
        "æ": "ae",
        "Æ": "ae",
        "½": " 1/2",
        "¼": " 1/4",
        "¾": " 3/4",
        "⅓": " 1/3",
        "⅔": " 2/3",
        "⁄": "/",
        "÷": "/",
        "×": "x",
        "🔟": "10",
        "≈": "~",
    }
)
_ARROW = re.compile(r"[-=]{1,3}>|→")
_DROPPED = frozenset({"Mn", "Me", "Cc", "Cf", "Cs", "Co", "Cn"})


_REMEMBERED = 0x3000  # characters under it are looked up once: they are all most people type


class _Kept(dict[int, str]):
    """What each character becomes, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = " " if char.isspace() else "" if unicodedata.category(char) in _DROPPED else char
        if code < _REMEMBERED:
            self[code] = kept
        return kept


_KEPT = _Kept()


def fold(text: str) -> str:
    """Lower-case text without accents, on one line, with one kind of quote, dash and space.

    Control, bidirectional and zero-width characters are gone. Digits, punctuation and emoji stay.
    Arrows are written `->`. Folding twice changes nothing more.
    """
    spelled = unicodedata.normalize("NFKD", text.translate(_SAME)).translate(_SAME).lower()
    kept = unicodedata.normalize("NFKD", spelled).translate(_KEPT)
    drawn = _ARROW.sub("->", kept) if ">" in kept or "→" in kept else kept
    return " ".join(drawn.split())


def words(text: str) -> list[str]:
    """The words and numbers of a text, folded, without punctuation: "J'ai" gives "j", "ai"."""
    return re.findall(r"[^\W_]+", fold(text))
