"""The loader reads challenges, testimonies, missions, workshops and recalls, folder over folder."""

from pathlib import Path

import pytest

from content import loader
from content.loader import ContentProblems
from tests.content.shelf import write

CHALLENGES = """\
theme: chez-nous
challenges:
  - id: badge-perdu
    title: "Le badge perdu"
    minutes: 5
    use_case: mails
    jobs: [mairie]
    text: "Écris à deux."
    prompt: "Écris [x]."
    check: "Relis."
    group: "Qui essaie ?"
    share: "Ta phrase."
"""
TESTIMONIES = """\
testimonies:
  - {id: chez-nous, job: mairie, use_case: mails, week: 3, minutes: -5, text: "J’ai perdu 5 min."}
"""
MISSION = """\
id: relais-chez-nous
title: "Relais"
for: "Pour l’accueil."
intro: "Trois semaines."
use_case: mails
weeks:
  - text: "Une."
    uses: ["Un mail", "Un mot"]
  - text: "Deux."
    uses: ["Un mail", "Un mot"]
reminder: "Alors ?"
share: "Raconte."
"""
WORKSHOP = """\
id: accueil
title: "À l’accueil"
minutes: 60
goal: "Oser."
opening: "Bienvenue."
cases:
  - title: "Le mail"
    use_case: mails
    minutes: 12
    text: "Lis."
    material: |
      Un mail inventé.

      Sur trois lignes.
    prompt: "Réponds."
    check: "Relis."
    again: "Encore."
closing: "Une phrase."
facilitator:
  before: ["La salle"]
  script: "Laisse essayer."
  heard: [{said: "Et si ?", answer: "On voit."}]
  pitfalls: ["Parler"]
  after: ["Ranger"]
"""
RECALLS = """\
recalls:
  - week: 2
    about: 1
    question: "On colle un nom ?"
    choices: ["Oui", "Non"]
    right: 2
    answer: "Non : on le remplace."
"""

FILES = {
    "challenges/a.yaml": CHALLENGES,
    "testimonies.yaml": TESTIMONIES,
    "missions/a.yaml": MISSION,
    "workshops/a.yaml": WORKSHOP,
    "recalls.yaml": RECALLS,
}


def folder(root: Path) -> Path:
    """An organisation's folder, with one of each kind."""
    for file, text in FILES.items():
        write(root, ".", file, text)
    return root


def complaints(*folders: Path) -> list[str]:
    with pytest.raises(ContentProblems) as caught:
        loader.load(folders)
    return [str(problem) for problem in caught.value.problems]


def test_a_folder_adds_its_own_of_every_kind(tmp_path: Path) -> None:
    library = loader.load([folder(tmp_path)])
    challenge = library.challenges["badge-perdu"]
    assert (challenge.theme, challenge.jobs, challenge.minutes) == ("chez-nous", ("mairie",), 5)
    assert library.testimonies["chez-nous"].minutes == -5
    assert library.missions["relais-chez-nous"].audience == "Pour l’accueil."
    assert library.missions["relais-chez-nous"].weeks[1].uses == ("Un mail", "Un mot")
    workshop = library.workshops["accueil"]
    assert workshop.cases[0].material == "Un mail inventé.\n\nSur trois lignes."
    assert workshop.facilitator.heard[0].answer == "On voit."
    assert library.recalls[2].question == "On colle un nom ?"


def test_a_later_folder_changes_by_id_and_leaves_the_rest(tmp_path: Path) -> None:
    first = folder(tmp_path / "first")
    other = CHALLENGES.replace("Le badge perdu", "Le badge retrouvé").replace("Qui", "Qui donc")
    write(tmp_path / "last", "challenges", "autres.yaml", other)
    library = loader.load([first, tmp_path / "last"])
    assert library.challenges["badge-perdu"].title == "Le badge retrouvé"
    assert library.challenges["badge-perdu"].group == "Qui donc essaie ?"
    assert library.missions == loader.load([first]).missions
    assert library.place("challenge badge-perdu").file.endswith("last/challenges/autres.yaml")


def test_each_knows_its_file_and_line_and_so_do_its_parts(tmp_path: Path) -> None:
    library = loader.load([folder(tmp_path)])
    places = {
        "challenge badge-perdu": ("challenges/a.yaml", 3),
        "testimony chez-nous": ("testimonies.yaml", 2),
        "mission relais-chez-nous": ("missions/a.yaml", 1),
        "mission relais-chez-nous 2": ("missions/a.yaml", 9),
        "workshop accueil": ("workshops/a.yaml", 1),
        "workshop accueil 1": ("workshops/a.yaml", 7),
        "recall 2": ("recalls.yaml", 2),
    }
    for name, (file, line) in places.items():
        place = library.place(name)
        assert (Path(place.file), place.line, place.ours) == (tmp_path / file, line, False)


def test_an_id_of_one_kind_is_free_in_another(tmp_path: Path) -> None:
    root = write(tmp_path, "missions", "mails.yaml", MISSION.replace("relais-chez-nous", "mails"))
    library = loader.load([root])
    assert library.missions["mails"].title == "Relais"
    assert library.place("mails").file == "questions/usages.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("challenges/a.yaml", "minutes: 5", "minutes: cinq", ":3: badge-perdu: minutes should"),
        ("challenges/a.yaml", "[mairie]", "mairie", ":3: badge-perdu: jobs should be a list"),
        ("challenges/a.yaml", "group:", "groupe:", ":3: badge-perdu: unknown field groupe"),
        ("testimonies.yaml", "-5", "'-5'", ":2: chez-nous: minutes should be a whole number"),
        ("missions/a.yaml", "for:", "audience:", ":1: relais-chez-nous: unknown field audience"),
        ("missions/a.yaml", 'text: "Deux."', "txt: x", ":9: relais-chez-nous: weeks 2: unknown"),
        ("missions/a.yaml", "weeks:", "weeks: 3\nx:", ": weeks should be a list of entries"),
        ("workshops/a.yaml", "minutes: 12", "minutes: x", ":7: accueil: cases 1: minutes should"),
        ("workshops/a.yaml", "answer:", "reply:", ":22: accueil: facilitator: heard 1: answer is"),
        ("workshops/a.yaml", "facilitator:", "facilitator: Jo\nx:", ": facilitator should be an"),
        ("recalls.yaml", "right: 2", "right: Non", ":2: week 2: right should be a whole number"),
        ("recalls.yaml", '["Oui", "Non"]', "[10, 20]", ":2: week 2: choices should be a list"),
    ],
)
def test_another_form_is_refused_at_its_line(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    text = FILES[file]
    assert old in text
    found = complaints(write(tmp_path, ".", file, text.replace(old, new)))
    assert any(said in problem for problem in found), found


def test_the_same_id_twice_in_a_folder_is_told_with_both_places(tmp_path: Path) -> None:
    write(tmp_path, "challenges", "a.yaml", CHALLENGES)
    [found] = complaints(write(tmp_path, "challenges", "b.yaml", CHALLENGES))
    assert found.startswith(f"{tmp_path}/challenges/b.yaml:3: challenge badge-perdu is already in")
    assert found.endswith(f"{tmp_path}/challenges/a.yaml:3")
