"""Phone French written out: short forms, glued words and fixed expressions."""

import re

# What is meant -> the ways it is typed. Both sides are folded (no accent, lower case).
_TYPED = {
    "quoi": "koi kwa quoa koa",
    "c est quoi": "kesako kezako kesaco quesaco kezaco",
    "questceque": "keske keski kestce keskon keskil",
    "qui": "ki",
    "que": "ke k",
    "quel": "kel kels",
    "quelle": "kelle kelles",
    "quand": "kan kand qd qand",
    "comment": "coment coman comen komen koman komment cmt cmnt",
    "pourquoi": "pk pq pkoi pourkoi prkoi pourqoi",
    "pour": "pr",
    "dans": "ds",
    "avec": "ac avc avek",
    "beaucoup": "bcp bcq bq",
    "tout": "tt",
    "tous": "ts",
    "toujours": "tjs tjr tjrs",
    "temps": "tps tmps tem",
    "jamais": "jms",
    "quelqu un": "qqn qqun kelkun kkun quelquun",
    "quelque chose": "qqch qqchose kelkechose",
    "donc": "dc",
    "meme": "mm",
    "stp": "svp",
    "message": "msg msgs mess",
    "telephone": "tel telefone",
    "ordinateur": "ordi ordis lordi pc",
    "probleme": "pb pbs",
    "bonjour": "bjr bonjou",
    "bonsoir": "bsr",
    "salut": "slt",
    "desole": "dsl",
    "je suis": "jsuis jsui chui chuis",
    "je peux": "jpeux jpeu jpe jpeut",
    "je veux": "jveux jveu",
    "je vais": "jve jvais jvai",
    "je dois": "jdois jdoi",
    "je fais": "jfais jfai jfait",
    "je sais": "jsais jse",
    "je sais pas": "jsp",
    "j ai": "jai g ge",
    "je me": "jme",
    "je comprends": "jcomprend jcomprends",
    "j arrive": "jarrive",
    "j ecris": "jecri jecris",
    "j utilise": "jutilise",
    "tu es": "t",
    "c est": "c cest cet sest",
    "ca": "sa",
    "il y a": "ya",
    "il faut": "fo fau",
    "ia": "ias lia",
    "d ia": "dia",
    "qu on": "kon quon",
    "qu il": "kil quil",
    "ce que": "ske",
    "ce qui": "ski",
    "estceque": "estce esque eske esk esce esceque",
    "mais": "ms",
    "travail": "taf taff",
    "compterendu": "cr crs",
    "information": "info infos",
    "personnel": "perso persos",
    "professionnel": "pro pros",
    "document": "doc docs",
    "application": "appli applis app apps",
    "powerpoint": "ppt pptx",
    "entreprise": "boite societe",
    "excel": "exel exell excell xls xlsx",
    "tableau": "tablo tablos",
    "chatgpt": "jpt gpt gtp chatgtp tchatgpt chatjpt",
    "google": "gogle gougle googl",
    "rgpd": "erjepede rpgd rgdp gdpr",
    "mail": "mel mels email emails courriel courriels couriel",
    "motdepasse": "mdp",
    "publication": "post posts",
}
_MEANT = {typed: meant for meant, many in _TYPED.items() for typed in many.split()}

# Expressions whose words would mislead one by one -> one word of our own.
_EXPRESSIONS = {
    r"\d{1,2} ?h(?: ?\d\d)?|\d{1,2} heures?": "telleheure",
    r"t?chat ?(?:gpt|gtp|jpt)s?": "chatgpt",
    r"i a|(?:l ?|d ?)?intel+igen[cs]es? art?ificiel+es?": "ia",
    r"(?:l )?(?:ai|ia) act|l?aiact|lai act": "aiact",
    r"r g p d": "rgpd",
    r"e mails?": "mail",
    r"com?n?p?tes? rendus?": "compterendu",
    r"power points?": "powerpoint",
    r"mots? de pass?es?": "motdepasse",
    r"offres? d emplois?": "offredemploi",
    r"fiches? de postes?": "fichedeposte",
    r"droi?t?s? (?:d |des |de l )?auteurs?|droi dauteurs?": "droitdauteur",
    r"(?:droi?t?s?|code) du travail": "droitdutravail",
    r"recherche v": "recherchev",
    r"moteurs? de recherches?": "moteurderecherche",
    r"sous l eau": "deborde",
    r"savoir faire": "savoirfaire",
    r"ni?m?n? ?importe quoi|nimporte quoi": "nimportequoi",
    r"(?:pas|plus) (?:trop |vraiment |du tout |assez )?(?:le|de) temps": "pasletemps",
    r"jamais le temps": "pasletemps",
    r"(?:plus|encore) de (?:travail|boulot|taches)": "plusdetravail",
    r"a jour": "ajour",
    r"s il (?:te|vous) plai[ts]?": "stp",
    r"es[tk]? ce (?:que?|ke|k)": "estceque",
    r"qu est ce (?:que?|qui)|kes? k[ei]|qu es ce que": "questceque",
    r"(?:ce|se|ces|ses|s est|sait) quoi": "c est quoi",
    r"[cs]a veu[xt]? di[rst]e?": "ca signifie",
}
_GLUED = tuple((re.compile(rf"\b(?:{typed})\b"), meant) for typed, meant in _EXPRESSIONS.items())
# Most messages hold none of them, and one search tells so at a fifth of the cost.
_ANY_GLUED = re.compile(rf"\b(?:{'|'.join(_EXPRESSIONS)})\b")

_STUCK_J = re.compile(r"\bj(?=[bcdfgklmnpqrstvz]\w)")  # "jcommence"; no French word starts so


def written_out(words: list[str]) -> list[str]:
    """The words meant, from words typed in a hurry. Both sides are folded."""
    spoken = _STUCK_J.sub("je ", " ".join(_MEANT.get(word, word) for word in words))
    for typed, meant in _GLUED if _ANY_GLUED.search(spoken) else ():
        spoken = typed.sub(meant, spoken)
    return spoken.split()
