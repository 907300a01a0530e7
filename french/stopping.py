"""Asking in a sentence that the coach stop writing: "bon stop", "lâche-moi", "désabonnez-moi"."""

import re

_AHEAD = re.compile(
    r"^(?:(?:bon|non|nan|ok|oui|mais|alors|donc|bah|ben|euh|la|allez|desolee?|franchement|enfin|ca"
    r" suffit|c est bon|c est trop|c est fini|j en ai marre|y en a marre|ras le bol|stp|svp|merci"
    r"|s il (?:te|vous) plait|moi|je dis|de|grave|pitie|vraiment|maintenant|coach) )+"
)
_CALL_OFF = r"(?:arrete[rsz]?|stop+e?[rz]?|cesse[rz]?)"
_I_WANT = r"(?:(?:je |j )?(?:veux|voudrais|souhaite|souhaiterais|desire|aimerais|prefere|vais))"
_I_DO_NOT = r"(?:je |j )?(?:ne |n )(?:veux|souhaite|voudrais|desire) (?:surtout )?plus"
_I_NO_LONGER = r"(?:je |j )?(?:veux|souhaite|voudrais|desire) plus"
_MESSAGES = (
    r"(?:(?:de|d|des|les|tes|vos|ces|de tes|de vos|aucune?|aux|avec les) )?(?:messages?|msgs?|mess"
    r"|astuces?|notifs?|notifications?|sms|rappels?|mails?|conseils?|envois?|nouvelles|rien)"
)
_WRITE = (
    r"(?:ecrire|embeter|envoyer|deranger|harceler|saouler|souler|spammer|solliciter|contacter"
    r"|relancer|parler|emmerder|importuner|bombarder|gonfler|faire chier|prendre la tete"
    r"|casser les pieds|pourrir)"
)
_WRITES = (
    r"(?:ecri[st]|ecrivez|envoie[sz]?|envoyez|contacte[sz]?|derange[sz]?|embete[sz]?|parle[sz]?"
    r"|relance[sz]?)"
)
_TAIL = (
    r"(?: (?:stp|svp|merci|la|maintenant|tout|ca|trop|vraiment|please|desolee?|bien|beaucoup|stop"
    r"|c est (?:trop|bon|fini|lourd|penible|tout)|j en ai (?:marre|assez|ras le bol)|ca suffit"
    r"|(?:tout )?de suite|immediatement|definitivement|s il (?:te|vous) plait|j arrete|arrete[rz]?"
    r"|pour (?:moi|de bon|toujours)|ca me saoule|tu me (?:saoules|gonfles|fatigues)"
    r"|j ai plus le temps|je (?:n )?ai pas le temps|(?:le|ce) (?:programme|parcours|bot|coach)"
    r"|l experience|la formation|de (?:ta|votre) part|de (?:toi|vous)|trop de messages|plus rien"
    rf"|{_MESSAGES}))*"
)
_LEAVE = r"(?:desabonne[rsz]?|desinscri(?:s|t|te|re|vez)|desengage[rz]?|retire[rz]?)"
_LISTS = (
    r"(?: (?:de |du |des )(?:la |ta |votre |cette |ce |tes |vos )?(?:liste|programme|parcours|bot"
    r"|envois?|messages|astuces))?"
)
_ASKED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_CALL_OFF}{_TAIL}",
        rf"{_CALL_OFF} (?:donc )?(?:de |d )?(?:(?:m|me|nous) )?{_WRITE}\b.*",
        rf"(?:{_I_WANT} |on |j ){_CALL_OFF}{_TAIL}",
        r"(?:fou(?:s|tez)|fiche[rz]?) moi la paix\b.*",
        r"laisse[rz]? moi (?:tranquille|en paix)\b.*",
        rf"lache[rz]? moi(?: (?:la grappe|les baskets|un peu))?{_TAIL}",
        rf"(?:{_I_DO_NOT}|{_I_NO_LONGER}) (?:rien )?recevoir(?: {_MESSAGES})?{_TAIL}",
        # Without "ne", "je veux plus d'astuces" asks for more.
        rf"{_I_DO_NOT} {_MESSAGES}{_TAIL}",
        rf"{_I_WANT} ne plus (?:rien )?recevoir(?: {_MESSAGES})?{_TAIL}",
        rf"(?:ne |n )?(?:m|me) {_WRITES} plus(?: jamais)?(?: {_MESSAGES})?{_TAIL}",
        rf"(?:{_I_WANT} |je )(?:me |m |etre )(?:{_LEAVE}|desinscrite?){_LISTS}{_TAIL}",
        rf"(?:{_LEAVE}|enleve[rz]?|supprime[rz]?) (?:moi|nous){_LISTS}{_TAIL}",
        rf"plus aucune? {_MESSAGES}{_TAIL}",
    )
)
_ASKS = re.compile(
    r"\b(?:comment|pourquoi|quand|combien|est ce|qui|quoi|ou encore|si|quel|quelle)\b"
)


def stops(bare: str) -> bool:
    """Whether folded words, punctuation left out, ask for no message any more; no question does.

    Doubtful texts are left to the bank, whose answer promises nothing and offers the stop as a
    tap.
    """
    said = _AHEAD.sub("", bare)
    return not _ASKS.search(bare) and any(asked.fullmatch(said) for asked in _ASKED)
