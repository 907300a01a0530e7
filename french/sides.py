"""The words that put a length of time on one side of a comparison: patterns over folded words.

AHEAD stand before it, BEHIND after it.
"""

_USUALLY = (
    r"(?:d )?habitude|habituellement|normalement|normal|en temps normal|en "
    r"general|generalement|d ordinaire|ordinairement"
    r"|autrefois|jadis|anciennement|auparavant|a l epoque|la derniere fois"
    r"|d abord prevu|en principe|classiquement"
    r"|sans (?:l |le |la |cet? |mon )?(?:ia|outil|ca|chatgpt|copilot|chat|gpt"
    r"|aide|assistant|mistral|claude|gemini|robot|astuce|prompt|lui|elle|appli)"
    r"|a la main|manuellement|a l ancienne|tout seul|toute seule|sinon"
)
_INSTEAD = (
    r"(?:au|a|ou) ?lieu(?: (?:de|d|des|du|que|qu|dess))?|plutot qu[e]?|a la "
    r"place d[eu]?s?|contre|vs|versus|en place d[e]?"
    r"|compare a|comparee a|par rapport aux?|par rapport a|alors qu[e]?|tandis "
    r"qu[e]?|la ou|face a|->_"
)
_WAS = (
    r"mettais|mettait|mettions|mettaient|prenait|prenais|prenaient|passais"
    r"|passait|passions|fallait|faisais|faisait"
    r"|faisions|durait|demandait|necessitait|prevu|prevoyais|prevoyait|comptais"
    r"|estime a|estimais|tapais|ecrivais|redigeais"
    r"|aur(?:ai|ais|ait|ions|aient)(?: \w+)? (?:mis|pris|passe|fallu|demande"
    r"|eu|fait|dure|coute|necessite|ecrit|bosse|travaille|perdu)"
    r"|mettrais|prendrais|prendrait|faudrait|aurait ete|serait|en avais pour"
    r"|en avait pour|en ai pour"
)
AHEAD = [
    (
        "before",
        r"(?<!qu )(?<!que )(?<!comme )(?<!comme d )(?<!que d )\b(?:avant|" + _USUALLY + r")\b",
    ),
    ("before", r"(?<!qu )(?<!que )(?<!comme )\b(?:" + _INSTEAD + r")\b"),
    ("before", r"\b(?:" + _WAS + r")\b"),
    (
        "before",
        r"\bqu(?:i|e je|e j|'on| on) (?:(?:me|m|nous|y|en|ne) )*(?:prend|prends"
        r"|mets|met|prendrait|passe|fais|dure|demande|fait|faut)\b",
    ),
    ("before", r"\bsans ?:?$"),
    ("after", r"\bapres ?:?$"),
    ("weak before", r"\b(?:c etait|etait|c est passe d[e]?)\b"),
    (
        "after",
        r"\b(?:maintenant|desormais|a present|dorenavant|cette fois|ce coup ci"
        r"|dernierement|actuellement|depuis l ia)\b",
    ),
    (
        "weak after",
        r"\bla" + r"(?=$| en| c| ca| j| il| avec| seulement| juste| a| plus| on| je| ,| "
        r"m| pareil| :)",
    ),
    (
        "weak after",
        r"\b(?:finalement|au final|aujourd hui|grace|avec|resultat|du coup|plus " r"que|ici)\b",
    ),
]
BEHIND = [
    (
        "before",
        r"^ ?(?:(?:environ|a peu pres|en moyenne) )?(?:avant(?! (?:de|d|la|le|l"
        r"|midi|les|mon|ma|que|qu))|" + _USUALLY + r"|habituelles?|habituels?|prevue?s?|de base)\b",
    ),
    ("before", r"^ ?sans(?=$| ,| ;| et| avec| mais| contre)"),
    ("after", r"^ ?(?:maintenant|desormais|a present|cette fois|actuellement)\b"),
    ("weak after", r"^ ?(?:avec|la$|la ,|aujourd hui|finalement|au final|grace|apres)\b"),
]
