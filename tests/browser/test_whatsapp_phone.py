"""A phone that plays WhatsApp, on the page: its window, the template, the tap, the tip."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.handset import MORNINGS, NARROW, WIDE, Handset, fresh_handle, resize, sideways

pytestmark = pytest.mark.browser


def on_whatsapp(page: Page, phone_url: str) -> Handset:
    handset = Handset(page, f"{fresh_handle()}-whatsapp")
    page.goto(f"{phone_url}/phone#{handset.handle}")
    expect(handset.field).to_be_visible()
    return handset


def silent_until_template(handset: Handset) -> Locator:
    """A day or two after the last word, what arrives is a template."""
    for _ in range(MORNINGS):
        ready = handset.next_tip()
        if ready.locator(".approved").count():
            return ready
    raise AssertionError("no template in five tips")


def test_the_window_closes_and_a_tap_opens_it_again(page: Page, phone_url: str) -> None:
    resize(page, NARROW)
    phone = on_whatsapp(page, phone_url)
    line = phone.root.locator(".window")
    expect(line).to_have_text(re.compile("fermée.*premier message"))
    expect(phone.field).to_have_accessible_description(re.compile("fermée"))

    phone.join()
    expect(line).to_have_text(re.compile("ouverte jusqu’au .+, [0-9]{2}:[0-9]{2}$"))

    ready = silent_until_template(phone)
    expect(line).to_have_text(re.compile("fermée depuis le .+ seul un modèle approuvé"))
    expect(ready.locator(".bubble")).to_have_text(
        re.compile(r"Le coach.*Modèle approuvé.*Ton astuce du jour, «.+», est prête\.")
    )
    expect(phone.choices()).to_have_accessible_name("Voir l’astuce")

    tip = phone.tap_first()
    expect(tip.locator("[data-button]").first).to_be_visible()
    expect(tip.locator(".approved")).to_have_count(0)
    expect(line).to_have_attribute("data-state", "open")
    assert sideways(page, "html") == 0
    assert sideways(page, f'[data-phone="{phone.handle}"] .scroll') == 0

    page.reload()
    expect(phone.log.locator(".approved").last).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_says_that_it_is_on_whatsapp(page: Page, phone_url: str, size: tuple[int, int]) -> None:
    resize(page, size)
    phone = on_whatsapp(page, phone_url)
    expect(phone.root.locator(".phone-app")).to_be_visible()
    expect(phone.root).to_have_accessible_name(re.compile(r"\(WhatsApp\)"))
    expect(page.locator(f'[data-tab="{phone.handle}"]')).to_have_accessible_name(
        re.compile("WhatsApp$")
    )
    expect(page.locator('[data-phone="bruno"] .window')).to_be_hidden()
    for control in phone.root.locator("button:visible, textarea:visible").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 43.9, control


def test_one_is_added_by_keyboard(page: Page, phone_url: str) -> None:
    page.goto(f"{phone_url}/phone")
    handset = Handset(page, f"{fresh_handle()}-whatsapp")
    page.locator("#add").press("Enter")
    page.keyboard.type(handset.handle.removesuffix("-whatsapp"))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(handset.field).to_be_focused()
    expect(handset.root.locator(".window")).to_be_visible()
