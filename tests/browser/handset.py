"""One phone of the page, driven and read the way a person does."""

import secrets
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NothingCame

WIDE = (1280, 800)
NARROW = (390, 844)
ANSWER = 10_000  # milliseconds; the promise is one second, a busy machine is not the product
PUSH = 90_000  # a day is played minute by minute
TAPS_TO_JOIN = 5
MORNINGS = 5  # a weekend and two public holidays may stand between today and the first tip


class Handset:
    """One stranger's phone on the page, by what it shows."""

    def __init__(self, page: Page, handle: str) -> None:
        self.page = page
        self.handle = handle
        self.root = page.locator(f'[data-phone="{handle}"]')
        self.field = self.root.get_by_role("textbox")
        self.log = self.root.get_by_role("log")
        self.heard = self.log.locator('[data-from="bot"]')
        self.said = self.log.locator('[data-from="me"]')
        self.latest = self.log.locator("[data-latest]")
        self.sent: list[dict[str, Any]] = []
        page.on("request", lambda request: self._note(request.method, request.url, request))

    def _note(self, method: str, url: str, request: Any) -> None:
        if method == "POST" and f"/phone/{self.handle}/messages" in url:
            self.sent.append(request.post_data_json)

    def after(self, act: Callable[[], object]) -> Locator:
        """Do `act`, wait for the coach, give its newest message."""
        before = self.heard.count()
        act()
        self.heard.nth(before).wait_for(timeout=ANSWER)
        return self.latest

    def say(self, text: str) -> Locator:
        """Write, send, and give the answer."""
        return self.after(lambda: self.write(text))

    def write(self, text: str) -> None:
        """Write and send."""
        self.field.fill(text)
        self.field.press("Enter")

    def choices(self) -> Locator:
        """The quick replies under the coach's newest message."""
        return self.latest.locator("[data-button]")

    def tap_first(self) -> Locator:
        """Choose the first quick reply, and give the answer."""
        return self.after(self.choices().first.click)

    def asked(self) -> bool:
        """Whether the coach's newest message waits for a tap."""
        try:
            self.choices().first.wait_for(timeout=1_500)
        except NothingCame:
            return False
        return True

    def join(self) -> None:
        """From stranger to member, always choosing the first answer."""
        self.say("REJOINDRE DEMO")
        for _ in range(TAPS_TO_JOIN):
            if not self.asked():
                return
            self.tap_first()
        assert not self.asked(), "joining takes more than five taps"

    def next_tip(self) -> Locator:
        """Push the clock to working mornings until a tip comes."""
        for _ in range(MORNINGS):
            before = self.heard.count()
            tomorrow(self.page)
            try:
                self.heard.nth(before).wait_for(timeout=ANSWER)
            except NothingCame:
                continue
            return self.latest
        raise AssertionError("no tip in five mornings")


def tomorrow(page: Page) -> None:
    """Press « Demain 9 h » and wait until the product is there."""
    clock = page.locator("#clock")
    clock.locator("[data-tomorrow]").click()
    expect(clock).to_have_attribute("aria-busy", "true")
    expect(clock).to_have_attribute("aria-busy", "false", timeout=PUSH)


def fresh_handle() -> str:
    """A phone nobody has used."""
    return f"essai-{secrets.token_hex(4)}"


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give the page another screen."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def sideways(page: Page, selector: str) -> int:
    """How many pixels of `selector` a person would have to scroll sideways for."""
    element = page.locator(selector).first
    return int(element.evaluate("e => e.scrollWidth - e.clientWidth"))


def focused(page: Page, selector: str) -> bool:
    """Whether the focus is on an element matching `selector`."""
    return bool(page.evaluate("s => document.activeElement.matches(s)", selector))


def press_until(page: Page, key: str, selector: str) -> None:
    """Press `key` until the focus is on `selector`; a page with a focus trap never gets there."""
    for _ in range(80):
        if focused(page, selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never reaches {selector}")
