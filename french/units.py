"""Units of time, as people spell them."""

from collections.abc import Sequence
from fractions import Fraction

from rapidfuzz.distance import OSA

from french.tokens import Token
from french.wordlists import listed

MINUTES = {
    "s": Fraction(1, 60),
    "min": Fraction(1),
    "h": Fraction(60),
    "half": Fraction(210),
    "day": Fraction(420),
    "week": Fraction(2100),
    "": Fraction(1),
}


_UNITS = {
    "min": "min mins minute minutes mn mns m mm mnt minut minuts mine mintes minte minuttes"
    " minuites mimute mimutes mnutes miniute miniutes minuter mintue mintues minu",
    "h": "h hr hrs heure heures eure eures heur heurs heurre heurres hre hres hs",
    "s": "s sec secs seconde secondes second secs segonde segondes",
    "half": "matinee matinees matine apremidi aprem aprems apres-midi matiner",
    "day": "j jour jours journee journees jr jrs journe",
    "week": "semaine semaines sem",
}
UNIT = {word: unit for unit, many in _UNITS.items() for word in many.split()}
_ELIDED = {  # "j'ai" and "m'a" after a number
    "j": (
        "ai",
        "y",
        "en",
        "avais",
        "aurais",
        "aurai",
        "avoue",
        "espere",
        "essaie",
        "arrive",
        "aime",
    ),
    "m": ("€", "a", "ont", "avait", "aurait"),
    "s": ("il", "ils"),
}
_NOT_UNITS = listed("minuit minime minimes menus minus mines beurre leurre heureux")
_SIZES = listed(
    "bon bonne bons bonnes petit petite petits petites gros grosse grosses long longue longues"
    " plein pleine pleines beau belle belles vrai vraie vraies tout toute toutes grand grande"
    " grandes precieuse precieuses maigre maigres pauvre pauvres pti ptite ptit tite"
)
QUARTS = listed("quart quarts quar quard quards quars kart carts cart")
HALVES = listed("demi demie demis demies 1/2 dmi")


def text_at(tokens: Sequence[Token], i: int) -> str:
    """The word at `i`, "" outside the message."""
    return tokens[i].text if 0 <= i < len(tokens) else ""


def sized(tokens: Sequence[Token], i: int) -> int:
    while text_at(tokens, i) in _SIZES:
        i += 1
    return i


def unit_at(tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
    """The unit written at `i`, and the index after it."""
    i = sized(tokens, i)
    word = text_at(tokens, i)
    if word in ("'", '"') and tokens[i].glued:
        return _primes(tokens, i)
    if word == "apres" and text_at(tokens, i + 1).startswith("mid"):
        return "half", i + 2
    if word == "d" and text_at(tokens, i + 1) in ("h", "heure", "heures", "eure", "heur"):
        return "h", i + 2
    unit = UNIT.get(word) or _misspelt_unit(word)
    if text_at(tokens, i + 1) in _ELIDED.get(word, ()):
        return None
    return (unit, i + 1) if unit else None


def _primes(tokens: Sequence[Token], i: int) -> tuple[str, int]:
    if tokens[i].text == '"':
        return "s", i + 1
    return ("s", i + 2) if text_at(tokens, i + 1) == "'" else ("min", i + 1)


def _misspelt_unit(word: str) -> str | None:
    if len(word) < 5 or word in _NOT_UNITS:
        return None
    if word[0] == "m" and min(OSA.distance(word, "minute"), OSA.distance(word, "minutes")) <= (
        1 if len(word) < 7 else 2
    ):
        return "min"
    return "h" if min(OSA.distance(word, "heure"), OSA.distance(word, "heures")) <= 1 else None
