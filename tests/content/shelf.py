"""Small libraries made in a test: one good piece, question or message, and what to change."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from content.library import Library, named
from content.schema import (
    Case,
    Challenge,
    Facilitator,
    Heard,
    Message,
    Mission,
    MissionWeek,
    Piece,
    Question,
    Recall,
    Testimony,
    Workshop,
)

Thing = Piece | Question | Message | Challenge | Testimony | Mission | Workshop | Recall

FRAMES = (
    Message("tip.piece", "{text}\n\nÀ vérifier : {check}", {"tried": "Testé ✅"}),
    Message("win.friday", "{text}", {"m10": "10 min"}),
)
TUESDAY = Piece(
    week=3,
    day=2,
    kind="job",
    use_case="mails",
    title="Trois mails, une réponse",
    text="Réponds plus vite avec {outil}.",
    prompt="Écris une réponse de cinq lignes à [demande].",
    check="Les dates sont-elles les tiennes ?",
)
FRIDAY = replace(TUESDAY, day=5, kind="gains", prompt=None, check=None)
MAILS = Question(
    id="mails",
    theme="usages",
    title="Pour les mails ?",
    phrasings=tuple(f"mails, façon {letter}" for letter in "abcdef"),
    answer="Oui : ouvre {outil} et essaie.",
)
CHALLENGE = Challenge(
    id="mail-impossible",
    theme="mails",
    title="Le mail impossible",
    minutes=8,
    use_case="mails",
    text="Invente la cliente la plus fâchée du canton, puis réponds-lui à deux.",
    prompt="Joue une cliente inventée, fâchée pour [raison].",
    check="Qu’as-tu promis sans le vouloir ?",
    group="Qui a la meilleure réponse au mail impossible ? Dix minutes, à deux.",
    share="La phrase qui a calmé tout le monde.",
)
TESTIMONY = Testimony(
    id="rdv-decale",
    job="mairie",
    use_case="mails",
    week=3,
    minutes=12,
    text="Aïssa décale douze rendez-vous avec un seul modèle de message.",
)
MISSION = Mission(
    id="relais-mails",
    title="Relais mails",
    audience="Si tu réponds à tout le monde, souvent la même chose.",
    intro="Deux mails par semaine, trois semaines, puis tu racontes.",
    use_case="mails",
    weeks=tuple(
        MissionWeek(f"Semaine {number} : deux essais.", (f"Essai {number}a.", f"Essai {number}b."))
        for number in (1, 2, 3)
    ),
    reminder="Où en est ton second essai ?",
    share="Partage ce que tu as appris : quoi, pour qui, et quoi éviter ?",
)
CASE = Case(
    title="Le riverain fâché",
    use_case="mails",
    minutes=15,
    text="Lis le message, puis fais écrire la réponse.",
    material="Bonjour, la benne est restée tout le week-end devant chez moi. " * 6,
    prompt="Réponds en huit lignes à ce message inventé.",
    check="La réponse promet-elle une date ?",
    again="Même mail, mais la personne est ravie.",
)
WORKSHOP = Workshop(
    id="accueil-mairie",
    title="À l’accueil de la mairie",
    minutes=60,
    goal="Répondre à trois demandes du guichet, et relire avant d’envoyer.",
    opening="Une heure, de la matière inventée, et le droit de se tromper.",
    cases=tuple(replace(CASE, title=f"Cas {number}") for number in (1, 2, 3)),
    closing="Écris en une phrase ce que tu essaieras dans les sept jours.",
    facilitator=Facilitator(
        before=("Une salle.", "Les téléphones chargés.", "La charte sous la main."),
        script="Laisse essayer d’abord, puis fais lire à voix haute ce qui a surpris. " * 10,
        heard=tuple(Heard(f"Et si {letter} ?", "On regarde ensemble.") for letter in "abc"),
        pitfalls=("Parler trop longtemps.", "Corriger à leur place."),
        after=("Ranger.", "Noter ce qui a coincé."),
    ),
    jobs=("mairie",),
)
RECALL = Recall(
    week=4,
    about=3,
    question="Par quoi commence la consigne d’un mail ?",
    choices=("Par la fin", "Par la politesse"),
    right=1,
    answer="Par la fin : ce que la personne doit faire après avoir lu.",
)


def piece(**changes: Any) -> Piece:
    """A good Tuesday piece, changed."""
    return replace(TUESDAY, **changes)


def friday(**changes: Any) -> Piece:
    """A good Friday piece, changed."""
    return replace(FRIDAY, **changes)


def question(**changes: Any) -> Question:
    """A good entry of the bank, changed."""
    return replace(MAILS, **changes)


def challenge(**changes: Any) -> Challenge:
    """A good challenge, changed."""
    return replace(CHALLENGE, **changes)


def colleague(**changes: Any) -> Testimony:
    """A good testimony, changed."""
    return replace(TESTIMONY, **changes)


def mission(**changes: Any) -> Mission:
    """A good mission, changed."""
    return replace(MISSION, **changes)


def workshop(**changes: Any) -> Workshop:
    """A good workshop, changed."""
    return replace(WORKSHOP, **changes)


def case(**changes: Any) -> Workshop:
    """A good workshop whose second case is changed."""
    first, second, third = WORKSHOP.cases
    return replace(WORKSHOP, cases=(first, replace(second, **changes), third))


def facilitator(**changes: Any) -> Workshop:
    """A good workshop whose facilitator's page is changed."""
    return replace(WORKSHOP, facilitator=replace(WORKSHOP.facilitator, **changes))


def recall(**changes: Any) -> Recall:
    """A good recall question, changed."""
    return replace(RECALL, **changes)


def message(key: str, text: str = "Bonjour.", **buttons: str) -> Message:
    """A message and its buttons."""
    return Message(key, text, buttons)


def shelf(*things: Thing, job: str = "general") -> Library:
    """A library of these things; the pieces are those of `job`, beside whom the mairie is known."""
    pieces: dict[str, dict[str, Piece]] = {}
    for thing in things:
        if isinstance(thing, Piece):
            variants = pieces.setdefault(thing.key, {})
            variants[job if job not in variants else f"{job}{len(variants)}"] = thing
    return Library(
        pieces=pieces,
        jobs={"general": "Autre métier", "mairie": "Mairie", job: job},
        questions={one.id: one for one in things if isinstance(one, Question)},
        messages={one.key: one for one in (*FRAMES, *things) if isinstance(one, Message)},
        challenges={one.id: one for one in things if isinstance(one, Challenge)},
        testimonies={one.id: one for one in things if isinstance(one, Testimony)},
        missions={one.id: one for one in things if isinstance(one, Mission)},
        workshops={one.id: one for one in things if isinstance(one, Workshop)},
        recalls={one.week: one for one in things if isinstance(one, Recall)},
    )


def without(library: Library, key: str, job: str = "general") -> Library:
    """The library with one piece less."""
    left = {one: dict(variants) for one, variants in library.pieces.items()}
    assert left[key].pop(job), named(key, job)
    return replace(library, pieces=left)


def write(root: Path, room: str, name: str, text: str) -> Path:
    """One content file in a folder of an organisation; the folder is returned."""
    path = root / room / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root
