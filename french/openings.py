"""What people say to an open question without answering it, and two short answers."""

import re

from french import replies
from french.fold import fold, words

_LEAD = r"(?:(?:non|bof|euh|bah|ben|ah|oh|oups|desolee?|pardon|finalement|en fait|du coup|alors) )*"
_TAIL = (
    r"(?: (?:finalement|merci|desolee?|stp|svp|ca|cette (?:semaine|fois)|aujourd hui|hier|du tout"
    r"|vraiment|encore|pour (?:l instant|le moment)|en ce moment|moi))*"
)
_NO_TIME = (
    r"(?:(?:je )?(?:n )?(?:ai )?(?:j )?(?:n )?(?:ai )?pas (?:encore )?(?:eu )?(?:le temps|pu))"
)
_NOT_TRIED = (
    r"(?:(?:je |j )?(?:n )?(?:ai )?(?:toujours )?pas (?:encore )?"
    r"(?:teste|essaye|fait|utilise|tente)|pas encore)"
)
_FAILED = (
    r"(?:(?:ca|cela) )?(?:n )?(?:a )?"
    r"(?:(?:pas|rien) (?:marche|fonctionne|donne)|marche pas|fonctionne pas)"
)
_UNSURE = r"(?:(?:je )?(?:ne )?sais pas(?: trop)?|aucune idee|j(?:e n)? en sais rien|chais pas|jsp)"
_LATER = (
    r"(?:un peu |une? |la )?(?:plus tard|autre (?:fois|jour)|prochaine fois|on verra(?: plus tard)?"
    r"|pas cette (?:fois|semaine)|tout a l heure)"
)
_LEFT = (
    r"(?:laisse(?:r|z)? tomber|laisse|oublie ca|oublie(?! moi)|annuler?|cancel|quit|end|tant pis"
    r"|peu importe|rien a dire|j ai oublie|je passe|passe|bof|non|ne change rien|on ne change rien"
    r"|garde comme ca|c est bon comme ca|ca va comme ca)"
)
_DROPPED = re.compile(
    f"{_LEAD}(?:{'|'.join((_NO_TIME, _NOT_TRIED, _FAILED, _UNSURE, _LATER, _LEFT))}){_TAIL}"
)
_OUT_OF_FIVE = re.compile(r"(?<!\d)([1-5])\s*(?:/|sur)\s*(?:5|cinq)(?!\d)")
_LONE_DIGIT = re.compile(r"\D*([1-5])\D*", re.ASCII)


def dropped(text: str) -> bool:
    """Whether a text lets the question go: a no, a later, no time, no idea, nothing tried."""
    return replies.yes_no(text) is False or bool(_DROPPED.fullmatch(" ".join(words(text[:120]))))


def out_of_five(text: str) -> int | None:
    """The note a person gives from 1 to 5, also as "2/5" or "2 sur 5"; None when unsure."""
    told = fold(text[:80])
    found = _OUT_OF_FIVE.search(told) or _LONE_DIGIT.fullmatch(told)
    return int(found[1]) if found else None
