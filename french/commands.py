"""Whole messages that ask the coach to do something, in any state."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from rapidfuzz.distance import OSA

from french.away import leaves, weekdays
from french.calendar_words import weekday
from french.fold import fold, words
from french.moments import hour, pause_until, rhythm
from french.stopping import stops
from french.wordlists import listed

_SHORT = 120  # characters: a command is brief, longer text is a question or a story
_ANY_DAY = date(2026, 6, 15)  # whether an end is named does not depend on the day


class Command(StrEnum):
    """What a whole message asks for."""

    STOP = "stop"
    PAUSE = "pause"
    LESS = "less"
    MORE = "more"
    RHYTHM = "rhythm"
    RESUME = "resume"
    HOUR = "hour"
    HELP = "help"
    MY_DATA = "my_data"
    FORGET_ME = "forget_me"
    DAYS = "days"
    LEAVE = "leave"
    TIP = "tip"
    JOIN = "join"
    CHANNEL = "channel"
    FLEXIBLE = "flexible"
    FIXED = "fixed"
    CHALLENGE = "challenge"
    WEEK = "week"
    PASTE = "paste"
    PULSE = "pulse"
    MISSION = "mission"
    WORKSHOP = "workshop"
    PROPOSE = "propose"
    VOLUNTEER = "volunteer"
    STEP_BACK = "step_back"


_PHRASES: dict[Command, str] = {
    Command.STOP: "stop|stopp|stoppp|sotp|stpo|stoop|sttop|stopall|stop all|stop tout|unsubscribe"
    "|revoke|optout|opt out"
    "|arret|arrete|arreter|arretez|stopper|stoppe|desinscrire|desabonner|desinscription"
    "|desabonnement"
    "|je veux arreter|je voudrais arreter|je souhaite arreter|j arrete|on "
    "arrete|tu peux arreter|je veux stopper"
    "|arrete de m ecrire|arretez de m ecrire|arrete les messages|arreter "
    "les messages|stop les messages"
    "|stop aux messages|arrete tout|arrete ca|arrete maintenant|arrete d "
    "ecrire|arrete de m envoyer des messages"
    "|ne m ecris plus|m ecris plus|ne m envoie plus rien|ne m envoie plus de messages"
    "|desinscris moi|desabonne moi|me desinscrire|me desabonner|je me desinscris|je me desabonne"
    "|je veux me desinscrire|je veux me desabonner|je souhaite me desinscrire"
    "|je voudrais me desinscrire"
    "|je veux plus de messages|je ne veux plus de messages|je veux plus recevoir "
    "de messages|je veux que ca s arrete"
    "|je ne veux plus recevoir de messages|laisse moi tranquille|fiche moi "
    "la paix|lache moi|stop arrete"
    "|je ne veux plus rien recevoir|je veux plus rien recevoir|stop stop|stop "
    "stop stop|plus aucun message",
    Command.PAUSE: "pause|une pause|fais une pause|faire une pause|je veux une pause|mets "
    "en pause|en pause"
    "|mettre en pause|mets toi en pause|je voudrais une pause|pause s il "
    "te plait|besoin d une pause"
    "|j ai besoin d une pause|je fais une pause|on fait une pause|je veux "
    "faire une pause|mets sur pause",
    Command.LESS: "moins|moin|pas tous les jours|moins souvent|un peu moins|un peu moins souvent"
    "|moins de messages|c est trop"
    "|trop de messages|trop souvent|c est trop souvent|ralentis|ralentir|moins "
    "frequent|tu ecris trop"
    "|tu m ecris trop|ca fait trop|beaucoup trop|trop de message|y a trop "
    "de messages|il y a trop de messages"
    "|tu ecris trop souvent|tu m ecris trop souvent|moins d astuces|moins d envois|trop d astuces",
    Command.MORE: "plus|plus souvent|un peu plus|un peu plus souvent|davantage|plus d astuces"
    "|encore plus"
    "|plus frequent|plus frequemment",
    Command.RESUME: "start|unstop|reprendre|on reprend|reprends|reprend|je reprends|reprise"
    "|je veux reprendre"
    "|on recommence|recommence|recommencer|je voudrais reprendre|on s y remet"
    "|tu peux reprendre|relance|reprenons",
    Command.HOUR: "heure|l heure|horaire|horaires|change l heure|changer l heure|changer "
    "d heure|change d heure"
    "|changer mon heure|modifier l heure|autre heure|une autre heure|mon "
    "heure|changer l horaire|changer d horaire",
    Command.HELP: "aide|help|menu|aide moi|aidez moi|a l aide|besoin d aide|j ai besoin "
    "d aide|commandes"
    "|les commandes|au secours|sos|options|le menu",
    Command.MY_DATA: "mes donnees|mesdonnees|mes donnees personnelles|voir mes donnees|mes "
    "infos|donnees"
    "|qu est ce que tu sais sur moi|que sais tu sur moi|tu sais quoi sur "
    "moi|que sais tu de moi|mes informations"
    "|qu est ce que tu sais de moi|tu sais quoi de moi|je veux voir mes donnees|montre mes donnees"
    "|montre moi mes donnees|exporter mes donnees|export de mes donnees|mydata"
    "|mes datas|quelles donnees as tu sur moi"
    "|qu as tu sur moi|tu as quoi sur moi|envoie moi mes donnees",
    Command.FORGET_ME: "oublie moi|oubliemoi|oubliez moi|supprime mes donnees|supprimer mes "
    "donnees|efface mes donnees"
    "|effacer mes donnees|efface moi|supprime moi|supprime tout|efface tout"
    "|supprime mon compte|oublie tout"
    "|supprimer mon compte|effacer mon compte|efface toutes mes donnees|supprime "
    "toutes mes donnees|m oublier"
    "|je veux que tu m oublies|je veux supprimer mes donnees|je veux effacer "
    "mes donnees|forgetme|forget me"
    "|supprimez mes donnees|effacez mes donnees|je veux etre oublie|je veux "
    "etre oubliee|efface mes infos",
    Command.DAYS: "jours|mes jours|jours travailles|mes jours de travail|changer mes jours"
    "|changer les jours"
    "|jours de travail|modifier mes jours|changer de jours|change mes jours",
    Command.LEAVE: "conges|conge|vacances|mes conges|absence|absences|en vacances|en conge"
    "|en conges"
    "|je suis en vacances|je suis en conge|je suis en conges",
    Command.TIP: "astuce|l astuce|mon astuce|une astuce|astuce du jour|l astuce du jour"
    "|voir l astuce|voir mon astuce"
    "|mon astuce du jour|tip|le tip|le tip du jour|conseil du jour|le conseil "
    "du jour|montre l astuce|astuce svp"
    "|montre moi l astuce|envoie l astuce|donne l astuce|donne moi une astuce"
    "|donne moi l astuce|envoie moi l astuce",
    Command.JOIN: "rejoindre|join|rejoins",
    Command.FLEXIBLE: "heure souple|horaire souple|heure flexible|horaire flexible"
    "|plus tot si besoin|un peu plus tot si besoin|tu peux ecrire plus tot"
    "|tu peux ecrire un peu plus tot",
    Command.FIXED: "heure fixe|horaire fixe|heure exacte|jamais plus tot|pas plus tot"
    "|a l heure et pas avant|jamais avant l heure|pas avant l heure",
    Command.CHALLENGE: "defi|le defi|un defi|les defis|defis|lancer un defi|lance un defi"
    "|nouveau defi|un nouveau defi|proposer un defi|envoyer un defi|defi de la semaine"
    "|le defi de la semaine|challenge|un challenge|lancer un challenge|defi en cours"
    "|le defi en cours",
    Command.WEEK: "semaine|la semaine|recevoir la semaine|la semaine de l equipe"
    "|semaine de l equipe|je veux recevoir la semaine|je veux la semaine de l equipe",
    Command.PASTE: "texte a coller|le texte a coller|un texte a coller|texte a copier coller"
    "|la semaine a coller",
    Command.PULSE: "pouls|le pouls|le pouls de l equipe|pouls de l equipe|prendre le pouls"
    "|la confiance de l equipe",
    Command.MISSION: "mission|la mission|ma mission|les missions|missions|une mission"
    "|prendre une mission|choisir une mission|autre mission|une autre mission",
    Command.WORKSHOP: "atelier|un atelier|l atelier|les ateliers|ateliers|nouvel atelier"
    "|organiser un atelier|preparer un atelier|planifier un atelier|proposer un atelier"
    "|lancer un atelier|prochain atelier|le prochain atelier",
    Command.PROPOSE: "proposer|je propose|proposer quelqu un|je propose quelqu un"
    "|proposer une personne ressource",
    Command.VOLUNTEER: "je veux etre ressource|je veux etre personne ressource|etre ressource"
    "|devenir ressource|devenir personne ressource|je veux devenir personne ressource"
    "|je voudrais etre personne ressource|je veux bien etre personne ressource",
    Command.STEP_BACK: "je ne suis plus ressource|je suis plus ressource|plus ressource"
    "|je ne veux plus etre ressource|je veux plus etre ressource"
    "|je ne veux plus etre personne ressource|je ne suis plus personne ressource"
    "|arreter d etre ressource|je veux arreter d etre ressource",
    Command.CHANNEL: "autre canal|un autre canal|l autre canal|changer de canal|change de canal"
    "|autre messagerie|une autre messagerie|changer de messagerie|change de messagerie"
    "|je veux changer de canal|je voudrais changer de canal|je veux changer de messagerie"
    "|je voudrais changer de messagerie|autrecanal",
}
_EXACT = {phrase: name for name, many in _PHRASES.items() for phrase in many.split("|")}
_SINGLE = sorted(phrase for phrase in _EXACT if phrase.isalpha() and len(phrase) >= 5)
_OTHER_WORDS = listed(
    "passe mois cause heureux heureuse menus donne donner arrive horaire vacance absent absente"
    " fin stopwatch conges optons option moine joints moins reste traine relancer reprises"
)
_POLITE = re.compile(
    r"\b(?:stp|svp|please|merci(?: beaucoup| bien)?|s'?il (?:te|vous) plait"
    r"|bonjour|bonsoir|salut|coucou|hello)\b"
)
_SLASH = re.compile(r"^/([a-z_]+)(?:@\w+)?")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_JOIN = re.compile(
    r"\s*(?:/?rejoindre|/?join|/?rejoins|/start)(?:@\w+)?\s+(\S+?)[\s.!,]*", re.IGNORECASE
)


def _bare(text: str) -> str:
    """The words of a message, without slash, politeness, punctuation or emoji."""
    folded = _POLITE.sub(" ", fold(text))
    slashed = _SLASH.sub(lambda found: found[1].replace("_", " "), folded.strip())
    return " ".join(words(slashed))


def command(text: str) -> Command | None:
    """The command that a whole message is, slash or not, small typos allowed; None for other text.

    A question, or a story that contains one of the words, is not a command.
    """
    if not text.strip() or len(text) > _SHORT:
        return None
    if set(fold(text)) <= {"?", " "}:
        return Command.HELP
    if join_code(text) is not None:
        return Command.JOIN
    bare = _bare(text)
    found = _EXACT.get(bare)
    if found is not None:
        return found if _may_ask(found, text, bare) else None
    return _near(bare) or (None if "?" in text else _in_sentence(text, bare))


def _may_ask(found: Command, text: str, bare: str) -> bool:
    """A question mark after several words asks, except about one's own data."""
    return (
        "?" not in text or " " not in bare or found in (Command.MY_DATA, Command.PAUSE, Command.TIP)
    )


