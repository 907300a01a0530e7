"""The words around a length of time that tell what it is: patterns over folded words.

AHEAD stand before it, BEHIND after it. Where several match, the one that ends nearest wins, then
the longest: "je vais gagner" beats "gagner". `$` is where the length of time starts.
"""

_HEDGES = (
    r"(?: (?:environ|a peu pres|a peu|presque|quasi|quasiment|pres d[eu]?|plus "
    r"d[e]?|moins d[e]?|au moins"
    r"|au plus|au max|au mini|peut etre|genre|disons|je dirais|je pense|seulement"
    r"|juste|a peine|bien"
    r"|que|qu|les|des?|d|une?|bon|grand|gros|max|maximum|minimum|plutot|euh"
    r"|hein|allez|tout au plus|en tout"
    r"|autour|aux alentours|au final|total|~|:|=|<|>|\(|,|\+|pas loin))*"
)
_SOME = r"(?: \w+){0,6}?"
_I = r"(?:j|je|tu|il|elle|on|nous|vous|ils|elles|ca|cela|ceci|qui)"
_HAVE = r"(?:ai|as|a|avons|avez|ont|avais|avait|aurai|ais|suis|est|sont|es)"
_SPENT = (
    r"(?:pris|prise|prend|prends|prennent|prendre|mis|mets|met|mettre|passe"
    r"|passes|passee|passer|pass|dure"
    r"|durent|durer|duree|reste|rester|restait|travaille|bosse|attendu|attends"
    r"|attendre|attend|faut|fallu"
    r"|demande|demander|coute|consacre|cherche|galere|investi"
    r"|bloque|reserve|depense|occupe|donne|laisse|patiente"
    r"|boulot|temps passe|duree|dispo|libre|rappelle|appelle|reviens|j attends)"
)
_WISH = (
    r"(?:vais|va|vas|allons|allez|vont|veux|veut|voudrais|voudrait|voulais|aimerais|aimerait|espere"
    r"|esperais|esperons|espoir|compte|comptais|pourrais|pourrait|pourra|pourrai"
    r"|pourrons|pourrions|pourraient"
    r"|devrais|devrait|devrai|devra|doit|dois|devraient|peux|peut(?! etre)"
    r"|peuvent|essaie|essaye|essayer|essais"
    r"|objectif|but|envie|comment|tente|tenter|faut|faudrait|histoire|prevois"
    r"|reve|pour|cense|censee"
    r"|ferait|fera|feraient|feront|ferai|aurai|aurais|aurait|auraient|auras"
    r"|aura|auriez|promet|promis|failli)"
)
_LATER = (
    r"(?:demain|bientot|prochainement|la prochaine fois|(?:la )?semaine prochaine"
    r"|la semaine pro|le mois prochain)"
)
_OTHERS = (
    r"(?:collegues?|chef|cheffe|patron|patronne|boss|mari|femme|copine|copain"
    r"|ami|amie|fils|fille|frere"
    r"|soeur|voisin|voisine|binome|directeur|directrice|assistante?|stagiaire|client|cliente)"
)

