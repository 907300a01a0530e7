"""A message cut into words, numbers and signs, phone spelling made plain."""

import re
from typing import NamedTuple

from rapidfuzz.distance import OSA

from french.fold import fold

READ_AT_MOST = 1000  # characters: nobody states a gain later, and the work stays bounded


class Token(NamedTuple):
    """A word, a number or a sign; `glued` when no space stands before it."""

    text: str
    glued: bool = False


_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[a-z]+|->|[^\w\s]")
_THOUSANDS = re.compile(r"(?<![\d.,+])([1-9]\d{0,2})((?: \d{3})+)(?![\d.,]*\d)")
_NOT_TIME = (
    (re.compile(r"(?<=\d)\s?~\s?(?=\d)"), "-"),
    (re.compile(r"\+/-|\+-|-/\+|±"), " environ "),
    (re.compile(r"(?:^|\s)[-+] ?(?=d(?:e |'))"), " environ "),
    (re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+"), " # "),
    (re.compile(r"(?:\+\d{2,3} ?\d|\b0\d)(?:[ .-]?\d{2}){4}\b"), " # "),
    (re.compile(r"\b\d{1,2}([/.-])\d{1,2}\1(?:20)?\d\d\b"), " # "),
    (re.compile(r"\b\d{1,2}/0[1-9]\b(?! ?(?:m|h))|\b\d+ ?k\b"), " # "),
    (re.compile(r"\b(?:le|du|au|depuis le) \d{1,2}/\d{1,2}\b"), " # "),
    (re.compile(r"\b(?:19|20)\d\d\b(?! ?(?:m|h|s))"), " # "),
    (re.compile(r"\b24 ?(?:h ?)?/ ?24\b|\b7 ?(?:j ?)?/ ?7\b|\b24/7\b"), " # "),
    (re.compile(r"(?<!-)[<>](?=\s*\d)|(?<=\d)\s?\+(?=\s*(?:$|[a-z]))"), " "),
)

_BULLET = re.compile(r"(?m)^\s*[-*•·–—]+\s*")

_SPELLINGS = {
    "j ai": "g jai jais ge jaii",
    "c est": "c cest",
    "c etait": "ct cetait",
    "j y ai": "jyai",
    "n ai": "nai",
    "temps": "tps temp tmps",
    "dans": "ds",
    "pour": "pr",
    "pas": "pa",
    "beaucoup": "bcp bcoup",
    "maintenant": "mtn mnt mtnt",
    "aujourd hui": "auj ajd aujourdhui ojd aujourdui",
    "environ": "env environs approx approximativement ~ facile facilement",
    "que": "q ke k qe",
    "quand": "qd qand",
    "d habitude": "dhab dhabitude dabitude dab dabitud",
    "habitude": "hab abitude",
    "normalement": "nrmlt norm",
    "avant": "avan avt",
    "rien": "ryen rin rienn riens",
    "pareil": "pareille pareils parreil",
    "rdv": "rendezvous rdvs",
    "peut etre": "ptet peutetre ptetre",
    "moins": "moin",
    "plus": "plu",
    "lieu": "lieux lieur",
    "au lieu": "aulieu olieu",
    "a peu pres": "apeupres",
    "au": "o",
    "gagne": "gagne gagnes gagnee gagnees gagnons gagnent gagnais gagnait gagnant gagnez gagna"
    " economise economisee economises economisees epargne epargnes epargnee epargnees"
    " gratte grattes grattee grattees grappille grappillees grappilles grapille"
    " recupere recuperes recuperee recuperees libere liberes liberee liberees"
    " evite evites evitee evitees sauve sauves sauvee sauvees degage degages degagees",
    "gagner": "economiser epargner gratter grappiller recuperer liberer sauver degager",
    "gain": "gains economie economies benef",
    "gagnera": "gagnerai gagneras gagneront gagnerons gagnerais gagnerait gagneraient gagnerez"
    " economiserai economisera economiserait economiserais",
    "perdu": "perdus perdue perdues perd perds perdais perdait perdent perdons pert perdut perte"
    " pertes gaspille gaspilles gaspillee gaspillees gache perdant",
    "perdre": "gaspiller gacher",
    "perdra": "perdrai perdras perdrais perdrait perdrons perdront",
}
_PLAIN = {word: plain for plain, many in _SPELLINGS.items() for word in many.split()}
_NEAR = {
    "gagne": re.compile("g.{3,7}"),
    "gagner": re.compile("g.{4,7}"),
    "gagnee": re.compile("g.{4,7}"),
    "perdu": re.compile("per.{1,5}"),
    "maintenant": re.compile("m.{7,11}"),
    "habitude": re.compile("(?:h|a).{5,9}"),
    "normalement": re.compile("n.{8,12}"),
}
_NOT_NEAR = frozenset(
    {"gagner", "garer", "gamme", "perdu", "gager", "gaine", "gaines", "grange", "ganse"}
)


def _near(word: str) -> str:
    for known, shape in _NEAR.items():
        if shape.fullmatch(word) and word not in _NOT_NEAR and OSA.distance(word, known) == 1:
            return _PLAIN.get(known, known)
    return word


def _plain(word: str) -> str:
    return _PLAIN.get(word) or _near(word)


def _prepared(text: str) -> str:
    shown = "\n".join(line for line in text[:READ_AT_MOST].splitlines() if line.strip())
    if len(_BULLET.findall(shown)) > 1:
        shown = _BULLET.sub("", shown)
    folded = fold(shown.replace("\n", " ; "))
    for pattern, instead in _NOT_TIME:
        folded = pattern.sub(instead, folded)
    return _THOUSANDS.sub(lambda found: found[0].replace(" ", ""), folded)


def _cut(text: str) -> list[Token]:
    return [
        Token(found[0], found.start() > 0 and text[found.start() - 1] != " ")
        for found in _TOKEN.finditer(text)
    ]


def _joins(cut: list[Token], i: int) -> bool:
    """Whether the sign only holds words together: the one of d'une, the dash of demi-heure."""
    if cut[i].text not in ("'", "-") or i + 1 == len(cut) or not cut[i - 1].text.isalpha():
        return False
    glued = cut[i].glued and cut[i + 1].glued and cut[i + 1].text.isalpha()
    return cut[i].text == "'" or glued


def tokens(text: str) -> list[Token]:
    """The first thousand characters of a message, cut and spelled plainly; a line end is `;`."""
    cut = _cut(_prepared(text))
    spelled: list[Token] = []
    for i, token in enumerate(cut):
        if i and _joins(cut, i):
            continue
        elided = i + 1 < len(cut) and cut[i + 1].text == "'"
        plain = token.text if elided else _plain(token.text)
        spelled += (Token(word, token.glued and not n) for n, word in enumerate(plain.split()))
    return spelled
