"""Words that only keep company: thanks, hello, a laugh, a thumb, goodbye."""

import re
from enum import StrEnum

from answers.sms import written_out
from french.fold import fold, words


class SmallTalk(StrEnum):
    """What sort of company words a message is made of."""

    THANKS = "thanks"
    BYE = "bye"
    LAUGH = "laugh"
    HELLO = "hello"
    THUMB = "thumb"


_SAID = {
    SmallTalk.THANKS: re.compile(
        r"\b(?:merci+s?|mersi+|merki|mrc|mci|thx|thanks|je (?:te|vous) remercie)\b"
    ),
    SmallTalk.BYE: re.compile(
        r"\b(?:au revoir|bye+|ciao|tchao|tchuss|a (?:demain|bientot|plus|la prochaine"
        r"|tout a l heure|tte|lundi|mardi|mercredi|jeudi|vendredi)|a\+"
        r"|bon(?:ne)? (?:journee|soiree|nuit|semaine|annee"
        r"|fin de journee|continuation|apres midi|aprem|week ?end|we|vacances|dimanche|appetit)"
        r"|joyeux noel|bonnes (?:vacances|fetes))\b"
    ),
    SmallTalk.LAUGH: re.compile(
        r"\b(?:mdr+|lo+l|ptdr+|(?:ha){2,}h?|(?:ah ?){2,}|(?:hi){2,}|(?:he){2,}|xd+|jpp|je rigole"
        r"|trop (?:drole|marrant)|(?:c|t|tu) (?:est|es) (?:drole|marrant|rigolo))\b"
    ),
    SmallTalk.HELLO: re.compile(
        r"\b(?:bonjour|salut|coucou|hello|bonsoir|hey|hi|yo|cc|re|wesh|allo|kikou|bien le bonjour"
        r"|comment (?:ca va|vas tu|tu vas|allez vous)|ca va(?: bien)?|la forme|quoi de neuf"
        r"|enchantee?)\b"
    ),
    SmallTalk.THUMB: re.compile(
        r"\b(?:o+k+|oki+|okay|dac|d ac|daccord|d accord|entendu|super+|top|genial|cool+|parfait"
        r"|nickel|impec|impeccable|ca marche|ca roule|bien recu|bien note|c est note|note|compris"
        r"|j ai compris|excellent|bravo|chouette|ca me va|pas de (?:souci|probleme)|tres bien"
        r"|bien vu)\b"
    ),
}
_EMOJI = {
    SmallTalk.THANKS: "🙏❤♥💙💚💛🧡💜😍🥰😘🤗",
    SmallTalk.LAUGH: "😂🤣😄😁😅😆😃😀😹",
    SmallTalk.HELLO: "👋",
    SmallTalk.THUMB: "👍👌💪✅👏🎉😊🙂😉🙌✔🔥🤝😎🤩💯",
}
_FILLERS = """
a ah aussi alors bah ben beaucoup bien bon bonne c coach conseil conseils d de des du en es est et
eh euh explication explications gentil gentille grand hein info information informations infos ici
l la le les m messieurs mille moi monde mon n non oh on oui par pour reponse sa sympa t ta te tes
toi tous tout toute toutes tres trop tu un une vous vraiment aide astuce astuces ton aider madame
monsieur mesdames equipe retour message bcp fois hyper infiniment ouais yes si ca va
"""
_FILLER = frozenset(_FILLERS.split())
LONGEST = 9  # words: beyond that, something is being said


def small_talk(text: str) -> SmallTalk | None:
    """The sort of company words a message is wholly made of; None when it says anything else."""
    typed = words(text)
    if not typed:
        return _drawn(text)
    said = " ".join(written_out(typed))
    found: SmallTalk | None = None
    for sort, pattern in _SAID.items():
        said, times = pattern.subn(" ", said)
        if times and found is None:
            found = sort
    left = said.split()
    return found if len(left) <= LONGEST and _FILLER.issuperset(left) else None


def _drawn(text: str) -> SmallTalk | None:
    shown = fold(text)
    return next((sort for sort, signs in _EMOJI.items() if any(s in shown for s in signs)), None)