def _near(bare: str) -> Command | None:
    if " " in bare or len(bare) < 5 or bare in _OTHER_WORDS:
        return None
    if re.fullmatch(r"s+t+o+p+e?", bare):
        return Command.STOP
    near = (known for known in _SINGLE if known[0] == bare[0] and OSA.distance(known, bare) == 1)
    return next((_EXACT[known] for known in near), None)


def ambiguous_stop(text: str) -> bool:
    """Whether the message is END, CANCEL or QUIT: a stop only when no question is open."""
    return len(text) <= _SHORT and _bare(text) in ("end", "cancel", "quit")


def join_code(text: str) -> str | None:
    """The invitation code in "REJOINDRE CODE" or "/start TOKEN", case kept; None without one."""
    found = _JOIN.fullmatch(text[:_SHORT])
    return found[1] if found and _CODE.fullmatch(found[1]) else None


_PAUSE = re.compile(
    r"(?:(?:fais|faire|je veux|je fais|mets|on fait|je voudrais|besoin d|j "
    r"ai besoin d|me mettre|mets moi|met) )?"
    r"(?:une |en |sur )?paus+e(?: (?:de|pendant|pour|d))?"
    r"(?: (?:jusqu .+|cette semaine|aujourd hui|(?:\w+ ){1,3}?(?:jours?|j|semaines?"
    r"|sem|mois)|\d+(?:j|sem)|une quinzaine))"
)
_HOUR_WORDS = re.compile(
    r"\b(?:plutot|heure|l|a|vers|mets|moi|met|ecris|envoie|change|changer|pour"
    r"|d|je|prefere|le|la|les|en|de|du|messages?"
    r"|astuces?|si|possible|voudrais|veux|mon|ma|mes|horaire|recevoir|tous"
    r"|jours|decale|passe|desormais|maintenant|l)\b"
)
_HOUR_ASKED = re.compile(
    r"^(?:plutot|heure|horaire|l heure|mon heure|a|vers|mets|ecris|envoie|change"
    r"|changer|decale|passe|je (?:prefere|voudrais|veux))\b|\bplutot$"
)
_HOUR_SAID = re.compile(
    r"(?:\d{1,2} ?(?:h|heures?|hrs?)(?: ?\d{1,2})?|\d{1,2} \d{2}|\w+ heures?"
    r"(?: et (?:demie?|quart)| \w+)?|midi(?: et demie?)?"
    r"|(?:fin )?(?:matin|matinee|apres midi|aprem|soir|journee))(?: (?:matin|soir))?"
)
_LEAVE = re.compile(
    r"(?:(?:je (?:suis|serai|pars|prends|vais etre)|serai|suis|on est|j ai"
    r"|je prend) )?(?:en |mes |des |de )?"
    r"(?:conges?|vacances|absente?|absence|rtt|off|pas la) .+"
)
_DAYS_WORDS = listed(
    "je j travaille travail bosse ne n pas le la les du au a et jours jour "
    "sauf que seulement uniquement aussi compris"
    " suis tous toute semaine weekend week end mes mon sans jamais lundi "
    "mardi mercredi jeudi vendredi"
    " samedi dimanche lundis mardis mercredis jeudis vendredis lun mar mer jeu ven sam dim d en on"
    " repos off travailles travaillés hors de 2 3 4 5 6 7 deux trois quatre "
    "cinq mi temps partiel"
)