AHEAD = [
    ("gain", r"\b(?:gagne|gain)\b"),
    (
        "gain",
        r"\b(?:permis|permet|reussi|arrive|fait|fais|font|pu|fini par|permettent"
        r"|aide)(?: \w+)?(?: d[e]?| a)? gagner\b",
    ),
    (
        "gain",
        r"\bai gagner\b|\ba gagner\b|\best gagner\b|^ ?gagner\b|\bje gagner\b|[,;:.!] "
        r"?gagner\b|\bavoir gagner?\b",
    ),
    (
        "gain",
        r"\b(?:reduit|diminue|baisse|raccourci|moins long(?:ue)?|plus vite|plus "
        r"rapide|plus rapidement|avance|allege|accelere|moins longtemps|plus tot)"
        r"(?: \w+){0,2}? d[e]?" + _HEDGES + "$",
    ),
    ("gain", r"\b(?:gagne|gain)(?: \w+){0,3}? a" + _HEDGES + "$"),
    ("gain", r"\b(?:ai|as|a) d[ue] gagner\b"),
    (
        "noise",
        r"\b(?!(?:on|ca|equipe|service|m|j|y|bureau|mairie|association|boite|tout"
        r"|cela|qu|n|ai|ia|nous|pas|rien) )[a-z]+ a gagne\b",
    ),
    ("gain", r"\b(?:gain|gagne)(?: (?!sur|pour|dans|une?|l|la|le)\w+){0,3}? d[e]?" + _HEDGES + "$"),
    ("loss", r"\bperdu(?: (?!sur|pour|dans|une?|l|la|le)\w+){0,3}? d[e]?" + _HEDGES + "$"),
    ("loss", r"\b(?:perdu|perdre)\b"),
    (
        "loss",
        r"\b(?:rajoute|ajoute)\b|\b(?:rallonge|augmente|plus long(?:ue)?|plus "
        r"lent[e]?|retard|ralenti|plus longtemps|alourdi|allonge)(?: \w+)? d[e]?" + _HEDGES + "$",
    ),
    ("loss", r"\b(?:deficit|retarde)\b"),
    ("spent", r"\b" + _SPENT + r"\b"),
    ("spent", r"\b(?:pendant|durant|depuis|en(?! gros| tout| moyenne)|pour)" + _HEDGES + "$"),
    ("spent", r"\ba(?: environ| moins d[e]?)?$"),
    ("spent", r"\b(?:ai|as|a|avons|ont|avez) (?:tout |bien |deja |encore )?fait" + _HEDGES + "$"),
    (
        "spent",
        r"\b" + _I + r"(?: (?:ne|n|y|en|me|m|l|le|lui|t|te|se|s|nous|vous))* (?!est\b|sont\b"
        r"|fait\b|faisait\b|dirais\b|dirai\b|dis\b|pense\b|crois\b|estime\b|suppose\b"
        r"|sais\b|represente\b|ferait\b|sera\b|etait\b|parie\b|a fait\b|donne\b"
        r"|evalue\b|vois\b|note\b|mettrais\b|compte\b|a\b|ai\b|reponds\b|declare\b"
        r"|gagner?\b|perdu\b|perdre\b|perd\b)[a-z]{2,}"
        + r"(?: environ| a peu pres| presque| bien| encore| que| les| au moins| "
        r"plus d[e]?| moins d[e]?)*" + "$",
    ),
    (
        "spent",
        r"\b(?:j|on|il|elle|tu|ca|m|y|l|en|t|lui) "
        + _HAVE
        + r" (?:(?:bien|deja|encore|vraiment|quand meme|tout de meme) )?(?!fait\b"
        r"|ete\b|rajoute\b|ajoute\b|gagner?\b|perdu\b|perdre\b)[a-z]{2,}"
        + r"(?: environ| a peu pres| presque| bien| que| les| au moins| plus d[e]?"
        r"| moins d[e]?)*" + "$",
    ),
    ("spent", r"\b(?:le|la|l|un|une|mon|ce|cette) \w+ fait" + _HEDGES + "$"),
    ("spent", r"\b(?:j|on|t|tu|il|elle|vous|nous) " + _HAVE + r"(?: que| encore| environ)?$"),
    (
        "spent",
        r"\b(?!dossier|courrier|papier|atelier|fichier|hier|premier|dernier|calendrier"
        r"|cahier|soir|devoir|chantier|metier|panier|janvier|fevrier|sommaire|classer"
        r"|leger|menager|casser|gagner|perdre)[a-z]{2,}(?:er|ir)$",
    ),
    (
        "noise",
        r"\b(?:dans|toutes|tous|tes|vos|bout d[e]?|il y a|ya|y a|plus que|sur|d "
        r"ici|encore|moins d une|rdv|jusqu a|a partir d[e]?|tel|numero|page|semaine"
        r"|jour|etape|question|version|lecon|astuce|taille|age)(?: les)?$",
    ),
    (
        "open",
        r"\b(?:dans les|il y a bien|sur les mails|sur l ensemble|en tout|en gros"
        r"|en moyenne|en fait|en vrai|en realite|en plus|en moins|au total|en "
        r"cumule|en general)(?: :| ,)?" + _HEDGES + "$",
    ),
    (
        "noise",
        r"\b(?!gain|total|ordre|ralenti|retard|rallonge|augmente|long|lent|vite"
        r"|rapide|diminue|baisse|raccourci|avance|estime|ramene|passee?s?|passer"
        r"|passant|tombee?s?|descendu|reduit|lieu|pass|contre|aux|pour|perdu|pres"
        r"|plus|moins|loin|autour|environs?|alentours?|temps|lieu|gagne|hauteur"
        r"|minimum|maximum|bas|peu|a|place)[a-z]{3,} d[e]? ?(?:environ |plus de "
        r"|moins de )?$",
    ),
    (
        "noise",
        r"\b(?:lecture|pause|trajet|train|bus|video|podcast|film|formation|cours|version"
        r"|gpt|chapitre|coach|bot|appli|application|programme|methode|attends|attend"
        r"|attendez|minuteur|chrono|sieste)(?: (?:dure|fait|c est|est|:|=|les))*$",
    ),
    ("noise", r"\b" + _WISH + r"\b" + _SOME + r" (?:gagner?|perdre|gain|perdu|d gagner)\b"),
    ("noise", r"\b(?:de|pour|a) gagner\b"),
    ("noise", r"\b(?:gagnera|perdra)\b"),
    ("noise", r"\b(?:si|s) (?:je|j|on|ca|tu|nous|vous|il|elle|l)\b[^,;.:]*"),
    ("noise", r"\b" + _LATER + r"\b[^,;.:]*"),
    (
        "noise",
        r"\b(?:objectif|cible|but|defi|challenge|mission|promesse)\b(?! (?:gagne"
        r"|reussi|atteint|fait|tenu))[^,;.]*",
    ),
    (
        "noise",
        r"\b(?:pas|jamais|ni) (?:(?:du tout|vraiment|encore|forcement|fait|reussi "
        r"a|pu|eu) )?(?:gagner?|perdu|gain d[e]?)(?: (?:les|mes|ces|tes|de|d|meme))*$",
    ),
    ("noise", r"(?<!meme )\b(?:pas|jamais)(?: (?:de|d|eu|les|mes|ces|tes|encore|forcement))*$"),
    ("noise", r"\b(?:au lieu d[e]?|plutot que d[e]?) gagner\b"),
    ("noise", r"\b" + _OTHERS + r"(?: \w+)? (?:a|ont|avait|ai|dit|gagne)(?: \w+){0,3}? gagner?\b"),
    ("noise", r"\b" + _OTHERS + r" gagne\b"),
    (
        "noise",
        r"\b(?:il|elle|ils|elles|tu|vous|celui ci|certains|les autres|quelqu un"
        r"|personne) (?:a|ont|as|avez|avait) (?:\w+ )?gagner?\b",
    ),
    ("noise", r"\b(?:lu|parait|disent|dites|tu crois|entendu|a dit) qu(?:e|on)? [^,;.:]*gagner?\b"),
]

