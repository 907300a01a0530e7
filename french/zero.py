"""Saying that nothing was gained: "rien", "kif kif", "pas gagné de temps"."""

import re
from collections.abc import Sequence
from itertools import takewhile

from french.tokens import Token
from french.wordlists import listed

_NOTHING = listed(
    "rien nada zero pareil kif kifkif neant walou wallou nib aucun aucune nothing quedalle dalle"
    " quetchi tchi keud peanuts bourricot idem quedal dal identique equivalent"
)
_FILLERS = listed(
    "de pointe toujours bof ben bah beh non nan oui ouais euh heu honnetement "
    "franchement pour l instant le moment"
    " aujourd hui cette semaine hier encore ce matin du tout particulier moi date fois ci la sur"
    " coup merci desole desolee malheureusement helas presque vraiment absolument quasi en fait a"
    " part ca special temps niveau cote au final finalement avant qu que "
    "d habitude c est etait mais"
    " et de gain kif kifkif on va dire alors j ai eu eue il y jour soir sincerement pas comme"
    " strictement presque quasiment bonjour salut coucou cet apres midi que "
    "hein lol mdr snif"
)
_PHRASES = (
    r"\brien (?:du tout )?(?:\w+ ){0,3}?(?:gagner?|gain|perdu|change)\b",
    r"\b(?:gagner?|gain|gagne de temps)(?: de temps)? (?:: |= |est |de |c "
    r"est )?(?:strictement |absolument )?"
    r"(?:rien|aucune?|nul|zero|nada|que dalle|aucun|quedalle)\b",
    r"\b(?:pas|aucune?|zero|sans|jamais|nul) (?:(?:eu|vu|du tout|vraiment|fait"
    r"|de|encore|pu|ete|reellement|forcement|une|un|permis|d|trop|constate"
    r"|reussi|a|remarque|en|seule?) ){0,4}"
    r"(?:temps )?(?:minutes? |heures? |secondes? )?(?:de |d )?(?:gagner?|gain"
    r"|perdu|perdre|gagne de temps)\b"
    r"(?! (?:grand|beaucoup|enorme|des masses|tant|autant|assez|trop|plus|tous|que))",
    r"\b(?:autant de|meme|memes|le meme) (?:temps|duree)\b|\bautant qu|\bpas "
    r"l impression (?:de |d avoir |d )gagner?|\bpas plus pas moins|\baussi "
    r"(?:long|longtemps|lent|vite|rapide)\b",
    r"\bpas (?:du tout |vraiment |forcement |ete )?(?:plus |moins )(?:rapide"
    r"|rapidement|vite|long|lent|tot)\b",
    r"\b(?:pas|aucune|zero) (?:de |vu de |vraiment de )?(?:difference|changement|gain)\b",
    r"\b(?:pas|rien|ne) change(?: grand chose)?\b|\bchange (?:rien|pas)\b|\brevien\w* "
    r"au meme\b|\bkif ?kif\b",
    r"\bpas (?:meme )?(?:une|la moindre|1) (?:seule )?(?:minutes?|secondes?|mins?)\b",
    r"\bni plus ni moins\b|\bni plus (?:rapide|vite|lent|long)\b"
    r"|\bni (?:gagne|gain|plus vite|perdu)\b|\bque dal\w*\b"
    r"|\b(?:c est|c etait|ca fait) pareil\b",
    r"\bpareil (?:qu|que|comme)\b|\bque tchi\b",
)
_PHRASE = re.compile("|".join(_PHRASES))
_NOT_ZERO = re.compile(
    r"\bc est pas gagne\b|^de rien\b|\bsert a rien\b|\bvais\b|\bdemain\b|\bsi "
    r"(?:j|je|on)\b|\bpeur de\b"
)
_SAME = re.compile(
    r"\b(?:autant de|meme) (?:temps|duree)\b|\baussi long\w*\b|\bcomme (?:avant"
    r"|d habitude)\b|\brien gagne\b"
)


def says_zero(tokens: Sequence[Token]) -> bool:
    """Whether a message without a stated length of time says that nothing was gained."""
    told = [token.text for token in tokens if token.text.isalnum()]
    first = list(takewhile(str.isalnum, (token.text for token in tokens)))
    text = " ".join(told)
    if not told or "?" in {token.text for token in tokens} or _NOT_ZERO.search(text):
        return False
    return _alone(told) or _alone(first) or bool(_PHRASE.search(text))


def _alone(told: Sequence[str]) -> bool:
    return bool(_NOTHING & set(told)) and not set(told) - _NOTHING - _FILLERS


def says_same(tokens: Sequence[Token]) -> bool:
    """Whether the message says that it took as long as ever, whatever length it names."""
    return bool(_SAME.search(" ".join(token.text for token in tokens)))
