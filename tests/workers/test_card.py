"""The picture of a week: everything on it stands inside it."""

import re

from workers.card import LONGEST_LINE, WIDTH, Card, png, svg

LONG = "20 min sur « Relancer un client fidèle à 45 jours, sans le vexer ni l’oublier, en douceur »"


def test_it_is_a_picture_of_its_own_ground() -> None:
    drawn = png(Card("la Mairie", "4 h 10", "déclarées gagnées, 12 réponses", (LONG,)))
    assert drawn.startswith(b"\x89PNG")
    assert f'<rect width="{WIDTH}"' in svg(Card("la Mairie", "4 h 10", ""))


def test_a_long_line_is_folded_and_never_leaves_it() -> None:
    lines = re.findall(r">([^<]+)</text>", svg(Card("x", "1 h", "y", (LONG,))))
    assert all(len(line) <= LONGEST_LINE + 2 for line in lines)
    assert lines[-2].endswith("…")


def test_what_people_wrote_is_no_drawing() -> None:
    assert "<b>" not in svg(Card("<b>", "1 h", "y"))