_APPS = {
    "whatsapp": r"w(?:h|ath)?ats? ?app?|wathsapp|whatsapp",
    "telegram": r"telegramm?e?",
}
_APP = "|".join(_APPS.values())
_CHANNEL = re.compile(
    r"(?:(?:je (?:veux|voudrais|prefere|prefererais|souhaite|peux)|tu peux|on peut) )?(?:plutot )?"
    r"(?:(?:me |te )?(?:passer?|passons|basculer?|bascule|continuer?|changer|aller)"
    r"|(?:les |te )?(?:recevoir|avoir)|ecris moi|m ecrire|envoie(?: moi|les moi)?"
    r"|on passe|on continue)"
    r"(?: (?:les|mes|tes) (?:astuces|messages))?"
    rf" (?:plutot )?(?:sur|par|via|vers|a|pour) (?:{_APP})(?: maintenant| desormais| plutot)?"
)


def channel_named(text: str) -> str | None:
    """The messaging app a short text names; None without one, or with both."""
    bare = _bare(text[:_SHORT])
    named = [name for name, app in _APPS.items() if re.search(rf"\b(?:{app})\b", bare)]
    return named[0] if len(named) == 1 else None


def _in_sentence(text: str, bare: str) -> Command | None:
    """What is asked in a sentence: a pause, a rhythm, a stop, days, an hour."""
    for name, means in _SENTENCES:
        if means(text, bare):
            return name
    return None