BEHIND = [
    ("gain", r"\bgagne\b|\bgain\b"),
    (
        "gain",
        r"\b(?:de|d|en) moins\b|\bplus (?:vite|rapide|rapidement|tot)\b|\bd avance\b"
        r"|\bde mieux\b|\bdans la poche\b|\bmoins long\b|\ben avance\b",
    ),
    (
        "loss",
        r"\bperdu\b|\bpour rien\b|\bdans la vue\b|\ba la poubelle\b|\bde retard\b"
        r"|\ben retard\b",
    ),
    (
        "longer",
        r"\b(?:de|d|en) (?:plus|trop)\b(?! (?:vite|tot))|\bplus (?:long|lent|longtemps"
        r"|longue)\b|\bsupplementaires?\b|\bde rab\b|\ben sus\b",
    ),
    (
        "noise",
        r"^ ?(?:plus tard|apres(?= \w)|stp|svp|s il te|j arrive|please|qu[e]? (?:j|je"
        r"|tu|on|ca) (?!ai gagne|ai perdu|gagne|perd|m)[^,;.]*|de (?:pause|trajet"
        r"|route|marche|lecture|video|formation|reunion|cours|sport|attente|libre"
        r"|battement))\b",
    ),
    (
        "noise",
        r"\ba (?:gagner|perdre)\b|\bpas gagne\b|\bpour (?:gagner|tester|essayer)\b"
        r"|\bperdra\b|\bgagnera\b",
    ),
]
