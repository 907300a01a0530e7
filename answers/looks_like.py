"""Whether a free text asks something, or rather tells a result."""

import re

from answers.sms import written_out
from french.fold import words

# What may come before the question itself.
_PREAMBLE = re.compile(
    r"^(?:(?:re )?(?:bonjour|bonsoir|salut|coucou|hello|hey)(?: a (?:toi|tous|vous))?"
    r"|excusez? ?(?:moi|nous)?(?: de (?:te|vous) deranger)?"
    r"|(?:je suis |vraiment )?desolee?s?(?: de (?:te|vous)? ?(?:deranger|embeter))?(?: mais)?"
    r"|pardon"
    r"|(?:moi )?(?:alors )?(?:j ai |j aurai[st]? |encore |juste |c est )*une?(?: petite?| autre|"
    r" derniere| toute)* question(?: toute)?(?: un peu| peut etre| surement| assez| tres)?"
    r"(?: bete| idiote?| conne?| stupide| debile| naive| simple| toute bete)*(?: mais| pour toi)?"
    r"|(?:ma |c est )?question (?:un peu )?(?:bete|idiote|conne|stupide|naive)"
    r"|je (?:voudrai[st]?|voulai[st]?|souhaiterai[st]?|souhaite|veux|aimerai[st]?) (?:juste )?"
    r"(?:te |vous )?(?:savoir|demander|comprendre)(?: si)?"
    r"|j aimerai[st]? (?:bien |juste )?(?:savoir|comprendre)(?: si)?"
    r"|je me (?:demandai[st]?|demande|pose la question)(?: si)?"
    r"|(?:est ce que |estceque )?(?:tu|vous)"
    r" (?:peux|peut|pourrai[st]?|pouvez|saurai[st]?|sais|pourriez)"
    r" (?:me |m )?(?:dire|expliquer)(?: si)?"
    r"|dis(?: moi)?|dites(?: moi)?|dit moi|stp|euh+|heu+|ben|bah|bon|alors|du coup|au fait"
    r"|en fait|et|hello|ok|oui|mais|sinon|aussi|par contre|franchement|la|voila|merci"
    r"|la honte|mdr|lol"
    r"|ne ris pas|te moque pas|sans rire)\b"
)
_ASKS = re.compile(
    r"\b(?:estceque|questceque|c est quoi|ca signifie|kesako|c est qui|c est quand|c est lequel"
    r"|(?:tu|t|vous) (?:es|etes) qui"
    r"|(?:a|de|sur|par|en) quoi|y a t il|comment (?:ca|je|on|tu|il|elle|faire|s y)"
    r"|pourquoi (?:tu|il|elle|on|je|ca|c)|qu est ce"
    r"|ca (?:sert|marche|coute|fait) (?:a quoi|comment|combien|quoi)"
    r"|je fais quoi|on fait quoi|faut il|peut on|puis je|dois je|ai je|es tu|as tu|peux tu)\b"
)
_OPENS = re.compile(
    r"^(?:comment|pourquoi(?! pas$)|qui (?!plus|sait$)|quel(?:le)?s?(?! que)"
    r"|combien (?!de fois par)"
    r"|ou (?:est|sont|se|je|on|trouver|ca|vont|va|aller)|quoi (?:mettre|faire|ecrire|dire)"
    r"|je peux(?! pas)|on peut(?! pas)|tu (?:peux|sais|es|gardes|vois|connais|fais|sers)"
    r"|j ai le droit|on a le droit|il faut|faut|ya|il y a (?:un|une|des)"
    r"|ca (?:peut|garde|sert|marche|fait|veut|risque|coute|prend|traduit|corrige|comprend)"
    r"|(?:mon|ma|le|la|l) \w+ (?:peut|voit|va|sait)"
    r"|ia (?:peut|sait|va|comprend)|peut on|elle|il (?:peut|sait|va|comprend)|quand est)\b"
)
_MARK_NEEDS = 3  # words beside a question mark: "compta ?" and "10 min ?" still answer
_OPEN_NEEDS = 3

_AMOUNT = re.compile(
    r"\btelleheure\b|\b(?:\d+|une?|deux|trois|quatre|cinq|six|huit|dix|douze|quinze|vingt|trente|quarante"
    r"|cinquante|soixante|demie?|quart d) ?(?:bonne |petite |grosse )?"
    r"(?:h|heures?|min|mins|minutes?|mn|mns|m|demi heure|demie heure|quart d heure)(?: ?\d+)?\b"
)
_GAIN = re.compile(
    r"\b(?:j ai|on a|ca m a|m a|avoir) (?:\w+ ){0,2}"
    r"(?:gagner?|gagnes|perdu?|economiser?|mis|pris|gagnee?)\b"
)
_TRIED = re.compile(r"\b(?:tester?|teste|essayer?|essayee?|testee?s?)\b")
_HEDGES = """
a au entre tout cette semaine lieu de environ peu pres je dirais dirai crois pense peut etre oui
non bon bah ben euh moins plus que presque genre facile facilement par jour fois sur d l une un le
la en et ou rien zero aucun gagne gagnes perdu ok super voila enfin j ai on vers heure heures h
matin midi soir
"""
_HEDGE = frozenset(_HEDGES.split())


def stripped(text: str) -> list[str]:
    """The words of a text, phone French written out, without what only leads to the question."""
    said = " ".join(written_out(words(text)))
    while led := _PREAMBLE.match(said):
        rest = said[led.end() :].strip()
        if not rest:
            break
        said = rest
    return said.split()


def is_result(text: str) -> bool:
    """Whether a text tells minutes gained, lost or spent, and nothing else: "10 min", "rien"."""
    said = " ".join(written_out(words(text)))
    bare = _AMOUNT.sub(" ", said)
    if _HEDGE.issuperset(word for word in bare.split() if not word.isdigit()):
        return True
    gained = _GAIN.search(said) and (bare != said or " temps" in said)
    return bool(gained) and not _asks(stripped(text))


def is_try(text: str) -> bool:
    """Whether a text tells that something was tried."""
    return bool(_TRIED.search(" ".join(written_out(words(text)))))


def is_question(text: str) -> bool:
    """Whether a free text clearly asks something, even with no question mark.

    Meant to let a question through while the coach waits for another answer, so it stays silent
    on short answers: "10 min", "oui", "compta", "pourquoi pas", "quand tu veux" are not questions.
    """
    if is_result(text):
        return False
    said = stripped(text)
    return _asks(said) or ("?" in text and len(said) >= _MARK_NEEDS)


def _asks(said: list[str]) -> bool:
    line = " ".join(said)
    return bool(_ASKS.search(line)) or (len(said) >= _OPEN_NEEDS and bool(_OPENS.search(line)))