def _pauses(text: str, bare: str) -> bool:
    return (
        bool(_PAUSE.fullmatch(bare))
        and pause_until(text.replace("pausse", "pause"), _ANY_DAY) is not None
    )


def _sets_hour(text: str, bare: str) -> bool:
    if not _HOUR_ASKED.search(bare) or hour(text) is None or len(bare.split()) > 9:
        return False
    rest = " ".join(_HOUR_WORDS.sub(" ", bare).split())
    alone = bare.startswith(("heure", "horaire")) and rest.isdigit()
    return alone or any(
        _HOUR_SAID.fullmatch(said)
        for said in (rest, bare.removeprefix("a ").removeprefix("plutot "))
    )


def _leaves(text: str, bare: str) -> bool:
    return bool(_LEAVE.fullmatch(bare)) and leaves(text, _ANY_DAY)


def _sets_days(text: str, bare: str) -> bool:
    told = bare.split()
    if len(told) < 2 or not set(told) <= _DAYS_WORDS:
        return False
    named = weekdays(text) or ()
    works = "travaille" in told and any(weekday(word) is not None for word in told)
    return works or len(named) > 1 or (bool(named) and "travaille" in told)


_SENTENCES: tuple[tuple[Command, Callable[[str, str], bool]], ...] = (
    (Command.CHANNEL, lambda _text, bare: bool(_CHANNEL.fullmatch(bare))),
    (Command.PAUSE, _pauses),
    (Command.RHYTHM, lambda text, _bare: rhythm(text) is not None),
    (Command.STOP, lambda _text, bare: stops(bare)),
    (Command.LEAVE, _leaves),
    (Command.DAYS, _sets_days),
    (Command.HOUR, _sets_hour),
)
