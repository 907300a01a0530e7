"""The page of phones, used as people use it: by touch, by mouse and by keyboard alone."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.handset import (
    ANSWER,
    NARROW,
    WIDE,
    Handset,
    focused,
    fresh_handle,
    press_until,
    resize,
    sideways,
)

pytestmark = pytest.mark.browser

# ---- the course


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_join_tip_win_question_stop(phone: Handset, size: tuple[int, int]) -> None:
    resize(phone.page, size)
    phone.join()

    tip = phone.next_tip()
    expect(tip.locator("[data-button]").first).to_contain_text("Testé")
    tip.locator("[data-copy]").click()
    expect(tip.locator("[data-copy]")).to_have_attribute("data-done", "")

    phone.tap_first()
    expect(phone.say("10 minutes au lieu de 30").locator(".text")).to_contain_text("20")
    expect(phone.say("ça garde une trace ?").locator(".text")).not_to_be_empty()
    expect(phone.say("STOP").locator(".text")).not_to_be_empty()
    assert sideways(phone.page, "html") == 0


def test_a_stranger_is_shown_how_to_begin(phone: Handset) -> None:
    suggestion = phone.root.locator("[data-suggestion]")
    expect(suggestion).to_be_visible()
    answer = phone.after(suggestion.click)
    expect(answer.locator("[data-button]").first).to_be_visible()
    expect(suggestion).to_be_hidden()


def test_another_phone_is_added_and_removed(phone: Handset) -> None:
    other = Handset(phone.page, fresh_handle())
    phone.page.locator("#add").click()
    phone.page.get_by_role("dialog").get_by_role("textbox").fill(other.handle.upper())
    phone.page.keyboard.press("Enter")
    expect(other.field).to_be_focused()
    expect(other.root).to_be_in_viewport(ratio=1)
    other.root.locator("[data-close]").click()
    expect(other.root).to_have_count(0)
    expect(phone.root).to_have_count(1)


# ---- once, whatever happens


def test_pressing_a_button_twice_sends_one(phone: Handset) -> None:
    phone.say("REJOINDRE DEMO")
    choice = phone.choices().first
    label = choice.get_attribute("data-button")
    phone.after(choice.dblclick)
    assert [body.get("button") for body in phone.sent if "button" in body] == [label]
    expect(phone.said).to_have_count(2)
    expect(phone.log.locator("[data-chosen]")).to_have_attribute("aria-disabled", "true")

    phone.page.reload()
    expect(phone.said).to_have_count(2)


def test_a_message_that_failed_is_sent_again_once(phone: Handset) -> None:
    def cut(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    address = f"**/phone/{phone.handle}/messages*"
    phone.page.route(address, cut)
    phone.write("bonjour")
    expect(phone.said).to_have_attribute("data-state", "failed")

    phone.page.unroute(address)
    phone.after(phone.said.locator("[data-retry]").click)
    expect(phone.said).to_have_attribute("data-state", "sent")
    first, second = phone.sent
    assert first == second
    assert first["client_id"]

    phone.page.reload()
    expect(phone.said).to_have_count(1)


def test_an_accepted_message_whose_receipt_was_lost_is_not_doubled(phone: Handset) -> None:
    def lose_the_receipt(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.page.route(f"**/phone/{phone.handle}/messages*", lose_the_receipt)
    phone.say("bonjour")
    expect(phone.said).to_have_count(1)
    expect(phone.said).to_have_attribute("data-state", "sent")


def test_a_lost_connection_is_told_and_mends(phone: Handset, context: BrowserContext) -> None:
    banner = phone.root.locator("[data-lost]")
    context.set_offline(True)
    expect(banner).not_to_be_empty()
    phone.write("bonjour")
    expect(phone.said).to_have_attribute("data-state", "failed")

    phone.after(lambda: context.set_offline(False))
    expect(banner).to_be_empty(timeout=ANSWER)
    expect(phone.said).to_have_count(1)
    expect(phone.said).to_have_attribute("data-state", "sent")


# ---- what people write stays what they wrote


def test_markup_stays_text(phone: Handset) -> None:
    nasty = """<img src=x onerror="document.title='pwned'"><b>gras</b> &amp; <script>1</script>"""
    phone.say(nasty)
    for _ in range(2):
        expect(phone.said.first.locator(".text")).to_have_text(nasty)
        expect(phone.log.locator("b, script, img[src=x]")).to_have_count(0)
        phone.page.reload()
    assert "pwned" not in phone.page.title()


def test_links_are_safe(phone: Handset) -> None:
    phone.say("voir https://exemple.fr/a?b=1&c=2. javascript:alert(1)")
    link = phone.said.first.locator("a")
    expect(link).to_have_attribute("href", "https://exemple.fr/a?b=1&c=2")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_lines_and_kinds(phone: Handset) -> None:
    phone.field.fill("une")
    phone.field.press("Shift+Enter")
    phone.field.press_sequentially("deux")
    phone.after(lambda: phone.field.press("Enter"))
    assert phone.sent[0]["text"] == "une\ndeux"

    phone.root.locator("[data-attach]").click()
    phone.after(phone.root.locator('[data-kind="voice"]').click)
    assert phone.sent[1]["kind"] == "voice"
    expect(phone.said.last).to_have_attribute("data-state", "sent")
    expect(phone.said).to_have_count(2)


# ---- every person, every screen


def test_by_keyboard_alone(page: Page, phone_url: str) -> None:
    handset = Handset(page, fresh_handle())
    page.goto(f"{phone_url}/phone")
    press_until(page, "Tab", "#add")
    page.keyboard.press("Enter")
    page.keyboard.type(handset.handle)
    page.keyboard.press("Enter")
    expect(handset.field).to_be_focused()
    page.keyboard.type("REJOINDRE DEMO")
    handset.after(lambda: page.keyboard.press("Enter"))
    expect(handset.field).to_be_focused()

    press_until(page, "Shift+Tab", f'[data-phone="{handset.handle}"] [data-button]')
    handset.after(lambda: page.keyboard.press("Enter"))
    assert focused(page, "[data-chosen]"), "news must not take the focus away"

    press_until(page, "Tab", f'[data-phone="{handset.handle}"] [data-attach]')
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert focused(page, '[data-kind="photo"]')
    page.keyboard.press("Escape")
    assert focused(page, "[data-attach]")


@pytest.mark.parametrize("width", [390, 320])
def test_a_narrow_screen_never_scrolls_sideways(phone: Handset, width: int) -> None:
    resize(phone.page, (width, 844))
    phone.say("REJOINDRE DEMO")
    phone.say("anticonstitutionnellement" * 12)
    assert sideways(phone.page, "html") == 0
    assert sideways(phone.page, f'[data-phone="{phone.handle}"] .scroll') == 0
    expect(phone.page.locator("[data-phone]:visible")).to_have_count(1)


def test_news_do_not_move_who_reads_the_past(phone: Handset) -> None:
    phone.say("REJOINDRE DEMO")
    phone.say("une ligne\n" * 40)
    scroll = phone.root.locator(".scroll")
    scroll.evaluate("e => e.scrollTo(0, 0)")
    elsewhere = phone.page.context.request
    address = phone.page.url.partition("#")[0] + f"/{phone.handle}/messages"
    phone.after(lambda: elsewhere.post(address, data={"text": "bonjour"}))
    assert scroll.evaluate("e => e.scrollTop") == 0
    phone.root.locator("[data-jump]").click()
    expect(phone.latest).to_be_in_viewport()


def test_a_narrow_screen_changes_person(phone: Handset) -> None:
    resize(phone.page, NARROW)
    tab = phone.page.locator('[data-tab="amina"]')
    tab.click()
    expect(tab).to_have_attribute("aria-current", "true")
    expect(phone.page.locator('[data-phone="amina"]')).to_be_visible()
    expect(phone.root).to_be_hidden()


def test_three_phones_stand_side_by_side(phone: Handset) -> None:
    phone.page.locator('[data-tab="amina"]').click()
    for handle in ("amina", "bruno", "claire"):
        shown = phone.page.locator(f'[data-phone="{handle}"]')
        expect(shown).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_control_is_named_and_large_enough(phone: Handset, size: tuple[int, int]) -> None:
    resize(phone.page, size)
    phone.say("REJOINDRE DEMO")
    for control in phone.page.locator("button:visible, textarea:visible").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 43.9, control
        expect(control).to_have_accessible_name(re.compile(r"\S"))
