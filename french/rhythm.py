"""How often people want to be written to: "3 fois par semaine", "tous les jours"."""

import re

from french.fold import fold, words
from french.numbers import number_at
from french.tokens import Token
from french.wordlists import listed

_READ_AT_MOST = 120  # characters: a rhythm is brief, longer text is a story
_AROUND = listed(
    "je j tu on moi veux voudrais prefere prefererais aimerais souhaite choisis prends mets met"
    " passe passer ecris envoie peux peut mettre avoir recevoir plutot juste seulement uniquement"
    " max maximum astuce astuces message messages tip tips conseil conseils stp svp merci"
    " ok oui alors donc bon bah ben euh disons en a c est bien me m va suffit serait ca sera mieux"
    " pour desormais maintenant s il te vous plait d"
)
_NO_MORE = re.compile(r"\bpas plus (?:de |d )")
_EVERY_DAY = re.compile(
    r"(?:tous|ts|tout) les jours(?: (?:travailles|ouvres|ouvrables))?|chaque jour(?: (?:travaille"
    r"|ouvre))?|quotidien(?:ne|nement)?|(?:(?:une?|1) )?(?:fois )?(?:par|la) (?:jour|journee)"
)
_EVERY_WEEK = re.compile(r"hebdo(?:madaires?)?|toutes les semaines|(?:chaque|par) semaine")
_DIGEST = re.compile(r"\b(?:juste|seulement|que|uniquement) le resume(?: de l equipe)?$")
_TIMES = re.compile(
    r"(\w+) fois(?:(?: par| la| chaque)? (?:semaine|sem))?|(\w+) (?:par|chaque) (?:semaine|sem)"
)
_OFFERED = (5, 3, 1, 0)


def rhythm(text: str) -> int | None:
    """The pieces a week, 5, 3, 1 or 0, that a whole message asks for.

    A number in between counts for the rhythm below it: nobody gets more than they asked for. None
    for a bare number, and when the message says anything else besides.
    """
    if len(text) > _READ_AT_MOST or "?" in text:
        return None
    spelled = re.sub(r"(?<=\d) ?x\b", " fois ", fold(text)).replace("/", " par ")
    told = _NO_MORE.sub("", " ".join(words(spelled)))
    if _DIGEST.search(told):
        return 0
    return _asked(" ".join(word for word in told.split() if word not in _AROUND))


def _asked(said: str) -> int | None:
    if _EVERY_DAY.fullmatch(said):
        return 5
    if _EVERY_WEEK.fullmatch(said):
        return 1
    found = _TIMES.fullmatch(said)
    read = number_at([Token(found[1] or found[2])], 0) if found else None
    if read is None or read[0] > 7:
        return None
    return next(offered for offered in _OFFERED if offered <= read[0])
