"""Messages that try to give the coach orders about itself. They are text, never instructions."""

import re

from answers.sms import written_out
from french.fold import fold, words

_ORDERS = re.compile(
    r"\b(?:ignore?[rsz]?|oublie[rsz]?|contourne[rsz]?|desobei\w*|ne (?:tiens|respecte) pas)\b"
    r".{0,40}\b(?<!mes )(?<!ses )"
    r"(?:consign\w{1,3}|instruct\w{1,5}|regles?|prompts?|contraintes?|limites?|directives?)\b"
    # Those of somebody at work are a story, not an order.
    r"(?! (?:de (?:mon|ma|mes|notre|nos|son|sa|ses) |du (?:chef|patron|client|maire)|de l[ '’]e))"
    r"|\b(?:ignore|forget|disregard|override)\b.{0,40}\b(?:instructions?|rules?|prompts?)\b"
    r"|\b(?:montre|donne|affiche|repete|revele|recopie|dis|ecris)\w*\b.{0,30}\b(?:ton|tes|le|les)\b"
    r".{0,20}\b(?:prompts? (?:systeme|initial|cache)|consignes? (?:systeme|secretes?|cachees?"
    r"|initiales?|internes?)|instructions? (?:systeme|secretes?|cachees?|initiales?|internes?))\b"
    r"|\b(?:repete|recopie|revele|affiche|recrache|imprime)\w*\b.{0,30}"
    r"\b(?:ton prompt|tes (?:prompts|consignes|instructions|directives))\b"
    r"|\b(?:quelles sont|c est quoi|dis moi|donne moi|montre moi) tes"
    r" (?:instructions|consignes|directives)\b"
    r"|\b(?:a partir de maintenant|desormais|dorenavant|maintenant) tu"
    r" (?:es|seras|deviens|joues|parles|reponds|obeis|te comportes)\b"
    r"|\b(?:system prompt|prompt systeme|mode (?:developpeur|dev|debug|admin|sans filtre|libre)"
    r"|jailbreak|dan mode)\b"
    r"|\btu (?:es|n ?es) (?:maintenant|desormais|plus)\b.{0,30}\b(?:un|une|le|la|coach|assistant"
    r"|limit\w*|libre|dan)\b"
    r"|\b(?:fais|faites) comme si tu (?:etais|n avais)\b.{0,40}\b(?:regles?|limites?|sans|libre)\b"
    r"|\bsans (?:aucune )?(?:restrictions?|censure|filtres?)\b"
    r"|<\|?\s*/?(?:system|im_start|im_end|assistant|user|inst)\s*\|?>|\[/?inst\]"
)


def is_injection(text: str) -> bool:
    """Whether a message gives orders about the coach's own instructions."""
    told = " ".join(words(text))
    return any(map(_ORDERS.search, (fold(text), told, " ".join(written_out(told.split())))))
