"""What messages cost: read from prices.yaml, an installation's own over ours."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import loader
from content.library import Library
from content.loader import ContentProblems
from content.prices import Prices

OURS = loader.load().prices
DAY = "the day the prices were read, such as 2026-11-23, without quotes"
THEIRS = """\
checked: 2027-02-01
template: 0.03
marketing: 0.12
free_form: 0.005
free_form_included: 500
"""


def own(folder: Path, text: str) -> Path:
    (folder / "prices.yaml").write_text(text, encoding="utf-8")
    return folder


def complaints(folder: Path, text: str) -> list[str]:
    with pytest.raises(ContentProblems) as caught:
        loader.load([own(folder, text)])
    return [str(problem).removeprefix(str(folder)) for problem in caught.value.problems]


def test_ours_say_when_they_were_read_and_what_is_not_known() -> None:
    assert Prices(date(2026, 11, 23), Decimal("0.0248"), Decimal("0.1186"), None, 1000) == OURS


def test_an_installation_has_its_own_prices(tmp_path: Path) -> None:
    prices = loader.load([own(tmp_path, THEIRS)]).prices
    assert prices == Prices(
        date(2027, 2, 1), Decimal("0.03"), Decimal("0.12"), Decimal("0.005"), 500
    )


def test_a_folder_without_prices_keeps_ours(tmp_path: Path) -> None:
    assert loader.load([tmp_path]).prices == OURS


def test_nothing_is_paid_for_in_a_library_made_without_files() -> None:
    prices = Library().prices
    assert {prices.template, prices.free_form_eur(1)} == {0}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0.03", "0,03", ":2: template should be an amount in euros such as 0.0248"),
        ("0.03", "-0.03", ":2: template should be an amount in euros such as 0.0248"),
        ("0.03", ".nan", ":2: template should be an amount in euros such as 0.0248"),
        ("0.03", "yes", ":2: template should be an amount in euros such as 0.0248"),
        ("0.12", "null", ":3: marketing should be an amount in euros such as 0.0248"),
        ("500", "500.5", ":5: free_form_included should be a whole number, 0 or more"),
        ("500", "-1", ":5: free_form_included should be a whole number, 0 or more"),
        ("500", "null", ":5: free_form_included should be a whole number, 0 or more"),
        (
            "2027-02-01",
            '"février"',
            f":1: checked should be {DAY}",
        ),
        ("template", "utility", ":2: unknown field utility"),
        ("free_form: 0.005\n", "", ": free_form is missing"),
        ("marketing: 0.12", "template: 0.12", ":3: template is written twice"),
    ],
)
def test_a_wrong_price_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert complaints(tmp_path, THEIRS.replace(old, new))[0] == f"/prices.yaml{said}"


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    assert complaints(tmp_path, "checked: hier\nfree_form: rien\n") == [
        "/prices.yaml:1: checked should be " + DAY,
        "/prices.yaml:2: free_form should be an amount in euros such as 0.0248",
        "/prices.yaml: template is missing",
        "/prices.yaml: marketing is missing",
        "/prices.yaml: free_form_included is missing",
    ]


@given(st.integers(1, 3000))
def test_beyond_the_included_ones_the_price_of_a_free_form_message_is_not_known(nth: int) -> None:
    assert OURS.free_form_eur(nth) == (Decimal(0) if nth <= OURS.free_form_included else None)
