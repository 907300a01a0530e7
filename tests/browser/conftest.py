"""A real Chromium for the pages of the real product."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.handset import WIDE, Handset, fresh_handle
from tests.running import running

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = 'no Chromium here: "apt-get install chromium", or name one in CHROMIUM'
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """The browser to drive: the one CHROMIUM names, else the first found on PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a module: while it is open, no other test of this process can run a loop.

    Without one: a named skip, or a failure if REQUIRE_BROWSER=1.
    """
    executable = chromium()
    if executable is None:
        give_up = pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip
        give_up(MISSING)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def phone_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running product."""
    with running(tmp_path_factory.mktemp("browser")) as product:
        yield product.base


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that remembers nothing."""
    made = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which any script error or refused resource fails the test."""
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: wrong.append(line.text) if "Policy" in line.text else None)
    yield opened
    assert wrong == []


@pytest.fixture
def phone(page: Page, phone_url: str) -> Handset:
    """A stranger's phone, in front."""
    handset = Handset(page, fresh_handle())
    page.goto(f"{phone_url}/phone#{handset.handle}")
    expect(handset.field).to_be_visible()
    return handset
