"""Every content the coach asks Twilio for, and what fills it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.whatsapp import forms
from channels.whatsapp.contents import Known, known
from channels.whatsapp.forms import Form, Unfit, form, name_for, substituted, variables
from core.message import Button, Outbound, Template
from store.contents import Content
from tests.loopback import twilio_forms
from tests.loopback.twilio_rules import check_template_values

READY = form("ready")
NOTICE = form("notice")


def asked(count: int, text: str = "Alors ?") -> Outbound:
    """A message with that many short choices."""
    buttons = tuple(Button(f"tip.choice:{at}", f"Choix {at}") for at in range(count))
    return Outbound(text, buttons=buttons)


def ready(*values: str) -> Outbound:
    return Outbound("", template=Template("ready", values))


def test_one_content_for_each_number_of_choices_and_two_templates() -> None:
    names = [each.name for each in forms.forms()]
    assert names == [
        *(f"choices-{count}" for count in (1, 2, 3)),
        *(f"list-{count}" for count in (4, 5, 6, 7, 8, 9, 10)),
        "ready",
        "notice",
    ]
    assert [each.name for each in forms.forms() if each.category] == ["ready", "notice"]


@pytest.mark.parametrize("name", [each.name for each in forms.forms()])
def test_twilio_would_create_it(name: str) -> None:
    types = form(name).json()["types"]
    assert isinstance(types, dict)
    twilio_forms.check_types(types)


@pytest.mark.parametrize("made", [READY, NOTICE], ids=lambda made: made.name)
def test_meta_would_approve_the_template(made: Form) -> None:
    assert (made.category, made.json()["language"]) == ("UTILITY", "fr")
    assert twilio_forms.faults(made.kind, dict(made.body), made.samples) == ""
    assert made.samples["1"]


def test_the_template_shows_the_tip_by_a_fixed_id() -> None:
    shown = twilio_forms.rendered(READY.kind, dict(READY.body))
    assert [ident for ident, _ in shown.buttons] == [forms.SHOW_TIP]
    assert shown.text == "Ton astuce du jour, {{1}}, est prête."


@pytest.mark.parametrize("count", range(1, 11))
def test_in_session_a_person_sees_the_words_and_the_choices(count: int) -> None:
    message = asked(count, "Premier.\n\nSecond.")
    name = name_for(message)
    assert name is not None
    filled = twilio_forms.fill(dict(form(name).body), variables(name, message))
    shown = twilio_forms.rendered(form(name).kind, filled)
    assert shown.fits
    assert shown.text == message.text
    assert shown.buttons == tuple((button.id, button.label) for button in message.buttons)


def test_the_prompt_follows_the_words() -> None:
    message = replace(asked(2, "Essaie :"), prompt="Résume ce mail")
    assert variables("choices-2", message)["1"] == "Essaie :\n\nRésume ce mail"


@pytest.mark.parametrize(
    "buttons",
    [
        pytest.param((), id="no choice"),
        pytest.param(asked(11).buttons, id="more than a list holds"),
        pytest.param((Button("a", "x" * 21),), id="a title above 20"),
        pytest.param((Button("a", "👍" * 11),), id="a title above 20 as a phone counts"),
        pytest.param((Button("a" * 129, "Oui"),), id="an id above 128"),
        pytest.param((Button("a", "Oui"), Button("b", "Oui")), id="one title twice"),
        pytest.param((Button("a", "Oui"), Button("a", "Non")), id="one id twice"),
        pytest.param((Button("a", " "),), id="an empty title"),
        pytest.param((Button("a", "Oui\nNon"),), id="a title on two lines"),
    ],
)
def test_choices_no_content_carries_are_for_numbered_text(buttons: tuple[Button, ...]) -> None:
    message = Outbound("Alors ?", buttons=buttons)
    assert name_for(message) is None
    with pytest.raises(Unfit, match="choices"):
        variables("choices-2", message)


def test_a_list_has_room_for_24() -> None:
    buttons = (*asked(3).buttons, Button("long", "x" * 24))
    assert name_for(Outbound("Alors ?", buttons=buttons)) == "list-4"
    longer = (*asked(3).buttons, Button("long", "x" * 25))
    assert name_for(Outbound("Alors ?", buttons=longer)) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), (" \n", "empty"), ("x" * 1025, "body_too_long"), ("é" * 1024, "")],
)
def test_the_body_in_session(text: str, reason: str) -> None:
    assert _reason("choices-2", asked(2, text)) == reason


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (ready("relire un mail"), ""),
        (ready(" relire un mail "), ""),
        (ready("quatre    espaces"), ""),
        (ready("cinq     espaces"), "variable_white_space"),
        (ready("deux\nlignes"), "variable_white_space"),
        (ready("deux\rlignes"), "variable_white_space"),
        (ready("une\ttabulation"), "variable_white_space"),
        (ready(""), "empty"),
        (ready("  "), "empty"),
        (ready("x" * 1024), "body_too_long"),
        (ready(), "template"),
        (ready("un", "deux"), "template"),
        (Outbound("bonjour"), "template"),
        (Outbound("", template=Template("autre", ("un",))), "template"),
    ],
)
def test_what_fills_the_template(message: Outbound, reason: str) -> None:
    assert _reason("ready", message) == reason


def _reason(name: str, message: Outbound) -> str:
    try:
        variables(name, message)
    except Unfit as unfit:
        return unfit.reason
    return ""


@given(st.text(max_size=1100))
def test_whatever_is_said_the_template_goes_out_right_or_not_at_all(value: str) -> None:
    try:
        filled = variables("ready", ready(value))
    except Unfit:
        return
    check_template_values(filled)
    assert 0 < len(substituted("ready", filled)) <= forms.BODY_LIMIT
    assert filled["1"] == value.strip() != ""


@given(st.text(max_size=1100), st.lists(st.text(max_size=30), max_size=12))
def test_whatever_is_asked_the_choices_fit_or_are_numbered(text: str, labels: list[str]) -> None:
    buttons = tuple(Button(f"id:{at}", label) for at, label in enumerate(labels))
    message = Outbound(text, buttons=buttons)
    name = name_for(message)
    try:
        filled = variables(name or "choices-1", message)
    except Unfit:
        return
    assert name is not None
    shown = twilio_forms.rendered(form(name).kind, twilio_forms.fill(dict(form(name).body), filled))
    assert shown.fits
    assert all(filled.values())


def test_a_changed_form_is_another_content() -> None:
    changed = [
        replace(READY, body={**READY.body, "body": "Ton idée du jour, {{1}}, est prête."}),
        replace(READY, samples={"1": "autre chose"}),
        replace(READY, category="MARKETING"),
        replace(READY, kind="twilio/text"),
    ]
    names = {READY.friendly_name, *(each.friendly_name for each in changed)}
    assert len(names) == len(changed) + 1


@pytest.mark.parametrize("name", [each.name for each in forms.forms()])
def test_its_name_is_one_meta_takes_as_a_templates(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9_]{1,64}", form(name).friendly_name)


@pytest.mark.parametrize(
    ("body", "samples", "reason"),
    [
        ("{{1}}, ton astuce est prête.", {"1": "a"}, "variable_at_edge"),
        ("Ton astuce du jour : {{1}}.", {"1": "a"}, "variable_at_edge"),
        ("Ton astuce {{1}} {{2}} est enfin prête.", {"1": "a", "2": "b"}, "variables_adjacent"),
        (
            "Ton astuce {{1}} est prête, {{3}} oui.",
            {"1": "a", "2": "b"},
            "variables_not_sequential",
        ),
        ("Voici {{1}}, prête.", {"1": "a"}, "too_few_words"),
        ("Ton astuce, {{1}}, est prête.", {"1": "a\nb"}, "variable_white_space"),
        ("Ton astuce, {{1}}, est prête.", {"1": ""}, "samples"),
        ("Ton astuce, {{1}}, est prête.", {"2": "a"}, "samples"),
        ("Ton astuce, {{1}}, est prête." + " oui" * 256, {"1": "a"}, "body_too_long"),
    ],
)
def test_a_template_meta_would_refuse_is_refused_here(
    body: str, samples: dict[str, str], reason: str
) -> None:
    with pytest.raises(Unfit, match=f"^{reason}$"):
        forms.check(Form("ready", "twilio/text", {"body": body}, samples, category="UTILITY"))


def test_only_what_may_be_used_now_is_known() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    fingerprint = form("choices-2").fingerprint
    kept = [
        Content("choices-2", fingerprint, "HX2", "in_session", now),
        Content("choices-3", "older", "HX3", "in_session", now),
        Content("ready", READY.fingerprint, "HXr", "pending", now),
        Content("gone", "form", "HXg", "in_session", now),
    ]
    assert known(kept) == Known({"choices-2": "HX2"})
    assert known(kept).sid("ready") is None
    approved = replace(kept[2], state="approved")
    assert known([approved]).sid("ready") == "HXr"
