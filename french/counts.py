"""Whether a bare number can be minutes: the words beside it must not say what is counted."""

from french.wordlists import listed

_FOLLOWERS = listed(
    "environ max maxi maximum mini minimum de d en sur par pour avec ce cet "
    "cette ces a au aux et ou"
    " mais car je j c ca grace hier aujourd facile peut peine gagne perdu chrono merci cool super"
    " top voire plus moins contre vs versus avant maintenant la alors quand que qu soit donc puis"
    " chaque ramene reduit passe tombe descendu le les chez dans depuis sans "
    "seulement only pas quoi hein lol mdr ptdr pourquoi y"
    " svp bien juste tout selon normalement habitude plutot compare apres finalement desormais"
    " matin soir midi ben bah aussi encore pendant dessus dedans gain on il elle oui non gagner"
    " habituellement habituelles habituels habituelle generalement rien sinon "
    "cependant auparavant genre mini alors tandis tranquille"
    " facilement chacun chacune trop rab perdues disons dirais voila deja ca bref ouf"
)
_LEADERS = listed(
    "environ pour non enfin pardon oups gagne gagner gain perdu perdre presque "
    "pres c est etait fait dirais pense crois disons"
    " de d des du les lieu contre vs versus ou a et moi bah ben oui ouais "
    "ok ouaip allez genre moins"
    " plus que qu mettais mettait prenait prends prend pris mis mets met "
    "passe passer habitude avant"
    " maintenant normalement la en plutot bien juste seulement peine total "
    "tout soit soient donc max"
    " maximum minimum mini etre gros moyenne dis estime ca euh heu hum bof desormais vers compte"
    " aujourd hui hier matin soir puis aussi encore entre a peu quasi quasiment finalement chiffre"
    " facile super cool merci top hop voire jusqu apres j ai outil ia lui "
    "elle avec sans habituellement generalement sinon or mais"
    " faisait faisais fallait durait reponse dit lui meme midi bonjour salut "
    "coucou oh ah semaine"
)
_COUNTED = frozenset("%€$£°#")


def counts_nothing(word: str) -> bool:
    """Whether `word`, right after a bare number, leaves it free to be minutes."""
    if word in _COUNTED:
        return False
    return not word.isalpha() or word in _FOLLOWERS


def leads_freely(word: str) -> bool:
    """Whether `word`, right before a bare number, leaves it free to be minutes."""
    if word in _COUNTED:
        return False
    return not word.isalpha() or word in _LEADERS
