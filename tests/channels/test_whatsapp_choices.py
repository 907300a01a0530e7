"""Choices as numbered text, and what a person types to pick one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.whatsapp.choices import chosen, numbered
from core.message import Button

TIP = (Button("done", "Testé ✅"), Button("later", "Plus tard"), Button("no", "Pas pour moi"))
MINUTES = (Button("5", "5 min"), Button("10", "10 min"), Button("more", "Plus"))
SCALE = tuple(Button(f"level:{n}", str(n)) for n in range(5, 0, -1))
JOBS = tuple(
    Button(name.lower(), name)
    for name in ("Assistanat", "Compta", "RH", "Terrain, atelier", "Autre métier")
)
SIGNS = (Button("up", "👍"), Button("down", "👎"))


def picked(text: str, buttons: tuple[Button, ...] = TIP) -> str | None:
    found = chosen(text, buttons)
    return found.id if found else None


class TestNumbered:
    def test_few_short_ones_share_a_line(self) -> None:
        assert numbered(TIP) == "1 Testé ✅ · 2 Plus tard · 3 Pas pour moi"

    def test_many_have_a_line_each(self) -> None:
        said = numbered(JOBS).splitlines()
        assert (said[0], said[4]) == ("1 Assistanat", "5 Autre métier")

    def test_long_ones_have_a_line_each(self) -> None:
        two = (Button("a", "a" * 40), Button("b", "b" * 40))
        assert len(numbered(two).splitlines()) == 2

    def test_labels_that_begin_with_a_digit_have_no_number(self) -> None:
        assert numbered(MINUTES) == "Réponds\N{NO-BREAK SPACE}: 5 min, 10 min, Plus"

    def test_none_say_nothing(self) -> None:
        assert numbered(()) == ""

    @given(st.lists(st.text(min_size=1, max_size=24), min_size=1, max_size=10))
    def test_every_label_is_said_in_order(self, labels: list[str]) -> None:
        said = numbered([Button(str(n), label) for n, label in enumerate(labels)])
        at = 0
        for label in labels:
            at = said.index(label.strip(), at) + len(label.strip())


class TestChosen:
    @pytest.mark.parametrize(
        "text",
        ["2", "2.", " 2 ", "2)", "2️⃣", "le 2", "Le deuxième", "la deuxième", "la 2e", "2ème",
         "deux", "le second", "option 2", "choix n° 2", "réponse 2", "je prends le 2"],
    )  # fmt: skip
    def test_a_place_in_figures_or_words(self, text: str) -> None:
        assert picked(text) == "later"

    @pytest.mark.parametrize("text", ["1", "la première", "le premier", "1er", "un"])
    def test_the_first(self, text: str) -> None:
        assert picked(text) == "done"

    @pytest.mark.parametrize("text", ["3", "le dernier", "la dernière", "troisième"])
    def test_the_last(self, text: str) -> None:
        assert picked(text) == "no"

    @pytest.mark.parametrize(
        "text", ["testé", "TESTE", "Testé ✅", "teste !", "tester", "tésté", "« Testé »"]
    )
    def test_a_label_or_nearly(self, text: str) -> None:
        assert picked(text) == "done"

    @pytest.mark.parametrize("text", ["plus tard", "Plus tart", "plu tard", "PLUS TARD."])
    def test_another_label_or_nearly(self, text: str) -> None:
        assert picked(text) == "later"

    @pytest.mark.parametrize(
        "text",
        ["", "  ", "4", "0", "12", "1 2", "1,5", "1 ou 2", "10 min", "2 fois", "non", "oui",
         "testé hier avec ma collègue, 10 minutes gagnées", "plus", "plus tard je verrai",
         "à 2 h", "2" * 300, "👍", "pas pour toi du tout", "premier avril"],
    )  # fmt: skip
    def test_anything_else_is_no_choice(self, text: str) -> None:
        assert picked(text) is None

    def test_two_labels_as_near_are_no_choice(self) -> None:
        assert picked("oue ici", (Button("a", "oui ici"), Button("b", "oud ici"))) is None
        assert picked("Oui", (Button("a", "Oui"), Button("b", "oui !"))) is None

    def test_short_labels_bear_no_slip(self) -> None:
        assert picked("oui", (Button("y", "Ouï"), Button("n", "Non"))) == "y"
        assert picked("nom", (Button("y", "Oui"), Button("n", "Non"))) is None

    def test_a_label_beats_a_place(self) -> None:
        assert picked("deux", (Button("a", "Deux"), Button("b", "Trois"))) == "a"

    @pytest.mark.parametrize("text", ["👍", "👍️", " 👍 "])
    def test_emoji_alone_are_labels(self, text: str) -> None:
        assert picked(text, SIGNS) == "up"
        assert picked("2", SIGNS) == "down"

    def test_without_choices_there_is_none(self) -> None:
        assert chosen("1", ()) is None


class TestLabelsThatBeginWithADigit:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [("5 min", "5"), ("10 MIN.", "10"), ("plus", "more"), ("5", None), ("1", None),
         ("2", None), ("le deuxième", None), ("6 min", None), ("5 mn", None), ("15 min", None),
         ("pluss", None)],
    )  # fmt: skip
    def test_only_a_label_itself_counts(self, text: str, expected: str | None) -> None:
        assert picked(text, MINUTES) == expected

    def test_a_scale_is_its_labels_not_its_places(self) -> None:
        assert picked("5", SCALE) == "level:5"
        assert picked("le premier", SCALE) is None


LABELS = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzéà ✅", min_size=1, max_size=20).filter(str.strip),
    min_size=1,
    max_size=10,
    unique=True,
)


@given(LABELS, st.data())
def test_the_number_said_is_the_number_understood(labels: list[str], data: st.DataObject) -> None:
    buttons = [Button(f"id{n}", label) for n, label in enumerate(labels)]
    place = data.draw(st.integers(0, len(buttons) - 1))
    assert chosen(str(place + 1), buttons) is buttons[place]


@given(st.text(max_size=30), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_is_one_of_the_choices_or_none(text: str, labels: list[str]) -> None:
    buttons = [Button(str(n), label) for n, label in enumerate(labels)]
    found = chosen(text, buttons)
    assert found is None or found in buttons
