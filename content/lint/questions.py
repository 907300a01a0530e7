"""Rules for the question bank: its fixed ids, its phrasings, its short answers."""

import re
from collections.abc import Iterator

from content.library import Library, fill
from content.lint.rule import DEFAULTS, Rule, fault
from content.loader import Problem
from french.fold import words

REQUIRED: dict[str, frozenset[str]] = {
    theme: frozenset(ids.split())
    for theme, ids in {
        "comprendre": "prompt-definition ia-definition chatgpt-fonctionnement difference-moteur"
        " outils-differences hallucination a-jour comprend-elle reponses-differentes jargon"
        " agent-definition",
        "oser": "question-bete pas-doue par-ou-commencer pas-le-temps politesse bon-prompt"
        " mauvaise-reponse tricher dire-utilisation utile-metier",
        "se-tromper": "peur-erreur casser responsable-erreur verifier fuite-que-faire",
        "traces": "trace effacer-historique entrainement donnees-interdites donnees-clients"
        " anonymiser rgpd chef-voit bot-donnees anonymat compte-perso arnaques"
        " documents-entreprise",
        "usages": "mails compte-rendu resume annonce-recrutement visuel tableur traduction"
        " presentation orthographe idees telephone courriers calculs juridique photo-document",
        "emploi": "emploi competences obligation mesure-temps charge",
        "outils": "prix quel-outil inscription francais",
        "droit": "droit-auteur ai-act biais environnement",
        "bot": "arreter changer-heure pause pourquoi-ce-message humain qui-es-tu",
    }.items()
}
IDS = frozenset[str]().union(*REQUIRED.values())
ACTS = {"arreter": "stop", "changer-heure": "hour", "pause": "pause"}
PHRASINGS = range(6, 13)
LONGEST_ANSWER = 600
LONGEST_ID = 64 - len("question.show:")


def all_there(library: Library) -> Iterator[Problem]:
    """Every fixed id is answered."""
    for theme, ids in REQUIRED.items():
        for ident in sorted(ids - library.questions.keys()):
            yield Problem(f"questions/{theme}.yaml", f"{ident} is missing")


def no_other(library: Library) -> Iterator[Problem]:
    """Our bank has no id beside the fixed ones; an organisation's folder may add its own."""
    for ident in library.questions.keys() - IDS:
        if library.place(ident).ours:
            yield fault(library, ident, "not one of the fixed ids of the bank")


def well_named(library: Library) -> Iterator[Problem]:
    """An id is small letters, digits and hyphens, and fits in a button."""
    for ident in library.questions:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", ident) or len(ident) > LONGEST_ID:
            yield fault(
                library, ident, f"an id has small letters and hyphens, {LONGEST_ID} at most"
            )


def under_its_theme(library: Library) -> Iterator[Problem]:
    """An entry of ours stands under the theme the bank gives its id."""
    for ident, question in library.questions.items():
        if ident in IDS and ident not in REQUIRED.get(question.theme, ()):
            yield fault(library, ident, f"does not belong to the theme {question.theme}")


def enough_phrasings(library: Library) -> Iterator[Problem]:
    """An entry has 6 to 12 phrasings."""
    for ident, question in library.questions.items():
        if len(question.phrasings) not in PHRASINGS:
            yield fault(library, ident, f"{len(question.phrasings)} phrasings, 6 to 12 are needed")


def one_home(library: Library) -> Iterator[Problem]:
    """A phrasing stands once in the whole bank, accents, case and punctuation apart."""
    seen: dict[str, str] = {}
    for ident, question in library.questions.items():
        for phrasing in question.phrasings:
            first = seen.setdefault(" ".join(words(phrasing)), f"{ident} {phrasing}")
            if first != f"{ident} {phrasing}" or question.phrasings.count(phrasing) > 1:
                yield fault(library, ident, f"« {phrasing} » is already in {first.split()[0]}")


def short_answer(library: Library) -> Iterator[Problem]:
    """An answer is there, and at most 600 characters once its placeholders are filled."""
    for ident, question in library.questions.items():
        size = len(fill(question.answer, DEFAULTS))
        if not 0 < size <= LONGEST_ANSWER:
            yield fault(library, ident, f"an answer of {size} characters, at most {LONGEST_ANSWER}")


def tip_exists(library: Library) -> Iterator[Problem]:
    """The related tip is a piece of the programme."""
    for ident, question in library.questions.items():
        if question.tip and question.tip not in library.pieces:
            yield fault(library, ident, f"its tip {question.tip} is not in the programme")


def acts(library: Library) -> Iterator[Problem]:
    """The first three of « Ce bot » act, and no act is one the coach does not know."""
    for ident, question in library.questions.items():
        wanted = ACTS.get(ident, question.act)
        if question.act != wanted or wanted not in {"", *ACTS.values()}:
            yield fault(library, ident, f"its act should be {wanted if ident in ACTS else 'known'}")


RULES: tuple[Rule, ...] = (
    all_there,
    no_other,
    well_named,
    under_its_theme,
    enough_phrasings,
    one_home,
    short_answer,
    tip_exists,
    acts,
)
