"""The page as a team uses it: a challenge is launched, the group plays, Friday's card appears."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NothingCame

from core.calendar import local
from store import clocks, teams
from tests.browser.handset import ANSWER, Handset, tomorrow
from tests.running import Product, running

pytestmark = pytest.mark.browser
WEEK = 8
"""Days pushed at most: a Friday is among them, whatever day the test is run."""


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """An installation of its own, with the phones of Amina, Bruno, Claire and Denis."""
    with running(tmp_path) as started:
        yield started


@pytest.fixture
def team(page: Page, product: Product) -> Page:
    """Its page."""
    page.goto(f"{product.base}/phone")
    return page


def told_this_evening(product: Product) -> None:
    """The team's week is told today at 18:00: pushing a whole week would take a minute."""
    with product.database() as database, database.write() as tx:
        (team,) = teams.every(tx, 1)
        here = local(datetime.now(UTC) + clocks.ahead(tx), "Europe/Paris")
        teams.set_digest(tx, team, here.weekday(), time(18))
        teams.look_again(tx, team, None)


def opened(page: Page, handle: str) -> Handset:
    """One phone in front, or the group."""
    page.locator(f'#people li[data-handle="{handle}"]').locator("button, a").first.click()
    handset = Handset(page, handle)
    expect(handset.root).to_be_visible()
    return handset


def joined(page: Page, name: str) -> Handset:
    """Somebody of the demo who joined."""
    phone = opened(page, name)
    phone.say("REJOINDRE DEMO")
    while phone.asked():
        phone.tap_first()
    return phone


def act_as(group: Handset, name: str, label: str) -> None:
    """Somebody presses a choice of the group's newest post that has it."""
    group.root.locator("select").select_option(name)
    group.log.get_by_role("button", name=label).last.click()


def pushed_until(page: Page, post: Locator) -> None:
    """Push days until something was posted."""
    for _ in range(WEEK):
        if came(post):
            return
        tomorrow(page)
    expect(post).not_to_have_count(0)


def came(post: Locator) -> bool:
    """Whether it is there, or comes in the next moment."""
    try:
        post.first.wait_for(timeout=2_000)
    except NothingCame:
        return False
    return True


def test_denis_launches_the_group_plays_friday_s_card_appears(team: Page, product: Product) -> None:
    phones = {name: joined(team, name) for name in ("amina", "bruno", "claire", "denis")}
    group = opened(team, "groups/equipe")

    denis = opened(team, "denis")
    denis.say("DÉFI")
    denis.after(denis.choices().nth(0).click)
    denis.after(denis.log.get_by_role("button", name="Tout le monde").last.click)
    denis.after(denis.log.get_by_role("button", name="Maintenant").last.click)
    expect(denis.log.get_by_text("Le recevront")).to_be_visible(timeout=ANSWER)
    denis.after(denis.log.get_by_role("button", name="Lancer").last.click)

    opened(team, "groups/equipe")
    pushed_until(team, group.log.get_by_text("Défi de l’équipe"))
    told_this_evening(product)
    for name in ("amina", "bruno", "claire"):
        act_as(group, name, "Fait ✅")
        expect(phones[name].log.get_by_text("gagner combien de temps")).to_be_attached(
            timeout=ANSWER
        )
    expect(group.log.get_by_text("Déjà 3 fait")).to_be_visible(timeout=ANSWER)

    for name in ("amina", "bruno", "claire"):
        phone = opened(team, name)
        phone.say("10 minutes au lieu de 30")
        phone.after(phone.log.get_by_role("button", name="Partager").last.click)

    opened(team, "groups/equipe")
    pushed_until(team, group.log.get_by_text("La semaine de"))
    card = group.log.locator("img").last
    expect(card).to_be_visible(timeout=ANSWER)
    assert "1 h" in (card.get_attribute("alt") or "").replace("\xa0", " ")
    assert card.evaluate("image => image.complete && image.naturalWidth > 600")
